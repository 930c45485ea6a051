"""One fact, two channels: what a visitor reads on a page, a client gets from the API.

Left out are the words of the interface: those are the strings of templates and filters, which the catalogue of
translations knows. Whatever else stands in the main part of a page has to be in an answer.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.test import Client
from django.utils import translation
from django.utils.html import strip_tags

from bibliography.dates import display_partial_date, parse_partial_date
from tests.api.conftest import Institute
from tests.api_client import Read

SITE = "http://testserver"
CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "fr" / "LC_MESSAGES" / "django.po"
# The same in every language, so in no catalogue.
NAMES_OF_FORMATS = {"BibTeX", "RIS", "CSL-JSON", "CSV", "Excel", "Atom", "JSON Feed"}
_TAG = re.compile(r"<[^>]+>")
_PLACEHOLDER = re.compile(r"%\\?\(\w+\\?\)[sd]")
_DATE = re.compile(r"\b\d{4}(?:-\d\d(?:-\d\d)?)?\b")
# The letters under which people stand, marks beside words, and how many results there are.
_BETWEEN = re.compile(r"(?:^|\s*)[,;:·](?:\s+|$)")
_MARKS = re.compile(r"[\W\d_]*|\w")


class MainContent(HTMLParser):
    """Collects what stands in the main part of a page: where its links lead, what its pictures show, its words.

    What visitors fill in is no content.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.alternatives: set[str] = set()
        self.texts: list[str] = []
        self._is_main = False
        self._in_form = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "main":
            self._is_main = True
        if tag == "form":
            self._in_form = True
        if not self._is_main or self._in_form:
            return
        if tag == "a" and (address := values.get("href")):
            self.links.add(address.removeprefix("mailto:"))
        if tag == "img" and (alternative := values.get("alt")):
            self.alternatives.add(alternative)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._is_main = False
        if tag == "form":
            self._in_form = False

    def handle_data(self, data: str) -> None:
        if self._is_main and not self._in_form and data.strip():
            self.texts.append(_plain(data))


def _plain(text: str) -> str:
    return " ".join(text.split())


@lru_cache
def interface(language: str) -> re.Pattern[str]:
    """Match a piece of text that the templates print in ``language``, whatever stands in its places for values."""
    catalogue = read_po(CATALOGUE.open("rb"))
    patterns = set()
    for message in catalogue:
        if not any(str(place).endswith((".html", "/filters.py", "/search.py")) for place, _line in message.locations):
            continue
        texts = message.id if language == "en" else message.string
        for text in texts if isinstance(texts, (list, tuple)) else [texts]:
            for piece in _TAG.split(unescape(text)):
                literal = _PLACEHOLDER.sub("", piece)
                if sum(character.isalpha() for character in literal) > 1:
                    parts = (re.escape(_plain(part)) for part in _PLACEHOLDER.split(piece))
                    patterns.add(r"\s*.*\s*".join(parts))
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def all_texts(answer: Any) -> set[str]:
    """Every text that an answer holds."""
    if isinstance(answer, dict):
        return {text for value in answer.values() for text in all_texts(value)}
    if isinstance(answer, list):
        return {text for value in answer for text in all_texts(value)}
    return {answer} if isinstance(answer, str) else set()


def as_read(answer: Any, language: str) -> str:
    """Return the words of ``answer``, and its dates and sizes as a reader of that language has them."""
    texts = sorted(all_texts(answer))
    sizes = [int(size) for size in re.findall(r'"size": (\d+)', json.dumps(answer))]
    written = {found for text in texts for found in _DATE.findall(text)}
    with translation.override(language):
        shown = [filesizeformat(size) for size in sizes]
        for text in sorted(written):
            try:
                shown.append(display_partial_date(*parse_partial_date(text)))
            except ValidationError:
                continue
    return _plain(unescape(strip_tags(" ".join([*texts, *shown]))))


def missing(page: MainContent, answer: Any, language: str) -> list[str]:
    """Return what stands on the page and neither in the answer nor in the catalogue."""
    told = as_read(answer, language)
    known = json.dumps(answer)
    # Links that filter a list are made of slugs, and links within the page of its anchors.
    links = {link for link in page.links if "?" not in link and not link.startswith("#")}
    texts = [
        part
        for text in page.texts
        if text not in NAMES_OF_FORMATS and not interface(language).fullmatch(text)
        for part in _BETWEEN.split(text)
        if part not in told and not _MARKS.fullmatch(part) and not interface(language).fullmatch(part)
    ]
    addresses = [link for link in sorted(links) if json.dumps(absolute(link))[1:-1] not in known]
    return [*texts, *addresses, *sorted(page.alternatives - all_texts(answer))]


def absolute(link: str) -> str:
    return f"{SITE}{link}" if link.startswith("/") else link


# Addresses of pages, each with what a client asks besides `resolve` to draw it.
LISTS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "/en/directory/": [("/people", {"facets": "true"})],
    "/fr/annuaire/": [("/people", {"facets": "true", "locale": "fr"})],
    "/en/directory/?q=bengio": [("/people", {"q": "bengio"})],
    "/en/publications/": [("/publications", {})],
    "/fr/publications/": [("/publications", {"locale": "fr"})],
    "/en/publications/?topic=deep-learning&kind=article": [
        ("/publications", {"topic": "deep-learning", "kind": "article", "facets": "true"})
    ],
    "/en/news/": [("/articles", {})],
    "/fr/news/": [("/articles", {"locale": "fr"})],
}


@pytest.mark.slow
@pytest.mark.django_db
def test_all_that_a_page_tells_its_visitors_is_in_the_answer(institute: Institute, client: Client, read: Read) -> None:
    addresses = [
        "/en/",
        "/fr/",
        "/en/about/",
        "/fr/about/",
        "/en/about/governance/",
        "/en/news/a-prize/",
        "/fr/news/a-prize/",
        "/en/directory/yoshua-bengio/",
        "/fr/annuaire/yoshua-bengio/",
        "/en/directory/emilie-tremblay/",
        "/fr/annuaire/emilie-tremblay/",
        *(work.get_url_for(code) for work in (institute.paper, institute.thesis) for code in ("en", "fr")),
        *LISTS,
    ]
    found = {}
    for address in addresses:
        page = MainContent(client.get(address).content.decode())
        answers = [read("/resolve", path=address.partition("?")[0])]
        answers += [read(path, **query) for path, query in LISTS.get(address, [])]
        assert page.texts, address
        found[address] = missing(page, answers, address[1:3])
    lacking = {address: pieces for address, pieces in found.items() if pieces}
    assert not lacking, lacking


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_all_that_the_search_shows_is_in_the_answer(
    language: str, institute: Institute, client: Client, read: Read
) -> None:
    page = MainContent(client.get(f"/{language}/search/", {"q": "learning"}).content.decode())
    assert "Yoshua Bengio" in page.texts
    assert missing(page, read("/search", q="learning", locale=language), language) == []
