"""Pictures and rich text as they leave the site."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from institute.api.context import ApiContext
from institute.api.pictures import SIZES, picture
from institute.api.rich_text import HTML, MARKDOWN, TEXT, as_text, convert
from tests.factories.home import ImageFactory
from tests.fixtures import SiteTree
from tests.support import make_section, restrict


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def context(rich_text_format: str = HTML) -> ApiContext:
    return ApiContext(RequestFactory().get("/api/v1/"), rich_text_format)


@pytest.mark.django_db
def test_a_picture_tells_all_that_is_needed_to_show_it() -> None:
    image = ImageFactory(credit="Ada", focal_point_x=30, focal_point_y=20, focal_point_width=10, focal_point_height=8)
    shown = picture(image, "A lake", context())
    assert shown is not None
    assert (shown.alt, shown.width, shown.height, shown.credit) == ("A lake", 64, 48, "Ada")
    assert shown.focal_point is not None
    assert (shown.focal_point.x, shown.focal_point.y) == (30, 20)
    assert set(shown.renditions) == set(SIZES)
    assert all(size.url.startswith("http://testserver/media/images/") for size in shown.renditions.values())
    assert shown.srcset.endswith(" 64w")


@pytest.mark.django_db
def test_sizes_are_made_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    image = ImageFactory()
    picture(image, "", context())
    files = image.renditions.count()
    image.prefetched_renditions = list(image.renditions.all())
    with django_assert_num_queries(0):
        picture(image, "", context())
    assert image.renditions.count() == files == len(SIZES)


@pytest.mark.django_db
def test_a_picture_whose_file_is_lost_breaks_nothing(caplog: pytest.LogCaptureFixture) -> None:
    image = ImageFactory()
    Path(image.file.path).unlink()
    with caplog.at_level(logging.CRITICAL):
        shown = picture(image, "A lake", context())
    assert shown is not None
    assert (shown.alt, shown.renditions, shown.srcset) == ("A lake", {}, "")


def test_no_picture_is_told_as_such() -> None:
    assert picture(None, "", context()) is None


@pytest.mark.django_db
def test_links_lead_to_public_addresses_in_the_language_of_the_reader(site_tree: SiteTree) -> None:
    page = make_section(site_tree.home["en"])
    text = f'<p>See <a linktype="page" id="{page.pk}">our programs</a>.</p>'
    with translation.override("fr"):
        assert context().rich_text(text) == '<p>See <a href="http://testserver/fr/programs/">our programs</a>.</p>'
        assert context(MARKDOWN).rich_text(text) == "See [our programs](http://testserver/fr/programs/)."
        assert context(TEXT).rich_text(text) == "See our programs."


@pytest.mark.django_db
def test_the_words_of_a_link_to_a_hidden_page_stay_and_its_address_goes(site_tree: SiteTree) -> None:
    page = make_section(site_tree.home["en"])
    restrict(page)
    text = f'<p>See <a linktype="page" id="{page.pk}">our programs</a>.</p>'
    shown = context().rich_text(text)
    assert "our programs" in shown
    assert "href" not in shown


@pytest.mark.django_db
def test_many_texts_cost_what_one_does(
    site_tree: SiteTree, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page = make_section(site_tree.home["en"])
    texts = [f'<p><a linktype="page" id="{page.pk}">{number}</a></p>' for number in range(20)]
    together = context()
    with django_assert_max_num_queries(5):
        together.expand(texts)
        expanded = [together.rich_text(text) for text in texts]
    assert expanded[7] == '<p><a href="http://testserver/en/programs/">7</a></p>'


@pytest.mark.parametrize(
    ("text_format", "expected"),
    [
        (HTML, "<h2>Title</h2><p>One &amp; <b>two</b></p><ul><li>a</li><li>b</li></ul>"),
        (MARKDOWN, "## Title\n\nOne & **two**\n\n- a\n- b"),
        (TEXT, "Title\nOne & two\na\nb"),
    ],
)
def test_rich_text_comes_in_the_format_asked_for(text_format: str, expected: str) -> None:
    html = "<h2>Title</h2><p>One &amp; <b>two</b></p><ul><li>a</li><li>b</li></ul>"
    assert convert(html, text_format) == expected


@pytest.mark.parametrize("html", ["", "<p></p>", "<hr/>"])
def test_an_empty_text_is_empty(html: str) -> None:
    assert as_text(html) == ""


def test_addresses_are_completed_only_where_they_are_local() -> None:
    answer: Any = context()
    assert answer.absolute("/en/") == "http://testserver/en/"
    assert answer.absolute("https://example.org/") == "https://example.org/"
    assert answer.absolute("//cdn.example.org/a.webp") == "//cdn.example.org/a.webp"
