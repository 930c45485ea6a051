"""The answers of the API, kept in files: whoever changes one sees it in the diff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from directory.api.schemas import PersonListItem
from publications.api.schemas import PublicationListItem
from tests.api.conftest import Institute, included_in
from tests.api_client import Read

GOLDENS = Path(__file__).parent / "goldens"


@pytest.mark.django_db
def test_the_answers_are_those_agreed_upon(
    institute: Institute, read: Read, agrees: Callable[[Path, Any], str]
) -> None:
    questions: dict[str, tuple[str, dict[str, Any]]] = {
        "entrance": ("/", {}),
        "home": ("/home", {}),
        "home.fr": ("/home", {"locale": "fr"}),
        "home.markdown": ("/home", {"richtext": "markdown"}),
        "section": (f"/pages/{institute.about.pk}", {}),
        "section.fr": (f"/pages/{institute.about.pk}", {"locale": "fr", "richtext": "text"}),
        "article": (f"/pages/{institute.article.pk}", {}),
        "news": ("/resolve", {"path": "/en/news/"}),
        "people": ("/people", {}),
        "people.fr": ("/people", {"locale": "fr"}),
        "people.fields": ("/people", {"fields": "position,photo"}),
        "people.include": ("/people", {"fields": "slug", "include": ",".join(included_in(PersonListItem))}),
        "person": ("/people/yoshua-bengio", {}),
        "person.fr": ("/people/yoshua-bengio", {"locale": "fr", "richtext": "markdown"}),
        "student": ("/people/emilie-tremblay", {}),
        "publications": ("/publications", {}),
        "publications.fr": ("/publications", {"locale": "fr", "limit": 1}),
        "publications.include": (
            "/publications",
            {"fields": "slug", "include": ",".join(included_in(PublicationListItem)), "sort": "title"},
        ),
        "articles": ("/articles", {}),
        "articles.include": ("/articles", {"fields": "date", "include": "authors,body", "richtext": "markdown"}),
        "search": ("/search", {"q": "learning", "limit": 2}),
        "publication": (f"/publications/{institute.paper.pk}", {}),
        "thesis": (f"/publications/{institute.thesis.pk}", {}),
        "institutions": ("/institutions", {}),
        "topics": ("/topics", {"locale": "fr"}),
        "memberships": ("/memberships", {"locale": "fr"}),
        "venues": ("/venues", {}),
        "page.layout": (f"/pages/{institute.article.pk}", {"include": "layout", "locale": "fr"}),
        "resolve": ("/resolve", {"path": "/fr/annuaire/yoshua-bengio/", "include": "layout"}),
    }
    differences = [agrees(GOLDENS / f"{name}.json", read(path, **query)) for name, (path, query) in questions.items()]
    assert not any(differences), "\n".join(differences)
