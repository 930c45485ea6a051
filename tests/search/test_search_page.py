"""The site search: all that visitors may see, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from institute.search.results import GroupResults
from publications.models import PublicationPage
from tests.factories.home import ArticlePageFactory, NewsIndexPageFactory, SectionPageFactory
from tests.fixtures import SiteTree
from tests.support import make_person, restrict

pytestmark = pytest.mark.django_db


def make_paper(site_tree: SiteTree, title: str) -> PublicationPage:
    return site_tree.publications["en"].add_child(instance=PublicationPage(full_title=title, title=title))


def groups(client: Client, text: str, language: str = "en") -> dict[str, GroupResults]:
    context = client.get(f"/{language}/search/", {"q": text}).context
    return {"pages": context["pages"], **{group.name: results for group, results in context["records"]}}


def found(client: Client, text: str, language: str = "en") -> dict[str, list[str]]:
    shown = groups(client, text, language)
    return {name: [getattr(item, "title", "") for item in results.items] for name, results in shown.items()}


def test_search_page_counts_people_publications_and_pages(site_tree: SiteTree, client: Client) -> None:
    SectionPageFactory(parent=site_tree.home["en"], title="Climate programme")
    make_person(site_tree.directory["en"], family_name="Climate")
    make_paper(site_tree, "Learning the climate")
    response = client.get("/en/search/", {"q": "climate"})
    assert response.context["count"] == 3
    assert found(client, "climate") == {
        "pages": ["Climate programme"],
        "people": ["Yoshua Climate"],
        "publications": ["Learning the climate"],
    }


def test_search_page_has_hreflang_links(site_tree: SiteTree, client: Client) -> None:
    html = client.get("/fr/search/", {"q": "climate"}).content.decode()
    for language, code in (("en", "en"), ("fr", "fr"), ("en", "x-default")):
        link = f'<link rel="alternate" hreflang="{code}" href="http://testserver/{language}/search/?q=climate">'
        assert link in html


@pytest.mark.parametrize("text", ["Montréal", "montreal", "MONTRÉAL", "montr"])
def test_search_ignores_accents_and_capitals(text: str, site_tree: SiteTree, client: Client) -> None:
    SectionPageFactory(parent=site_tree.home["en"], title="Université de Montréal")
    assert found(client, text)["pages"] == ["Université de Montréal"]


def test_search_results_link_to_the_active_language(site_tree: SiteTree, client: Client) -> None:
    SectionPageFactory(parent=site_tree.home["en"], title="Climate", slug="climate")
    make_person(site_tree.directory["en"], family_name="Climate")
    html = client.get("/fr/search/", {"q": "climate"}).content.decode()
    assert 'href="/fr/climate/"' in html
    assert 'href="/fr/annuaire/yoshua-climate/"' in html
    assert 'href="/en/climate/"' not in html


def test_search_excludes_what_is_not_public(site_tree: SiteTree, client: Client) -> None:
    home = site_tree.home["en"]
    news = NewsIndexPageFactory(parent=home)
    SectionPageFactory(parent=home, title="Secret draft").unpublish()
    restrict(SectionPageFactory(parent=home, title="Secret private"))
    ArticlePageFactory(parent=news, title="Secret expired", expire_at=timezone.now() - timedelta(minutes=1))
    restrict(make_person(site_tree.directory["en"], family_name="Secret"))
    make_paper(site_tree, "A secret paper").unpublish()
    for language in ("en", "fr"):
        response = client.get(f"/{language}/search/", {"q": "secret"})
        assert response.context["count"] == 0
        assert 'class="empty"' in response.content.decode()


def test_search_excludes_records_of_a_closed_index(site_tree: SiteTree, client: Client) -> None:
    make_person(site_tree.directory["en"])
    restrict(site_tree.directory["fr"])
    assert found(client, "bengio")["people"] == ["Yoshua Bengio"]
    assert found(client, "bengio", "fr")["people"] == []


@pytest.mark.parametrize("text", ["", "   ", "!!!", "&|!:*()'", "_", "a" * 201, "\x00", "%", "\\"])
def test_search_page_accepts_any_text(text: str, site_tree: SiteTree, client: Client) -> None:
    assert client.get("/en/search/", {"q": text}).status_code == 200


def test_search_group_shows_the_best_results_and_links_to_the_list(site_tree: SiteTree, client: Client) -> None:
    for number in range(7):
        make_person(site_tree.directory["en"], given_name=f"Person {number}", family_name="Climate")
    people = groups(client, "climate")["people"]
    assert (len(people.items), people.count) == (5, 7)
    assert 'href="/en/directory/?q=climate"' in client.get("/en/search/", {"q": "climate"}).content.decode()


def test_search_page_is_noindex(site_tree: SiteTree, client: Client) -> None:
    assert '<meta name="robots" content="noindex">' in client.get("/en/search/?q=x").content.decode()


def test_search_page_query_count_is_independent_of_results(
    site_tree: SiteTree, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        SectionPageFactory(parent=site_tree.home["en"], title=f"Climate {number}")
        make_person(site_tree.directory["en"], given_name=f"Person {number}", family_name="Climate")
        make_paper(site_tree, f"Climate {number}")
    client.get("/fr/search/?q=climate")
    with django_assert_max_num_queries(15) as four:
        client.get("/fr/search/?q=climate")
    with django_assert_max_num_queries(15) as one:
        client.get("/fr/search/?q=climate+1")
    assert len(four) - len(one) <= 1


def test_language_link_keeps_the_search_text(site_tree: SiteTree, client: Client) -> None:
    html = client.get("/en/search/", {"q": "bengio"}).content.decode()
    assert 'href="/fr/search/?q=bengio"' in html


def test_language_link_of_a_missing_page_is_the_home_page(site_tree: SiteTree, client: Client) -> None:
    html = client.get("/en/nowhere/").content.decode()
    assert 'href="/fr/" lang="fr"' in html
