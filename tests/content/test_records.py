"""A record is one page, served in every language."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.utils import timezone, translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale
from wagtail.rich_text import expand_db_html

from directory.models import PersonPage
from institute.accounts.models import User
from institute.content.models import Change
from institute.content.urls import UrlResolver
from tests.fixtures import SiteTree
from tests.support import make_person, restrict, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(site_tree: SiteTree) -> PersonPage:
    return make_person(site_tree.directory["en"], biography_en="<p>Works on learning.</p>")


def test_one_profile_is_read_at_an_address_of_each_language(person: PersonPage, client: Client) -> None:
    assert client.get("/en/directory/yoshua-bengio/").status_code == 200
    assert client.get("/fr/annuaire/yoshua-bengio/").status_code == 200
    assert PersonPage.objects.count() == 1


def test_the_page_speaks_the_language_of_its_address(person: PersonPage, client: Client) -> None:
    assert '<html lang="fr"' in client.get("/fr/annuaire/yoshua-bengio/").content.decode()
    assert '<html lang="en"' in client.get("/en/directory/yoshua-bengio/").content.decode()


def test_its_address_needs_no_request_and_no_active_language(person: PersonPage) -> None:
    for active in (None, "en", "fr", "de"):
        with translation.override(active):
            assert person.get_url_for("fr") == "/fr/annuaire/yoshua-bengio/"
            assert person.get_url_for("en") == "/en/directory/yoshua-bengio/"


def test_links_follow_the_readers_language(person: PersonPage) -> None:
    link = f'<a linktype="page" id="{person.pk}">Bengio</a>'
    with translation.override("fr"):
        assert 'href="/fr/annuaire/yoshua-bengio/"' in expand_db_html(link)
    with translation.override("en"):
        assert 'href="/en/directory/yoshua-bengio/"' in expand_db_html(link)


def test_the_addresses_of_many_records_cost_one_look(
    site_tree: SiteTree, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    for number in range(5):
        make_person(site_tree.directory["en"], "Ada", f"Lovelace {number}")
    people = list(PersonPage.objects.all())
    url_resolver = UrlResolver()
    url_resolver.path(people[0], "fr")
    with django_assert_num_queries(0):
        paths = [url_resolver.path(person, language) for person in people for language in ("en", "fr")]
    assert len(set(paths)) == 10


def test_the_same_page_is_named_in_the_other_language(person: PersonPage, client: Client) -> None:
    html = client.get("/en/directory/yoshua-bengio/").content.decode()
    assert 'hreflang="fr"' in html
    assert "/fr/annuaire/yoshua-bengio/" in html
    assert 'hreflang="x-default"' in html


def test_a_new_slug_redirects_in_every_language(
    person: PersonPage, client: Client, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        person.slug = "y-bengio"
        person.save_revision().publish()
    for old, new in (
        ("/en/directory/yoshua-bengio/", "/en/directory/y-bengio/"),
        ("/fr/annuaire/yoshua-bengio/", "/fr/annuaire/y-bengio/"),
    ):
        answer = client.get(old)
        assert answer.status_code == 301
        assert answer["Location"].endswith(new)


def test_a_slug_that_comes_back_leaves_no_redirect_in_the_way(person: PersonPage, client: Client) -> None:
    for slug in ("y-bengio", "yoshua-bengio"):
        person.slug = slug
        person.save_revision().publish()
    assert client.get("/fr/annuaire/yoshua-bengio/").status_code == 200
    assert client.get("/fr/annuaire/y-bengio/").status_code == 301
    assert Redirect.objects.count() == 4 or Redirect.objects.filter(old_path="/fr/annuaire/y-bengio").exists()


def test_a_draft_is_nowhere(site_tree: SiteTree, client: Client) -> None:
    make_person(site_tree.directory["en"], live=False)
    assert client.get("/en/directory/yoshua-bengio/").status_code == 404
    assert client.get("/fr/annuaire/yoshua-bengio/").status_code == 404


def test_an_expired_profile_is_gone_before_the_scheduled_task_runs(person: PersonPage, client: Client) -> None:
    PersonPage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    for language in ("en", "fr"):
        assert not PersonPage.objects.visible(language).exists()
    assert client.get("/en/directory/yoshua-bengio/").status_code == 404
    assert client.get("/fr/annuaire/yoshua-bengio/").status_code == 404


def test_an_index_closed_in_one_language_closes_its_records_there_only(
    person: PersonPage, site_tree: SiteTree, client: Client
) -> None:
    site_tree.directory["fr"].unpublish()
    assert client.get("/fr/annuaire/yoshua-bengio/").status_code == 410
    assert client.get("/en/directory/yoshua-bengio/").status_code == 200
    assert not PersonPage.objects.visible("fr").exists()
    assert PersonPage.objects.visible("en").exists()
    assert person.alternate_paths() == {"en": "/en/directory/yoshua-bengio/"}


def test_a_password_on_either_index_is_asked_for(person: PersonPage, site_tree: SiteTree, client: Client) -> None:
    french = site_tree.directory["fr"]
    french.alias_of = None
    french.save()
    restrict(french)
    html = client.get("/fr/annuaire/yoshua-bengio/").content.decode()
    assert "Bengio" not in html
    assert client.get("/en/directory/yoshua-bengio/").status_code == 200
    assert not PersonPage.objects.visible("fr").exists()


def test_a_password_on_the_profile_holds_in_every_language(person: PersonPage, client: Client) -> None:
    restrict(person)
    for path in ("/en/directory/yoshua-bengio/", "/fr/annuaire/yoshua-bengio/"):
        assert "Works on learning" not in client.get(path).content.decode()


def test_there_is_no_alias_no_copy_and_no_translation(person: PersonPage, site_tree: SiteTree) -> None:
    with pytest.raises(ValidationError):
        person.create_alias(parent=site_tree.directory["fr"])
    with pytest.raises(ValidationError):
        person.copy(to=site_tree.directory["en"])
    with pytest.raises(ValidationError):
        person.copy_for_translation(Locale.objects.get(language_code="fr"))


def test_no_record_is_made_under_another_languages_index(site_tree: SiteTree) -> None:
    assert PersonPage.can_create_at(site_tree.directory["en"])
    assert not PersonPage.can_create_at(site_tree.directory["fr"])


def test_a_record_cannot_be_moved_to_another_languages_index(person: PersonPage, site_tree: SiteTree) -> None:
    assert not person.can_move_to(site_tree.directory["fr"])


def test_a_draft_is_previewed_in_each_language(site_tree: SiteTree, admin_user: User) -> None:
    draft = make_person(site_tree.directory["en"], live=False, biography_fr="<p>Travaille.</p>")
    request = RequestFactory().get("/")
    request.user = admin_user
    assert {mode for mode, _name in draft.preview_modes} == {"en", "fr"}
    for language in ("en", "fr"):
        response = draft.make_preview_request(request, language)
        assert response.status_code == 200
        assert f'<html lang="{language}"' in response.content.decode()


def test_rights_come_from_the_index(person: PersonPage, site_tree: SiteTree, django_user_model: type[User]) -> None:
    from django.contrib.auth.models import Group
    from wagtail.models import GroupPagePermission

    editors = Group.objects.create(name="Home editors")
    GroupPagePermission.objects.create(group=editors, page=site_tree.home["en"], permission_type="change")
    editor = django_user_model.objects.create_user("editor")
    editor.groups.add(editors)
    assert not person.permissions_for_user(editor).can_edit()
    GroupPagePermission.objects.create(group=editors, page=site_tree.directory["en"], permission_type="change")
    editor = django_user_model.objects.get(pk=editor.pk)
    assert person.permissions_for_user(editor).can_edit()
    assert not person.permissions_for_user(AnonymousUser()).can_edit()


def test_every_language_hears_of_a_change(person: PersonPage) -> None:
    person.biography_en = "<p>Works on causality.</p>"
    person.save_revision().publish()
    settle()
    rows = Change.objects.filter(subject_id=person.pk, kind=Change.Kind.UPDATED)
    assert set(rows.values_list("language", flat=True)) == {"en", "fr"}


def test_both_addresses_are_in_the_sitemap(person: PersonPage, client: Client) -> None:
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "<loc>http://testserver/en/directory/yoshua-bengio/</loc>" in sitemap
    assert "<loc>http://testserver/fr/annuaire/yoshua-bengio/</loc>" in sitemap


def test_whether_records_are_open_is_told_without_looking_through_all_pages(person: PersonPage) -> None:
    """The indexes are few: what is asked about a record must not grow with the records beside it."""
    statement = str(PersonPage.objects.visible("fr").query)
    assert statement.count('FROM "directory_directorypage"') == 2
