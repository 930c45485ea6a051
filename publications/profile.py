"""What publications add to the form of a person, which the directory owns and knows nothing of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultipleChooserPanel, ObjectList, Panel

from directory.models import PersonPage


class AuthorQueuePanel(Panel):
    """How many publications wait for someone to say whether the person wrote them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "publications/admin/waiting_for.html"

        def is_shown(self) -> bool:
            from publications.admin.permissions import may_publish_publications

            return bool(self.instance.pk) and may_publish_publications(self.request.user) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from publications.admin.author_queue import waiting_for

            context = super().get_context_data(parent_context)
            return {**context, "waiting": waiting_for(self.instance, self.request.user)}


def extend_person_form() -> None:
    """Add the tab in which a person's featured publications are chosen."""
    featured = MultipleChooserPanel(
        "featured_publications",
        chooser_field_name="publication",
        heading=_("Featured publications"),
        label=_("publication"),
        help_text=_("Shown first on the profile, in this order. All others follow by year without being chosen."),
    )
    tabs = PersonPage.edit_handler.children
    # After the tabs about the person, before the ones that every page has.
    tabs.insert(
        max(len(tabs) - 1, 0),
        ObjectList([AuthorQueuePanel(heading=_("Authors to confirm")), featured], heading=_("Publications")),
    )
