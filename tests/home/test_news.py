"""News: what is listed, in what order, and by whom it was written."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from directory.models import PersonPage
from home.models import ArticlePage, NewsIndexPage
from tests.factories.directory import PersonPageFactory
from tests.factories.home import ArticlePageFactory, ImageFactory, NewsIndexPageFactory
from tests.fixtures import SiteTree
from tests.support import make_person, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def news(site_tree: SiteTree) -> NewsIndexPage:
    return NewsIndexPageFactory(parent=site_tree.home["en"], slug="news")


def test_the_newest_article_comes_first_in_both_languages(news: NewsIndexPage, client: Client) -> None:
    for title, day in (("Older", date(2025, 1, 5)), ("Newest", date(2026, 3, 1)), ("Newer", date(2025, 11, 30))):
        ArticlePageFactory(parent=news, title=title, date=day)
    for address in ("/en/news/", "/fr/news/"):
        articles = client.get(address).context["articles"]
        assert [article.title for article in articles] == ["Newest", "Newer", "Older"]


def test_dates_are_written_as_the_reader_writes_them(news: NewsIndexPage, client: Client) -> None:
    ArticlePageFactory(parent=news, date=date(2026, 3, 2))
    assert '<time datetime="2026-03-02">March 2, 2026</time>' in client.get("/en/news/").content.decode()
    assert '<time datetime="2026-03-02">2 mars 2026</time>' in client.get("/fr/news/").content.decode()


def test_articles_that_visitors_may_not_see_are_not_listed(news: NewsIndexPage, client: Client) -> None:
    ArticlePageFactory(parent=news, title="Draft").unpublish()
    restrict(ArticlePageFactory(parent=news, title="Private"))
    ArticlePageFactory(parent=news, title="Expired", expire_at=timezone.now() - timedelta(days=1))
    for address in ("/en/news/", "/fr/news/"):
        html = client.get(address).content.decode()
        assert not any(title in html for title in ("Draft", "Private", "Expired"))
        assert 'class="empty"' in html


def test_a_long_list_is_paged_and_a_page_that_is_not_there_harms_nobody(news: NewsIndexPage, client: Client) -> None:
    for _number in range(13):
        ArticlePageFactory(parent=news)
    assert len(client.get("/en/news/").context["articles"]) == 12
    assert len(client.get("/en/news/?page=2").context["articles"]) == 1
    for page in ("99", "0", "x", "-1"):
        assert client.get("/en/news/", {"page": page}).status_code == 200


def test_queries_do_not_grow_with_the_list(
    news: NewsIndexPage, client: Client, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for _step in range(2):
        for _number in range(4):
            ArticlePageFactory(parent=news, hero_image=ImageFactory(), hero_image_decorative=True)
        client.get("/fr/news/")
        with django_assert_max_num_queries(9) as queries:
            client.get("/fr/news/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_authors_are_people_or_names_in_the_editors_order(
    site_tree: SiteTree, news: NewsIndexPage, client: Client
) -> None:
    person = make_person(site_tree.directory["en"])
    hidden = make_person(site_tree.directory["en"], given_name="Nobody", family_name="Atall")
    hidden.unpublish()
    authors = [("name", "A. Writer"), ("person", hidden), ("person", person)]
    ArticlePageFactory(parent=news, slug="story", authors=authors)
    english = client.get("/en/news/story/").content.decode()
    french = client.get("/fr/news/story/").content.decode()
    assert 'A. Writer, <a href="/en/directory/yoshua-bengio/">Yoshua Bengio</a>' in english
    assert '<a href="/fr/annuaire/yoshua-bengio/">Yoshua Bengio</a>' in french
    assert "Atall" not in english


def test_machines_read_the_article(news: NewsIndexPage, client: Client) -> None:
    ArticlePageFactory(parent=news, slug="story", date=date(2026, 3, 2), authors=[("name", "A. Writer")])
    html = client.get("/en/news/story/").content.decode()
    assert '"@type": "NewsArticle"' in html
    assert '"datePublished": "2026-03-02"' in html
    assert '"name": "A. Writer"' in html


def test_an_article_leads_back_to_all_news(news: NewsIndexPage, client: Client) -> None:
    ArticlePageFactory(parent=news, slug="story")
    assert '<p class="onward"><a href="/fr/news/">' in client.get("/fr/news/story/").content.decode()


def test_article_is_found_by_the_present_name_of_its_author_alone(news: NewsIndexPage) -> None:
    person = PersonPageFactory(given_name="Formername", family_name="Martin")
    authors = json.dumps([{"type": "person", "value": person.pk, "id": "a"}])
    ArticlePageFactory(parent=news, title="A prize", authors=authors)

    def found(text: str) -> int:
        return ArticlePage.objects.visible("en").matching(text).count()

    assert found("Formername") == 1
    person = PersonPage.objects.get(pk=person.pk)
    person.given_name = "Alex"
    person.save_revision().publish()
    assert (found("Formername"), found("Alex")) == (0, 1)
    restriction = restrict(person)
    assert found("Alex") == 0
    restriction.delete()
    assert found("Alex") == 1
    PersonPage.objects.get(pk=person.pk).unpublish()
    assert found("Alex") == 0
