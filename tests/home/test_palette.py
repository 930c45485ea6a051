"""The blocks that editors choose from: each explains and shows itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from home.models import ArticlePage, HomePage, SectionPage
from institute.accounts.models import User
from tests.factories.directory import PersonPageFactory
from tests.factories.home import DocumentFactory, ImageFactory
from tests.fixtures import SiteTree

PALETTES = [HomePage, SectionPage, ArticlePage]


def blocks() -> dict[str, Any]:
    """Every block of every palette, by name."""
    found: dict[str, Any] = {}
    for model in PALETTES:
        found |= model._meta.get_field("body").stream_block.child_blocks
    return found


@pytest.mark.parametrize("name", blocks())
def test_each_block_has_an_icon_a_description_and_a_group(name: str) -> None:
    block = blocks()[name]
    assert block.meta.icon != "placeholder"
    assert block.get_description()
    assert block.meta.group
    assert block.is_previewable
    assert block.meta.template.endswith(f"/blocks/{name}.html")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", blocks())
def test_each_block_shows_an_editor_what_it_looks_like(
    name: str, language: str, site_tree: SiteTree, client: Client
) -> None:
    ImageFactory()
    DocumentFactory()
    client.force_login(User.objects.create_superuser("editor", "editor@example.org", "a long password"))
    with translation.override(language):
        address = reverse("wagtailadmin_block_preview")
        response = client.get(address, {"id": blocks()[name].definition_prefix})
    assert response.status_code == 200
    assert "css/components.css" in response.content.decode()
    assert 'class="spread' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", blocks())
def test_each_blocks_preview_is_something_an_editor_could_save(name: str, site_tree: SiteTree) -> None:
    image = ImageFactory()
    DocumentFactory()
    PersonPageFactory()
    block = blocks()[name]
    value = block.get_preview_value()
    if name in ("image", "section", "faculty"):
        picture = value["portrait" if name == "faculty" else "image"]
        assert picture.pk == image.pk
        picture.contextual_alt_text = "A picture"
    assert block.clean(value)
