"""A statement with a picture: what the institute stands for, and where to read on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, RichTextBlock

from institute.content.blocks.base import STORY, THEMES, ContentBlock, sample_image
from institute.content.blocks.choosers import DescribedImage
from institute.content.blocks.link import Link
from institute.content.blocks.rich_text import TEXT_FEATURES


class Section(ContentBlock):
    heading = CharBlock(max_length=120, label=_("Heading"))
    text = RichTextBlock(features=TEXT_FEATURES, label=_("Text"))
    image = DescribedImage(required=False, label=_("Picture"))
    side = ChoiceBlock(
        choices=[("start", _("Before the text")), ("end", _("After the text"))],
        default="end",
        label=_("Side of the picture"),
    )
    link = Link(required=False, label=_("Link"))
    theme = ChoiceBlock(choices=THEMES, default="plain", label=_("Background"))

    class Meta:
        icon = "image"
        group = STORY
        label = _("Section")
        description = _("A heading, a text, a picture on one side and a link to read on.")
        template = "content/blocks/section.html"
        label_format = "{heading}"

    def get_preview_value(self):
        return self.normalize(
            {
                "heading": "What we stand for",
                "text": "<p>A paragraph about a subject that has a page of its own.</p>",
                "image": sample_image(),
                "link": {"url": "https://example.org/", "label": "Learn more"},
            }
        )
