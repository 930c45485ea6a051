"""One fact, two channels: what a visitor reads on a page, a client gets from the API."""

from __future__ import annotations

import json
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.api.conftest import Institute
from tests.reading import Read

SITE = "http://testserver"


class MainContent(HTMLParser):
    """Collects what stands in the main part of a page: where its links lead, what its pictures show, its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.alternatives: set[str] = set()
        self.texts: list[str] = []
        self._is_main = False
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        if tag == "main":
            self._is_main = True
        if not self._is_main:
            return
        if tag == "a" and (address := values.get("href")):
            self.links.add(address.removeprefix("mailto:"))
        if tag == "img" and (alternative := values.get("alt")):
            self.alternatives.add(alternative)

    def handle_endtag(self, tag: str) -> None:
        if tag == "main":
            self._is_main = False

    def handle_data(self, data: str) -> None:
        if self._is_main and data.strip():
            self.texts.append(" ".join(data.split()))


def all_texts(answer: Any) -> set[str]:
    """Every text that an answer holds."""
    if isinstance(answer, dict):
        return {text for value in answer.values() for text in all_texts(value)}
    if isinstance(answer, list):
        return {text for value in answer for text in all_texts(value)}
    return {answer} if isinstance(answer, str) else set()


# Shorter pieces are labels and punctuation of the page, longer ones are content.
CONTENT = 24


@pytest.mark.django_db
def test_all_that_a_page_tells_its_visitors_is_in_the_answer(institute: Institute, client: Client, read: Read) -> None:
    addresses = [
        "/en/",
        "/fr/",
        "/en/about/",
        "/fr/about/",
        "/en/news/",
        "/en/news/a-prize/",
        "/en/directory/yoshua-bengio/",
        "/fr/annuaire/yoshua-bengio/",
        "/en/directory/emilie-tremblay/",
        institute.paper.get_url_for("en"),
        institute.paper.get_url_for("fr"),
        institute.thesis.get_url_for("fr"),
    ]
    for address in addresses:
        page = MainContent(client.get(address).content.decode())
        answer = read("/resolve", path=address)
        told = " ".join(unescape(strip_tags(" ".join(sorted(all_texts(answer))))).split())
        # Links that filter a list are made of slugs, and links within the page of its anchors.
        links = {link for link in page.links if "?" not in link and not link.startswith("#")}
        known = json.dumps(answer)
        assert page.links, address
        assert {link for link in links if json.dumps(absolute(link))[1:-1] not in known} == set(), address
        assert page.alternatives <= all_texts(answer), address
        assert [text for text in page.texts if len(text) > CONTENT and text not in told] == [], address


def absolute(link: str) -> str:
    return f"{SITE}{link}" if link.startswith("/") else link
