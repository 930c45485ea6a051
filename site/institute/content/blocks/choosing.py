"""Pages that editors choose inside blocks, as a visitor may read them.

A chosen page is kept as it was chosen: in the language of the page that the block was written on.
An alias shows the same choice in another language, and the chosen page may since have become a
draft, private or expired. ``ChosenPages`` settles both for any number of choices at once, with one
query for each type of page; ``gather`` does so for everything that one page shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any

from django.db.models import ForeignKey
from django.utils.functional import cached_property
from wagtail.blocks import StructValue
from wagtail.images import get_image_model
from wagtail.models import Page

from institute.content.addresses import Addressing
from institute.content.blocks.base import walk
from institute.content.languages import active_language
from institute.content.pages import BasePage


class ChosenPages:
    """Answers which page stands for a chosen one in ``language``, and where it is read."""

    def __init__(
        self,
        pages: Iterable[Page | None],
        *,
        language: str | None = None,
        addressing: Addressing | None = None,
    ) -> None:
        self.language = language or active_language()
        self.addressing = addressing or Addressing()
        pages = list(pages)
        self._keys = {page.pk: page.translation_key for page in pages if page is not None}
        self._found: dict[Any, BasePage] = {}
        for page_class, keys in _keys_by_class(pages).items():
            for page in _visible(page_class, keys, self.language):
                self._found[page.translation_key] = page
            self._find_others(page_class, keys - self._found.keys())

    def _find_others(self, page_class: type[BasePage], hidden: set[Any]) -> None:
        """Find the pages that stand for hidden ones: what a choice was merged into."""
        others = page_class.standing_for(hidden) if hidden else {}
        if others:
            shown = {page.translation_key: page for page in _visible(page_class, set(others.values()), self.language)}
            self._found |= {key: shown[other] for key, other in others.items() if other in shown}

    def get(self, page: Page | int | None) -> BasePage | None:
        """Return the page to show where ``page`` (or the page of that id) was chosen, if any may be."""
        identifier = page.pk if isinstance(page, Page) else page
        return self._found.get(self._keys.get(identifier))

    def path(self, page: Page | int | None) -> str | None:
        """Return the public path of the page to show where ``page`` was chosen."""
        found = self.get(page)
        return self.addressing.path(found, self.language) if found is not None else None

    def among(self, pages: Iterable[Page | None]) -> list[BasePage]:
        """Return the pages to show where ``pages`` were chosen, in that order."""
        found = (self.get(page) for page in pages)
        return [page for page in found if page is not None]

    def __iter__(self) -> Iterator[BasePage]:
        return iter(self._found.values())


class ChoosingValue(StructValue):
    """The value of a block with page choosers among its fields.

    ``chosen`` looks up this value's choices alone; ``gather`` puts one that the whole page shares
    in its place.
    """

    def choices(self) -> list[Page]:
        return [value for value in walk(self) if isinstance(value, Page)]

    @cached_property
    def chosen(self) -> ChosenPages:
        return ChosenPages(self.choices())


def gather(
    *values: Any,
    pages: Iterable[Page | None] = (),
    around: Page | None = None,
    language: str | None = None,
    addressing: Addressing | None = None,
) -> ChosenPages:
    """Look up at once what ``values`` (streams, mostly) and ``pages`` refer to.

    Afterwards every block in ``values`` shares the returned choices, and every picture, those of
    the chosen pages and of the page ``around`` the blocks included, knows its renditions.
    """
    found = [item for value in values for item in walk(value)]
    choosing = [item for item in found if isinstance(item, ChoosingValue)]
    choices = [choice for value in choosing for choice in value.choices()]
    chosen = ChosenPages([*choices, *pages], language=language, addressing=addressing)
    for value in choosing:
        value.chosen = chosen
    image_model = get_image_model()
    gather_renditions(
        [
            *(item for item in found if isinstance(item, image_model)),
            *gather_images([*chosen, *([around] if around is not None else [])]),
        ]
    )
    return chosen


def gather_images(pages: Iterable[Page]) -> list[Any]:
    """Fetch with one query every picture that ``pages`` point to, and return them."""
    image_model = get_image_model()
    wanted: list[tuple[Page, ForeignKey]] = [
        (page, field)
        for page in pages
        for field in page._meta.concrete_fields
        if isinstance(field, ForeignKey)
        and field.remote_field.model is image_model
        and getattr(page, field.attname) is not None
        and not field.is_cached(page)
    ]
    identifiers = {getattr(page, field.attname) for page, field in wanted}
    images = image_model.objects.in_bulk(identifiers) if identifiers else {}
    for page, field in wanted:
        setattr(page, field.name, images.get(getattr(page, field.attname)))
    return list(images.values())


def gather_renditions(images: Iterable[Any]) -> None:
    """Let ``images`` know the renditions that exist of them, with one query.

    One picture may stand in ``images`` several times, each with the alternative text of its place:
    each gets renditions of its own, for a rendition takes its text from the image it belongs to.
    """
    images = list(images)
    if not images:
        return
    existing = defaultdict(list)
    rendition_model = get_image_model().get_rendition_model()
    for rendition in rendition_model.objects.filter(image__in={image.pk for image in images}):
        existing[rendition.image_id].append(rendition)
    for image in images:
        image.prefetched_renditions = [copy(rendition) for rendition in existing[image.pk]]
        for rendition in image.prefetched_renditions:
            rendition.image = image


def _keys_by_class(pages: Iterable[Page | None]) -> dict[type[BasePage], set[Any]]:
    keys: dict[type[BasePage], set[Any]] = defaultdict(set)
    for page in pages:
        page_class = page.specific_class if page is not None else None
        if page is not None and page_class is not None and issubclass(page_class, BasePage):
            keys[page_class].add(page.translation_key)
    return keys


def _visible(page_class: type[BasePage], keys: set[Any], language: str) -> Iterable[BasePage]:
    pages = page_class.objects.filter(translation_key__in=keys).visible(language)
    if page_class.served_in_every_language:
        return pages.for_listing(language)
    return pages.select_related("locale", "alias_of__locale").defer_streamfields()
