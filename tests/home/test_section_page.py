"""Section pages: their contents and the pages below them."""

from __future__ import annotations

import pytest
from django.test import Client

from home.models import HomePage, SectionPage
from tests.factories.home import ImageFactory, SectionPageFactory
from tests.fixtures import SiteTree
from tests.support import restrict

pytestmark = pytest.mark.django_db

TWO_HEADINGS = [("rich_text", "<h2>What we mean</h2><p>…</p><h2>What we do</h2>")]


@pytest.fixture
def home(site_tree: SiteTree) -> HomePage:
    return site_tree.home["en"]


def test_the_contents_lead_to_the_headings(home: HomePage, client: Client) -> None:
    SectionPageFactory(parent=home, slug="humanity", summary="For everyone.", body=TWO_HEADINGS)
    html = client.get("/en/humanity/").content.decode()
    for anchor in ("what-we-mean", "what-we-do"):
        assert f'<a href="#{anchor}">' in html
        assert f'<h2 id="{anchor}">' in html
    assert '<p class="lede">For everyone.</p>' in html


@pytest.mark.parametrize(
    "fields", [{"body": TWO_HEADINGS, "show_contents": False}, {"body": [("rich_text", "<h2>Alone</h2>")]}]
)
def test_contents_are_left_out_when_unwanted_or_of_no_use(
    fields: dict[str, object], home: HomePage, client: Client
) -> None:
    SectionPageFactory(parent=home, slug="humanity", **fields)
    assert 'class="contents"' not in client.get("/en/humanity/").content.decode()


def test_pages_below_are_listed_as_cards_unless_visitors_may_not_see_them(home: HomePage, client: Client) -> None:
    section = SectionPageFactory(parent=home, slug="programs")
    SectionPageFactory(parent=section, title="Doctorate", slug="doctorate", social_image=ImageFactory())
    SectionPageFactory(parent=section, title="Draft").unpublish()
    restrict(SectionPageFactory(parent=section, title="Private"))
    for language, mark in (("en", ""), ("fr", ' lang="en"')):
        html = client.get(f"/{language}/programs/").content.decode()
        assert f'<a href="/{language}/programs/doctorate/"{mark}>Doctorate</a>' in html
        assert "Draft" not in html
        assert "Private" not in html


def test_pages_below_can_be_left_out(home: HomePage, client: Client) -> None:
    section = SectionPageFactory(parent=home, slug="programs", show_children=False)
    SectionPageFactory(parent=section, title="Doctorate")
    assert "Doctorate" not in client.get("/en/programs/").content.decode()


def test_a_nested_page_shows_the_way_back(home: HomePage, client: Client) -> None:
    section = SectionPageFactory(parent=home, title="Programs", slug="programs")
    SectionPageFactory(parent=section, slug="doctorate")
    html = client.get("/fr/programs/doctorate/").content.decode()
    assert '<a href="/fr/programs/" lang="en">Programs</a>' in html.partition("breadcrumbs")[2]


def test_a_section_can_be_found_by_the_words_of_its_body(home: HomePage) -> None:
    SectionPageFactory(parent=home, title="Programs", body=[("rich_text", "<p>Montréal’s doctorates</p>")])
    assert SectionPage.objects.visible("en").matching("montreal doctorate").count() == 1
