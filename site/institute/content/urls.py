"""Public addresses: where a page is read, in each language.

Wagtail derives a page's address from its place in the tree and the active language. Records are
served under several trees, and background work has no active language at all, so addresses are
worked out here, from the page and an explicit language.
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
    """Turns pages into public paths, asking the database once for all that they share.

    Make one for a response (``for_request`` keeps it on the request) and throw it away with it:
    it remembers where the sites and the record indexes stand.
    """

    def __init__(self) -> None:
        self.site_tree = SiteTree()
        self._prefixes: dict[str, str] = {}

    @classmethod
    def for_request(cls, request: HttpRequest | None) -> UrlResolver:
        """Return the addressing that everything drawn for ``request`` shares."""
        if request is None:
            return cls()
        url_resolver = getattr(request, "_institute_addressing", None)
        if url_resolver is None:
            url_resolver = cls()
            request._institute_addressing = url_resolver  # type: ignore[attr-defined]
        return url_resolver

    def path(self, page: Page, language: str | None = None) -> str | None:
        """Return the path of ``page`` ("/fr/annuaire/yoshua-bengio/"), or None if it has none.

        A record has one in every language in which its index stands; an editorial page has one in
        its own language only, and answers None for another.
        """
        url_path = self.url_path(page, language)
        return self._public_path(url_path) if url_path else None

    def url_path(self, page: Page, language: str | None = None) -> str | None:
        """Return Wagtail's own path of ``page`` in the tree of ``language``."""
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
        # Slugs hold letters, digits and hyphens, so this is what reversing each of a hundred addresses would say.
        return f"{self._prefix(root.language_code)}{quote(url_path[len(root.root_path) :])}"

    def _prefix(self, language: str) -> str:
        """Return the path below which the pages of ``language`` are served: "/fr/"."""
        if language not in self._prefixes:
            with translation.override(language):
                self._prefixes[language] = reverse("wagtail_serve", args=("",))
        return self._prefixes[language]

    def _record_url_path(self, record: Page, language: str) -> str | None:
        slug = record.url_path.rstrip("/").rpartition("/")[2]
        index = self.indexes_of(record).get(language)
        return f"{index.url_path}{slug}/" if index is not None else None

    def indexes_of(self, record: Page) -> dict[str, Page]:
        """Return the indexes that ``record`` belongs to by language, seen by visitors or not."""
        source_path, _slash, _slug = record.url_path.rstrip("/").rpartition("/")
        return self._indexes.get(f"{source_path}/", {})

    @cached_property
    def _indexes(self) -> dict[str, dict[str, Page]]:
        """The indexes of records in each language, by the path of any of them."""
        siblings: dict[Any, dict[str, Page]] = defaultdict(dict)
        for page in self.site_tree:
            if getattr(page.specific_class, "record_model", None):
                siblings[page.translation_key][page.locale.language_code] = page
        return {page.url_path: pages for pages in siblings.values() for page in pages.values()}

    def paths(self, pages: Iterable[Page], language: str | None = None) -> dict[int, str]:
        """Return the paths of ``pages`` by primary key, without those that have none."""
        found = ((page.pk, self.path(page, language)) for page in pages)
        return {key: path for key, path in found if path is not None}
