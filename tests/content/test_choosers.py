"""Choosers speak the language of the editor who opened the form."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from wagtail.admin.telepath import JSContext
from wagtail.admin.widgets import AdminPageChooser
from wagtail.users.models import UserProfile

from directory.models import PersonPage, ResearchTopic
from institute.accounts.models import User
from institute.content.blocks.choosers import PageChooser
from tests.fixtures import SiteTree

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
