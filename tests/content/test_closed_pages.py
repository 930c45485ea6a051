"""A scheduled page is hidden in every language until its time; a restricted one asks first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.models import SectionPage
from institute.accounts.models import User
from institute.content.models import Change, PublicPage
from tests.fixtures import SiteTree
from tests.support import make_person, make_section, restrict, settle

pytestmark = pytest.mark.django_db

ADDRESSES = ("/en/plans/", "/fr/plans/")


def statuses(client: Client, *addresses: str) -> list[int]:
    return [client.get(address).status_code for address in addresses or ADDRESSES]


def submit(admin_client: Client, url: str, **fields: Any) -> None:
    """Send the form of a section as an editor who clicks “Publish”."""
    form = {
        "title": "Plans",
        "slug": "plans",
        "summary": "",
        "body": streamfield([]),
        "hero_image": "",
        "show_contents": "on",
        "show_children": "on",
        "comments": inline_formset([]),
        "action-publish": "publish",
    }
    response = admin_client.post(url, nested_form_data({**form, **fields}))
    assert response.status_code == 302, response.context["form"].errors


def in_days(days: int) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")


def schedule_in_the_form(admin_client: Client, site_tree: SiteTree) -> SectionPage:
    url = reverse("wagtailadmin_pages:add", args=["home", "sectionpage", site_tree.home["en"].pk])
    submit(admin_client, url, go_live_at=in_days(3))
    return SectionPage.objects.get(slug="plans", locale__language_code="en")


def test_scheduled_page_is_hidden_in_every_language(site_tree: SiteTree, client: Client, admin_client: Client) -> None:
    schedule_in_the_form(admin_client, site_tree)
    assert statuses(client) == [404, 404]
    assert not SectionPage.objects.filter(slug="plans", live=True).exists()


def test_scheduled_page_leaves_no_trace_in_the_log(site_tree: SiteTree, admin_client: Client) -> None:
    schedule_in_the_form(admin_client, site_tree)
    settle()
    assert not Change.objects.filter(path__contains="plans").exists()
    assert not Change.objects.filter(previous_path__contains="plans").exists()
    assert not PublicPage.objects.filter(path__contains="plans").exists()


def test_scheduled_page_appears_in_every_language_when_due(
    site_tree: SiteTree, client: Client, admin_client: Client
) -> None:
    schedule_in_the_form(admin_client, site_tree)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        call_command("publish_scheduled")
        assert statuses(client) == [200, 200]
        assert [row.path for row in PublicPage.objects.filter(path__in=ADDRESSES).order_by("path")] == [*ADDRESSES]


def test_draft_that_is_scheduled_later_stays_hidden_in_every_language(
    site_tree: SiteTree, client: Client, admin_client: Client
) -> None:
    draft = make_section(site_tree.home["en"], "Plans", live=False)
    draft.save_revision()
    submit(admin_client, reverse("wagtailadmin_pages:edit", args=[draft.pk]), go_live_at=in_days(3))
    assert statuses(client) == [404, 404]
    assert not SectionPage.objects.filter(slug="plans", live=True).exists()


def test_page_begun_in_french_and_scheduled_is_hidden_in_english(
    site_tree: SiteTree, client: Client, admin_client: Client
) -> None:
    url = reverse("wagtailadmin_pages:add", args=["home", "sectionpage", site_tree.home["fr"].pk])
    submit(admin_client, url, go_live_at=in_days(3))
    assert statuses(client) == [404, 404]


def test_live_page_with_a_scheduled_change_stays_as_it_is(
    site_tree: SiteTree, client: Client, admin_client: Client
) -> None:
    page = make_section(site_tree.home["en"], "Plans", live=False)
    page.save_revision().publish()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    submit(admin_client, edit, title="Secret plans", go_live_at=in_days(3))
    for address in ADDRESSES:
        response = client.get(address)
        assert response.status_code == 200
        assert "Secret" not in response.content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        call_command("publish_scheduled")
        assert all("Secret" in client.get(address).content.decode() for address in ADDRESSES)


@pytest.mark.parametrize("state", [{"live": False}, {"expire_at": timezone.now() - timedelta(minutes=1)}])
def test_alias_whose_source_is_hidden_is_not_served(
    site_tree: SiteTree, client: Client, state: dict[str, Any]
) -> None:
    """Whatever left the alias live: the route asks the rule, not the page's own columns."""
    section = make_section(site_tree.home["en"], "Plans")
    make_section(SectionPage.objects.get(pk=section.pk), "Below")
    Page.objects.filter(pk=section.pk).update(**state)
    assert Page.objects.filter(alias_of=section.pk, live=True).exists()
    assert statuses(client) == [404, 404]
    assert "/plans/</loc>" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("state", [{"live": False}, {"expire_at": timezone.now() - timedelta(minutes=1)}])
def test_record_below_a_mirrored_index_is_not_served_while_the_source_is_hidden(
    site_tree: SiteTree, client: Client, state: dict[str, Any]
) -> None:
    make_person(site_tree.directory["en"])
    Page.objects.filter(pk=site_tree.directory["en"].pk).update(**state)
    assert statuses(client, "/en/directory/yoshua-bengio/", "/fr/annuaire/yoshua-bengio/") == [404, 404]
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "yoshua-bengio" not in sitemap
    assert client.get("/api/v1/changes").json()["items"] != []
    assert "yoshua-bengio" not in client.get("/api/v1/changes").content.decode()


def test_alias_of_an_alias_follows_the_first_source(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], "Plans")
    french = SectionPage.objects.get(alias_of=section.pk)
    second = french.create_alias(parent=site_tree.home["en"], update_slug="copy", user=None)
    assert second.alias_of_id == section.pk
    SectionPage.objects.get(pk=section.pk).unpublish()
    assert statuses(client, "/en/copy/") == [410]


def test_password_opens_the_page_and_its_alias(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], "Plans", summary="Not for everyone.")
    restriction = restrict(section)
    for address in ADDRESSES:
        response = client.get(address)
        assert response.status_code == 200
        assert "Not for everyone" not in response.content.decode()
    action = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, section.pk])
    response = client.post(action, {"password": "open sesame", "return_url": ADDRESSES[0]})
    assert response["Location"] == ADDRESSES[0]
    for address in ADDRESSES:
        response = client.get(address)
        assert "Not for everyone" in response.content.decode()
        assert "no-store" in response["Cache-Control"]
    assert "Cache-Control" not in client.get("/en/").headers


def test_page_for_accounts_asks_for_an_account(
    site_tree: SiteTree, client: Client, django_user_model: type[User]
) -> None:
    section = make_section(site_tree.home["en"], "Plans", summary="Not for everyone.")
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    for address in ADDRESSES:
        response = client.get(address, follow=True)
        assert response.status_code == 200
        assert response.request["PATH_INFO"].endswith("/_util/login/")
        assert "Not for everyone" not in response.content.decode()
    client.force_login(django_user_model.objects.create_user("reader"))
    assert all("Not for everyone" in client.get(address).content.decode() for address in ADDRESSES)


def test_password_of_an_index_opens_its_records(site_tree: SiteTree, client: Client) -> None:
    make_person(site_tree.directory["en"])
    restriction = restrict(site_tree.directory["en"])
    addresses = ("/en/directory/yoshua-bengio/", "/fr/annuaire/yoshua-bengio/")
    assert not any("Bengio" in client.get(address).content.decode() for address in addresses)
    action = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, site_tree.directory["en"].pk])
    client.post(action, {"password": "open sesame", "return_url": addresses[0]})
    assert all("Bengio" in client.get(address).content.decode() for address in addresses)
