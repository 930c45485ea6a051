"""The panel that cites a work: with a script or without, with a mouse or a keyboard, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.publications import PublicationPageFactory
from tests.fixtures import make_site_tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "en": {"copy": "Copy", "copied": "Copied", "styles": "Citation style"},
    "fr": {"copy": "Copier", "copied": "Copié", "styles": "Style de citation"},
}
LANGUAGES = pytest.mark.parametrize("language", WORDS)


@pytest.fixture
def address(transactional_db: None, live_server: Any) -> str:
    """The address of the site, with the publication in both languages."""
    make_site_tree()
    page = PublicationPageFactory(
        full_title="Learning to learn",
        authors=["Yoshua Bengio", "Ada Lovelace"],
        date="2024-05-12",
        venue_text="Nature",
        identifiers_text="10.1000/xyz",
        language="en",
    )
    return f"{live_server.url}/{{language}}/publications/{page.slug}/"


@pytest.fixture
def without_script(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    yield context.new_page()
    context.close()


def shown(page: Page) -> list[str | None]:
    entries = page.locator(".cite-entry")
    return [entry.get_attribute("data-style") for entry in entries.all() if entry.is_visible()]


@LANGUAGES
def test_a_reader_chooses_a_style_without_a_script(language: str, address: str, without_script: Page) -> None:
    page = without_script
    page.goto(address.format(language=language))
    assert shown(page) == ["apa"]
    for label, style in (("MLA", "mla"), ("Vancouver", "vancouver"), ("BibTeX", "bibtex"), ("APA", "apa")):
        page.get_by_role("radio", name=label).click()
        assert shown(page) == [style]
    assert page.get_by_role("button", name=WORDS[language]["copy"]).count() == 0
    with page.expect_download() as download:
        page.locator(".cite .exports").get_by_text("RIS", exact=True).click()
    assert download.value.suggested_filename.startswith("bengio2024_")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@LANGUAGES
def test_a_reader_with_a_keyboard_chooses_and_copies(language: str, address: str, browser: Browser) -> None:
    words = WORDS[language]
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address.format(language=language))
    group = page.get_by_role("group", name=words["styles"])
    group.get_by_role("radio", name="APA").focus()
    page.keyboard.press("ArrowRight")
    expect(group.get_by_role("radio", name="MLA")).to_be_checked()
    assert shown(page) == ["mla"]
    page.keyboard.press("ArrowLeft")
    assert shown(page) == ["apa"]
    page.keyboard.press("Tab")
    button = page.locator(".cite-entry:visible").get_by_role("button", name=words["copy"])
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".cite-entry:visible")).to_contain_text(words["copied"])
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(".cite-entry:visible .citation").inner_text()
    assert copied.startswith("Bengio, Y.")
    rich = page.evaluate(
        "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then((blob) => blob.text())"
    )
    assert "<i>Nature</i>" in rich
    context.close()
