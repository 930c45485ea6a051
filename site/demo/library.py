"""Values of the demo's pages, with references resolved, in one language."""

import json
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page

from demo.content import Reference, rows

_LINK = re.compile(r"\{(page|paper):([^}]+)\}")
_NAMESPACE = uuid.UUID("6f0b7b1e-2d0c-4c57-9a3c-6f1a5f6f9d10")


@dataclass
class Library:
    """Everything that the content of a page can refer to, by key; pages by language too."""

    pages: dict[str, dict[str, Page]] = field(default_factory=dict)
    pictures: dict[str, Any] = field(default_factory=dict)
    papers: dict[str, Page] = field(default_factory=dict)
    documents: dict[str, Any] = field(default_factory=dict)

    def fields(self, place: str, data: dict[str, Any], language: str) -> dict[str, Any]:
        """Return the values of a page's fields, with the alternative text of its hero image."""
        fields = {name: self._field(f"{place}/{name}", value, language) for name, value in data.items()}
        if "hero_image" in data:
            fields["hero_image_alt"] = _alternative_text(data["hero_image"].key, language)
        return fields

    def text(self, value: str | dict[str, str], language: str) -> str:
        """Return a text in one language, with the ids of the pages that it links to."""
        text = value.get(language, value["en"]) if isinstance(value, dict) else value
        return _LINK.sub(lambda link: str(self._find(Reference(*link.groups()), language).pk), text.replace("\n", ""))

    def _field(self, place: str, value: Any, language: str) -> Any:
        match value:
            case Reference():
                return self._find(value, language)
            case list():
                return self._stream(place, value, language)
            case str() | {"en": _}:
                return self.text(value, language)
        return value

    def _stream(self, place: str, blocks: list[dict[str, Any]], language: str) -> str:
        """Return the JSON of a stream. A block has the same id in both languages, as after a translation by hand."""
        stream = []
        for index, block in enumerate(blocks):
            ((block_type, value),) = block.items()
            stream.append(self._item(f"{place}/{index}", block_type, value, language))
        return json.dumps(stream)

    def _item(self, place: str, block_type: str, value: Any, language: str) -> dict[str, Any]:
        identifier = str(uuid.uuid5(_NAMESPACE, place))
        return {"type": block_type, "value": self._raw(place, value, language), "id": identifier}

    def _raw(self, place: str, value: Any, language: str) -> Any:
        """Return the raw value of a block."""
        match value:
            case Reference("picture", key):
                alternative_text = _alternative_text(key, language)
                return {"image": self.pictures[key].pk, "alt_text": alternative_text, "decorative": False}
            case Reference():
                return self._find(value, language).pk
            case str() | {"en": _}:
                return self.text(value, language)
            case {"columns": columns, "rows": table_rows}:
                return {
                    "caption": "",
                    "columns": [{"type": "text", "heading": self.text(heading, language)} for heading in columns],
                    "rows": [{"values": [self.text(cell, language) for cell in cells]} for cells in table_rows],
                }
            case dict():
                return {name: self._raw(f"{place}/{name}", child, language) for name, child in value.items()}
            case list():
                return [self._item(f"{place}/{index}", "item", child, language) for index, child in enumerate(value)]
        return value

    def _find(self, reference: Reference, language: str) -> Any:
        match reference:
            case Reference("page", key):
                return self.pages[key][language]
            case Reference("paper", key):
                return self.papers[key]
            case Reference("picture", key):
                return self.pictures[key]
            case Reference("document", key):
                return self.documents[key]
        raise ValueError(f"There is no reference of the kind {reference.kind}.")


def _alternative_text(slug: str, language: str) -> str:
    (picture,) = (row for row in rows("pictures") if row["slug"] == slug)
    return str(picture["description_fr" if language == "fr" else "description_en"])
