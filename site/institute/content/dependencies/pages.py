"""What documents of every type read of other pages: their addresses in the other language, and the pages above."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection
from django.db.models import Model, Q
from django.db.models.functions import Length, Substr
from wagtail.models import Collection as FileCollection
from wagtail.models import CollectionViewRestriction, Page

from institute.content.dependencies.registry import (
    ADDRESS,
    Part,
    Values,
    document_reads,
    part_of,
    reads,
    shown_where_chosen,
    whole,
)
from institute.content.models import Document, Image

# What an answer says of a picture.
_OF_PICTURE = ("file", "width", "height", "credit", "focal_point_x", "focal_point_y", "focal_point_width")

_BELOW = """
SELECT DISTINCT below.id FROM wagtailcore_page page
JOIN wagtailcore_page translation
    ON translation.translation_key = page.translation_key AND translation.numchild > 0
JOIN wagtailcore_page below ON below.path LIKE translation.path || '%%' AND below.depth > translation.depth
WHERE page.id = ANY(%s)
"""


def declare() -> None:
    """Declare what documents of every type read; called once, when the application is ready."""
    # `alternates` names the page in every language.
    document_reads(ADDRESS, translations_of)
    for model in (Image, Document, FileCollection, CollectionViewRestriction):
        shown_where_chosen(whole(model), model)


def columns(model: type[Model], *names: str) -> Values:
    """Return the values of a part that is made of columns of ``model``."""

    def values(keys: Collection[int]) -> dict[int, Any]:
        rows = model._base_manager.filter(pk__in=keys).values_list("pk", *names)
        return {key: rest for key, *rest in rows}

    return values


def picture_columns(*fields: str) -> list[str]:
    """Return the columns of the pictures that these foreign keys lead to, as far as answers say them."""
    return [f"{field}__{column}" for field in fields for column in _OF_PICTURE]


def declare_prose(model: type[Page], *card_columns: str) -> Part:
    """Declare the parts of an editorial page type: its name, and its card of title, summary and ``card_columns``.

    Returns the card.
    """
    name = part_of(model, "name", columns(model, "title"))
    document_reads(name, pages_below)
    card = part_of(model, "card", columns(model, "title", "summary", "alias_of", *card_columns))
    shown_where_chosen(card, model)
    pictures = [column.split("__")[0] for column in card_columns if column.endswith("__file")]
    if pictures:
        reads(card, whole(Image), lambda keys: _with_pictures(model, pictures, keys))
    return card


def _with_pictures(model: type[Page], fields: Iterable[str], images: set[int]) -> Iterable[int]:
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__in": images})
    return model._base_manager.filter(condition).values_list("pk", flat=True)


def translations_of(keys: set[int]) -> Iterable[int]:
    """Return these pages and their translations."""
    group = Page.objects.filter(translation_key__in=Page.objects.filter(pk__in=keys).values("translation_key"))
    return group.values_list("pk", flat=True)


def pages_below(keys: set[int]) -> list[int]:
    """Return what stands below these pages in any language: their breadcrumbs name them."""
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [list(keys)])
        return [page for (page,) in cursor.fetchall()]


def parents_of(keys: set[int]) -> Iterable[int]:
    """Return the pages right above these."""
    above = Page.objects.filter(pk__in=keys, depth__gt=1).annotate(
        above=Substr("path", 1, Length("path") - Page.steplen)
    )
    return Page.objects.filter(path__in=above.values("above")).values_list("pk", flat=True)
