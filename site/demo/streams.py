"""Turns the demo's prose into the raw data of a StreamField, in one language."""

import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from demo.fixtures import facts
from demo.words import DocumentOf, PageOf, PaperOf, PictureOf, Words

_REFERENCE = re.compile(r"\{(page|paper):([\w-]+)\}")
_NAMESPACE = uuid.UUID("6f0b7b1e-2d0c-4c57-9a3c-6f1a5f6f9d10")


@dataclass
class Library:
    """All that the prose refers to, once it exists; each page by language."""

    pages: dict[str, dict[str, Page]] = field(default_factory=dict)
    pictures: dict[str, Any] = field(default_factory=dict)
    papers: dict[str, Page] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)
    paper_titles: dict[str, str] = field(default_factory=dict)

    def said(self, words: Words, language: str) -> str:
        """The words in one language, with the ids of the pages and papers that they link to."""

        def identifier(match: re.Match[str]) -> str:
            kind, key = match.groups()
            page = self.pages[key][language] if kind == "page" else self.papers[self.paper_titles[key]]
            return str(page.pk)

        return _REFERENCE.sub(identifier, words.said_in(language))

    def alternative_text(self, slug: str, language: str) -> str:
        (picture,) = (row for row in facts("pictures") if row["slug"] == slug)
        return str(picture["description_fr" if language == "fr" else "description_en"])

    def stream(self, owner: str, blocks: list[tuple[str, Any]], language: str) -> str:
        """The JSON of a stream. A block has the same id in both languages, as after a translation by hand."""
        raw = []
        for index, (block_type, value) in enumerate(blocks):
            place = f"{owner}/{index}"
            raw.append({"type": block_type, "value": self._raw(value, language, place), "id": _identifier(place)})
        return json.dumps(raw)

    def _raw(self, value: Any, language: str, place: str) -> Any:
        match value:
            case Words():
                return self.said(value, language)
            case PageOf(key):
                return self.pages[key][language].pk
            case PaperOf(title):
                return self.papers[title].pk
            case DocumentOf(key):
                return self.documents[key].pk
            case PictureOf(slug):
                return {
                    "image": self.pictures[slug].pk,
                    "alt_text": self.alternative_text(slug, language),
                    "decorative": False,
                }
            case TableOf(columns, rows):
                return {
                    "caption": "",
                    "columns": [{"type": "text", "heading": self.said(heading, language)} for heading in columns],
                    "rows": [{"values": [self.said(cell, language) for cell in row]} for row in rows],
                }
            case dict():
                return {name: self._raw(child, language, f"{place}/{name}") for name, child in value.items()}
            case list():
                return [
                    {
                        "type": "item",
                        "value": self._raw(child, language, f"{place}/{index}"),
                        "id": _identifier(f"{place}/{index}"),
                    }
                    for index, child in enumerate(value)
                ]
        return value


@dataclass(frozen=True)
class TableOf:
    """A table of texts: the heading of each column, and the rows."""

    columns: list[Words]
    rows: list[list[Words]]


def _identifier(place: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, place))
