"""What a page already says in its language is kept when its translation begins.

wagtail-localize builds a translated page from the source page and the strings translated so far. A page that was in its
place before, an alias with a slug of its own or a page written separately, would lose its texts to those of the source.
They are stored as translations here before it is built.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Locale, Page
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

SLUG = "slug"


def is_written_separately(page: Page, locale: Locale) -> bool:
    """Return whether ``page`` has a page of its own in ``locale`` that wagtail-localize does not manage."""
    if page.locale_id == locale.pk:
        return False
    other = page.get_translation_or_none(locale)
    if other is None or other.alias_of_id:
        return False
    return not Translation.objects.filter(
        source__object_id=page.translation_key, target_locale__in=[page.locale_id, locale.pk]
    ).exists()


def keep_texts(translation: Translation) -> None:
    """Store what the translated page says, where it differs from the source, as its translation."""
    page = _target(translation)
    if page is None:
        return
    said: defaultdict[str, list[str]] = defaultdict(list)
    chosen: dict[str, Any] = {}
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            said[segment.path].append(segment.string.data)
        elif isinstance(segment, OverridableSegmentValue):
            chosen[segment.path] = segment.data
    for path, rows in _string_segments(translation):
        # A text of another number of paragraphs has no place for each of them.
        if path == SLUG or len(rows) == len(said[path]):
            _keep_strings(translation, rows, [page.slug] if path == SLUG else said[path])
    for row in translation.source.overridablesegment_set.select_related("context"):
        path = row.context.path
        if path in chosen and chosen[path] != row.data:
            SegmentOverride.objects.update_or_create(
                locale=translation.target_locale,
                context=row.context,
                defaults={"data_json": json.dumps(chosen[path], cls=DjangoJSONEncoder)},
            )


def keep_slug(translation: Translation) -> None:
    """Keep the slug of the translated page where that of the source has changed since it was translated."""
    page = _target(translation)
    if page is None:
        return
    for path, rows in _string_segments(translation):
        if path == SLUG and not _translations(translation, rows[0]).exists():
            _keep_strings(translation, rows, [page.slug])


def _target(translation: Translation) -> Page | None:
    target = translation.source.object.get_instance_or_none(translation.target_locale)
    return target.specific if isinstance(target, Page) else None


def _string_segments(translation: Translation) -> Iterable[tuple[str, list[Any]]]:
    by_path: defaultdict[str, list[Any]] = defaultdict(list)
    for row in translation.source.stringsegment_set.select_related("context", "string").order_by("order"):
        by_path[row.context.path].append(row)
    return by_path.items()


def _translations(translation: Translation, row: Any) -> Any:
    return StringTranslation.objects.filter(
        translation_of=row.string, locale=translation.target_locale, context=row.context
    )


def _keep_strings(translation: Translation, rows: list[Any], texts: list[str]) -> None:
    for row, text in zip(rows, texts, strict=True):
        if text != row.string.data:
            StringTranslation.objects.update_or_create(
                translation_of=row.string,
                locale=translation.target_locale,
                context=row.context,
                defaults={"data": text, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
            )
        elif row.context.path == SLUG:
            _translations(translation, row).delete()
