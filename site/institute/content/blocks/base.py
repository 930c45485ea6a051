"""What every block of ours shares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue, TextBlock, URLBlock
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail_localize.segments.extract import StreamFieldSegmentExtractor

LIVE = _("Live from the site")
STORY = _("Story")
MEDIA = _("Text and media")

THEMES = [
    ("plain", _("Paper")),
    ("tint", _("Tinted")),
    ("night", _("Night")),
]


class ContentBlock(StructBlock):
    """A StructBlock whose values are whole, also where only some of the fields were given.

    Code that builds pages names the fields it fills; the others get their defaults here, and texts
    are never None, so that neither templates nor translation meet a value with fields missing.
    """

    # The labels of the models that the block shows live data about, whichever object was chosen in it: pages with
    # such a block are updated with every one of them (``institute.content.dependencies``).
    live_data: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for block in self.child_blocks.values():
            if isinstance(block, (CharBlock, TextBlock, URLBlock)) and block.meta.default is None:
                block.meta.default = ""

    def normalize(self, value: Any) -> StructValue:
        if not isinstance(value, self.meta.value_class):
            missing = {name: block.get_default() for name, block in self.child_blocks.items() if name not in value}
            value = {**missing, **value}
        return super().normalize(value)

    def get_translatable_segments(self, value: StructValue) -> list[Any]:
        """Return what translators meet of ``value``, for wagtail-localize.

        Left to itself it reads pictures from the stored JSON, where a field that was left out is
        missing, and fails; here it reads the whole value.
        """
        extractor = StreamFieldSegmentExtractor(None)
        return extractor.handle_struct_block(value, raw_value={"value": self.get_prep_value(value)})


def walk(value: Any) -> Iterator[Any]:
    """Yield ``value`` and everything inside it, in the order in which it is read."""
    yield value
    children: Any = ()
    if isinstance(value, StreamValue):
        children = (child.value for child in value)
    elif isinstance(value, StructValue):
        children = value.values()
    elif isinstance(value, ListValue):
        children = value
    for child in children:
        yield from walk(child)


def searchable_text(stream: StreamValue) -> str:
    """Return the words of ``stream`` as plain text."""
    return " ".join(str(text) for text in stream.stream_block.get_searchable_content(stream) if text)


def sample_image() -> AbstractImage | None:
    """Return a picture of the library for the preview of a block, or None while there is none."""
    image = get_image_model().objects.order_by("-created_at").first()
    if image is not None:
        image.contextual_alt_text = image.default_alt_text
        image.decorative = False
    return image
