"""Vocabularies of the directory: institutions, research topics and memberships."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from bibliography.text_normalization import normalize
from directory.identifiers import RorField
from institute.content.languages import Localized


class Term(index.Indexed, models.Model):
    """A term of a vocabulary, with a name in each language and one slug for the filters of all languages."""

    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    name_fr = models.CharField(
        _("name in French"),
        max_length=200,
        blank=True,
        help_text=_("One of the two names is enough: it is then used in both languages."),
    )
    slug = models.SlugField(
        _("slug"),
        max_length=200,
        unique=True,
        blank=True,
        help_text=_("Used in the URLs of filtered lists. Derived from the name when left empty."),
    )
    name = Localized()

    search_fields = [
        index.SearchField("name_en"),
        index.SearchField("name_fr"),
        index.AutocompleteField("name_en"),
        index.AutocompleteField("name_fr"),
    ]

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name_en="", name_fr=""),
                name="%(app_label)s_%(class)s_has_a_name",
                violation_error_message=_("Give a name in at least one of the languages."),
            )
        ]

    def __str__(self) -> str:
        return str(self.name)

    def clean(self) -> None:
        super().clean()
        if not self.slug:
            self.slug = slugify(normalize(self.name))
        if not self.slug and self.name:
            raise ValidationError({"slug": _("No slug can be derived from this name: enter one.")})


class Institution(Term):
    """A university, a hospital or a company that people belong to."""

    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    ror = RorField(
        _("ROR identifier"),
        help_text=_(
            "From ror.org, for example https://ror.org/0161xgx34. It identifies the institution in exports and structured data."
        ),
    )
    city = models.CharField(_("city"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "content.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_affiliated = models.BooleanField(
        _("affiliated with the institute"),
        default=True,
        help_text=_("Affiliated institutions are named with the faculty. Switch off for a visitor's home university."),
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first where institutions are listed.")
    )

    search_fields = [
        *Term.search_fields,
        index.SearchField("short_name"),
        index.AutocompleteField("short_name"),
    ]

    class Meta(Term.Meta):
        ordering = ["order", "slug"]
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")


class ResearchTopic(Term):
    """A field of research."""

    class Meta(Term.Meta):
        ordering = ["slug"]
        verbose_name = _("research topic")
        verbose_name_plural = _("research topics")


class Membership(Term):
    """A category of members: core academic member, staff, student …"""

    order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first where memberships are listed.")
    )
    counts_as_professor = models.BooleanField(
        _("counts as professor"),
        default=False,
        help_text=_("People with this membership are counted among the professors, until they leave."),
    )

    class Meta(Term.Meta):
        ordering = ["order", "slug"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
