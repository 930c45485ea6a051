"""A name is found however its apostrophes, hyphens and spaces are written."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from directory.models import PersonPage
from institute.content.models import SearchEntry
from publications.models import PublicationPage
from tests.factories.directory import PersonPageFactory
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree

pytestmark = pytest.mark.django_db

SPELLINGS = [
    ("O'Sullivan", ["osullivan", "O'Sullivan", "O’Sullivan", "oʼsullivan", "o sullivan", "sullivan", "OSULL"]),
    ("O’Sullivan", ["osullivan", "O'Sullivan", "o`sullivan"]),
    ("OʼSullivan", ["osullivan", "O’Sullivan"]),
    ("OSullivan", ["o'sullivan", "O Sullivan"]),
    ("Mac Donald", ["macdonald", "Mac Donald", "mac-donald", "MacDonald"]),
    ("MacDonald", ["mac donald", "macdonald"]),
    ("Saint‑Exupéry", ["saintexupery", "Saint-Exupéry", "saint exupery"]),
    ("De la Cruz", ["delacruz", "de la cruz", "lacruz"][1:]),
    ("D'Alembert", ["dalembert", "d’alembert", "alembert"]),
]


@pytest.mark.parametrize(("name", "spellings"), SPELLINGS)
def test_directory_finds_a_name_in_each_spelling(site_tree: SiteTree, name: str, spellings: list[str]) -> None:
    person = PersonPageFactory(given_name="Anne", family_name=name)
    PersonPageFactory(given_name="Ada", family_name="Lovelace")
    for spelling in spellings:
        assert list(PersonPage.objects.visible().matching(spelling)) == [person], spelling
        assert list(PersonPage.objects.visible().matching(f"anne {spelling}")) == [person], spelling


def test_variant_names_and_authors_are_found_alike(site_tree: SiteTree, client: Client) -> None:
    person = PersonPageFactory(given_name="Anne", family_name="Smith", variants=["A. O’Brien-Jones"])
    work = PublicationPageFactory(full_title="On tides", authors=["Conor O'Sullivan", "Jean‐Luc Mac Donald"])
    for spelling in ("obrien", "O'Brien", "obrienjones"):
        assert list(PersonPage.objects.visible().matching(spelling)) == [person], spelling
    for spelling in ("osullivan", "O’Sullivan", "jeanluc", "jean-luc", "macdonald"):
        assert list(PublicationPage.objects.visible().matching(spelling)) == [work], spelling
    assert "/en/directory/anne-smith/" in client.get("/en/directory/", {"q": "obrien"}).content.decode()


def test_other_names_are_not_found(site_tree: SiteTree) -> None:
    PersonPageFactory(given_name="Anne", family_name="O'Sullivan")
    for text in ("osulivan", "sullivano", "macsullivan", "anneo sullivan jones"):
        assert not PersonPage.objects.visible().matching(text).exists(), text


def test_command_indexes_every_live_page_anew(site_tree: SiteTree) -> None:
    person = PersonPageFactory(given_name="Anne", family_name="O'Sullivan")
    SearchEntry.objects.all().delete()
    call_command("index_search")
    assert list(PersonPage.objects.visible().matching("osullivan")) == [person]
