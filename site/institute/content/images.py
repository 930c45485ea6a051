"""Pictures: Wagtail's images with the credit that each of them owes, and renditions that no page waits for."""

from __future__ import annotations

import logging
from typing import IO, Any, cast

from django.conf import settings
from django.core.cache import caches
from django.db import models, transaction
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from PIL import Image as PillowImage
from PIL.Image import DecompressionBombError
from taggit.managers import TaggableManager
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, WagtailImageFieldFile
from wagtail.images.models import Image as WagtailImage
from willow.image import UnrecognisedImageFormatError  # type: ignore[import-untyped]

from institute.content.storage import delete_files_on_error

logger = logging.getLogger(__name__)

# The name that Wagtail gives to the file of a rendition that is not there.
PLACEHOLDER = "not-found"
# Seconds after which a rendition that could not be made is tried again.
RETRY = 60
# What libraries raise from a file that is missing, damaged, or no picture; and the storage, where it is full.
_NOT_MADE = (OSError, SyntaxError, DecompressionBombError, UnrecognisedImageFormatError)


def size_from_header(file: IO[bytes]) -> tuple[int, int]:
    """Return the width and height of a picture without decoding it, as Wagtail would; raise what Pillow raises."""
    position = file.tell()
    file.seek(0)
    try:
        with PillowImage.open(cast("IO[bytes]", _Unclosed(file))) as picture:
            return picture.size
    finally:
        file.seek(position)


class _Unclosed:
    """A file that Pillow reads and leaves open."""

    def __init__(self, file: IO[bytes]) -> None:
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


class ImageFieldFile(WagtailImageFieldFile):
    """The file of an image, measured by its header."""

    def get_image_dimensions(self) -> tuple[int, int]:
        was_closed = self.closed
        self.open()
        try:
            return size_from_header(self.file)
        finally:
            if was_closed:
                self.close()
            else:
                self.seek(0)


class Image(AbstractImage):
    """A picture, its credit and its focal point.

    The alternative text belongs to the place where a picture is used; ``description`` is what the
    editor is offered there.
    """

    # Wagtail's own Image claims the plain names of the way back.
    tags = TaggableManager(help_text=None, blank=True, verbose_name=_("tags"), related_name="content_images")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by user"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="content_images",
    )
    credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_("Who made the picture, as it should be printed beside it."),
    )

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit")

    def get_rendition(self, filter: Filter | str) -> AbstractRendition:
        """Return the rendition, or a placeholder; see ``create_renditions``."""
        (rendition,) = self.get_renditions(filter).values()
        return rendition

    def create_renditions(self, *filters: Filter) -> dict[Filter, AbstractRendition]:
        """Make renditions, or return placeholders, which are kept nowhere.

        A large picture is left to the worker, and one that cannot be made is tried again after a while: a page is shown
        without it.
        """
        if not filters:
            return {}
        pixels = self.width * self.height
        if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
            return {filter: self._placeholder(filter) for filter in filters}
        if pixels > settings.IMAGE_MAX_PIXELS_IN_REQUEST:
            from institute.content.tasks import request_renditions

            request_renditions(self, [filter.spec for filter in filters])
            return {filter: self._placeholder(filter) for filter in filters}
        return self.make_renditions(*filters)

    def make_renditions(self, *filters: Filter) -> dict[Filter, AbstractRendition]:
        """Make renditions now, whatever the size of the picture; placeholders for those that cannot be made."""
        failed = f"rendition-failed-{self.pk}-{self.file.name}"
        if caches["memory"].get(failed) is None:
            try:
                with delete_files_on_error(), transaction.atomic():
                    return super().create_renditions(*filters)
            except _NOT_MADE as error:
                caches["memory"].set(failed, True, RETRY)
                logger.error("Image %s has no renditions: %s", self.pk, error)
        return {filter: self._placeholder(filter) for filter in filters}

    def _placeholder(self, filter: Filter) -> Rendition:
        width, height = (round(length) for length in filter.get_transform(self).size)
        rendition = Rendition(image=self, filter_spec=filter.spec, width=width, height=height)
        rendition.file.name = PLACEHOLDER
        # Wagtail writes what does not come from its cache to it.
        rendition._from_cache = True
        return rendition

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        # Who may put images into pages; Wagtail gives it only to its own model.
        permissions = [("choose_image", "Can choose image")]


# Wagtail's own decodes the whole picture whenever a file is assigned. Set on the field, of which it is no new kind.
cast(Any, Image._meta.get_field("file")).attr_class = ImageFieldFile


class Rendition(AbstractRendition):
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    @property
    def is_placeholder(self) -> bool:
        """Whether the picture cannot be shown in this form now."""
        return self.file.name == PLACEHOLDER

    @property
    def url(self) -> str:
        return static("icons/missing-picture.svg") if self.is_placeholder else super().url

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="content_rendition_unique"
            )
        ]
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
