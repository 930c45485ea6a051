"""What lists and pages say only where it is asked for: a newsletter or a screen needs no second call for each card."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.api.schemas import PersonListItem
from home.api import ArticleListItem
from publications.api.schemas import LISTED_AUTHORS, PublicationListItem
from publications.models import PublicationLink, PublicationVersion
from tests.api.conftest import Institute, included_in, stream
from tests.api.test_lists import queries
from tests.api_client import Read
from tests.factories.directory import InstitutionFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.home import ArticlePageFactory, DocumentFactory, ImageFactory, NewsIndexPageFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree

pytestmark = pytest.mark.django_db

LISTS: list[tuple[str, Any]] = [
    ("/publications", PublicationListItem),
    ("/people", PersonListItem),
    ("/articles", ArticleListItem),
]


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize(("path", "item"), LISTS)
def test_what_is_included_is_what_the_page_itself_says(
    path: str, item: Any, locale: str, institute: Institute, read: Read
) -> None:
    names = included_in(item)
    plain = read(path, locale=locale)["items"]
    whole = read(path, locale=locale, include=",".join(names))["items"]
    assert plain
    for without, found in zip(plain, whole, strict=True):
        detail = read(f"/pages/{found['id']}", locale=locale)
        assert {name: found[name] for name in names} == {name: detail[name] for name in names}
        assert not set(names) & set(without)
        assert {name: found[name] for name in without if name != "fallbacks"} == {
            name: value for name, value in without.items() if name != "fallbacks"
        }
        assert set(detail["fallbacks"].items()) >= set(found["fallbacks"].items())
        if "biography" in detail["fallbacks"]:
            assert found["fallbacks"]["biography"] == detail["fallbacks"]["biography"]


@pytest.mark.parametrize(("path", "item"), LISTS)
def test_each_is_included_alone_and_beside_the_fields_that_were_chosen(
    path: str, item: Any, institute: Institute, read: Read
) -> None:
    names = included_in(item)
    assert names
    for name in names:
        found = read(path, fields="locale", include=name)["items"][0]
        assert set(found) == {"id", "type", "title", "url", "locale", name}


@pytest.mark.parametrize(("path", "item"), LISTS)
@pytest.mark.parametrize("include", ["", "title", "menu", "salary", "links,,links"])
def test_nothing_else_can_be_included(path: str, item: Any, include: str, client: Client) -> None:
    response = client.get(f"/api/v1{path}", {"include": include})
    assert response.status_code == 422
    assert [error["parameter"] for error in response.json()["errors"]] == ["include"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("include", "cost"),
    [
        (["title_html", "abstracts", "abstract_html", "pdf"], 6),
        (["links"], 6),
        (["versions"], 6),
        (["citations", "bibtex"], 7),
        (included_in(PublicationListItem), 8),
    ],
)
def test_including_costs_a_query_for_each_kind_of_row_whatever_the_length(
    include: list[str], cost: int, site_tree: SiteTree, read: Read
) -> None:
    topic, venue = ResearchTopicFactory(), VenueFactory()
    PersonPageFactory(given_name="Ada", family_name="Lovelace")
    for number in range(6):
        work = PublicationPageFactory(
            authors=["Ada Lovelace", "Charles Babbage"], topics=[topic], venue=venue, pdf=DocumentFactory()
        )
        work.links = [PublicationLink(kind="code", url=f"https://example.org/{number}")]
        work.versions = [PublicationVersion(kind="preprint", venue_text="arXiv", url="https://example.org/")]
        work.save_revision().publish()
    for limit in (2, 6):
        assert queries(lambda limit=limit: read("/publications", limit=limit, include=",".join(include))) == cost


def test_including_costs_the_same_for_any_number_of_people(site_tree: SiteTree, read: Read) -> None:
    topic, institution = ResearchTopicFactory(), InstitutionFactory()
    for number in range(6):
        PersonPageFactory(
            topics=[topic],
            institutions=[institution],
            photo=ImageFactory(),
            links=[f"https://example.org/{number}"],
            biography_en=f'<p>See <a linktype="page" id="{site_tree.home["en"].pk}">us</a>, {number}.</p>',
        )
    include = ",".join(included_in(PersonListItem))
    counts = {queries(lambda limit=limit: read("/people", limit=limit, include=include)) for limit in (2, 6)}
    assert counts == {9}


def test_including_costs_the_same_for_any_number_of_articles(site_tree: SiteTree, read: Read) -> None:
    news = NewsIndexPageFactory(parent=site_tree.home["en"], title="News")
    for number in range(6):
        ArticlePageFactory(
            parent=news,
            authors=stream(("person", PersonPageFactory().pk)),
            body=stream(
                ("rich_text", f'<p>See <a linktype="page" id="{site_tree.home["en"].pk}">us</a>, {number}.</p>'),
                ("image", {"image": {"image": ImageFactory().pk, "decorative": True, "alt_text": ""}}),
            ),
        )
    counts = {queries(lambda limit=limit: read("/articles", limit=limit, include="authors,body")) for limit in (2, 6)}
    assert counts == {12}


def test_a_reference_names_the_last_of_many_authors_and_the_list_its_first(site_tree: SiteTree, read: Read) -> None:
    names = [f"Given Family{number:03}" for number in range(LISTED_AUTHORS + 5)]
    work = PublicationPageFactory(authors=names)
    found = read("/publications", include="citations")["items"][0]
    assert len(found["authors"]) == LISTED_AUTHORS
    assert found["author_count"] == len(names)
    assert found["citations"] == read(f"/publications/{work.pk}")["citations"]
    assert any("Family104" in citation["text"] for citation in found["citations"])


def test_references_are_made_of_no_more_works_than_others_can_wait_for(institute: Institute, client: Client) -> None:
    assert client.get("/api/v1/publications", {"include": "citations", "limit": 20}).status_code == 200
    assert client.get("/api/v1/publications", {"include": "bibtex", "limit": 100}).status_code == 200
    response = client.get("/api/v1/publications", {"include": "links,citations", "limit": 21})
    assert response.status_code == 422
    assert response.json()["errors"] == [
        {"parameter": "limit", "message": "With citations, this should be at most 20."}
    ]


def test_what_visitors_may_not_see_is_not_included(institute: Institute, read: Read) -> None:
    PublicationPageFactory(
        full_title="Closed", pdf=DocumentFactory(), embargo_until=timezone.localdate() + timedelta(days=1)
    )
    works = {item["title"]: item["pdf"] for item in read("/publications", include="pdf")["items"]}
    assert works["Closed"] is None
    addresses = {item["slug"]: item["email"] for item in read("/people", include="email")["items"]}
    assert addresses == {"yoshua-bengio": "yoshua@example.org", "emilie-tremblay": None}


def test_the_frame_is_the_same_by_any_door(institute: Institute, read: Read) -> None:
    for locale, path in (("en", "/en/"), ("fr", "/fr/")):
        layout = read("/resolve", path=path, include="layout")["layout"]
        assert read("/home", locale=locale, include="layout")["layout"] == layout
        assert read(f"/pages/{institute.home.pk}", locale=locale, include="layout")["layout"] == layout
        assert "layout" not in read("/home", locale=locale)
        assert layout["search_url"].endswith(f"{path}search/")


def test_the_frame_says_which_of_its_texts_are_not_translated_yet(institute: Institute, read: Read) -> None:
    english = read("/resolve", path="/en/about/", include="layout")["layout"]
    french = read("/resolve", path="/fr/about/", include="layout")["layout"]
    assert english["fallback"] is None
    assert [(item["title"], item["fallback"]) for item in french["menu"]] == [("About", "en")]
    assert french["fallback"] == ("en" if institute.home.get_translations().first().alias_of_id else None)
