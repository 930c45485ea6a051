"""The lobby screen that developers of channels begin with, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from institute.settings.environment import BASE_DIR
from tests.fixtures import make_site_tree
from tests.support import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREEN = (BASE_DIR / "docs" / "examples" / "lobby.html").as_uri()


@pytest.mark.parametrize(("language", "heading"), [("en", "People"), ("fr", "Personnes")])
def test_the_lobby_shows_what_is_there_and_lives_without_network(
    visitor: Page, live_server: LiveServer, language: str, heading: str
) -> None:
    tree = make_site_tree()
    make_person(tree.directory["en"])
    errors: list[str] = []
    visitor.on("pageerror", lambda error: errors.append(str(error)))
    visitor.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    visitor.clock.install()
    visitor.goto(f"{SCREEN}?api={live_server.url}&language={language}")
    expect(visitor.get_by_role("heading", name=heading)).to_be_visible()
    expect(visitor.get_by_text("Yoshua Bengio")).to_be_visible()
    # There are no publications: no heading stands over nothing.
    expect(visitor.locator("main")).to_be_hidden()
    assert visitor.locator("html").get_attribute("lang") == language
    make_person(tree.directory["en"], "Doina", "Precup")
    visitor.clock.run_for(16_000)
    expect(visitor.get_by_text("Doina Precup")).to_be_visible()
    assert not errors

    def cut(route: Route) -> None:
        route.abort()

    visitor.route("**/api/**", cut)
    visitor.clock.run_for(16_000)
    expect(visitor.locator("#state")).to_contain_text("lost" if language == "en" else "perdue")
    expect(visitor.get_by_text("Doina Precup")).to_be_visible()


def test_a_lobby_without_an_answer_says_so(visitor: Page) -> None:
    visitor.goto(f"{SCREEN}?api=http://127.0.0.1:1&language=fr")
    expect(visitor.locator("#state")).to_contain_text("Pas encore de réponse")
