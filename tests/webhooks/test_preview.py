"""Previews: one draft, for a while, to whoever has its link."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Revision

from institute.previews.preview import preview_token
from institute.webhooks.models import Channel, Token
from tests.api_client import ROOT, Read
from tests.fixtures import SiteTree
from tests.support import make_person, make_section, settle

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parent / "goldens" / "preview.json"


def draft_of(page: Any, **fields: Any) -> Revision:
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision()


def test_a_draft_reads_as_the_page_will(
    site_tree: SiteTree, client: Client, read: Read, agrees: Callable[[Path, Any], str]
) -> None:
    section = make_section(site_tree.home["en"], "Programs", summary="As it is.")
    revision = draft_of(section, title="Programmes to come", summary="As it will be.")
    response = client.get(f"{ROOT}/preview/{preview_token(revision, 'en')}")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response
    draft = response.json()
    assert not agrees(GOLDEN, draft)
    assert read(f"/pages/{section.pk}")["title"] == "Programs"
    revision.publish()
    settle()
    published = read(f"/pages/{section.pk}")
    moments = ("first_published_at", "last_published_at")
    assert {**draft, **dict.fromkeys(moments)} == {**published, **dict.fromkeys(moments)}


def test_a_record_is_shown_in_each_language(site_tree: SiteTree, client: Client) -> None:
    person = make_person(site_tree.directory["en"])
    revision = draft_of(person, position_en="Professor", position_fr="Professeure")
    for language, position in (("en", "Professor"), ("fr", "Professeure")):
        answer = client.get(f"{ROOT}/preview/{preview_token(revision, language)}").json()
        assert (answer["locale"], answer["position"]) == (language, position)


def test_a_page_that_was_never_published_is_shown(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], "Programs", live=False)
    revision = draft_of(section)
    assert client.get(f"{ROOT}/preview/{preview_token(revision, 'en')}").json()["title"] == "Programs"
    assert client.get(f"{ROOT}/pages/{section.pk}").status_code == 404


def test_a_token_opens_one_revision_for_a_while(site_tree: SiteTree, client: Client, settings: Any) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    first = draft_of(section, title="First")
    token = preview_token(first, "en")
    draft_of(section, title="Second")
    assert client.get(f"{ROOT}/preview/{token}").json()["title"] == "First"
    late = timezone.now() + dt.timedelta(seconds=settings.HEADLESS_PREVIEW_SECONDS + 1)
    with time_machine.travel(late):
        assert client.get(f"{ROOT}/preview/{token}").status_code == 410
    first.delete()
    assert client.get(f"{ROOT}/preview/{token}").status_code == 410


def test_a_token_ends_with_its_page(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    token = preview_token(draft_of(section), "en")
    section.delete()
    assert client.get(f"{ROOT}/preview/{token}").status_code == 410


@pytest.mark.parametrize("token", ["nonsense", "a:b:c", "WzEsImVuIl0:1tVvTl:AAAA"])
def test_a_token_that_was_made_up_opens_nothing(client: Client, token: str) -> None:
    response = client.get(f"{ROOT}/preview/{token}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_a_channel_s_token_shows_drafts_only_where_it_may(site_tree: SiteTree, client: Client) -> None:
    token = preview_token(draft_of(make_section(site_tree.home["en"], "Programs")), "en")
    channel = Channel.objects.create(name="App")
    for may, status in ((False, 403), (True, 200)):
        secret = Token(channel=channel, preview=may).issue()
        response = client.get(f"{ROOT}/preview/{token}", headers={"Authorization": f"Bearer {secret}"})
        assert response.status_code == status
        assert "no-store" in response["Cache-Control"]


def editor(site_tree: SiteTree, *, of: str) -> Any:
    group = Group.objects.create(name=of)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
    page = site_tree.home["en"] if of == "prose" else site_tree.directory["en"]
    GroupPagePermission.objects.create(group=group, page=page, permission=change)
    user = get_user_model().objects.create_user(of, f"{of}@example.org", "a long password")
    user.groups.add(group)
    return user


@pytest.mark.parametrize("of", ["prose", "people"])
def test_whoever_may_edit_a_page_is_led_to_the_front_end(
    site_tree: SiteTree, client: Client, settings: Any, of: str
) -> None:
    settings.HEADLESS_PREVIEW_URL = "https://front.example.org/preview?token={token}&locale={language}"
    section, person = make_section(site_tree.home["en"], "Programs"), make_person(site_tree.directory["en"])
    for page in (section, person):
        page.save_revision()
    client.force_login(editor(site_tree, of=of))
    mine, other, language = (section, person, "en") if of == "prose" else (person, section, "fr")
    response = client.get(reverse("webhooks:preview", args=[mine.pk, language]))
    assert response.status_code == 302
    assert response["Location"].startswith("https://front.example.org/preview?token=")
    token = response["Location"].partition("token=")[2].partition("&")[0]
    assert Client().get(f"{ROOT}/preview/{token}").json()["locale"] == language
    assert client.get(reverse("webhooks:preview", args=[other.pk, "en"])).status_code == 302
    assert "front.example.org" not in client.get(reverse("webhooks:preview", args=[other.pk, "en"]))["Location"]


def test_the_editor_offers_previews_where_there_is_a_front_end(
    site_tree: SiteTree, admin_client: Client, settings: Any
) -> None:
    person = make_person(site_tree.directory["en"])
    offer = reverse("webhooks:preview", args=[person.pk, "fr"])
    page = reverse("wagtailadmin_pages:edit", args=[person.pk])
    assert offer not in admin_client.get(page).content.decode()
    assert admin_client.get(offer, follow=True).status_code == 404
    settings.HEADLESS_PREVIEW_URL = "https://front.example.org/{token}"
    assert offer in admin_client.get(page).content.decode()
    assert admin_client.get(offer)["Location"] == page
    assert Client().get(offer)["Location"].startswith("/admin/login/")


def test_a_token_of_another_installation_opens_nothing(site_tree: SiteTree, client: Client, settings: Any) -> None:
    revision = draft_of(make_section(site_tree.home["en"], "Programs"))
    settings.SECRET_KEY, ours = "another secret key of another installation", settings.SECRET_KEY
    token = preview_token(revision, "en")
    settings.SECRET_KEY = ours
    assert client.get(f"{ROOT}/preview/{token}").status_code == 404


def test_a_token_that_was_changed_opens_nothing(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    first, second = (preview_token(draft_of(section, title=title), "en") for title in ("First", "Second"))
    mixed = ":".join([first.split(":")[0], *second.split(":")[1:]])
    assert client.get(f"{ROOT}/preview/{mixed}").status_code == 404


def test_a_token_opens_no_other_door(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], "Programs", live=False)
    token = preview_token(draft_of(section), "en")
    assert client.get(f"{ROOT}/people", headers={"Authorization": f"Bearer {token}"}).status_code == 401
    assert client.get(f"{ROOT}/changes", {"since": token}).status_code == 422
    assert client.get(f"{ROOT}/pages/{section.pk}").status_code == 404


def test_a_page_that_was_moved_is_shown_where_it_stands_now(site_tree: SiteTree, client: Client) -> None:
    about, section = make_section(site_tree.home["en"], "About"), make_section(site_tree.home["en"], "Programs")
    token = preview_token(draft_of(section), "en")
    type(section).objects.get(pk=section.pk).move(type(about).objects.get(pk=about.pk), pos="last-child")
    draft = client.get(f"{ROOT}/preview/{token}").json()
    assert "About" in [crumb["title"] for crumb in draft["breadcrumbs"]]


def test_a_draft_shows_of_others_what_is_public(site_tree: SiteTree, client: Client) -> None:
    hidden, shown = (make_person(site_tree.directory["en"], given_name) for given_name in ("Hidden", "Shown"))
    shown.position_en = "As it is"
    shown.save()
    draft_of(shown, position_en="As it will be")
    hidden.unpublish()
    home = type(site_tree.home["en"]).objects.get(pk=site_tree.home["en"].pk)
    block = {"type": "people", "value": {"heading": "People", "people": [hidden.pk, shown.pk]}}
    revision = draft_of(home, body=json.dumps([block]))
    answer = client.get(f"{ROOT}/preview/{preview_token(revision, 'en')}").content.decode()
    assert "Shown" in answer
    assert "Hidden" not in answer
    assert "As it will be" not in answer


def test_an_alias_has_no_draft_to_show(site_tree: SiteTree, admin_client: Client, settings: Any) -> None:
    settings.HEADLESS_PREVIEW_URL = "https://front.example.org/{token}"
    section = make_section(site_tree.home["en"], "Programs")
    alias = section.get_translations().get()
    offer = reverse("webhooks:preview", args=[alias.pk, "fr"])
    assert admin_client.get(offer, follow=True).status_code == 404
    assert offer not in admin_client.get(reverse("wagtailadmin_pages:edit", args=[alias.pk])).content.decode()
