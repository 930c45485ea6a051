"""What publications add to the form of a person, which the directory owns and knows nothing of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultipleChooserPanel, ObjectList

from directory.models import PersonPage


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
    tabs.insert(max(len(tabs) - 1, 0), ObjectList([featured], heading=_("Publications")))
