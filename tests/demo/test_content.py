"""The files of the demo's content: complete in both languages, and well typeset in French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from demo.content import FOLDER, PAGES, Reference, page_data, rows

EVERY_PAGE = pytest.mark.parametrize("key", PAGES)
RECORDS = ("people", "publications", "institutions", "topics", "memberships")


def bilingual(value: Any) -> Iterator[dict[str, str]]:
    """Yield the texts in two languages in the content of a page."""
    if isinstance(value, dict) and "en" in value:
        yield value
    elif isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from bilingual(child)


def references(value: Any) -> Iterator[Reference]:
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from references(child)


def french_texts() -> Iterator[str]:
    for key in PAGES:
        yield from (text["fr"] for text in bilingual(page_data(key)))
    for name in (*RECORDS, "pictures"):
        yield from (value for row in rows(name) for field, value in row.items() if field.endswith("_fr"))


def test_pages_are_those_of_the_folder() -> None:
    assert {f"{key}.yaml" for key in PAGES} == {path.name for path in (FOLDER / "pages").iterdir()}


@EVERY_PAGE
def test_texts_are_in_both_languages(key: str) -> None:
    texts = list(bilingual(page_data(key)))
    assert texts
    assert all(text.keys() == {"en", "fr"} and text["en"] and text["fr"] for text in texts)


@EVERY_PAGE
def test_references_and_links_lead_to_content(key: str) -> None:
    known = {
        "page": set(PAGES),
        "paper": {row["title"] for row in rows("publications")},
        "picture": {row["slug"] for row in rows("pictures")},
        "document": {row["slug"] for row in rows("documents")},
    }
    links = [
        Reference(*link)
        for text in bilingual(page_data(key))
        for language in ("en", "fr")
        for link in re.findall(r"\{(\w+):([^}]+)\}", text[language])
    ]
    for reference in (*references(page_data(key)), *links):
        assert reference.key in known[reference.kind], reference


def test_french_texts_have_typographic_spaces_and_apostrophes() -> None:
    texts = [re.sub(r"<[^>]*>|https?://\S+|\{\w+:[^}]+\}", "", text) for text in french_texts()]
    assert len(texts) > 200
    for text in texts:
        assert not re.search(r" [;:!?»]|« |\w'\w|\d \d{3}\b", text), text
