"""Somebody's words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, TextBlock

from institute.content.blocks.base import STORY, ContentBlock
from institute.content.blocks.languages import spoken_languages


class Quote(ContentBlock):
    quote = TextBlock(
        max_length=800,
        label=_("Quotation"),
        help_text=_("Without quotation marks: each language has its own, set for you."),
    )
    name = CharBlock(required=False, max_length=120, label=_("Who said it"))
    role = CharBlock(required=False, max_length=160, label=_("Their role"))
    language = ChoiceBlock(
        choices=spoken_languages,
        required=False,
        label=_("Language of the quotation"),
        help_text=_("Where it is not the language of the page."),
    )

    class Meta:
        icon = "openquote"
        group = STORY
        label = _("Quote")
        description = _("Somebody’s words, with their name and role.")
        template = "content/blocks/quote.html"
        label_format = "{quote}"
        preview_value = {
            "quote": "We only see a short distance ahead, but we see plenty there to be done.",
            "name": "Alan Turing",
            "role": "mathematician",
        }
