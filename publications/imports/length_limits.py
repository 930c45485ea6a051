"""Texts that are longer than their columns: cut on the page, kept whole with the source, and reported by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext

from publications.imports.field_mapping import AUTHOR_FIELDS, TEXTS, Values
from publications.models import Authorship, PublicationLink, PublicationPage, PublicationVersion

# Characters. Columns without a limit have one here: PostgreSQL indexes no text of more than a megabyte.
LONGEST_TITLE = 5_000
LONGEST_TEXT = 200_000
_TITLES = frozenset(["full_title", "title_translated"])
_ROWS: dict[str, tuple[type[models.Model], dict[str, str]]] = {
    "authors": (Authorship, AUTHOR_FIELDS),
    "links": (PublicationLink, {name: name for name in ("url", "label")}),
    "versions": (PublicationVersion, {name: name for name in ("venue_text", "date", "url")}),
}


@dataclass(frozen=True)
class Overlong:
    """A text that was cut or, being an address or a code, left out; `name` is where it stands, such as `authors 3 name`."""

    name: str
    text: str
    label: str
    limit: int

    @property
    def warning(self) -> str:
        return gettext(
            "The field “%(field)s” is longer than %(limit)s characters: the page shows a part of it; the full value is "
            "kept with the source record."
        ) % {"field": self.label, "limit": number_format(self.limit, force_grouping=True)}


def fit(values: Values) -> list[Overlong]:
    """Cut what is too long for its column, in place, and return it whole."""
    found = [overlong for name in TEXTS for overlong in _fit_text(PublicationPage, name, name, values, name)]
    for name, (model, columns) in _ROWS.items():
        for number, row in enumerate(values.get(name, []), start=1):
            for key, column in columns.items():
                found += _fit_text(model, column, key, row, f"{name} {number} {key}")
        if name == "links":
            # An address that was left out was all there was of the link.
            values[name] = [row for row in values.get(name, []) if row.get("url")]
    for name in _ROWS:
        if not values.get(name):
            values.pop(name, None)
    return found


def _fit_text(model: type[models.Model], column: str, key: str, values: Values, name: str) -> Iterator[Overlong]:
    text: Any = values.get(key)
    if not isinstance(text, str):
        return
    field = cast("models.Field[Any, Any]", model._meta.get_field(column))
    limit = getattr(field, "max_length", None) or (LONGEST_TITLE if column in _TITLES else LONGEST_TEXT)
    if len(text) <= limit:
        return
    if isinstance(field, models.URLField) or field.choices or key in ("orcid", "openalex_id", "date", "book_isbn"):
        del values[key]
    else:
        values[key] = text[: limit - 1].rstrip() + "…"
    yield Overlong(name, text, str(field.verbose_name), limit)
