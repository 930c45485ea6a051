"""Every form of the admin has the scripts and styles that it asks for: a deployment fails on a missing one."""

from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.fixtures import SiteTree

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("parent", "kind"),
    [
        ("home", "home/sectionpage"),
        ("home", "home/newsindexpage"),
        ("directory", "directory/personpage"),
        ("publications", "publications/publicationpage"),
    ],
)
def test_a_new_page_can_be_begun(site_tree: SiteTree, admin_client: Client, parent: str, kind: str) -> None:
    page = getattr(site_tree, parent)["en"]
    assert_whole(admin_client, f"/admin/pages/add/{kind}/{page.pk}/")


@pytest.mark.parametrize("name", ["home", "directory", "publications"])
def test_a_page_of_the_frame_can_be_edited(site_tree: SiteTree, admin_client: Client, name: str) -> None:
    assert_whole(admin_client, f"/admin/pages/{getattr(site_tree, name)['en'].pk}/edit/")


def assert_whole(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    files = set(re.findall(r'(?:src|href)="/static/([^"?]+\.(?:js|css))', answer.content.decode()))
    assert files
    assert [file for file in files if finders.find(file) is None] == []


@pytest.mark.parametrize(
    "address",
    [
        "pages/add/directory/personpage/{directory}/",
        "pages/add/publications/publicationpage/{publications}/",
        "pages/{home}/edit/",
        "localize/submit/page/{home}/",
        "workflows/add/",
        "redirects/add/",
    ],
)
def test_no_form_of_the_admin_holds_an_inline_script(site_tree: SiteTree, admin_client: Client, address: str) -> None:
    pages = {name: getattr(site_tree, name)["en"].pk for name in ("home", "directory", "publications")}
    answer = admin_client.get("/admin/" + address.format(**pages))
    assert answer.status_code == 200
    scripts = re.findall(r"<script\b([^>]*)>", answer.content.decode())
    assert [script for script in scripts if "src=" not in script and "application/json" not in script] == []
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self'"
