"""Base class of editorial pages with a picture at the top."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from institute.content.pages import EditorialPage
from institute.content.site_tree import HOME_DEPTH

PICTURE_PANEL = MultiFieldPanel(
    [
        FieldPanel("hero_image"),
        FieldPanel("hero_image_alt"),
        FieldPanel("hero_image_decorative"),
    ],
    heading=_("Picture"),
)


class IllustratedPage(EditorialPage):
    """An editorial page with a hero picture, which cards of the page show too."""

    hero_image = models.ForeignKey(
        "content.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hero_image_alt = models.CharField(
        _("alternative text"),
        max_length=255,
        blank=True,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    hero_image_decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("The picture says nothing that the text does not: it needs no alternative text."),
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.hero_image_id and not self.hero_image_alt and not self.hero_image_decorative:
            raise ValidationError({"hero_image_alt": _("Say what the picture shows, or mark it as decorative.")})

    @property
    def hero(self) -> Any | None:
        """The hero picture with its contextual alternative text."""
        image = self.hero_image
        if image is not None:
            image.decorative = self.hero_image_decorative
            image.contextual_alt_text = "" if image.decorative else self.hero_image_alt
        return image

    def ancestors_below_home(self) -> list[Page]:
        """Return the pages between the home page and this one, public or not."""
        if self.depth <= HOME_DEPTH + 1:
            return []
        return list(self.get_ancestors().filter(depth__gt=HOME_DEPTH))

    @property
    def card_image(self) -> Any | None:
        return self.social_image or self.hero_image
