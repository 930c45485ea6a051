"""Public URL paths of pages in each language.

Wagtail derives a URL from the place of a page in the tree and from the active language. Records are served in several
trees, and background tasks have no active language, so paths are computed here from a page and an explicit language.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from institute.content.languages import active_language
from institute.content.site_tree import SiteTree


class UrlResolver:
    """Computes the public paths of pages, with one query for the sites and one for the record indexes.

    Use one instance per response (``for_request`` stores it on the request): it caches what it has read.
    """

    def __init__(self) -> None:
        self.site_tree = SiteTree()
        self._prefixes: dict[str, str] = {}

    @classmethod
    def for_request(cls, request: HttpRequest | None) -> UrlResolver:
        """Return the resolver of ``request``, a new one for None."""
        if request is None:
            return cls()
        url_resolver = getattr(request, "_institute_url_resolver", None)
        if url_resolver is None:
            url_resolver = cls()
            request._institute_url_resolver = url_resolver  # type: ignore[attr-defined]
        return url_resolver

    def path(self, page: Page, language: str | None = None) -> str | None:
        """Return the path of ``page`` ("/fr/annuaire/yoshua-bengio/"), or None if it has none.

        A record has a path in every language that has its index, an editorial page in its own language only.
        """
        url_path = self.url_path(page, language)
        return self._public_path(url_path) if url_path else None

    def url_path(self, page: Page, language: str | None = None) -> str | None:
        """Return the ``url_path`` of ``page`` in the tree of ``language``."""
        if getattr(page.specific_class, "served_in_every_language", False):
            return self._record_url_path(page, language or active_language())
        root = self._root(page.url_path)
        if root is None or (language is not None and root.language_code != language):
            return None
        return page.url_path

    def site_root(self, url_path: str) -> str:
        """Return the scheme and host that serve ``url_path``."""
        root = self._root(url_path)
        return root.root_url if root else ""

    @cached_property
    def _roots(self) -> list[Any]:
        return Site.get_site_root_paths()

    def _root(self, url_path: str) -> Any | None:
        return next((root for root in self._roots if url_path.startswith(root.root_path)), None)

    def _public_path(self, url_path: str) -> str | None:
        root = self._root(url_path)
        if root is None:
            return None
        # Equal to reverse(), without its cost for each of a hundred pages.
        return f"{self._prefix(root.language_code)}{quote(url_path[len(root.root_path) :])}"

    def _prefix(self, language: str) -> str:
        """Return the path prefix of ``language``: "/fr/"."""
        if language not in self._prefixes:
            with translation.override(language):
                self._prefixes[language] = reverse("wagtail_serve", args=("",))
        return self._prefixes[language]

    def _record_url_path(self, record: Page, language: str) -> str | None:
        slug = record.url_path.rstrip("/").rpartition("/")[2]
        index = self.indexes_of(record).get(language)
        return f"{index.url_path}{slug}/" if index is not None else None

    def indexes_of(self, record: Page) -> dict[str, Page]:
        """Return the indexes of ``record`` by language, public or not."""
        source_path, _slash, _slug = record.url_path.rstrip("/").rpartition("/")
        return self._indexes.get(f"{source_path}/", {})

    @cached_property
    def _indexes(self) -> dict[str, dict[str, Page]]:
        """The record indexes by language, under the ``url_path`` of each of their translations."""
        siblings: dict[Any, dict[str, Page]] = defaultdict(dict)
        for page in self.site_tree:
            if getattr(page.specific_class, "record_model", None):
                siblings[page.translation_key][page.locale.language_code] = page
        return {page.url_path: pages for pages in siblings.values() for page in pages.values()}

    def paths(self, pages: Iterable[Page], language: str | None = None) -> dict[int, str]:
        """Return the paths of ``pages`` by primary key; pages without a path are left out."""
        found = ((page.pk, self.path(page, language)) for page in pages)
        return {key: path for key, path in found if path is not None}
