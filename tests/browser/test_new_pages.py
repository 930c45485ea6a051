"""An editor adds a page by typing its title alone, and publishes it."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Collection
from wagtail.users.models import UserProfile

from home.models import ArticlePage, NewsIndexPage, SectionPage
from tests.fixtures import make_site_tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "a long enough password"


def log_in(visitor: Page, live_server: LiveServer, language: str) -> None:
    editor = get_user_model().objects.create_superuser("editor", "editor@example.org", PASSWORD)
    UserProfile.objects.create(user=editor, preferred_language=language)
    visitor.goto(f"{live_server.url}/admin/login/")
    visitor.fill("[name=username]", "editor")
    visitor.fill("[name=password]", PASSWORD)
    visitor.click("button[type=submit]")
    visitor.wait_for_url("**/admin/")


def publish_new_page(visitor: Page, address: str, title: str) -> None:
    visitor.goto(address)
    visitor.locator("[name=title]").press_sequentially(title)
    visitor.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    visitor.locator("button[name=action-publish]").click()
    expect(visitor.locator(".messages .success")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_new_section_and_article_need_a_title_alone(visitor: Page, live_server: LiveServer, language: str) -> None:
    home = make_site_tree().home["en"]
    news = home.add_child(instance=NewsIndexPage(title="News", locale=home.locale))
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    log_in(visitor, live_server, language)

    pages = f"{live_server.url}/admin/pages/add/home"
    publish_new_page(visitor, f"{pages}/sectionpage/{home.pk}/", "Énoncé de l’été: a first look")
    publish_new_page(visitor, f"{pages}/articlepage/{news.pk}/", "A prize for open science")

    section = SectionPage.objects.get(locale=home.locale)
    article = ArticlePage.objects.get(locale=home.locale)
    assert section.live
    assert article.live
    assert article.slug == "a-prize-for-open-science"
    assert section.slug.endswith("a-first-look")
    for page in (section, article):
        assert visitor.request.get(f"{live_server.url}{page.url}").status == 200
