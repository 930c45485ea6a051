"""Publications on the search page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from institute.search.results import SearchGroup, register_group
from publications.models import PublicationIndexPage, PublicationPage


def register() -> None:
    """Register the group; called once, when the application is ready."""
    register_group(
        SearchGroup(
            name="publications",
            model=PublicationPage,
            index_model=PublicationIndexPage,
            heading=_("Publications"),
            template="publications/search_results.html",
            order_by=("-rank", "-sort_date", "pk"),
        )
    )
