"""What the worker does for pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.core.cache import caches
from django.db import transaction
from django_tasks import task
from wagtail.images.models import Filter

from institute.content import change_log
from institute.content.models import Change, Image

# Seconds for which a rendition is not asked for again: a picture that pages show is asked for at each visit.
PATIENCE = 300


def request_renditions(image: Image, specifications: Sequence[str]) -> None:
    """Have the worker make these renditions, unless it was asked to a moment ago."""
    focal_point = Filter(spec=specifications[0]).get_cache_key(image)
    about = hashlib.blake2b(repr((image.file.name, focal_point, sorted(specifications))).encode(), digest_size=16)
    # In memory: a folder that cannot be written would forget it at once.
    if caches["memory"].add(f"renditions-requested-{image.pk}-{about.hexdigest()}", True, PATIENCE):
        transaction.on_commit(lambda: make_renditions.enqueue(image.pk, list(specifications)), robust=True)


@task(backend="background")
def make_renditions(image_id: int, specifications: list[str]) -> None:
    """Make the renditions that are missing, and log that the picture looks otherwise."""
    image = Image.objects.filter(pk=image_id).first()
    if image is None:
        return
    filters = [Filter(spec=specification) for specification in specifications]
    existing = image.find_existing_renditions(*filters)
    # One after the other: together they would hold the picture in memory as many times.
    missing = [each for each in filters if each not in existing]
    made = [rendition for each in missing for rendition in image.make_renditions(each).values()]
    if any(not rendition.is_placeholder for rendition in made):
        change_log.record_change(Change.Kind.UPDATED, Image._meta.label_lower, image_id)
