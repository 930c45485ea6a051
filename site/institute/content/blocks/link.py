"""A link that leads on: to a page of this site, or to an address outside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructValue, URLBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page

from institute.content.blocks.base import ContentBlock
from institute.content.blocks.choosers import PageChooser
from institute.content.blocks.choosing import ChoosingValue, ChosenPages


@dataclass(frozen=True)
class ShownLink:
    """A link as visitors meet it."""

    href: str
    text: str


def shown_link(chosen: ChosenPages, page: Page | int | None, url: str, label: str) -> ShownLink | None:
    """Return the link to ``url`` or to ``page``, or None where visitors may not see the page.

    A page lends the link its own title where there is no label.
    """
    if url:
        return ShownLink(url, label or url)
    found, path = chosen.get(page), chosen.path(page)
    return ShownLink(path, label or found.public_title) if found is not None and path else None


class LinkValue(ChoosingValue):
    @property
    def shown(self) -> ShownLink | None:
        """The link to show, or None where it leads to nothing that visitors may see."""
        return shown_link(self.chosen, self["page"], self["url"], self["label"])


class Link(ContentBlock):
    page = PageChooser(required=False, label=_("Page"))
    url = URLBlock(
        required=False,
        label=_("Outside address"),
        help_text=_("Instead of a page of this site: a whole address, with https://."),
    )
    label = CharBlock(
        required=False,
        max_length=80,
        label=_("Label"),
        help_text=_("What the link says; a page's own title if empty."),
    )

    class Meta:
        icon = "link"
        label = _("Link")
        description = _("A link to a page of this site or to an outside address.")
        value_class = LinkValue
        template = "content/blocks/link.html"
        label_format = "{label} {page} {url}"
        preview_value = {"url": "https://example.org/", "label": "Learn more"}
        required = True

    def clean(self, value: Any) -> StructValue:
        cleaned = super().clean(value)
        required = self.meta.required and not self.is_deferred_validation
        clean_destination(cleaned, required=required)
        if cleaned["url"] and not cleaned["label"] and not self.is_deferred_validation:
            raise StructBlockValidationError({"label": ValidationError(_("Say where this address leads."))})
        return cleaned


def clean_destination(value: StructValue, *, required: bool) -> None:
    """Refuse a ``value`` that names both a page and an outside address, or neither if ``required``."""
    if value["page"] and value["url"]:
        message = ValidationError(_("Choose a page or give an outside address, not both."))
        raise StructBlockValidationError({"page": message, "url": message})
    if required and not value["page"] and not value["url"]:
        message = ValidationError(_("Choose a page or give an outside address."))
        raise StructBlockValidationError({"page": message})
