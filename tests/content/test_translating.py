"""Editorial pages are translated by tree; records never are."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from directory.models import DirectoryPage, PersonPage
from home.models import SectionPage
from institute.accounts.models import User
from tests.fixtures import SiteTree
from tests.support import make_person, make_section

pytestmark = pytest.mark.django_db


def french() -> Locale:
    return Locale.objects.get(language_code="fr")


def submit_address(page: Page) -> str:
    return f"/admin/localize/submit/page/{page.pk}/"


def test_a_record_has_no_button_to_translate_it(site_tree: SiteTree, admin_client: Client) -> None:
    person = make_person(site_tree.directory["en"])
    for address in (f"/admin/pages/{person.pk}/edit/", f"/admin/pages/{person.get_parent().pk}/"):
        assert submit_address(person) not in admin_client.get(address).content.decode()


def test_an_editorial_page_has_one(site_tree: SiteTree, admin_client: Client) -> None:
    section = make_section(site_tree.home["en"])
    for address in (f"/admin/pages/{section.pk}/edit/", f"/admin/pages/{section.get_parent().pk}/"):
        assert submit_address(section) in admin_client.get(address).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_view_refuses_a_record_and_says_why(site_tree: SiteTree, admin_client: Client, method: str) -> None:
    person = make_person(site_tree.directory["en"])
    answer = getattr(admin_client, method)(submit_address(person), {"locales": [french().pk]}, follow=True)
    assert answer.redirect_chain == [(f"/admin/pages/{person.get_parent().pk}/", 302)]
    assert "translate its texts in its own form" in answer.content.decode()
    assert not TranslationSource.objects.exists()
    assert PersonPage.objects.count() == 1


def test_what_stands_below_is_translated_without_the_records(site_tree: SiteTree, admin_client: Client) -> None:
    make_person(site_tree.directory["en"])
    make_section(make_section(site_tree.home["en"], "About"), "History")
    home = site_tree.home["en"]
    form = admin_client.get(submit_address(home)).context["form"]
    editorial = Page.objects.descendant_of(home).exclude(pk__in=PersonPage.objects.values("pk")).count()
    assert f"({editorial} " in form.fields["include_subtree"].label
    answer = admin_client.post(submit_address(home), {"locales": [french().pk], "include_subtree": "on"})
    assert answer.status_code == 302
    assert Translation.objects.count() == editorial + 1
    assert not Page.objects.filter(locale=french(), alias_of__isnull=False).exists()
    assert PersonPage.objects.count() == 1


def test_an_index_with_records_alone_below_offers_no_subtree(site_tree: SiteTree, admin_client: Client) -> None:
    make_person(site_tree.directory["en"])
    form = admin_client.get(submit_address(site_tree.directory["en"])).context["form"]
    assert form.fields["include_subtree"].widget.is_hidden


def test_only_who_may_edit_the_translation_may_begin_it(
    site_tree: SiteTree, client: Client, django_user_model: type[User]
) -> None:
    section = make_section(site_tree.home["en"])
    group = Group.objects.create(name="Directory in French")
    for codename in ("access_admin", "submit_translation"):
        group.permissions.add(Permission.objects.get(codename=codename))
    GroupPagePermission.objects.create(group=group, page=site_tree.directory["fr"], permission_type="change")
    user = django_user_model.objects.create_user("stranger")
    user.groups.add(group)
    client.force_login(user)
    client.post(submit_address(section), {"locales": [french().pk]})
    assert not TranslationSource.objects.exists()
    client.post(submit_address(site_tree.directory["en"]), {"locales": [french().pk]})
    assert not DirectoryPage.objects.get(locale=french()).alias_of_id


def test_a_page_that_features_a_record_is_translated_without_it(site_tree: SiteTree, admin_client: Client) -> None:
    person = make_person(site_tree.directory["en"])
    body = [{"type": "people", "value": {"heading": "Team", "people": [person.pk]}, "id": "a"}]
    section = make_section(site_tree.home["en"], body=body)
    admin_client.post(submit_address(section), {"locales": [french().pk]})
    assert [source.object_id for source in TranslationSource.objects.all()] == [section.translation_key]
    assert SectionPage.objects.get(locale=french()).alias_of_id is None


def test_no_form_of_the_admin_mirrors_the_records_of_a_language(site_tree: SiteTree, admin_client: Client) -> None:
    form = admin_client.get(f"/admin/locales/edit/{french().pk}/").content.decode()
    assert "sync_from" not in form
