"""A film or a talk that lives on another site.

Nothing is asked of that site before the visitor asks for the film: the block is a plain link with a picture of ours,
so it sets no cookie, tells nobody who reads the page and works without JavaScript. Where there is JavaScript, and we know
the site's player, a click puts the player in place of the picture.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructValue, URLBlock

from institute.content.blocks.base import MEDIA, ContentBlock, sample_image
from institute.content.blocks.choosers import ImageChooser
from institute.content.players import Player, player_of
from institute.content.url_parts import host_of


class EmbedValue(StructValue):
    @property
    def source(self) -> str:
        """The host that the link leads to, as a reader would say it ("youtube.com")."""
        return host_of(self["url"] or "").removeprefix("www.")

    @property
    def player(self) -> Player | None:
        """The player that may take the picture's place, where we know one for this address."""
        return player_of(self["url"] or "")


class Embed(ContentBlock):
    url = URLBlock(
        label=_("Address"),
        help_text=_("The page of the film or talk, at its provider."),
    )
    title = CharBlock(max_length=160, label=_("Title"))
    picture = ImageChooser(
        required=False,
        label=_("Picture"),
        help_text=_("A still of the film, kept on this site."),
    )
    caption = CharBlock(required=False, max_length=300, label=_("Caption"))

    class Meta:
        icon = "media"
        group = MEDIA
        label = _("Embed")
        description = _("A film or talk on another site: a picture that plays it, or leads there, when clicked.")
        value_class = EmbedValue
        template = "content/blocks/embed.html"
        label_format = "{title}"

    def get_preview_value(self) -> StructValue:
        return self.normalize(
            {
                "url": "https://www.example.org/watch",
                "title": "A public lecture",
                "picture": sample_image(),
                "caption": "An hour, with questions.",
            }
        )
