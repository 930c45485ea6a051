"""The answers of the API, kept in files: whoever changes one sees it in the diff."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Institute
from tests.reading import Read

GOLDENS = Path(__file__).parent / "goldens"


@pytest.mark.django_db
def test_the_answers_are_those_agreed_upon(
    institute: Institute, read: Read, agrees: Callable[[Path, Any], str]
) -> None:
    questions: dict[str, tuple[str, dict[str, Any]]] = {
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
        "person": ("/people/yoshua-bengio", {}),
        "person.fr": ("/people/yoshua-bengio", {"locale": "fr", "richtext": "markdown"}),
        "student": ("/people/emilie-tremblay", {}),
        "publications": ("/publications", {}),
        "publications.fr": ("/publications", {"locale": "fr", "limit": 1}),
        "publication": (f"/publications/{institute.paper.pk}", {}),
        "thesis": (f"/publications/{institute.thesis.pk}", {}),
        "institutions": ("/institutions", {}),
        "topics": ("/topics", {"locale": "fr"}),
        "memberships": ("/memberships", {"locale": "fr"}),
        "venues": ("/venues", {}),
        "resolve": ("/resolve", {"path": "/fr/annuaire/yoshua-bengio/", "include": "frame"}),
    }
    differences = [agrees(GOLDENS / f"{name}.json", read(path, **query)) for name, (path, query) in questions.items()]
    assert not any(differences), "\n".join(differences)
