"""Choosers of pages and pictures that a whole page looks up at once.

Left to itself Wagtail asks the database once for every chooser in every type of block.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Any

from wagtail.blocks import Block, ChooserBlock, ListBlock, PageChooserBlock, StreamBlock, StructBlock
from wagtail.blocks.stream_block import StreamValue
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock, ImageBlockComparison, ImageChooserBlock
from wagtail.models import Page

# What was looked up for the streams being read, by model and primary key; None while nothing was.
_found: ContextVar[dict[Any, dict[Any, Any]] | None] = ContextVar("found", default=None)


class SharingChooser(ChooserBlock):
    """A chooser that takes what ``looked_up`` has found already.

    ``shared_model`` is what it is looked up as; migrations know the block by the class of Wagtail's
    that it is, for its values are kept alike.
    """

    def shared_model(self) -> Any:
        raise NotImplementedError

    def bulk_to_python(self, values: Iterable[int | None]) -> list[Any]:
        found = _found.get()
        if found is None:
            return super().bulk_to_python(values)
        # A picture carries the text of its place, so each place has one of its own.
        return [copy(found[self.shared_model()].get(value)) for value in values]


class PageChooser(SharingChooser, PageChooserBlock):
    def shared_model(self) -> Any:
        return Page

    def deconstruct(self) -> Any:
        return ("wagtail.blocks.PageChooserBlock", *super().deconstruct()[1:])


class ImageChooser(SharingChooser, ImageChooserBlock):
    def shared_model(self) -> Any:
        return get_image_model()

    def deconstruct(self) -> Any:
        return ("wagtail.images.blocks.ImageChooserBlock", *super().deconstruct()[1:])


class DescribedImageComparison(ImageBlockComparison):
    """Compare two values of a picture, of which either may be empty.

    Wagtail's own class raises a TypeError for an empty picture in a block that is new, deleted or unchanged. Remove this
    class once the comparison tests pass without it.
    """

    def __init__(self, block: ImageBlock, exists_a: bool, exists_b: bool, val_a: Any, val_b: Any) -> None:
        super().__init__(block, exists_a, exists_b, val_a, val_b)
        self.val_a: dict[str, Any] = self._texts_of(block._image_to_struct_value(val_a))
        self.val_b: dict[str, Any] = self._texts_of(block._image_to_struct_value(val_b))

    def htmlvalue(self, val: Any) -> Any:
        return super().htmlvalue(self._texts_of(self.block._image_to_struct_value(None)) if val is None else val)

    @staticmethod
    def _texts_of(value: dict[str, Any]) -> dict[str, Any]:
        """Return ``value`` with empty texts where Wagtail has None, which would be printed as a word."""
        return {**value, "alt_text": value["alt_text"] or "", "decorative": bool(value["decorative"])}


class DescribedImage(ImageBlock):
    """A picture with the alternative text of its place."""

    def __init__(self, required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, **kwargs)
        # Wagtail's own block makes its chooser itself, whatever the class says.
        chooser = ImageChooser(required=required)
        chooser.set_name("image")
        self.child_blocks["image"] = chooser

    def get_comparison_class(self) -> type[DescribedImageComparison]:
        return DescribedImageComparison

    class Meta:
        label_format = "{image}"


@contextmanager
def looked_up(
    streams: Iterable[StreamValue], *, pages: Iterable[int] = (), images: Iterable[int] = ()
) -> Iterator[dict[Any, dict[int, Any]]]:
    """Look up what ``streams`` choose, and ``pages`` and ``images`` besides: one query for each of the two.

    Inside, reading the streams costs their other choosers alone.
    """
    wanted: dict[Any, set[int]] = defaultdict(set)
    wanted[Page].update(pages)
    wanted[get_image_model()].update(images)
    for stream in streams:
        for chooser, identifier in _choices(stream.stream_block, stream.raw_data):
            wanted[chooser.shared_model()].add(identifier)
    found = {model: model.objects.in_bulk(identifiers) for model, identifiers in wanted.items()}
    token = _found.set(found)
    try:
        yield found
    finally:
        _found.reset(token)


def _choices(block: Block, raw: Any) -> Iterator[tuple[SharingChooser, int]]:
    """Yield what is chosen in ``raw``, the stored form of a value of ``block``."""
    if not raw:
        return
    if isinstance(block, SharingChooser):
        yield block, raw
    elif isinstance(block, StreamBlock):
        for child in raw:
            if child["type"] in block.child_blocks:
                yield from _choices(block.child_blocks[child["type"]], child["value"])
    elif isinstance(block, ListBlock):
        for child in raw:
            yield from _choices(block.child_block, child["value"] if block._item_is_in_block_format(child) else child)
    elif isinstance(block, StructBlock) and isinstance(raw, dict):
        for name, child_block in block.child_blocks.items():
            yield from _choices(child_block, raw.get(name))
