"""Cards that lead to what the institute wants read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ListBlock,
    StructValue,
    TextBlock,
    URLBlock,
)
from wagtail.blocks.struct_block import StructBlockValidationError

from institute.content.blocks.base import STORY, ContentBlock
from institute.content.blocks.choosers import DescribedImage, PageChooser
from institute.content.blocks.choosing import ChoosingValue
from institute.content.blocks.link import clean_destination
from institute.content.pages import BasePage
from institute.content.url_parts import host_of


@dataclass(frozen=True)
class ShownCard:
    """A card as visitors meet it: the editor's words where given, the page's own elsewhere.

    ``title`` and ``text`` may be a ``LocalizedText``; ``page`` is None for an outside address, whose host is
    ``source``. ``alt`` is "" where the picture is the page's own, beside its title.
    """

    title: str
    href: str
    text: str
    kicker: str
    image: Any | None
    alt: str
    page: BasePage | None
    source: str


def card_of(page: BasePage, href: str) -> ShownCard:
    """Return the card of ``page`` with nothing overridden."""
    return ShownCard(
        title=page.public_title,
        href=href,
        text=page.public_summary,
        kicker="",
        image=page.card_image,
        alt="",
        page=page,
        source="",
    )


class CardValue(ChoosingValue):
    @property
    def shown(self) -> ShownCard | None:
        """The card to show, or None where visitors may not see the page it leads to."""
        page = self.chosen.get(self["page"])
        if page is None and not self["url"]:
            return None
        image = self["image"]
        own_image = page.card_image if page is not None else None
        return ShownCard(
            title=self["title"] or (page.public_title if page is not None else ""),
            href=self["url"] or self.chosen.path(self["page"]) or "",
            text=self["text"] or (page.public_summary if page is not None else ""),
            kicker=self["kicker"],
            image=image or own_image,
            alt=(image.contextual_alt_text or "") if image else "",
            page=page,
            source=host_of(self["url"] or "").removeprefix("www."),
        )


class Card(ContentBlock):
    page = PageChooser(
        required=False,
        label=_("Page"),
        help_text=_("Its title, summary and picture are shown, unless others are given below."),
    )
    url = URLBlock(
        required=False,
        label=_("Outside address"),
        help_text=_("Instead of a page of this site: a whole address, with https://."),
    )
    kicker = CharBlock(
        required=False,
        max_length=60,
        label=_("Kicker"),
        help_text=_("A word or two above the title: “News”, “Summer school”."),
    )
    title = CharBlock(required=False, max_length=160, label=_("Title"))
    text = TextBlock(required=False, max_length=400, label=_("Text"), form_classname="short")
    image = DescribedImage(required=False, label=_("Picture"))

    class Meta:
        icon = "doc-full"
        label = _("Card")
        description = _("One card: a page of this site or an outside address.")
        value_class = CardValue
        template = "content/blocks/card.html"
        preview_value = {
            "url": "https://example.org/",
            "kicker": "News",
            "title": "A title of a few words",
            "text": "One sentence that says why to read on.",
        }
        label_format = "{title} {page} {url}"

    def clean(self, value: Any) -> StructValue:
        cleaned = super().clean(value)
        clean_destination(cleaned, required=not self.is_deferred_validation)
        if cleaned["url"] and not cleaned["title"] and not self.is_deferred_validation:
            raise StructBlockValidationError(
                {"title": ValidationError(_("A card for an outside address needs a title."))}
            )
        return cleaned

    def get_context(self, value: StructValue, parent_context: Any = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context=parent_context), "card": value.shown}


class FeaturedValue(ChoosingValue):
    @property
    def visible_cards(self) -> list[ShownCard]:
        """The cards to show, in the editor's order, without those that visitors may not see."""
        cards = []
        for card in self["cards"]:
            card.chosen = self.chosen
            cards.append(card.shown)
        return [card for card in cards if card is not None]


class Featured(ContentBlock):
    heading = CharBlock(max_length=120, label=_("Heading"))
    cards = ListBlock(Card(), min_num=1, max_num=24, label=_("Cards"))

    class Meta:
        icon = "pick"
        group = STORY
        label = _("Featured")
        description = _("Cards that lead to pages of this site or to outside addresses.")
        value_class = FeaturedValue
        template = "content/blocks/featured.html"
        label_format = "{heading}"
        preview_value = {
            "heading": "Featured",
            "cards": [
                {
                    "url": "https://example.org/1",
                    "kicker": "News",
                    "title": "The first card is large",
                    "text": "It carries the story that matters most.",
                },
                {"url": "https://example.org/2", "title": "A second card"},
                {"url": "https://example.org/3", "title": "A third card"},
            ],
        }
