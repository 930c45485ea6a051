"""The feed of changes within one test's transaction: what it tells, and what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from directory.models import Institution
from institute.content.models import PublicPage
from tests.api_client import ROOT, Read
from tests.fixtures import SiteTree
from tests.support import make_person, make_section, restrict, settle
from tests.webhooks.following import Holding, next_of

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "goldens" / "changes.json"


def test_a_client_without_a_cursor_is_told_what_is_there(site_tree: SiteTree, client: Client) -> None:
    make_person(site_tree.directory["en"])
    settle()
    holding = Holding()
    holding.follow(client, limit=2)
    assert holding.paths == set(PublicPage.objects.values_list("path", flat=True))


def test_changes_speak_the_ids_of_the_api(site_tree: SiteTree, client: Client, read: Read) -> None:
    settle()
    holding = Holding()
    holding.follow(client)
    section = make_section(site_tree.home["en"], "Programs")
    settle()
    items = holding.follow(client)
    assert {(item["kind"], item["id"], item["locale"]) for item in items} == {
        ("created", section.pk, "en"),
        ("created", section.pk, "fr"),
    }
    french = next(item for item in items if item["locale"] == "fr")
    assert client.get(french["api_url"]).json()["id"] == section.pk
    section.delete()
    settle()
    items = holding.follow(client)
    assert {(item["kind"], item["id"], item["previous"]) for item in items} == {
        ("removed", section.pk, "/en/programs/"),
        ("removed", section.pk, "/fr/programs/"),
    }


def test_a_translation_that_outlives_its_source_has_an_identifier_of_its_own(
    site_tree: SiteTree, client: Client
) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    french = Page.objects.get(alias_of=section.pk).specific
    french.alias_of = None
    french.save()
    settle()
    holding = Holding()
    holding.follow(client)
    section.delete()
    settle()
    holding.follow(client)
    assert holding.paths == set(PublicPage.objects.values_list("path", flat=True))
    assert (french.pk, "fr") in {(key[1], key[2]) for key in holding.held}
    assert client.get(f"{ROOT}/pages/{french.pk}", {"locale": "fr"}).json()["id"] == french.pk


def test_a_former_name_that_stood_in_an_address_is_not_told(site_tree: SiteTree, client: Client) -> None:
    """A client that begins where the person had another name hears only of the name of today."""
    settle()
    holding = Holding()
    holding.follow(client)
    person = make_person(site_tree.directory["en"], "Former", "Name", slug="former-name")
    settle()
    person.family_name, person.slug = "Chosen", "chosen"
    person.save()
    settle()
    items = holding.follow(client)
    assert {item["kind"] for item in items} == {"created", "moved"}
    assert {item["path"] for item in items} == {"/en/directory/chosen/", "/fr/annuaire/chosen/"}
    assert "former" not in json.dumps(items)
    assert client.get(items[0]["api_url"]).json()["id"] == person.pk
    person.delete()
    settle()
    assert "former" not in json.dumps(holding.follow(client))
    assert not any("/chosen/" in path for path in holding.paths)


def test_what_is_hidden_is_removed(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    settle()
    holding = Holding()
    holding.follow(client)
    restrict(section)
    settle()
    assert {item["kind"] for item in holding.follow(client)} == {"removed"}
    assert "/en/programs/" not in holding.paths


def test_types_and_languages_choose(site_tree: SiteTree, client: Client) -> None:
    settle()
    start = client.get(f"{ROOT}/changes", {"types": "person,institution", "locale": "fr"}).json()
    assert start["items"] == []
    make_person(site_tree.directory["en"])
    make_section(site_tree.home["en"], "Programs")
    institution = Institution.objects.create(name_en="Mila", slug="mila")
    settle()
    items = client.get(start["next"]).json()["items"]
    assert [(item["type"], item["locale"]) for item in items] == [("person", "fr"), ("institution", None)]
    assert items[1]["id"] == institution.pk


def test_the_next_address_stays_at_the_end_and_is_answered_by_304(site_tree: SiteTree, client: Client) -> None:
    settle()
    end = next_of(client)
    first = client.get(end)
    assert first.json() == {"items": [], "next": first.json()["next"], "more": False}
    assert client.get(end, headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_section(site_tree.home["en"], "Programs")
    settle()
    assert client.get(end, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("since", ["", "nonsense", "[1]:abc"])
def test_a_cursor_that_was_made_up_is_refused(site_tree: SiteTree, client: Client, since: str) -> None:
    assert client.get(f"{ROOT}/changes", {"since": since}).status_code == 422


def test_a_cursor_of_a_log_that_is_no_more_is_gone(site_tree: SiteTree, client: Client) -> None:
    from institute.api.changes import Place

    settle()
    response = client.get(f"{ROOT}/changes", {"since": str(Place(10**12))})
    assert response.status_code == 410
    assert "begin again" in response.json()["detail"]


def test_the_answer_is_the_one_agreed_upon(
    site_tree: SiteTree, client: Client, agrees: Callable[[Path, Any], str]
) -> None:
    settle()
    holding = Holding()
    holding.follow(client)
    section = make_section(site_tree.home["en"], "Programs")
    section.slug = "training"
    section.save()
    section.unpublish()
    Institution.objects.create(name_en="Mila", slug="mila")
    settle()
    items = holding.follow(client)
    for item in items:
        item["api_url"] = item["api_url"] and re.sub(r"/\d+(?=\?)", "/<id>", item["api_url"])
    assert not agrees(GOLDEN, {"items": [{**item, "title": "it"} for item in items]})
