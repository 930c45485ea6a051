"""The search of the API: what visitors find, and why."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests.api.conftest import Institute, stream
from tests.api.test_lists import queries
from tests.api_client import Read
from tests.factories.home import ArticlePageFactory
from tests.support import restrict, settle

pytestmark = pytest.mark.django_db


def titles(answer: Any) -> list[str]:
    return [result["item"]["title"] for result in answer["items"]]


def test_all_types_are_found_counted_and_narrowed(institute: Institute, read: Read) -> None:
    answer = read("/search", q="learning")
    assert {entry["type"]: entry["count"] for entry in answer["types"]} == {
        "article": 1, "person": 1, "publication": 1,
    }  # fmt: skip
    assert answer["count"] == sum(entry["count"] for entry in answer["types"]) == len(answer["items"])
    only = read("/search", q="learning", type="person")
    assert titles(only) == ["Yoshua Bengio"]
    assert only["types"] == answer["types"]
    assert only["items"][0]["item"]["position"] == "Full professor"


def test_the_site_and_the_api_find_the_same(institute: Institute, client: Client, read: Read) -> None:
    for locale in ("en", "fr"):
        for text in ("learning", "bengio", "montreal", "prize", "these", "zebra"):
            context = client.get(f"/{locale}/search/", {"q": text}).context
            answer = read("/search", q=text, locale=locale, limit=100)
            assert answer["count"] == context["count"], (locale, text)
            shown = [page.title for _group, results in context["records"] for page in results.items]
            shown += [str(card.title) for card in context["pages"].items]
            assert sorted(titles(answer)) == sorted(shown), (locale, text)


@pytest.mark.parametrize(("text", "marked"), [
    ("these", "<mark>thèse</mark>"),
    ("THÈSE apprent", "<mark>apprentissage</mark>"),
    ("apprentissages", "<mark>apprentissage</mark>"),
])  # fmt: skip
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_words_are_marked_whatever_their_accents_and_endings(
    text: str, marked: str, locale: str, institute: Institute, read: Read
) -> None:
    found = [item for item in read("/search", q=text, locale=locale)["items"] if item["item"]["type"] == "publication"]
    assert [marked in item["title_html"] for item in found] == [True]


def test_an_excerpt_is_where_most_of_the_words_stand(institute: Institute, read: Read) -> None:
    long = "Nothing of interest. " * 60
    ArticlePageFactory(
        parent=institute.article.get_parent(),
        title="A long story",
        summary="It begins with a zebra.",
        body=stream(("rich_text", f"<p>{long} A zebra &amp; a giraffe met by the river. {long}</p>")),
    )
    settle()
    [result] = read("/search", q="zébra giraffes")["items"]
    assert "A <mark>zebra</mark> &amp; a <mark>giraffe</mark> met" in result["excerpt_html"]
    assert result["excerpt_html"].startswith("… ")
    assert result["excerpt_html"].endswith(" …")
    assert len(strip_tags(result["excerpt_html"])) < 260
    assert result["excerpt_language"] == ""
    [french] = read("/search", q="zebra giraffe", locale="fr")["items"]
    assert french["excerpt_language"] == "en"
    assert french["item"]["fallbacks"]["title"] == "en"
    [begins] = read("/search", q="long story")["items"]
    assert begins["excerpt_html"] == "It begins with a zebra."
    assert begins["title_html"] == "A <mark>long</mark> <mark>story</mark>"


def test_all_that_was_found_is_read_page_by_page(institute: Institute, client: Client, read: Read) -> None:
    whole = titles(read("/search", q="learning"))
    answer = client.get("/api/v1/search?q=learning&limit=1").json()
    found = titles(answer)
    while answer["next"]:
        answer = client.get(answer["next"]).json()
        found += titles(answer)
    assert found == whole


@pytest.mark.parametrize("query", ["", "q=", "q=%21%21", "q=a&type=poem", "q=a%00", "q=a&limit=0"])
def test_what_cannot_be_searched_for_is_refused(query: str, institute: Institute, client: Client) -> None:
    assert client.get(f"/api/v1/search?{query}").status_code == 422


def test_what_is_hidden_is_not_found(institute: Institute, read: Read) -> None:
    restrict(institute.tree.directory["en"])
    restrict(institute.about)
    settle()
    assert "Yoshua Bengio" not in titles(read("/search", q="bengio"))
    assert read("/search", q="governance")["count"] == 0


def test_a_search_costs_the_same_however_much_it_finds(institute: Institute, read: Read) -> None:
    before = queries(lambda: read("/search", q="prize", limit=100))
    for number in range(4):
        ArticlePageFactory(parent=institute.article.get_parent(), title=f"Another prize {number}")
    settle()
    assert queries(lambda: read("/search", q="prize", limit=100)) == before
    assert queries(lambda: read("/search", q="learning", limit=100)) <= 20


def test_the_news_are_listed_as_visitors_see_them(institute: Institute, client: Client, read: Read) -> None:
    news = institute.article.get_parent()
    for number, day in enumerate(("2024-01-02", "2023-01-01", "2024-01-02")):
        ArticlePageFactory(parent=news, title=f"Story {number}", date=day)
    ArticlePageFactory(parent=news, title="Draft", live=False)
    settle()
    for locale in ("en", "fr"):
        shown = [page.title for page in client.get(f"/{locale}/news/").context["articles"]]
        answer = read("/articles", locale=locale)
        assert [item["title"] for item in answer["items"]] == shown
        assert answer["count"] == len(shown) == 4
        read_one_by_one = []
        address = f"/api/v1/articles?limit=1&locale={locale}"
        while address:
            answer = client.get(address).json()
            read_one_by_one += [item["title"] for item in answer["items"]]
            address = answer["next"]
        assert read_one_by_one == shown
    assert set(read("/articles", fields="date")["items"][0]) == {"id", "type", "title", "url", "date"}
    restrict(news)
    settle()
    assert read("/articles")["count"] == 0
