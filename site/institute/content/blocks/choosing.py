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
from wagtail.blocks.stream_block import StreamValue
from wagtail.images import get_image_model
from wagtail.models import Page

from institute.content.blocks.base import walk
from institute.content.blocks.choosers import looked_up
from institute.content.languages import active_language
from institute.content.pages import BasePage
from institute.content.urls import UrlResolver


class ChosenPages:
    """Answers which page stands for a chosen one in ``language``, and where it is read.

    The pages know all that a card or a list shows of them, unless they are only there ``for_links``.
    """

    def __init__(
        self,
        pages: Iterable[Page | None],
        *,
        language: str | None = None,
        url_resolver: UrlResolver | None = None,
        for_links: bool = False,
    ) -> None:
        self.language = language or active_language()
        self.url_resolver = url_resolver or UrlResolver()
        pages = list(pages)
        self._keys = {page.pk: page.translation_key for page in pages if page is not None}
        self._found: dict[Any, BasePage] = {}
        self._for_links = for_links
        for page_class, keys in _keys_by_class(pages).items():
            for page in self._visible(page_class, keys):
                self._found[page.translation_key] = page
            self._find_others(page_class, keys - self._found.keys())

    def _visible(self, page_class: type[BasePage], keys: set[Any]) -> Iterable[BasePage]:
        visible = page_class.objects.filter(translation_key__in=keys).visible(self.language)
        return visible.defer_streamfields() if self._for_links else _with_what_is_shown(visible, self.language)

    def _find_others(self, page_class: type[BasePage], hidden: set[Any]) -> None:
        """Find the pages that stand for hidden ones: what a choice was merged into."""
        others = page_class.standing_for(hidden) if hidden else {}
        if others:
            shown = {page.translation_key: page for page in self._visible(page_class, set(others.values()))}
            self._found |= {key: shown[other] for key, other in others.items() if other in shown}

    def get(self, page: Page | int | None) -> BasePage | None:
        """Return the page to show where ``page`` (or the page of that id) was chosen, if any may be."""
        identifier = page.pk if isinstance(page, Page) else page
        return self._found.get(self._keys.get(identifier))

    def path(self, page: Page | int | None) -> str | None:
        """Return the public path of the page to show where ``page`` was chosen."""
        found = self.get(page)
        return self.url_resolver.path(found, self.language) if found is not None else None

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
    page_ids: Iterable[int] = (),
    around: Page | None = None,
    language: str | None = None,
    url_resolver: UrlResolver | None = None,
) -> ChosenPages:
    """Look up at once what ``values`` (streams, mostly), ``pages`` and ``page_ids`` refer to.

    Afterwards every block in ``values`` shares the returned choices, and every picture, those of
    the chosen pages and of the page ``around`` the blocks included, knows its renditions.
    """
    streams = [value for value in values if isinstance(value, StreamValue)]
    missing = _missing_images([around] if around is not None else [])
    page_ids = set(page_ids)
    with looked_up(streams, pages=page_ids, images={identifier for *_field, identifier in missing}) as objects:
        found = [item for value in values for item in walk(value)]
    _give_images(missing, objects[get_image_model()])
    named = [page for identifier in page_ids if (page := objects[Page].get(identifier)) is not None]
    choosing = [item for item in found if isinstance(item, ChoosingValue)]
    choices = [choice for value in choosing for choice in value.choices()]
    chosen = ChosenPages([*choices, *pages, *named], language=language, url_resolver=url_resolver)
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
    """Return every picture that ``pages`` point to, those not known yet fetched with one query."""
    pages = list(pages)
    missing = _missing_images(pages)
    if missing:
        _give_images(missing, get_image_model().objects.in_bulk({identifier for *_field, identifier in missing}))
    images = (getattr(page, field.name) for page in pages for field in image_fields(type(page)))
    return [image for image in images if image is not None]


def image_fields(page_class: type[Page]) -> list[ForeignKey]:
    """Return the foreign keys to pictures that pages of ``page_class`` have."""
    keys = (field for field in page_class._meta.concrete_fields if isinstance(field, ForeignKey))
    return [field for field in keys if field.remote_field.model is get_image_model()]


def _missing_images(pages: Iterable[Page]) -> list[tuple[Page, ForeignKey, int]]:
    """Return the pictures of ``pages`` that have not been read: the page, its field and the key."""
    keys = ((page, field, getattr(page, field.attname)) for page in pages for field in image_fields(type(page)))
    return [
        (page, field, identifier)
        for page, field, identifier in keys
        if identifier is not None and not field.is_cached(page)
    ]


def _give_images(missing: Iterable[tuple[Page, ForeignKey, int]], images: dict[int, Any]) -> None:
    for page, field, identifier in missing:
        setattr(page, field.name, copy(images.get(identifier)))


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


def _with_what_is_shown(pages: Any, language: str) -> Iterable[BasePage]:
    page_class = pages.model
    if page_class.served_in_every_language:
        return pages.for_listing(language)
    pictures = [field.name for field in image_fields(page_class)]
    return pages.select_related("locale", "alias_of__locale", *pictures).defer_streamfields()
