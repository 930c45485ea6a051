"""Questions whose answers open in place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, RichTextBlock

from institute.content.blocks.base import MEDIA, ContentBlock
from institute.content.blocks.rich_text import TEXT_FEATURES


class AccordionItem(ContentBlock):
    title = CharBlock(max_length=200, label=_("Title"))
    text = RichTextBlock(features=TEXT_FEATURES, label=_("Text"))

    class Meta:
        icon = "list-ul"
        label = _("Item")
        description = _("One question and its answer.")
        template = "content/blocks/accordion_item.html"
        preview_value = {"title": "A question?", "text": "<p>Its answer.</p>"}
        label_format = "{title}"


class Accordion(ContentBlock):
    heading = CharBlock(max_length=120, label=_("Heading"))
    entries = ListBlock(AccordionItem(), min_num=1, label=_("Items"))

    class Meta:
        icon = "list-ul"
        group = MEDIA
        label = _("Accordion")
        description = _("Questions or titles whose texts open in place.")
        template = "content/blocks/accordion.html"
        label_format = "{heading}"
        preview_value = {
            "heading": "Frequent questions",
            "entries": [
                {"title": "Who may apply?", "text": "<p>Anyone with a bachelor’s degree.</p>"},
                {"title": "When does the year begin?", "text": "<p>In September.</p>"},
            ],
        }
