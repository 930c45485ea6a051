"""A page that nobody translated yet says in which language it is written, part by part."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.test import Client
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page

from home.models import ArticlePage, HomePage, NewsIndexPage, SectionPage
from tests.fixtures import SiteTree
from tests.support import make_section

pytestmark = pytest.mark.django_db

VOID = {"meta", "link", "input", "img", "br", "hr", "source", "wbr"}


class Languages(HTMLParser):
    """Collects the texts of a page's body, each with the language that it is said to be in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = [""]
        self.texts: dict[str, set[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(dict(attrs).get("lang") or self.open[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.setdefault(" ".join(data.split()), set()).add(self.open[-1])


def languages(client: Client, address: str) -> dict[str, set[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    return Languages(answer.content.decode()).texts


BODY = [
    {"type": "rich_text", "value": "<p>We read and we write.</p>", "id": "a"},
    {"type": "quote", "value": {"quote": "The people are the content.", "name": "Ada"}, "id": "b"},
    {
        "type": "accordion",
        "value": {"heading": "Questions", "entries": [{"title": "Why us?", "text": "<p>Ask them.</p>"}]},
        "id": "c",
    },
    {
        "type": "featured",
        "value": {
            "heading": "To read",
            "cards": [{"url": "https://example.org/", "kicker": "Abroad", "title": "Elsewhere", "text": "A tale."}],
        },
        "id": "d",
    },
]
WRITTEN = ["Ada", "We read and we write.", "The people are the content.", "Questions", "Why us?", "Ask them."]
CARD = ["To read", "Abroad", "Elsewhere", "A tale."]


def test_a_mirrored_section_is_marked_and_what_the_site_says_is_not(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], "Programs", summary="What we teach.", body=BODY, show_in_menus=True)
    make_section(section, "Doctorate", summary="Four years.")
    french = languages(client, "/fr/programs/")
    for text in ["Programs", "What we teach.", "Doctorate", "Four years.", *WRITTEN, *CARD]:
        assert french[text] == {"en"}, text
    assert french["Sommaire"] == {"fr"}
    assert french["Dans cette section"] == {"fr"}
    assert set(languages(client, "/en/programs/")["Programs"]) == {"en"}


def test_breadcrumbs_name_the_language_of_a_mirrored_page(site_tree: SiteTree, client: Client) -> None:
    make_section(make_section(site_tree.home["en"], "Programs"), "Doctorate")
    assert languages(client, "/fr/programs/doctorate/")["Programs"] == {"en"}


def test_a_mirrored_home_page_is_marked_with_its_footer(site_tree: SiteTree, client: Client) -> None:
    home = HomePage.objects.get(pk=site_tree.home["en"].pk)
    home.footer, home.introduction = "<p>Science for all.</p>", "<p>We open what we learn.</p>"
    home.body = [block for block in BODY if block["type"] == "featured"]
    home.save_revision().publish()
    french = languages(client, "/fr/")
    for text in ["Research in the open", "We open what we learn.", "Science for all.", *CARD]:
        assert french[text] == {"en"}, text


def test_a_translated_page_is_in_its_own_language_and_leads_to_one_that_is_not(
    site_tree: SiteTree, client: Client
) -> None:
    section = make_section(site_tree.home["en"], "Programs", body=BODY)
    make_section(section, "Doctorate")
    translation = SectionPage.objects.get(translation_key=section.translation_key, locale__language_code="fr")
    ConvertAliasPageAction(translation).execute()
    translation.title = "Programmes"
    translation.save_revision().publish()
    french = languages(client, "/fr/programs/")
    for text in ["Programmes", *WRITTEN, *CARD]:
        assert french[text] == {"fr"}, text
    assert french["Doctorate"] == {"en"}


@pytest.mark.parametrize("address", ["/fr/news/", "/fr/news/a-prize/"])
def test_mirrored_news_are_marked(site_tree: SiteTree, client: Client, address: str) -> None:
    home: Page = site_tree.home["en"]
    news = home.add_child(instance=NewsIndexPage(title="News", locale=home.locale))
    news.add_child(instance=ArticlePage(title="A prize", locale=home.locale, summary="We are glad."))
    french = languages(client, address)
    assert french["A prize"] == {"en"}
    assert french["We are glad."] == {"en"}


def test_mirrored_lists_are_marked(site_tree: SiteTree, client: Client) -> None:
    assert "en" in languages(client, "/fr/annuaire/")["Directory"]
    assert "en" in languages(client, "/fr/publications/")["Publications"]
