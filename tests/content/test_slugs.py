"""A page gets its slug from its title; no form requires one."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data

from directory.models import PersonPage
from home.models import ArticlePage, NewsIndexPage, SectionPage
from institute.content.checks import check_blocks_are_labelled, check_slugs_are_derived
from publications.models import PublicationPage
from tests.fixtures import SiteTree
from tests.support import make_section

pytestmark = pytest.mark.django_db


def test_check_accepts_every_page_type() -> None:
    assert check_slugs_are_derived() == []


def test_check_refuses_a_plain_title_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = ObjectList([FieldPanel("title")]).bind_to_model(SectionPage)
    monkeypatch.setattr(SectionPage, "get_edit_handler", classmethod(lambda cls: handler))
    assert [(error.id, error.obj) for error in check_slugs_are_derived()] == [("content.E001", SectionPage)]


def test_check_refuses_a_form_that_requires_a_slug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SectionPage, "base_form_class", Page.base_form_class)
    assert [error.id for error in check_slugs_are_derived()] == ["content.E002"]


def editorial_forms(site_tree: SiteTree) -> list[str]:
    home = site_tree.home["en"]
    news = home.add_child(instance=NewsIndexPage(title="News", locale=home.locale))
    return [
        f"/admin/pages/add/home/sectionpage/{home.pk}/",
        f"/admin/pages/add/home/articlepage/{news.pk}/",
        f"/admin/pages/{home.pk}/edit/",
        f"/admin/pages/{news.pk}/edit/",
        f"/admin/pages/{site_tree.directory['en'].pk}/edit/",
        f"/admin/pages/{site_tree.publications['en'].pk}/edit/",
    ]


def test_title_field_of_every_editorial_form_fills_the_slug(site_tree: SiteTree, admin_client: Client) -> None:
    for address in editorial_forms(site_tree):
        html = admin_client.get(address).content.decode()
        title = re.search(r'<(?:input|textarea)[^>]*name="title"[^>]*>', html)
        assert title is not None, address
        assert 'data-w-sync-target-value="#id_slug"' in title[0], address
        slug = re.search(r'<input[^>]*name="slug"[^>]*>', html)
        assert slug is not None, address
        assert "required" not in slug[0], address


def new_section(**values: object) -> dict[str, str]:
    return nested_form_data(
        {
            "title": "Programmes",
            "slug": "",
            "summary": "",
            "body-count": "0",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "1",
            **values,
        }
    )


@pytest.mark.parametrize(("title", "slug"), [("Our programmes", "our-programmes"), ("☀ ☀", "sectionpage")])
def test_section_posted_without_slug_is_published(
    site_tree: SiteTree, admin_client: Client, title: str, slug: str
) -> None:
    address = f"/admin/pages/add/home/sectionpage/{site_tree.home['en'].pk}/"
    answer = admin_client.post(address, new_section(title=title))
    assert answer.status_code == 302
    assert SectionPage.objects.get(locale__language_code="en", title=title).slug == slug


def test_second_section_of_the_same_title_gets_a_slug_of_its_own(site_tree: SiteTree, admin_client: Client) -> None:
    make_section(site_tree.home["en"], "Programmes")
    address = f"/admin/pages/add/home/sectionpage/{site_tree.home['en'].pk}/"
    assert admin_client.post(address, new_section()).status_code == 302
    slugs = SectionPage.objects.filter(locale__language_code="en").values_list("slug", flat=True)
    assert sorted(slugs) == ["programmes", "programmes-2"]


def test_records_derive_their_slugs_from_names_and_titles(site_tree: SiteTree) -> None:
    person = site_tree.directory["en"].add_child(instance=PersonPage(given_name="Zoë", family_name="O’Hara"))
    symbols = site_tree.directory["en"].add_child(instance=PersonPage(family_name="☀"))
    work = site_tree.publications["en"].add_child(instance=PublicationPage(full_title="A paper"))
    sign = site_tree.publications["en"].add_child(instance=PublicationPage(full_title="∮"))
    article = ArticlePage(title="☀")
    news = site_tree.home["en"].add_child(instance=NewsIndexPage(title="News"))
    news.add_child(instance=article)
    slugs = [page.slug for page in (person, symbols, work, sign, article)]
    assert slugs == ["zoe-ohara", "person", "a-paper", "publicationpage", "articlepage"]


def test_check_accepts_the_labels_of_every_block() -> None:
    assert check_blocks_are_labelled() == []


def test_check_refuses_a_block_without_a_label(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SectionPage.body.field.stream_block.child_blocks["quote"].meta, "label_format", None)
    assert [error.id for error in check_blocks_are_labelled()] == ["content.E003"]
