"""Counts by what a list can be narrowed with: those of the list that a visitor would get."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.api.conftest import Institute, make_institute
from tests.api.test_lists import queries
from tests.api_client import Read
from tests.factories.directory import InstitutionFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree, module_data
from tests.support import make_person, restrict, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def institute(site_tree: SiteTree) -> Institute:
    """One for a single test: the others of this module count works of their own."""
    return make_institute(site_tree)


PERSON_FILTERS = ("institution", "topic", "membership", "letter")


@pytest.fixture(scope="module")
def standing_works(standing_site_tree: SiteTree, django_db_blocker: Any) -> None:
    with module_data(django_db_blocker):
        make_works()


@pytest.fixture
def works(standing_works: None, db: None) -> None:
    """What `make_works` made."""


def make_works() -> None:
    causality, learning = ResearchTopicFactory(name_en="Causality"), ResearchTopicFactory(name_en="Learning")
    annals, letters = VenueFactory(name="Annals of Examples"), VenueFactory(name="Letters")
    mcgill = InstitutionFactory(name_en="McGill University", slug="mcgill")
    PersonPageFactory(given_name="Ada", family_name="Lovelace", institutions=[mcgill])
    PublicationPageFactory(full_title="Delta networks", date="2021", kind="preprint", topics=[learning])
    PublicationPageFactory(full_title="Alpha networks", date="2022-03", topics=[causality, learning])
    PublicationPageFactory(full_title="Charlie", date="2023", venue=annals, status="retracted", topics=[causality])
    PublicationPageFactory(full_title="Écho", date="2023-05-12", authors=["Ada Lovelace"], venue=annals)
    PublicationPageFactory(full_title="Bravo networks", date="", venue=letters)
    settle()


def counts(answer: Any) -> dict[str, dict[str, int]]:
    return {name: {item["value"]: item["count"] for item in items} for name, items in answer["facets"].items()}


@pytest.mark.usefixtures("works")
def test_works_are_counted_by_every_filter(read: Read) -> None:
    assert counts(read("/publications", facets="true")) == {
        "kind": {"article": 4, "preprint": 1},
        "year": {"2023": 2, "2022": 1, "2021": 1},
        "topic": {"causality": 2, "learning": 2},
        "institution": {"mcgill": 1},
        "venue": {"annals-of-examples": 2, "letters": 1},
        "status": {"published": 4, "retracted": 1},
    }


@pytest.mark.usefixtures("works")
def test_a_filter_is_left_out_of_its_own_counts_and_stays_in_those_of_others(read: Read) -> None:
    found = counts(read("/publications", facets="true", topic="causality", year_from=2023, q="charlie alpha"))
    assert found["topic"] == {"causality": 0}
    found = counts(read("/publications", facets="true", topic="causality"))
    assert found["topic"] == {"causality": 2, "learning": 2}
    assert found["year"] == {"2023": 1, "2022": 1}
    assert found["kind"] == {"article": 2}
    found = counts(read("/publications", facets="true", q="networks", year_from=2022, year_to=2022))
    assert found["year"] == {"2022": 1, "2021": 1}
    assert found["venue"] == {}


@pytest.mark.usefixtures("works")
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_a_count_is_that_of_the_list_it_leads_to(locale: str, read: Read) -> None:
    query = {"locale": locale, "topic": "learning"}
    facets = read("/publications", facets="true", **query)["facets"]
    assert facets["kind"]
    for name, items in facets.items():
        for item in items:
            chosen = (
                {"year_from": item["value"], "year_to": item["value"]} if name == "year" else {name: item["value"]}
            )
            assert read("/publications", **{**query, **chosen})["count"] == item["count"], (name, item)


@pytest.mark.usefixtures("works")
def test_what_is_in_force_is_marked_and_named_in_the_language_served(read: Read) -> None:
    facets = read("/publications", facets="true", kind="thesis", status="retracted", locale="fr")["facets"]
    assert [(item["value"], item["name"], item["count"], item["selected"]) for item in facets["kind"]] == [
        ("article", "Article de revue", 1, False),
        ("thesis", "Mémoire ou thèse", 0, True),
    ]
    assert [item["selected"] for item in facets["status"]] == [True]
    facets = read("/publications", facets="true", venue="letters", kind="preprint")["facets"]
    assert [(item["value"], item["count"]) for item in facets["venue"]] == [("letters", 0)]


def test_people_are_counted_by_every_filter(institute: Institute, read: Read) -> None:
    PersonPageFactory(given_name="Former", family_name="Éluard", left=date(2020, 1, 1))
    settle()
    for query in ({}, {"alumni": "include"}, {"letter": "b"}, {"membership": "student"}, {"q": "e"}):
        facets = read("/people", facets="true", **query)["facets"]
        assert tuple(facets) == PERSON_FILTERS
        for name, items in facets.items():
            for item in items:
                count = read("/people", **{**query, name: item["value"]})["count"]
                assert count == item["count"], (query, name, item)
    assert counts(read("/people", facets="true"))["letter"] == {"b": 1, "t": 1}


@pytest.mark.usefixtures("works")
def test_lists_are_counted_only_where_that_is_asked_for(read: Read) -> None:
    assert read("/publications")["facets"] is None
    assert read("/people")["facets"] is None
    assert read("/publications", facets="true")["facets"]
    assert set(read("/publications", facets="true", fields="year")["facets"]) > {"kind", "year"}


@pytest.mark.usefixtures("works")
def test_what_was_counted_is_not_counted_again_until_something_changes(site_tree: SiteTree, read: Read) -> None:
    counted = read("/publications", facets="true", limit=1)
    assert queries(lambda: read("/publications", facets="true")) == 5
    assert queries(lambda: read("/people", facets="true")) == 5
    make_person(site_tree.directory["en"], "Newly", "Come")
    PublicationPageFactory(full_title="Newly come", kind="report")
    settle()
    again = read("/publications", facets="true", limit=1)
    assert again["count"] == counted["count"] + 1
    assert "report" in counts(again)["kind"]
    assert "n" not in counts(read("/people", facets="true"))["letter"]
    assert "c" in counts(read("/people", facets="true"))["letter"]


@pytest.mark.usefixtures("works")
def test_what_is_hidden_is_not_counted(site_tree: SiteTree, read: Read) -> None:
    restrict(site_tree.publications["en"])
    settle()
    found = read("/publications", facets="true")
    assert found["count"] == 0
    assert all(items == [] for items in found["facets"].values())
