"""The landmarks of the site: the home page of each language, and the pages just below it.

They are what every response asks about: the frame around it, where records are read, which page the
address means. One query brings them all, in every language.
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
    """Knows the top of each language's tree, drafts included; ``is_open`` tells which visitors may see.

    Made for one response and thrown away with it, so that the next one sees every change.
    """

    def __init__(self) -> None:
        self._whole: dict[int, Any] = {}

    @cached_property
    def _pages(self) -> list[Page]:
        pages = Page.objects.filter(depth__in=(HOME_DEPTH, HOME_DEPTH + 1))
        pages = pages.select_related("locale", "alias_of__locale")
        # Wagtail's own welcome page, on a site that has no home page yet, is no landmark.
        return [page for page in visibility.marked(pages) if hasattr(page.specific_class, "route_from")]

    def __iter__(self) -> Iterator[Page]:
        return iter(self._pages)

    def homes(self, site: Site) -> dict[str, Page]:
        """Return the home pages of ``site`` that visitors may see, by language."""
        key = site.root_page.translation_key
        return {page.locale.language_code: page for page in self if page.translation_key == key and page.is_open}

    def entrance(self, site: Site) -> Page | None:
        """Return the home page through which ``site`` is read in the active language.

        As in Wagtail it is the site's own where there is none in that language, or a draft.
        """
        key, language = site.root_page.translation_key, active_language()
        homes = [page for page in self if page.translation_key == key]
        translated = (page for page in homes if page.live and page.locale.language_code == language)
        return next(translated, next((page for page in homes if page.pk == site.root_page_id), None))

    def index(self, page_class: type[Page], language: str | None = None) -> Page | None:
        """Return the page of ``page_class`` that visitors may see in ``language`` (the active one by default)."""
        wanted = language or active_language()
        found = (page for page in self if page.is_open and page.locale.language_code == wanted)
        return next((page for page in found if page.specific_class is page_class), None)

    def source(self, index: Page) -> Page:
        """Return the index below which the records of ``index`` stand: that of the default language."""
        translations = (page for page in self if page.translation_key == index.translation_key)
        return next((page for page in translations if page.locale.language_code == default_language()), index)

    def below(self, home: Page) -> list[Page]:
        """Return the pages below ``home`` in the editors' order."""
        return [page for page in self if page.depth == home.depth + 1 and page.path.startswith(home.path)]

    def child(self, parent: Page, slug: str) -> Page | None:
        """Return the page of that ``slug`` below ``parent``, from the database only where it is no landmark."""
        if parent.depth == HOME_DEPTH:
            return next((page for page in self.below(parent) if page.slug == slug), None)
        return visibility.marked(
            parent.get_children().filter(slug=slug).select_related("locale", "alias_of__locale")
        ).first()

    def translations(self, page: Page) -> list[Page]:
        """Return ``page`` in every language in which visitors may see it."""
        if page.depth <= HOME_DEPTH + 1:
            return [known for known in self if known.translation_key == page.translation_key and known.is_open]
        translations = Page.objects.filter(translation_key=page.translation_key)
        return list(visibility.visible(translations).select_related("locale"))

    def whole(self, page: Page) -> Any:
        """Return ``page``, a landmark or what ``child`` found, as its own class: read once a response."""
        if page.pk not in self._whole:
            whole = page.specific_class.objects.for_serving().get(pk=page.pk)
            whole.is_open = getattr(page, "is_open", False)
            self._whole[page.pk] = whole
        return self._whole[page.pk]
