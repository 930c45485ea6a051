"""A film of another site plays in place once a visitor asks for it, and nothing is asked of that site before."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.fixtures import make_site_tree
from tests.support import make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILM = "https://www.youtube.com/watch?v=aaaa_bbb-12"


@pytest.fixture
def asked(visitor: Page, live_server: LiveServer) -> list[str]:
    """What the visitor's browser asks of other hosts, each of which answers with an empty page."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<!doctype html><p>A player</p>", content_type="text/html")

    visitor.route(lambda url: not url.startswith(live_server.url), answer)
    return asked


@pytest.fixture
def address(live_server: LiveServer) -> str:
    film = {"url": FILM, "title": "A public lecture"}
    other = {"url": "https://example.org/watch", "title": "Another"}
    make_section(make_site_tree().home["en"], "Films", body=[("embed", film), ("embed", other)])
    return f"{live_server.url}/en/films/"


@pytest.mark.parametrize("way", ["mouse", "Enter", "Space"])
def test_a_film_plays_where_its_picture_was(visitor: Page, asked: list[str], address: str, way: str) -> None:
    complaints: list[str] = []
    visitor.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    visitor.goto(address)
    button = visitor.get_by_role("button", name="Play: A public lecture")
    expect(button).to_be_visible()
    assert asked == []
    if way == "mouse":
        button.click()
    else:
        button.focus()
        visitor.keyboard.press(way)
    player = visitor.get_by_title("A public lecture")
    expect(player).to_be_focused()
    expect(visitor.frame_locator(".embed-player").locator("p")).to_have_text("A player")
    assert asked == ["https://www.youtube-nocookie.com/embed/aaaa_bbb-12?autoplay=1"]
    assert complaints == []
    assert visitor.get_by_role("link", name="Play: A public lecture").get_attribute("href") == FILM
    assert visitor.url == address


def test_a_film_of_an_unknown_site_and_one_without_javascript_are_links(
    browser: Browser, visitor: Page, asked: list[str], address: str
) -> None:
    visitor.goto(address)
    assert visitor.get_by_role("link", name="Play: Another").get_attribute("href") == "https://example.org/watch"
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.get_by_role("link", name="Play: A public lecture").get_attribute("href") == FILM
    context.close()
    assert asked == []
