"""Former addresses lead where visitors may go, and nowhere once they are forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupPagePermission, Page, PageLogEntry

from directory.models import NameVariant, PersonPage
from home.models import SectionPage
from institute.accounts.models import User
from institute.content.models import Change
from institute.webhooks.events import take_up
from institute.webhooks.models import Channel, Delivery
from publications.deduplication import merging
from tests.factories.directory import PersonPageFactory
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree
from tests.support import make_section, restrict, settle

pytestmark = pytest.mark.django_db


def rename(page: Any, slug: str, **fields: Any) -> Any:
    """Publish ``page`` under another slug; the log has committed what happened."""
    page = type(page).objects.get(pk=page.pk)
    for name, value in {"slug": slug, **fields}.items():
        setattr(page, name, value)
    # Aliases follow the slug once it is committed.
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.save_revision().publish()
    settle()
    return type(page).objects.get(pk=page.pk)


def answers(client: Client, path: str) -> tuple[int, str, int, str]:
    """Return the status and target of the site and of the API's ``resolve`` at ``path``."""
    page, resolved = client.get(path), client.get("/api/v1/resolve", {"path": path})
    target = resolved.json().get("target", "").removeprefix("http://testserver")
    return page.status_code, page.headers.get("Location", ""), resolved.status_code, target


def hide(page: Page, state: str) -> None:
    if state == "restricted":
        restrict(page)
    elif state == "restricted above":
        restrict(page.get_parent())
    elif state == "unpublished":
        page.unpublish()
    else:
        Page.objects.filter(pk=page.pk).update(expire_at=timezone.now())


STATES = ["restricted", "restricted above", "unpublished", "expired"]


@pytest.mark.parametrize("state", STATES)
def test_former_address_of_a_hidden_section_is_gone(site_tree: SiteTree, client: Client, state: str) -> None:
    about = make_section(site_tree.home["en"], "About")
    section = rename(make_section(about, "Plans"), "secret-plans")
    for path in ("/en/about/plans/", "/fr/about/plans/"):
        target = path.replace("plans", "secret-plans")
        assert answers(client, path) == (301, target, 200, target)
    hide(section, state)
    settle()
    for path in ("/en/about/plans/", "/fr/about/plans/"):
        assert answers(client, path) == (410, "", 410, "")


@pytest.mark.parametrize("state", STATES)
def test_former_address_of_a_hidden_record_is_gone(site_tree: SiteTree, client: Client, state: str) -> None:
    person = PersonPageFactory(given_name="Ada", family_name="Lovelace")
    person = rename(person, "secret-address")
    hide(person, state)
    settle()
    for path in ("/en/directory/ada-lovelace/", "/fr/annuaire/ada-lovelace/"):
        assert answers(client, path) == (410, "", 410, "")


def test_former_address_below_a_closed_index_is_gone_in_its_language_alone(
    site_tree: SiteTree, client: Client
) -> None:
    rename(PersonPageFactory(given_name="Ada", family_name="Lovelace"), "ada")
    site_tree.directory["fr"].unpublish()
    settle()
    assert answers(client, "/fr/annuaire/ada-lovelace/") == (410, "", 410, "")
    target = "/en/directory/ada/"
    assert answers(client, "/en/directory/ada-lovelace/") == (301, target, 200, target)


def test_former_address_of_a_merged_work_follows_the_kept_one(
    site_tree: SiteTree, client: Client, admin_user: User
) -> None:
    kept = PublicationPageFactory(full_title="On the kept", slug="kept")
    absorbed = PublicationPageFactory(full_title="On the absorbed", slug="absorbed")
    merging.merge(kept, absorbed, admin_user)
    settle()
    for code in ("en", "fr"):
        path, target = f"/{code}/publications/absorbed/", f"/{code}/publications/kept/"
        assert answers(client, path) == (301, target, 200, target)
    restrict(type(kept).objects.get(pk=kept.pk))
    settle()
    for code in ("en", "fr"):
        assert answers(client, f"/{code}/publications/absorbed/") == (410, "", 410, "")


def test_redirect_that_an_editor_made_leads_to_visible_pages_only(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["fr"], "Projets")
    Redirect.objects.create(old_path="/en/projects", redirect_page=section)
    Redirect.objects.create(old_path="/en/elsewhere", redirect_link="https://example.org/")
    assert answers(client, "/en/projects/") == (301, "/fr/projets/", 200, "/fr/projets/")
    assert client.get("/en/projects/?from=mail")["Location"] == "/fr/projets/"
    assert answers(client, "/en/elsewhere/")[1] == "https://example.org/"
    restrict(section)
    assert answers(client, "/en/projects/") == (404, "", 404, "")


@pytest.fixture
def renamed(site_tree: SiteTree) -> PersonPage:
    """Somebody who was called otherwise, and whose address was made of that name."""
    person = PersonPageFactory(given_name="Formername", family_name="Martin", variants=["A. Martin"])
    person = rename(person, "formername-martin-2")
    person = rename(person, "prof-martin", given_name="Alex")
    return rename(person, "alex-martin")


def hide_name(person: PersonPage, name: str) -> None:
    """Mark ``name`` as one that must never be shown, long after the addresses were made."""
    person = PersonPage.objects.get(pk=person.pk)
    person.name_variants = [*person.name_variants.all(), NameVariant(name=name, never_show=True)]
    person.save_revision().publish()
    settle()


