"""One call for each screen: resolving every public address, and lists with the page that shows them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation

from institute.api.screens import VIEWS
from institute.previews.preview import preview_token
from tests.api.conftest import Institute
from tests.api_client import Read
from tests.fixtures import SiteTree
from tests.support import make_person, settle

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "title"), [("en", "Search"), ("fr", "Rechercher")])
def test_search_page_resolves_to_a_view(
    language: str, title: str, institute: Institute, client: Client, read: Read
) -> None:
    answer = read("/resolve", path=f"/{language}/search/?q=learning", include="layout")
    assert (answer["kind"], answer["name"], answer["title"]) == ("view", "search", title)
    assert answer["url"] == f"http://testserver/{language}/search/"
    assert [one["url"] for one in answer["alternates"]] == [
        "http://testserver/en/search/",
        "http://testserver/fr/search/",
    ]
    parts = urlsplit(answer["api_url"])
    found = client.get(f"{parts.path}?{parts.query}").json()
    assert found["locale"] == language
    assert found["items"]
    assert [link["url"] for link in answer["layout"]["languages"]] == [one["url"] for one in answer["alternates"]]


def test_every_view_in_both_languages_resolves(site_tree: SiteTree, read: Read) -> None:
    """Whoever adds a view to the pages that visitors see declares it to the API too."""
    names = {
        pattern.name
        for resolver in get_resolver().url_patterns
        if type(getattr(resolver, "pattern", None)).__name__ == "LocalePrefixPattern"
        for part in resolver.url_patterns
        for pattern in getattr(part, "url_patterns", [part])
        if pattern.name and not pattern.name.startswith("wagtail")
    }
    assert names == set(VIEWS)
    for name in names:
        for language in ("en", "fr"):
            with translation.override(language):
                path = reverse(name)
            assert read("/resolve", path=path)["locale"] == language


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/en/",
        "//elsewhere.example/en/",
        "http://testserver@elsewhere.example/en/",
        "http://testserver:8080/en/",
        "mailto:someone@testserver",
        "javascript:alert(1)",
        "//[",
        "http://testserver:99999999/en/",
    ],
)
def test_resolve_refuses_an_address_of_another_site(address: str, site_tree: SiteTree, client: Client) -> None:
    settle()
    response = client.get("/api/v1/resolve", {"path": address})
    assert response.status_code == 422
    assert response.json()["errors"][0]["parameter"] == "path"


@pytest.mark.parametrize("origin", ["http://testserver", "https://TESTSERVER:443", "http://localhost", "//testserver"])
def test_resolve_takes_whole_addresses_of_this_site(origin: str, site_tree: SiteTree, read: Read) -> None:
    settle()
    assert read("/resolve", path=f"{origin}/fr/")["page"]["url"] == "http://testserver/fr/"


def test_resolve_survives_addresses_that_cannot_be_split(site_tree: SiteTree, client: Client) -> None:
    for address in ("/en//[x", "http://testserver//[x", "?", "#", "/?#", "/en/%00"):
        assert client.get("/api/v1/resolve", {"path": address}).status_code in (200, 404), address


@pytest.mark.parametrize(
    ("path", "pages"),
    [("/people", "/fr/annuaire/"), ("/publications", "/fr/publications/"), ("/articles", "/fr/news/")],
)
def test_list_with_page_and_frame_is_its_whole_screen(
    path: str, pages: str, institute: Institute, client: Client, read: Read
) -> None:
    screen = read(path, include="page,layout", locale="fr")
    resolved = read("/resolve", path=pages, include="layout")
    assert screen["page"] == resolved["page"]
    assert screen["layout"] == resolved["layout"]
    plain = read(path, locale="fr")
    assert {name: value for name, value in screen.items() if name not in ("page", "layout")} == plain
    narrowed = read(path, include="layout", fields="title", locale="fr")
    assert narrowed["layout"] == screen["layout"]


def test_list_whose_page_is_hidden_has_a_frame_and_no_page(institute: Institute, read: Read) -> None:
    institute.tree.directory["fr"].unpublish()
    settle()
    screen = read("/people", include="page,layout", locale="fr")
    assert (screen["count"], screen["page"]) == (0, None)
    assert [link["url"] for link in screen["layout"]["languages"]] == [
        "http://testserver/en/",
        "http://testserver/fr/",
    ]


def test_search_has_the_frame_of_the_search_page(institute: Institute, read: Read) -> None:
    found = read("/search", q="learning", include="layout", locale="fr")
    assert found["layout"] == read("/resolve", path="/fr/search/", include="layout")["layout"]


def test_preview_has_a_frame(institute: Institute, client: Client, read: Read) -> None:
    token = preview_token(institute.about.save_revision(), "en")
    draft = client.get(f"/api/v1/preview/{token}", {"include": "layout"}).json()
    assert draft["layout"] == read(f"/pages/{institute.about.pk}", include="layout")["layout"]


def links_of(value: Any, name: str = "") -> list[tuple[str, str]]:
    """Return each address of this API in an answer, with the name of its property."""
    if isinstance(value, dict):
        return [found for key, item in value.items() for found in links_of(item, key)]
    if isinstance(value, list):
        return [found for item in value for found in links_of(item, name)]
    return [(name, value)] if isinstance(value, str) and "/api/v1/" in value else []


@pytest.mark.parametrize("path", ["/annuaire/", "/publications/", "/news/", "/annuaire/yoshua-bengio/"])
def test_french_pages_link_to_french_lists(path: str, institute: Institute, client: Client, read: Read) -> None:
    links = links_of(read("/resolve", path=f"/fr{path}", include="layout"))
    assert links
    for name, address in links:
        parts = urlsplit(address)
        response = client.get(f"{parts.path}?{parts.query}")
        assert response.status_code == 200, address
        assert response.headers["Content-Language"] == "fr", (name, address)


def test_entry_points_lead_on_in_the_language_asked_for(site_tree: SiteTree, read: Read) -> None:
    assert "locale=fr" in read("/", locale="fr")["entry_points"]["people"]
    assert "locale" not in read("/")["entry_points"]["people"]


def test_former_slug_of_a_person_redirects_to_the_present_one(site_tree: SiteTree, client: Client, read: Read) -> None:
    person = make_person(site_tree.directory["en"])
    settle()
    person.slug = "y-bengio"
    person.save()
    settle()
    response = client.get("/api/v1/people/yoshua-bengio", {"locale": "fr", "fields": "slug"})
    assert response.status_code == 301
    assert response.headers["Location"] == "http://testserver/api/v1/people/y-bengio?locale=fr&fields=slug"
    assert response.headers["Cache-Control"] == "no-cache"
    assert client.get(response.headers["Location"]).json()["slug"] == "y-bengio"


def test_former_slug_of_a_hidden_person_is_not_found(site_tree: SiteTree, client: Client) -> None:
    person = make_person(site_tree.directory["en"])
    settle()
    person.slug = "y-bengio"
    person.save()
    person.unpublish()
    settle()
    for slug in ("yoshua-bengio", "y-bengio", "never-was", "a/b", "%00"):
        assert client.get(f"/api/v1/people/{slug}").status_code == 404


@pytest.mark.parametrize(
    "moment",
    ["2026", "1774958400", "-1", "1e9", "20260331", "2026-3-31", "2026-W13", "٢٠٢٦-٠٣-٣١", "2026-03-31T", "yesterday"],
)
def test_updated_since_refuses_what_is_no_date_after_iso_8601(
    moment: str, site_tree: SiteTree, client: Client
) -> None:
    for path in ("/publications", "/publications.bib", "/publications.atom"):
        response = client.get(f"/api/v1{path}", {"updated_since": moment})
        assert response.status_code == 422
        assert "ISO 8601" in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-31",
        "2026-03-31T12:00:00Z",
        "2026-03-31T12:00",
        "2026-03-31T12:00:00.123456+05:30",
        "2026-03-31 12:00:00",
    ],
)
def test_updated_since_takes_dates_and_moments(moment: str, institute: Institute, read: Read) -> None:
    assert read("/publications", updated_since=moment)["count"] == 2
