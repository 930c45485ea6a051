"""Pictures: Wagtail's images with the credit that each of them owes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


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

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        # Who may put images into pages; Wagtail gives it only to its own model.
        permissions = [("choose_image", "Can choose image")]


class Rendition(AbstractRendition):
    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="content_rendition_unique"
            )
        ]
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
