"""The logos of partners and founders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, URLBlock

from institute.content.blocks.base import STORY, ContentBlock
from institute.content.blocks.choosers import ImageChooser


class Logo(ContentBlock):
    name = CharBlock(
        max_length=120,
        label=_("Name"),
        help_text=_("Printed where there is no logo; otherwise what the logo says."),
    )
    logo = ImageChooser(required=False, label=_("Logo"))
    url = URLBlock(required=False, label=_("Address"))

    class Meta:
        icon = "image"
        label = _("Logo")
        description = _("One organisation: its name, its logo and its website.")
        template = "content/blocks/logo.html"
        preview_value = {"name": "Université de Montréal", "url": "https://example.org/"}
        label_format = "{name}"


class Logos(ContentBlock):
    heading = CharBlock(required=False, max_length=120, label=_("Heading"))
    logos = ListBlock(Logo(), min_num=1, max_num=40, label=_("Logos"))

    class Meta:
        icon = "group"
        group = STORY
        label = _("Logos")
        description = _("The logos or names of partners, each with a link.")
        template = "content/blocks/logos.html"
        label_format = "{heading}"
        preview_value = {
            "heading": "Partners",
            "logos": [{"name": "Université de Montréal"}, {"name": "McGill University"}],
        }
