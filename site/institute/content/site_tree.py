"""The top of the page tree: the home page of each language and its children.

Every response needs them: for the layout, the indexes that serve records, and routing. One query fetches them in every
language.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from wagtail.models import Page, Site

from institute.content import visibility
from institute.content.languages import active_language, default_language

HOME_DEPTH = 2


class SiteTree:
    """The top of each language's tree, drafts included; ``is_open`` is set on pages that are public.

    Use one instance per response: it caches what it has read.
    """

    def __init__(self) -> None:
        self._whole: dict[int, Any] = {}

    @cached_property
    def _pages(self) -> list[Page]:
        pages = Page.objects.filter(depth__in=(HOME_DEPTH, HOME_DEPTH + 1))
        pages = pages.select_related("locale", "alias_of__locale")
        # Leave out Wagtail's welcome page, which exists until the site has a home page.
        return [page for page in visibility.marked(pages) if hasattr(page.specific_class, "route_from")]

    def __iter__(self) -> Iterator[Page]:
        return iter(self._pages)

    def homes(self, site: Site) -> dict[str, Page]:
        """Return the public home pages of ``site`` by language."""
        key = site.root_page.translation_key
        return {page.locale.language_code: page for page in self if page.translation_key == key and page.is_open}

    def entrance(self, site: Site) -> Page | None:
        """Return the home page of ``site`` in the active language.

        Like Wagtail, fall back to the root page of the site if there is none in that language, or only a draft.
        """
        key, language = site.root_page.translation_key, active_language()
        homes = [page for page in self if page.translation_key == key]
        translated = (page for page in homes if page.live and page.locale.language_code == language)
        return next(translated, next((page for page in homes if page.pk == site.root_page_id), None))

    def index(self, page_class: type[Page], language: str | None = None) -> Page | None:
        """Return the public page of ``page_class`` in ``language``, by default the active one."""
        wanted = language or active_language()
        found = (page for page in self if page.is_open and page.locale.language_code == wanted)
        return next((page for page in found if page.specific_class is page_class), None)

    def source(self, index: Page) -> Page:
        """Return the index that is the parent of the records of ``index``: that of the default language."""
        translations = (page for page in self if page.translation_key == index.translation_key)
        return next((page for page in translations if page.locale.language_code == default_language()), index)

    def below(self, home: Page) -> list[Page]:
        """Return the children of ``home`` in the editors' order."""
        return [page for page in self if page.depth == home.depth + 1 and page.path.startswith(home.path)]

    def child(self, parent: Page, slug: str) -> Page | None:
        """Return the child of ``parent`` with ``slug``; costs a query unless ``parent`` is a home page."""
        if parent.depth == HOME_DEPTH:
            return next((page for page in self.below(parent) if page.slug == slug), None)
        return visibility.marked(
            parent.get_children().filter(slug=slug).select_related("locale", "alias_of__locale")
        ).first()

    def translations(self, page: Page) -> list[Page]:
        """Return the public translations of ``page``, itself included."""
        if page.depth <= HOME_DEPTH + 1:
            return [known for known in self if known.translation_key == page.translation_key and known.is_open]
        translations = Page.objects.filter(translation_key=page.translation_key)
        return list(visibility.visible(translations).select_related("locale"))

    def whole(self, page: Page) -> Any:
        """Return ``page`` as an instance of its specific class, fetched once per response."""
        if page.pk not in self._whole:
            whole = page.specific_class.objects.for_serving().get(pk=page.pk)
            whole.is_open = getattr(page, "is_open", False)
            self._whole[page.pk] = whole
        return self._whole[page.pk]
