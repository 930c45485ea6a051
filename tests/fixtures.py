"""The small institute that most tests start from: both languages' trees, open and empty."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation
from wagtail.models import Locale, Page, Site

from directory.models import DirectoryPage
from home.models import HomePage
from institute.content.languages import default_language, language_codes
from publications.models import PublicationIndexPage

SLUGS = {
    "en": {"directory": "directory", "publications": "publications"},
    "fr": {"directory": "annuaire", "publications": "publications"},
}


@dataclass
class SiteTree:
    """Each page by the language in which it is read."""

    site: Site
    home: dict[str, HomePage] = field(default_factory=dict)
    directory: dict[str, DirectoryPage] = field(default_factory=dict)
    publications: dict[str, PublicationIndexPage] = field(default_factory=dict)


@contextmanager
def standing(blocker: Any) -> Iterator[None]:
    """Keep what the block makes for the tests of a module, each of which undoes what it did itself.

    Only for modules without tests that commit.
    """
    cache.clear()
    with blocker.unblock(), translation.override(settings.LANGUAGE_CODE), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def module_data(blocker: Any) -> Iterator[None]:
    """Keep what the block adds to `standing_site_tree` for the other tests of the module.

    For module-scoped fixtures. Those whose names start with `standing_` are asked for last: see tests/conftest.py.
    """
    cache.clear()
    with blocker.unblock(), translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="module")
def standing_site_tree(django_db_setup: None, django_db_blocker: Any) -> Iterator[SiteTree]:
    with standing(django_db_blocker):
        yield make_site_tree()


@pytest.fixture
def site_tree(standing_site_tree: SiteTree, db: None) -> SiteTree:
    """Home page, directory and publications, live in English and (as aliases) in French."""
    return copy.deepcopy(standing_site_tree)


def make_site_tree() -> SiteTree:
    """Build the trees; for tests that cannot use the fixture because they commit."""
    for code in language_codes():
        Locale.objects.get_or_create(language_code=code)
    source = Locale.objects.get(language_code=default_language())
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=source)
    for leftover in root.get_children():
        leftover.specific.delete()
    home = root.add_child(
        instance=HomePage(
            title="Institute",
            slug="home",
            locale=source,
            hero_statement="Research in the open",
            organisation_name="Institute",
        )
    )
    site = Site.objects.create(hostname="localhost", port=80, root_page=home, is_default_site=True)
    slugs = SLUGS[source.language_code]
    home.add_child(instance=DirectoryPage(title="Directory", slug=slugs["directory"], locale=source))
    home.add_child(instance=PublicationIndexPage(title="Publications", slug=slugs["publications"], locale=source))
    tree = SiteTree(site)
    for model, pages in (
        (HomePage, tree.home),
        (DirectoryPage, tree.directory),
        (PublicationIndexPage, tree.publications),
    ):
        for page in model.objects.select_related("locale"):
            pages[page.locale.language_code] = page
    for code, directory in tree.directory.items():
        if directory.slug != SLUGS[code]["directory"]:
            directory.slug = SLUGS[code]["directory"]
            directory.save(clean=False)
    return tree
