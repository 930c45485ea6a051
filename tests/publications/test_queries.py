"""A list costs as many queries for a hundred works and a thousand authors as for two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bibliography.names import parse_name
from publications.models import PublicationPage
from publications.querysets import co_authors_of
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.publications.conftest import MakePerson

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_works(site_tree: SiteTree, make_person: MakePerson) -> Callable[[int], None]:
    make_person("Yoshua", "Bengio")
    venue = VenueFactory()

    def make(number: int) -> None:
        for index in range(number):
            PublicationPageFactory(
                venue=venue,
                identifiers_text=f"10.1000/{number}.{index}",
                authors=["Yoshua Bengio", *(f"Ada Number{position}" for position in range(number))],
                abstract_en="Words.",
            )

    return make


@pytest.mark.parametrize("number", [2, 12])
def test_a_list_with_authors_takes_three_queries(
    make_works: Callable[[int], None], number: int, django_assert_num_queries: Any
) -> None:
    make_works(number)
    with django_assert_num_queries(3):
        works = list(PublicationPage.objects.visible("en").latest().for_listing("en"))
        for work in works:
            assert work.venue_name
            assert work.doi
            assert work.abstract
            assert work.author_count == len(work.authors) == number + 1
            assert work.authors[0].person.title == "Yoshua Bengio"
            assert work.authors[1].name == "Ada Number0"


def test_a_list_can_read_the_first_authors_only(
    make_works: Callable[[int], None], django_assert_num_queries: Any
) -> None:
    make_works(5)
    with django_assert_num_queries(3):
        works = list(PublicationPage.objects.visible("en").for_listing("en", most_authors=2))
        assert [(len(work.authors), work.author_count) for work in works] == [(2, 6)] * 5


def test_publishing_takes_as_many_queries_for_three_hundred_authors_as_for_two(site_tree: SiteTree) -> None:
    queries_for = {}
    for number in (2, 2, 300):
        page = PublicationPageFactory(authors=[f"Ada Number{position}" for position in range(number)], publish=False)
        page.add_authors([parse_name("The Last One")])
        with CaptureQueriesContext(connection) as queries:
            page.save_revision().publish()
        queries_for[number] = len(queries)
        names = [row.name for row in PublicationPage.objects.get(pk=page.pk).authorships.all()]
        assert names == [*(f"Ada Number{position}" for position in range(number)), "The Last One"]
    assert queries_for[300] == queries_for[2]


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_list_takes_as_many_queries_for_eleven_works_as_for_two(
    make_works: Callable[[int], None], client: Client
) -> None:
    make_works(2)
    few = queries_of(client, "/en/publications/")
    make_works(9)
    assert queries_of(client, "/en/publications/") == few <= 12


def test_the_page_of_a_work_takes_as_many_queries_however_much_it_shows(
    make_works: Callable[[int], None], client: Client
) -> None:
    make_works(2)
    few = queries_of(client, PublicationPage.objects.latest().first().get_url_for("en"))
    make_works(7)
    assert queries_of(client, PublicationPage.objects.latest().first().get_url_for("en")) == few <= 14


def test_co_authors_are_counted_once_a_work(make_person: MakePerson, django_assert_num_queries: Any) -> None:
    person = make_person("Yoshua", "Bengio")
    for name in ("Doina", "Aaron"):
        make_person(name, "Other")
    PublicationPageFactory(authors=["Yoshua Bengio", "Doina Other", "Aaron Other"])
    PublicationPageFactory(authors=["Yoshua Bengio", "Aaron Other"])
    PublicationPageFactory(authors=["Yoshua Bengio", "Doina Other"], publish=False)
    with django_assert_num_queries(1):
        assert [(row.title, row.shared) for row in co_authors_of(person, "en")] == [
            ("Aaron Other", 2),
            ("Doina Other", 1),
        ]
