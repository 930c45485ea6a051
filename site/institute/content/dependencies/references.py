"""What the texts of pages refer to: chosen pages, links, pictures, files, terms, and live data."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Model, Q
from wagtail.fields import StreamField
from wagtail.models import Page

from institute.content.models import DocumentReference

logger = logging.getLogger(__name__)

PAGE = Page._meta.label_lower

# Foreign keys of Wagtail's own that no document shows.
_IGNORED = {"page_ptr", "content_type", "locale", "alias_of", "owner", "latest_revision", "live_revision", "locked_by"}

Reference = tuple[str, int | None]


def readers_of(label: str, keys: Collection[int], *, live: bool = True) -> set[int]:
    """Return the pages whose texts refer to these objects of a model, or (``live``) show live data about it.

    A page is referred to in any language: an alias keeps the choices of the page that it follows.
    """
    model = apps.get_model(label)
    condition = Q()
    if issubclass(model, Page):
        chosen = set(keys)
        if not getattr(model, "served_in_every_language", False):
            keys_of_translations = Page.objects.filter(pk__in=keys).values("translation_key")
            translations = Page.objects.filter(translation_key__in=keys_of_translations)
            chosen |= set(translations.values_list("pk", flat=True))
        condition |= Q(label=PAGE, object_id__in=chosen)
    else:
        condition |= Q(label=label, object_id__in=keys)
    if live:
        condition |= Q(label=label, object_id__isnull=True)
    return set(DocumentReference.objects.filter(condition).values_list("page", flat=True))


def store_references(model: type[Page], keys: Collection[int]) -> None:
    """Replace the stored references of pages of ``model`` by those of their live versions."""
    DocumentReference.objects.filter(page__in=keys).delete()
    DocumentReference.objects.bulk_create(
        DocumentReference(page_id=page.pk, label=label, object_id=key)
        for page in model._base_manager.filter(pk__in=keys)
        for label, key in sorted(_references_of(page), key=str)
    )


def _references_of(page: Page) -> set[Reference]:
    try:
        return set(references(page))
    except (KeyError, ValueError):
        # A link that names no page, pasted from elsewhere. It must not hold up what everything else depends on.
        logger.exception("What page %s refers to cannot be read", page.pk)
        return set()


def references(page: Page) -> Iterator[Reference]:
    """Yield what the fields of ``page`` refer to, by model and primary key; no key stands for live data."""
    for field in page._meta.get_fields():
        if isinstance(field, ForeignKey) and field.name not in _IGNORED:
            if (key := getattr(page, field.attname)) is not None:
                yield _label(field.related_model), key
        elif hasattr(field, "extract_references"):
            for target, key, *_path in field.extract_references(field.value_from_object(page)):
                yield _label(target), int(key)
        if isinstance(field, StreamField):
            for child in field.value_from_object(page):
                yield from ((label, None) for label in getattr(child.block, "live_data", ()))


def _label(target: type[Model] | int) -> str:
    """Return the label of a model, given as such or as the key of its content type; of any page, that of Page."""
    model = ContentType.objects.get_for_id(target).model_class() if isinstance(target, int) else target
    assert model is not None
    return PAGE if issubclass(model, Page) else model._meta.label_lower


# What stands in for a model where a text shows the present year.
YEAR = "year"


def pages_that_show_the_year() -> set[int]:
    return set(DocumentReference.objects.filter(label=YEAR).values_list("page", flat=True))
