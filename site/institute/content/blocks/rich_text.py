"""Running text."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText as RichTextValue
from wagtail.rich_text import expand_db_html

from institute.content.blocks.base import MEDIA
from institute.content.blocks.outline import with_anchors

LINE_FEATURES = ["bold", "italic", "link"]
TEXT_FEATURES = [*LINE_FEATURES, "superscript", "subscript", "document-link", "ol", "ul"]
LONG_FEATURES = ["h2", "h3", "h4", *TEXT_FEATURES, "blockquote", "hr"]


class RichText(RichTextBlock):
    """Long-form text; its second-level headings enter the page's contents."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("features", LONG_FEATURES)
        super().__init__(**options)

    class Meta:
        icon = "pilcrow"
        group = MEDIA
        label = _("Rich text")
        description = _("Running text with headings, lists, links and quotations.")
        template = "content/blocks/rich_text.html"
        preview_value = (
            "<h2>A heading</h2><p>A paragraph with <b>strong words</b>, <i>emphasis</i> and a "
            '<a href="https://example.org/">link</a>.</p><ul><li>one thing</li><li>another</li></ul>'
        )

    def get_context(self, value: RichTextValue, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        html = with_anchors(expand_db_html(value.source), getattr(value, "anchors", []))
        context["html"] = mark_safe(html)
        return context
