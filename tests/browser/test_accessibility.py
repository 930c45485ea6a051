"""axe finds nothing on any template, in either language, scheme or width."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.factories.home import ArticlePageFactory, NewsIndexPageFactory
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree, make_site_tree
from tests.support import make_person, make_section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = {
    "en": [
        "",
        "programs/",
        "directory/",
        "directory/yoshua-bengio/",
        "publications/",
        "publications/learning-to-learn/",
        "news/",
        "news/opening/",
        "search/?q=bengio",
        "nowhere/",
    ],
    "fr": [
        "",
        "programs/",
        "annuaire/",
        "annuaire/yoshua-bengio/",
        "publications/",
        "publications/learning-to-learn/",
        "news/",
        "news/opening/",
        "search/?q=bengio",
        "nowhere/",
    ],
}


@pytest.fixture
def tree() -> SiteTree:
    tree = make_site_tree()
    make_section(tree.home["en"], "Programs", summary="For students.")
    make_person(tree.directory["en"], biography_en="<p>Works on learning.</p>")
    PublicationPageFactory(full_title="Learning to learn", authors=["Yoshua Bengio"], slug="learning-to-learn")
    news = NewsIndexPageFactory(parent=tree.home["en"], title="News", slug="news")
    ArticlePageFactory(parent=news, title="Opening", slug="opening", summary="The doors open.")
    return tree


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_template_hinders_anyone(
    browser: Browser, live_server: LiveServer, tree: SiteTree, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=True,  # axe is injected as a script of the page
    )
    page = context.new_page()
    found = []
    for language, paths in PATHS.items():
        for path in paths:
            page.goto(f"{live_server.url}/{language}/{path}")
            results = Axe().run(page)
            found += [f"{language}/{path}: {violation['id']}" for violation in results.response["violations"]]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append(f"{language}/{path}: scrolls sideways")
    context.close()
    assert found == []
