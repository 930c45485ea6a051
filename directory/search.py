"""People on the search page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from directory.models import DirectoryPage, PersonPage
from institute.search.results import SearchGroup, register_group


def register() -> None:
    """Register the group; called once, when the application is ready."""
    register_group(
        SearchGroup(
            name="people",
            model=PersonPage,
            index_model=DirectoryPage,
            heading=_("People"),
            template="directory/search_results.html",
            order_by=("-rank", "sort_name", "pk"),
        )
    )
