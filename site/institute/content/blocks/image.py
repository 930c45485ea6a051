"""A picture with a caption."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, StructValue

from institute.content.blocks.base import MEDIA, ContentBlock, sample_image
from institute.content.blocks.choosers import DescribedImage


class Image(ContentBlock):
    image = DescribedImage(label=_("Picture"))
    caption = CharBlock(
        required=False,
        max_length=300,
        label=_("Caption"),
        help_text=_("The picture’s credit is printed after it by itself."),
    )
    wide = BooleanBlock(
        required=False,
        default=False,
        label=_("Wide"),
        help_text=_("Let the picture use the margin’s columns too."),
    )

    class Meta:
        icon = "image"
        group = MEDIA
        label = _("Image")
        description = _("A picture with its caption and credit.")
        template = "content/blocks/image.html"
        label_format = "{caption} {image}"

    def get_preview_value(self) -> StructValue:
        return self.normalize({"image": sample_image(), "caption": "A caption of a few words."})
