"""Filters and orders of people and publications, alone and together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.api.conftest import Institute, make_institute
from tests.api_client import Read
from tests.factories.directory import InstitutionFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.home import ImageFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree, module_data
from tests.support import settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def institute(site_tree: SiteTree) -> Institute:
    """One for a single test: the others of this module count works of their own."""
    return make_institute(site_tree)


def titles(answer: Any) -> list[str]:
    return [item["title"] for item in answer["items"]]


def test_people_are_found_by_each_filter_and_by_several(institute: Institute, read: Read) -> None:
    PersonPageFactory(given_name="Former", family_name="Éluard", left=date(2020, 1, 1))
    both = ["Yoshua Bengio", "Émilie Tremblay"]
    assert titles(read("/people")) == both
    assert titles(read("/people", alumni="include")) == ["Yoshua Bengio", "Former Éluard", "Émilie Tremblay"]
    assert titles(read("/people", alumni="only", letter="e")) == ["Former Éluard"]
    assert titles(read("/people", q="emil")) == ["Émilie Tremblay"]
    assert titles(read("/people", institution="udem")) == ["Yoshua Bengio"]
    assert titles(read("/people", topic="deep-learning", membership="core-member")) == ["Yoshua Bengio"]
    assert titles(read("/people", topic="deep-learning", membership="student")) == []
    assert titles(read("/people", letter="T", locale="fr")) == ["Émilie Tremblay"]


@pytest.fixture(scope="module")
def standing_works(standing_site_tree: SiteTree, django_db_blocker: Any) -> None:
    with module_data(django_db_blocker):
        make_works()


@pytest.fixture
def works(standing_works: None, db: None) -> None:
    """What `make_works` made."""


def make_works() -> None:
    """Five works: one of each year from 2021 on, and one without a date."""
    topic = ResearchTopicFactory(name_en="Causality")
    venue = VenueFactory(name="Annals of Examples")
    mcgill = InstitutionFactory(name_en="McGill University", slug="mcgill")
    PersonPageFactory(given_name="Ada", family_name="Lovelace", institutions=[mcgill])
    PublicationPageFactory(full_title="Delta networks", date="2021", kind="preprint")
    PublicationPageFactory(full_title="Alpha networks", date="2022-03", topics=[topic])
    PublicationPageFactory(full_title="Charlie", date="2023", venue=venue, status="retracted")
    PublicationPageFactory(full_title="Écho", date="2024-05-12", authors=["Ada Lovelace"])
    PublicationPageFactory(full_title="Bravo networks", date="", identifiers_text="doi:10.1000/ABC")
    settle()


# What is asked for, and what is found, in order.
FOUND: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["Écho", "Charlie", "Alpha networks", "Delta networks", "Bravo networks"]),
    ({"sort": "published"}, ["Bravo networks", "Delta networks", "Alpha networks", "Charlie", "Écho"]),
    ({"sort": "title"}, ["Alpha networks", "Bravo networks", "Charlie", "Delta networks", "Écho"]),
    ({"year_from": 2022, "year_to": 2023}, ["Charlie", "Alpha networks"]),
    ({"year_to": 2021}, ["Delta networks"]),
    ({"kind": "preprint"}, ["Delta networks"]),
    ({"topic": "causality"}, ["Alpha networks"]),
    ({"venue": "annals-of-examples"}, ["Charlie"]),
    ({"status": "retracted"}, ["Charlie"]),
    ({"person": "ada-lovelace"}, ["Écho"]),
    ({"institution": "mcgill", "year_from": 2024}, ["Écho"]),
    ({"institution": "mcgill", "year_to": 2023}, []),
    ({"q": "networks", "sort": "title"}, ["Alpha networks", "Bravo networks", "Delta networks"]),
    ({"q": "echo"}, ["Écho"]),
]


@pytest.mark.usefixtures("works")
def test_publications_are_found_and_ordered(read: Read) -> None:
    assert [(query, titles(read("/publications", **query))) for query, _titles in FOUND] == FOUND


@pytest.mark.usefixtures("works")
def test_every_order_can_be_read_page_by_page_and_back(client: Client) -> None:
    for query in ("", "sort=published&", "sort=title&", "q=networks&"):
        whole = titles(client.get(f"/api/v1/publications?{query}limit=100").json())
        answer = client.get(f"/api/v1/publications?{query}limit=1").json()
        forwards = titles(answer)
        while answer["next"]:
            answer = client.get(answer["next"]).json()
            forwards += titles(answer)
        backwards = titles(answer)
        while answer["prev"]:
            answer = client.get(answer["prev"]).json()
            backwards += titles(answer)
        assert forwards == whole, query
        assert backwards == whole[::-1], query


@pytest.mark.usefixtures("works")
def test_what_changed_since_a_moment_is_told(read: Read) -> None:
    now = timezone.now()
    assert read("/publications", updated_since=(now - timedelta(hours=1)).isoformat())["count"] == 5
    assert read("/publications", updated_since=(now + timedelta(hours=1)).isoformat())["count"] == 0


@pytest.mark.usefixtures("works")
def test_a_work_is_found_by_any_spelling_of_its_identifier(client: Client) -> None:
    for spelling in ("10.1000/abc", "10.1000/ABC", "https://doi.org/10.1000/abc", "10.1000%2Fabc"):
        response = client.get(f"/api/v1/publications/by/doi/{spelling}")
        assert response.status_code == 200, spelling
        assert response.json()["title"] == "Bravo networks"
    assert client.get("/api/v1/publications/by/doi/10.1000/other").status_code == 404
    assert client.get("/api/v1/publications/by/doi/nonsense").status_code == 404
    assert client.get("/api/v1/publications/by/shelf-mark/12").status_code == 422


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("sort=relevance", "sort"),
        ("sort=-id", "sort"),
        ("year_from=2024&year_to=2020", "year_to"),
        ("year_from=20", "year_from"),
        ("kind=poem", "kind"),
        ("person=nobody", "person"),
        ("updated_since=yesterday", "updated_since"),
    ],
)
def test_a_filter_that_cannot_be_followed_is_refused(query: str, parameter: str, client: Client) -> None:
    response = client.get(f"/api/v1/publications?{query}")
    assert response.status_code == 422
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]


@pytest.mark.usefixtures("works")
def test_a_cursor_belongs_to_its_order(client: Client) -> None:
    cursor = client.get("/api/v1/publications?limit=1").json()["next"].partition("cursor=")[2]
    assert client.get(f"/api/v1/publications?sort=title&cursor={cursor}").status_code == 422


@pytest.mark.usefixtures("works")
def test_fields_choose_and_the_identity_always_comes(read: Read) -> None:
    item = read("/publications", fields="year", limit=1)["items"][0]
    assert set(item) == {"id", "type", "title", "url", "year"}
    assert set(read(f"/publications/{item['id']}", fields="bibtex,authors")) == {
        "id", "type", "title", "url", "bibtex", "authors",
    }  # fmt: skip


def test_counts_stand_beside_the_words_that_filter(institute: Institute, read: Read) -> None:
    assert [(item["slug"], item["people"], item["publications"]) for item in read("/institutions")["items"]] == [
        ("udem", 1, 1)
    ]
    assert [(item["slug"], item["people"], item["publications"]) for item in read("/topics")["items"]] == [
        ("deep-learning", 1, 1)
    ]
    assert [(item["slug"], item["people"]) for item in read("/memberships")["items"]] == [
        ("core-member", 1),
        ("student", 1),
    ]
    assert [(item["slug"], item["publications"]) for item in read("/venues")["items"]] == [("jmlr", 1)]


def queries(ask: Callable[[], Any]) -> int:
    ask()  # The addresses of the site, content types and new renditions are looked up once.
    caches["answers"].clear()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


@pytest.mark.parametrize("locale", ["en", "fr"])
def test_a_list_of_publications_costs_five_queries_whatever_its_length(
    locale: str, site_tree: SiteTree, read: Read
) -> None:
    topic, venue = ResearchTopicFactory(), VenueFactory()
    PersonPageFactory(given_name="Ada", family_name="Lovelace")
    for number in range(6):
        PublicationPageFactory(
            authors=["Ada Lovelace", "Charles Babbage"],
            topics=[topic],
            venue=venue,
            identifiers_text=f"10.1000/{number}",
        )
    for limit in (2, 6):
        assert queries(lambda limit=limit: read("/publications", limit=limit, locale=locale)) == 5


def test_a_list_of_people_costs_the_same_whatever_its_length(site_tree: SiteTree, read: Read) -> None:
    topic, institution = ResearchTopicFactory(), InstitutionFactory()
    for _number in range(6):
        PersonPageFactory(topics=[topic], institutions=[institution], photo=ImageFactory())
    counts = {queries(lambda limit=limit: read("/people", limit=limit)) for limit in (2, 6)}
    assert counts == {6}
