"""StreamField block lists of the page types, and the blocks of figures and social links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, CharBlock, ChoiceBlock, ListBlock, StructValue, URLBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from directory.blocks import Faculty, People
from directory.models import Institution, PersonPage
from institute.content import blocks
from institute.content.blocks.base import LIVE, ContentBlock
from institute.content.dependencies import YEAR
from institute.content.languages import active_language
from institute.content.subqueries import count_of
from publications.blocks import LatestPublications
from publications.models import PublicationPage

TYPED = "typed"


@dataclass(frozen=True)
class ShownFigure:
    """A figure to render; ``number`` is an int if it was counted, else the text that was entered."""

    number: int | str
    label: str


class FiguresValue(StructValue):
    @cached_property
    def shown(self) -> list[ShownFigure]:
        """The figures in the editor's order, with live counts; unknown ones are left out."""
        figures = []
        counted = _count_now({figure["kind"] for figure in self["figures"]} - {TYPED})
        for figure in self["figures"]:
            kind = figure["kind"]
            number = figure["number"] if kind == TYPED else counted.get(kind)
            if number:
                figures.append(ShownFigure(number, figure["label"]))
        return figures


class Figure(ContentBlock):
    kind = ChoiceBlock(
        choices=[
            (TYPED, _("Typed below")),
            ("professors", _("Live: professors")),
            ("publications", _("Live: publications")),
            ("institutions", _("Live: affiliated institutions")),
            ("years", _("Live: years since the founding")),
        ],
        default=TYPED,
        label=_("Figure"),
    )
    number = CharBlock(
        required=False,
        max_length=20,
        label=_("Typed figure"),
        help_text=_("As it should be read: “over 140”, “1,200”."),
    )
    label = CharBlock(max_length=80, label=_("What is counted"))

    class Meta:
        icon = "plus"
        label = _("Figure")
        description = _("One figure, typed or counted live.")
        template = "home/blocks/figure.html"
        preview_value = {"number": "1,200", "label": "researchers"}
        label_format = "{number} {label}"

    def clean(self, value: Any) -> StructValue:
        cleaned = super().clean(value)
        if cleaned["kind"] == TYPED and not cleaned["number"] and not self.is_deferred_validation:
            message = _("Type a figure, or choose one that is counted live.")
            raise StructBlockValidationError({"number": ValidationError(message)})
        return cleaned


class Figures(ContentBlock):
    live_data = (
        "directory.personpage",
        "directory.membership",
        "directory.institution",
        "publications.publicationpage",
        # For the year of the founding.
        "home.homepage",
        YEAR,
    )

    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    figures = ListBlock(Figure(), min_num=1, max_num=4, label=_("Figures"))

    class Meta:
        icon = "order"
        group = LIVE
        label = _("Figures")
        description = _("Up to four figures, typed or counted live.")
        value_class = FiguresValue
        template = "home/blocks/figures.html"
        label_format = "{heading}"
        preview_value = {
            "heading": "In figures",
            "figures": [
                {"number": "1,200", "label": "researchers"},
                {"kind": "professors", "label": "professors"},
                {"kind": "publications", "label": "publications"},
            ],
        }


class SocialLink(ContentBlock):
    label = CharBlock(max_length=60, label=_("Label"), help_text=_("The name of the network or site."))
    url = URLBlock(label=_("Address"))

    class Meta:
        icon = "link"
        label = _("Link")
        description = _("A profile of the institute elsewhere.")
        preview_value = {"label": "Mastodon", "url": "https://example.org/@institute"}
        label_format = "{label}"


def sections() -> list[tuple[str, Block]]:
    """Return the blocks that refer to other parts of the site."""
    return [
        ("featured", blocks.Featured()),
        ("section", blocks.Section()),
        ("faculty", Faculty()),
        ("latest_publications", LatestPublications()),
        ("figures", Figures()),
        ("people", People()),
        ("quote", blocks.Quote()),
        ("logos", blocks.Logos()),
    ]


def long_form() -> list[tuple[str, Block]]:
    """Return the blocks of long texts."""
    return [
        ("rich_text", blocks.RichText()),
        ("image", blocks.Image()),
        ("embed", blocks.Embed()),
        ("table", blocks.Table()),
        ("accordion", blocks.Accordion()),
        ("downloads", blocks.Downloads()),
    ]


def article_body() -> list[tuple[str, Block]]:
    """Return the blocks of articles."""
    return [*long_form(), ("quote", blocks.Quote()), ("featured", blocks.Featured())]


def social_links() -> list[tuple[str, Block]]:
    """Return the block of the footer's social links."""
    return [("link", SocialLink())]


_COUNTED: dict[str, Callable[[], QuerySet[Any]]] = {
    "professors": lambda: PersonPage.objects.visible().professors(),
    "publications": lambda: PublicationPage.objects.visible(),
    "institutions": lambda: Institution.objects.filter(is_affiliated=True),
}


def _count_now(kinds: set[str]) -> dict[str, int | None]:
    """Return the live figures of ``kinds`` in one query; years come from the home page, the others are counted."""
    if not kinds:
        return {}
    homes = apps.get_model("home.HomePage").objects.visible(active_language())
    counts = {kind: count_of(rows()) for kind, rows in _COUNTED.items() if kind in kinds}
    figures = homes.annotate(**counts).values("founded", *counts).first() or {}
    founded = figures.pop("founded", None)
    return figures | {"years": timezone.localdate().year - founded if founded else None}
