"""Choosers speak the language of the editor who opened the form."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.admin.telepath import JSContext
from wagtail.admin.widgets import AdminPageChooser
from wagtail.users.models import UserProfile

from directory.models import Institution, Membership, PersonPage, ResearchTopic
from institute.accounts.models import User
from institute.content.blocks.choosers import PageChooser
from publications.models import Venue
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree
from tests.support import make_person, make_section

pytestmark = pytest.mark.django_db


def drawn(block: Any) -> str:
    block.set_name("chooser")
    return str(JSContext().pack(block))


@pytest.mark.parametrize("first", ["en", "fr"])
def test_page_chooser_of_a_block_follows_the_language_of_each_form(first: str) -> None:
    block = PageChooser(page_type="directory.PersonPage")
    with translation.override(first):
        drawn(block)
    with translation.override("fr"):
        assert "Choisissez une page (Personne)" in drawn(block)
    with translation.override("en"):
        assert "Choose a page (Person)" in drawn(block)


@pytest.mark.parametrize("first", ["en", "fr"])
def test_snippet_chooser_of_a_block_follows_the_language_of_each_form(first: str) -> None:
    from wagtail.snippets.blocks import SnippetChooserBlock

    block = SnippetChooserBlock(ResearchTopic)
    with translation.override(first):
        drawn(block)
    with translation.override("fr"):
        french = drawn(block)
    with translation.override("en"):
        english = drawn(block)
    assert "Choose research topic" in english
    assert "Edit this research topic" in english
    assert "Choose research topic" not in french
    assert str(ResearchTopic._meta.verbose_name) not in french


def test_every_chooser_block_of_the_site_is_translated(site_tree: SiteTree, admin_client: Client) -> None:
    """The same form, in one process, for an editor of each language."""
    user = User.objects.get(username="admin")
    profile = UserProfile.get_for_user(user)
    pages = {}
    for language in ("en", "fr", "en"):
        profile.preferred_language = language
        profile.save()
        pages[language] = admin_client.get(f"/admin/pages/{site_tree.home['en'].pk}/edit/").content.decode()
    assert "Choose a page" in pages["en"]
    assert "Choose research topic" in pages["en"]
    for text in ("Choose a page", "Choose an image", "Choose research topic", "Choose institution"):
        assert text not in pages["fr"]
    assert "Choisissez une page (Personne)" in pages["fr"]


def test_declared_form_fields_follow_the_language_too() -> None:
    from publications.admin.merge_views import OtherWorkForm

    with translation.override("fr"):
        assert "Choisissez une page (Publication)" in str(OtherWorkForm()["other"])
    with translation.override("en"):
        assert "Choose a page (Publication)" in str(OtherWorkForm()["other"])


def test_text_given_to_a_chooser_is_kept() -> None:
    chooser = AdminPageChooser(target_models=[PersonPage], choose_one_text="Who?")
    assert str(chooser.choose_one_text) == "Who? (Person)"


@pytest.mark.parametrize("value", ["abc", "9" * 5000, "\x00", "²"])
def test_chooser_renders_a_refused_value_as_empty(site_tree: SiteTree, value: str) -> None:
    html = AdminPageChooser(target_models=[PersonPage]).render("person", value, {"id": "id_person"})
    assert "blank" in html


def offered(client: Client, address: str, **parameters: str) -> str:
    answer = client.get(address, parameters)
    assert answer.status_code == 200
    if "json" in answer.headers["Content-Type"]:
        return str(answer.json()["html"])
    return answer.content.decode()


def speak_french(username: str = "admin") -> None:
    profile = UserProfile.get_for_user(User.objects.get(username=username))
    profile.preferred_language = "fr"
    profile.save()


@pytest.mark.parametrize("page_type", ["", "directory.PersonPage", "directory.PersonPage,home.SectionPage"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_chooser_lists_records_below_the_index_of_each_language(
    site_tree: SiteTree, admin_client: Client, language: str, page_type: str
) -> None:
    person = make_person(site_tree.directory["en"], "Ada", "Lovelace")
    speak_french()
    parameters = {"page_type": page_type} if page_type else {}
    below = reverse("wagtailadmin_choose_page_child", args=[site_tree.directory[language].pk])
    assert f'data-id="{person.pk}"' in offered(admin_client, below, **parameters)
    home = reverse("wagtailadmin_choose_page_child", args=[site_tree.home[language].pk])
    assert f'href="{below}' in offered(admin_client, home, **parameters)


def test_page_chooser_leads_a_french_editor_to_a_record_in_french(site_tree: SiteTree, admin_client: Client) -> None:
    """From the root down, without a change of language."""
    person = make_person(site_tree.directory["en"], "Ada", "Lovelace")
    speak_french()
    address = reverse("wagtailadmin_choose_page")
    for page in (site_tree.home["fr"], site_tree.directory["fr"]):
        step = reverse("wagtailadmin_choose_page_child", args=[page.pk])
        assert f'href="{step}' in offered(admin_client, address)
        address = step
    assert f'data-id="{person.pk}"' in offered(admin_client, address)


def test_page_chooser_of_publications_leads_to_no_directory(site_tree: SiteTree, admin_client: Client) -> None:
    PublicationPageFactory()
    home = reverse("wagtailadmin_choose_page_child", args=[site_tree.home["fr"].pk])
    html = offered(admin_client, home, page_type="publications.PublicationPage")
    assert reverse("wagtailadmin_choose_page_child", args=[site_tree.publications["fr"].pk]) in html
    assert reverse("wagtailadmin_choose_page_child", args=[site_tree.directory["fr"].pk]) not in html


def test_page_chooser_lists_pages_of_prose_in_their_language(site_tree: SiteTree, admin_client: Client) -> None:
    section = make_section(site_tree.home["en"])
    french = section.get_translations().get()
    html = offered(admin_client, reverse("wagtailadmin_choose_page_child", args=[site_tree.home["fr"].pk]))
    assert f'data-id="{french.pk}"' in html
    assert f'data-id="{section.pk}"' not in html


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_chooser_finds_a_record_for_an_editor_of_each_language(
    site_tree: SiteTree, admin_client: Client, language: str
) -> None:
    person = make_person(site_tree.directory["en"], "Ada", "Lovelace")
    if language == "fr":
        speak_french()
    for page_type in ("directory.PersonPage", "wagtailcore.Page"):
        html = offered(admin_client, reverse("wagtailadmin_choose_page_search"), q="Lovel", page_type=page_type)
        assert f'data-id="{person.pk}"' in html


@pytest.mark.parametrize("model", [ResearchTopic, Institution, Membership, Venue])
def test_window_of_a_snippet_chooser_is_in_the_language_of_the_editor(
    site_tree: SiteTree, admin_client: Client, model: Any
) -> None:
    address = reverse(model.snippet_viewset.chooser_viewset.get_url_name("choose"))
    english = window_texts(admin_client, address)
    assert english[0] == "Choose"
    speak_french()
    french = window_texts(admin_client, address)
    assert french[0] == "Choisir"
    assert ("Search" in english) == ("Rechercher" in french)
    assert not {"Choose", "Search", "Create"} & set(french)


@pytest.mark.parametrize("name", ["wagtailimages_chooser:choose", "wagtaildocs_chooser:choose"])
def test_window_of_a_file_chooser_is_in_the_language_of_the_editor(
    site_tree: SiteTree, admin_client: Client, name: str
) -> None:
    speak_french()
    assert not {"Choose an image", "Choose a document", "Search", "Upload"} & set(
        window_texts(admin_client, reverse(name))
    )


def window_texts(client: Client, address: str) -> list[str]:
    window = BeautifulSoup(offered(client, address), "html.parser")
    found = window.select("h1, [role=tab], button[type=submit]")
    return [text for element in found for text in element.stripped_strings]
