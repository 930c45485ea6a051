"""Both trees are complete at all times."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Locale, Page

from home.models import SectionPage
from tests.fixtures import SiteTree
from tests.support import make_section, restrict

pytestmark = pytest.mark.django_db


def french(page: Page) -> SectionPage:
    return SectionPage.objects.get(translation_key=page.translation_key, locale__language_code="fr")


def test_a_new_page_can_be_read_in_the_other_language_at_once(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    assert french(section).alias_of.pk == section.pk
    assert client.get("/fr/programs/").status_code == 200


def test_a_page_begun_in_french_appears_in_english(site_tree: SiteTree) -> None:
    section = make_section(site_tree.home["fr"], "Programmes")
    english = SectionPage.objects.get(translation_key=section.translation_key, locale__language_code="en")
    assert english.alias_of.pk == section.pk


def test_a_draft_stays_a_draft_in_both_and_is_published_in_both(site_tree: SiteTree) -> None:
    draft = make_section(site_tree.home["en"], live=False)
    assert not french(draft).live
    draft.save_revision().publish()
    assert french(draft).live
    SectionPage.objects.get(pk=draft.pk).unpublish()
    assert not french(draft).live


def test_a_translation_takes_the_place_of_the_alias(site_tree: SiteTree) -> None:
    section = make_section(site_tree.home["en"])
    translation = french(section)
    ConvertAliasPageAction(translation).execute()
    translation.refresh_from_db()
    translation.title = "Programmes"
    translation.save_revision().publish()
    section.title = "Our programs"
    section.save_revision().publish()
    assert french(section).title == "Programmes"
    assert SectionPage.objects.filter(translation_key=section.translation_key).count() == 2


def test_a_page_that_moves_moves_in_both_trees(site_tree: SiteTree) -> None:
    about, programs = make_section(site_tree.home["en"], "About"), make_section(site_tree.home["en"], "Programs")
    programs.move(about, pos="last-child")
    assert french(programs).is_child_of(french(about))


def test_the_order_of_pages_is_the_same_in_both_trees(site_tree: SiteTree) -> None:
    first, second = make_section(site_tree.home["en"], "First"), make_section(site_tree.home["en"], "Second")
    second = SectionPage.objects.get(pk=second.pk)
    second.move(SectionPage.objects.get(pk=first.pk), pos="left")
    titles = [page.title for page in SectionPage.objects.child_of(site_tree.home["fr"]).order_by("path")]
    assert titles == ["Second", "First"]


def test_a_new_slug_is_followed_unless_the_translation_has_its_own(
    site_tree: SiteTree, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    with django_capture_on_commit_callbacks(execute=True):
        section.slug = "studies"
        section.save_revision().publish()
    assert french(section).slug == "studies"
    alias = french(section)
    alias.slug = "etudes"
    alias.save(clean=False)
    with django_capture_on_commit_callbacks(execute=True):
        section.slug = "learning"
        section.save_revision().publish()
    assert french(section).slug == "etudes"


def test_what_is_deleted_leaves_no_orphan_behind(site_tree: SiteTree) -> None:
    section = make_section(site_tree.home["en"])
    make_section(section, "Doctorate")
    SectionPage.objects.get(pk=section.pk).delete()
    assert not SectionPage.objects.exists()


def test_deleting_in_the_admin_deletes_the_translation_too(site_tree: SiteTree, admin_client: Client) -> None:
    section = make_section(site_tree.home["en"])
    ConvertAliasPageAction(french(section)).execute()
    answer = admin_client.post(f"/admin/pages/{section.pk}/delete/")
    assert answer.status_code == 302
    assert not SectionPage.objects.exists()


def test_an_alias_of_a_private_page_is_private(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], summary="For members only.")
    child = make_section(section, "Minutes")
    restrict(section)
    assert not SectionPage.objects.visible().exists()
    for path in ("/en/programs/", "/fr/programs/", "/fr/programs/minutes/"):
        assert "For members only" not in client.get(path).content.decode()
        assert "<h1>Minutes" not in client.get(path).content.decode()
    ConvertAliasPageAction(french(child)).execute()
    assert not SectionPage.objects.visible("fr").exists()


def test_every_page_has_one_page_in_each_language(site_tree: SiteTree) -> None:
    make_section(make_section(site_tree.home["en"], "About"), "History")
    keys = set(SectionPage.objects.values_list("translation_key", flat=True))
    assert len(keys) == 2
    for key in keys:
        locales = Locale.objects.filter(pk__in=SectionPage.objects.filter(translation_key=key).values("locale"))
        assert locales.count() == 2
