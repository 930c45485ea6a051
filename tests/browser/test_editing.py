"""An editor composes the home page, and what they published is what visitors and channels get."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Collection

from tests.fixtures import make_site_tree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "The people and the papers are the content."


def test_a_block_that_an_editor_publishes_is_read_by_visitors_and_by_the_api(
    visitor: Page, live_server: LiveServer
) -> None:
    home = make_site_tree().home["en"]
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    get_user_model().objects.create_superuser("editor", "editor@example.org", "a long enough password")

    visitor.goto(f"{live_server.url}/admin/login/?next=/admin/pages/{home.pk}/edit/")
    visitor.fill("[name=username]", "editor")
    visitor.fill("[name=password]", "a long enough password")
    visitor.click("button[type=submit]")
    visitor.wait_for_url("**/edit/")

    visitor.get_by_role("tab", name="Sections").click()
    visitor.locator("button.c-sf-add-button:visible").first.click()
    visitor.get_by_role("option", name="Quote").click()
    visitor.locator("[name=body-0-value-quote]").fill(WORDS)
    visitor.locator("[name=body-0-value-name]").fill("Ada Lovelace")
    visitor.get_by_role("button", name="More actions").click()
    visitor.get_by_role("button", name=re.compile(r"^\s*Publish\s*$")).click()
    visitor.wait_for_url("**/admin/pages/**")
    expect(visitor.locator(".messages")).to_contain_text("published")

    for address in ("/en/", "/fr/"):
        visitor.goto(f"{live_server.url}{address}")
        expect(visitor.get_by_text(WORDS)).to_be_visible()
    answer = visitor.request.get(f"{live_server.url}/api/v1/home").json()
    assert [(block["type"], WORDS in str(block)) for block in answer["body"]] == [("quote", True)]