def test_former_name_in_an_address_does_not_lead_to_the_new_one(renamed: PersonPage, client: Client) -> None:
    assert client.get("/en/directory/formername-martin/").status_code == 301
    hide_name(renamed, "Formername Martin")
    for directory in ("/en/directory", "/fr/annuaire"):
        for slug in ("formername-martin", "formername-martin-2"):
            assert answers(client, f"{directory}/{slug}/") == (410, "", 410, "")
        # An address that tells nothing of the name still leads there.
        target = f"{directory}/alex-martin/"
        assert answers(client, f"{directory}/prof-martin/") == (301, target, 200, target)


# Forgetting an address


def forget(client: Client, page: Page, address: str) -> Any:
    url = reverse("forget_address", args=[page.pk])
    return client.post(f"{url}?address={address}", follow=True)


def test_forgotten_address_leads_nowhere_and_is_named_nowhere(
    renamed: PersonPage, client: Client, admin_client: Client
) -> None:
    menu = admin_client.get(reverse("wagtailadmin_pages:edit", args=[renamed.pk])).content.decode()
    assert reverse("former_addresses", args=[renamed.pk]) in menu
    listed = admin_client.get(reverse("former_addresses", args=[renamed.pk])).content.decode()
    assert "/en/directory/prof-martin/" in listed
    asked = admin_client.get(
        reverse("forget_address", args=[renamed.pk]), {"address": "/en/directory/prof-martin/"}
    ).content.decode()
    # In the other language the address says the same.
    assert "/fr/annuaire/prof-martin/" in asked
    assert "/en/directory/formername-martin/" not in asked
    response = forget(admin_client, renamed, "/en/directory/prof-martin/")
    settle()
    assert "prof-martin" not in response.content.decode()
    for path in ("/en/directory/prof-martin/", "/fr/annuaire/prof-martin/"):
        assert answers(client, path) == (404, "", 404, "")
    assert client.get("/en/directory/formername-martin/").status_code == 301
    assert not Redirect.objects.filter(old_path__contains="prof-martin").exists()
    assert not Change.objects.filter(path__contains="prof-martin").exists()
    assert not Change.objects.filter(previous_path__contains="prof-martin").exists()
    entry = PageLogEntry.objects.get(action="content.forget_address")
    assert "prof-martin" not in f"{entry.data}{entry.message}"


def test_forgotten_address_is_in_no_feed_and_no_event(
    site_tree: SiteTree, client: Client, admin_client: Client
) -> None:
    settle()
    start = client.get("/api/v1/changes").json()["next"]
    channel = Channel.objects.create(name="Lobby", url="https://example.org/hook")
    section = make_section(site_tree.home["en"], "Plans")
    settle()
    take_up(channel.pk)
    section = rename(section, "new-plans")
    section = rename(section, "news-of-plans")
    before = client.get(start)
    assert "/en/new-plans/" in before.content.decode()
    assert Delivery.objects.filter(payload__data__url__endswith="/en/plans/").exists()
    for address in ("/en/plans/", "/en/new-plans/"):
        forget(admin_client, section, address)
    settle()
    after = client.get(start, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    for word in ('/plans/"', '/new-plans/"'):
        assert word not in after.content.decode()
    payloads = str(list(Delivery.objects.values_list("payload", flat=True)))
    assert "/plans/'" not in payloads
    assert answers(client, "/en/plans/") == (404, "", 404, "")
    assert answers(client, "/fr/new-plans/") == (404, "", 404, "")
    assert client.get("/fr/news-of-plans/").status_code == 200


def test_only_those_who_may_publish_the_page_forget_its_addresses(
    renamed: PersonPage, site_tree: SiteTree, client: Client, django_user_model: type[User]
) -> None:
    editors = Group.objects.create(name="Home editors")
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    for permission in ("change", "publish"):
        GroupPagePermission.objects.create(group=editors, page=site_tree.home["en"], permission_type=permission)
    GroupPagePermission.objects.create(group=editors, page=site_tree.directory["en"], permission_type="change")
    editor = django_user_model.objects.create_user("editor")
    editor.groups.add(editors)
    client.force_login(editor)
    for name in ("former_addresses", "forget_address"):
        url = reverse(name, args=[renamed.pk])
        assert client.get(url, {"address": "/en/directory/prof-martin/"}).status_code in (302, 403)
    forget(client, renamed, "/en/directory/prof-martin/")
    assert Redirect.objects.filter(old_path="/en/directory/prof-martin").exists()
    GroupPagePermission.objects.create(group=editors, page=site_tree.directory["en"], permission_type="publish")
    forget(client, renamed, "/en/directory/prof-martin/")
    assert not Redirect.objects.filter(old_path="/en/directory/prof-martin").exists()


def test_address_that_is_none_of_the_page_is_not_forgotten(
    renamed: PersonPage, site_tree: SiteTree, admin_client: Client
) -> None:
    section = rename(make_section(site_tree.home["en"], "Plans"), "new-plans")
    assert forget(admin_client, section, "/en/directory/prof-martin/").status_code == 404
    assert forget(admin_client, renamed, "/en/directory/alex-martin/").status_code == 404
    assert SectionPage.objects.filter(slug="new-plans").count() == 2


def test_page_is_renamed_whose_address_is_too_long_for_a_redirect(site_tree: SiteTree, client: Client) -> None:
    work = rename(PublicationPageFactory(slug="a" * 250), "short")
    assert client.get("/en/publications/short/").status_code == 200
    assert answers(client, f"/en/publications/{'a' * 250}/")[0] == 410
    assert work.slug == "short"
