"""Two versions of a page can be compared, whatever is filled or empty in either."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from itertools import permutations
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import models
from django.test import Client
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.models import Page, Revision, get_page_models
from wagtail.snippets.blocks import SnippetChooserBlock

from institute.content.pages import BasePage
from tests.factories.directory import InstitutionFactory, MembershipFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.home import ArticlePageFactory, DocumentFactory, ImageFactory, NewsIndexPageFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.support import make_section

pytestmark = [
    pytest.mark.django_db,
    # Wagtail compares every text as HTML, and BeautifulSoup warns of each that is an address.
    pytest.mark.filterwarnings("ignore::bs4.MarkupResemblesLocatorWarning"),
]

PAGE_TYPES = sorted(
    (model for model in get_page_models() if issubclass(model, BasePage)), key=lambda model: model.__name__
)

# Written by every save, or not part of what an editor changes.
OWN_COLUMNS = {field.name for field in Page._meta.get_fields()} | {"page_ptr", "sort_name", "sort_title", "sort_date"}


@pytest.fixture
def pages(site_tree: SiteTree) -> dict[str, BasePage]:
    """One page of each type, by the name of its class."""
    home = site_tree.home["en"]
    news = NewsIndexPageFactory(parent=home)
    (
        MembershipFactory(),
        InstitutionFactory(),
        ResearchTopicFactory(),
        VenueFactory(),
        ImageFactory(),
        DocumentFactory(),
    )
    made = [
        home,
        news,
        ArticlePageFactory(parent=news),
        make_section(home),
        site_tree.directory["en"],
        site_tree.publications["en"],
        PersonPageFactory(),
        PublicationPageFactory(),
    ]
    return {type(page).__name__: page for page in made}


def any_of(model: type[models.Model]) -> int:
    return model._default_manager.values_list("pk", flat=True)[0]


def block_value(block: blocks.Block, filled: bool) -> Any:
    """Return a stored value of ``block`` with everything in it, or with nothing in it."""
    if isinstance(block, ImageBlock):
        image = any_of(block.child_blocks["image"].target_model) if filled else None
        return {"image": image, "alt_text": "A lamp" if filled else "", "decorative": False}
    if isinstance(block, (ImageChooserBlock, blocks.PageChooserBlock, DocumentChooserBlock, SnippetChooserBlock)):
        return any_of(block.model_class) if filled else None
    if isinstance(block, TypedTableBlock):
        columns = [{"type": name, "heading": name} for name in block.child_blocks] if filled else []
        row = [block_value(child, filled) for child in block.child_blocks.values()]
        return {
            "columns": columns,
            "rows": [{"values": row}] if filled else [],
            "caption": "Numbers" if filled else "",
        }
    if isinstance(block, blocks.StructBlock):
        return {name: block_value(child, filled) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.StreamBlock):
        return stream_value(block, filled)
    if isinstance(block, blocks.ListBlock):
        child = {"type": "item", "value": block_value(block.child_block, filled), "id": identifier("item")}
        return [child]
    if isinstance(block, blocks.ChoiceBlock):
        return list(block.field.choices)[-1][0] if filled else ""
    if isinstance(block, blocks.BooleanBlock):
        return filled
    if isinstance(block, (blocks.IntegerBlock, blocks.FloatBlock)):
        return 4 if filled else None
    if isinstance(block, blocks.RichTextBlock):
        return "<p>Words</p>" if filled else ""
    return "https://example.org/" if filled else ""


def identifier(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def stream_value(block: blocks.StreamBlock, filled: bool) -> list[dict[str, Any]]:
    return [
        {"type": name, "value": block_value(child, filled), "id": identifier(name)}
        for name, child in block.child_blocks.items()
    ]


def field_value(field: models.Field[Any, Any], filled: bool) -> Any:
    if isinstance(field, models.ForeignKey):
        return any_of(field.related_model) if filled else None
    if isinstance(field, StreamField):
        return json.dumps(stream_value(field.stream_block, filled))
    if isinstance(field, models.BooleanField):
        return filled
    if isinstance(field, models.DateField):
        return dt.date(2024, 1, 1) if filled else None
    if isinstance(field, models.IntegerField):
        return 1993 if filled else None
    if field.choices:
        return field.flatchoices[-1][0] if filled else ""
    return ("https://example.org/" if filled else "")[: field.max_length]


def fill(page: BasePage, filled: bool) -> None:
    for field in page._meta.concrete_fields:
        if field.name in OWN_COLUMNS - {"seo_title", "search_description"} or field.unique:
            continue
        setattr(page, field.attname, field_value(field, filled))
    for relation in getattr(page._meta, "child_relations", ()):
        if relation.name.startswith("wagtail") or relation.related_model.__module__.startswith("wagtail"):
            continue
        row = relation.related_model()
        for field in row._meta.concrete_fields:
            if field.name not in {"id", "page", "sort_order", "key"} and not field.unique:
                setattr(row, field.attname, field_value(field, True))
        setattr(page, relation.get_accessor_name(), [row] if filled else [])


def revision(page: BasePage, filled: bool, *, without_blocks: bool = False) -> Revision:
    draft = type(page).objects.get(pk=page.pk)
    fill(draft, filled)
    if without_blocks:
        for field in draft._meta.concrete_fields:
            if isinstance(field, StreamField):
                setattr(draft, field.name, "[]")
    return draft.save_revision(clean=False)


@pytest.mark.parametrize("name", [model.__name__ for model in PAGE_TYPES])
def test_versions_compare_whatever_is_empty_in_either(
    pages: dict[str, BasePage], admin_client: Client, name: str
) -> None:
    page = pages[name]
    versions = {
        "filled": revision(page, True),
        "emptied": revision(page, False),
        "filled without blocks": revision(page, True, without_blocks=True),
        "emptied without blocks": revision(page, False, without_blocks=True),
    }
    admin_client.raise_request_exception = False
    failed = []
    for (one, first), (other, second) in permutations(versions.items(), 2):
        answer = admin_client.get(f"/admin/pages/{page.pk}/revisions/compare/{first.pk}...{second.pk}/")
        if answer.status_code != 200:
            failed.append((one, other))
    assert failed == []


def test_comparison_names_the_picture_that_was_removed(pages: dict[str, BasePage], admin_client: Client) -> None:
    page = pages["SectionPage"]
    filled, emptied = revision(page, True), revision(page, False)
    answer = admin_client.get(f"/admin/pages/{page.pk}/revisions/compare/{filled.pk}...{emptied.pk}/")
    assert 'class="preview-image deletion"' in answer.content.decode()


@pytest.mark.parametrize("name", [model.__name__ for model in PAGE_TYPES])
def test_comparison_prints_nothing_for_what_is_empty(
    pages: dict[str, BasePage], admin_client: Client, name: str
) -> None:
    page = pages[name]
    versions = [
        revision(page, True),
        revision(page, False),
        revision(page, True, without_blocks=True),
        revision(page, False, without_blocks=True),
    ]
    printed = set()
    for first, second in permutations(versions, 2):
        answer = admin_client.get(f"/admin/pages/{page.pk}/revisions/compare/{first.pk}...{second.pk}/")
        for cell in BeautifulSoup(answer.content, "html.parser").select("main table td"):
            printed |= {text for text in cell.stripped_strings if text in {"None", "True", "False"}}
    assert printed == set()


def test_comparison_prints_dates_and_switches_as_an_editor_reads_them(
    pages: dict[str, BasePage], admin_client: Client
) -> None:
    person = pages["PersonPage"]
    person.joined, person.email_is_public = None, False
    first = person.save_revision(clean=False)
    person.joined, person.email_is_public = dt.date(2024, 6, 30), True
    second = person.save_revision(clean=False)
    address = f"/admin/pages/{person.pk}/revisions/compare/{first.pk}...{second.pk}/"
    table = BeautifulSoup(admin_client.get(address).content, "html.parser").select_one("main table")
    assert [tag.get_text() for tag in table.select("span.addition")] == ["June 30, 2024", "Yes"]
    assert [tag.get_text() for tag in table.select("span.deletion")] == ["No"]
