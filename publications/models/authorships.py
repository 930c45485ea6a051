"""Who wrote a work, and which works a person puts first."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PageChooserPanel
from wagtail.models import Orderable

from bibliography.names import AuthorName, is_full, parse_name
from bibliography.text.bidi import without_bidi_controls
from bibliography.text_normalization import NormalizedField, normalize
from directory.identifiers import normalize_orcid
from publications.bulk_children import BulkParentalKey, RowOfPage

# The words of a printed name, each also without its apostrophe or hyphen: a person added later is found by them.
_UNBROKEN = Replace("normalized_name", Value("'"), Value(""))
NAME_WORDS = SearchVector(_UNBROKEN, Replace(_UNBROKEN, Value("-"), Value("")), config="simple")


class Authorship(RowOfPage, Orderable):
    """One author of a work, as printed on it. `key` names the slot for good: who it is stands in AuthorMatch."""

    page = BulkParentalKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="authorships")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(
        _("name"),
        max_length=255,
        blank=True,
        help_text=_("As printed: “Ada Lovelace” or the name of a group. The parts below are filled from it."),
    )
    given_name = models.CharField(_("given name"), max_length=255, blank=True)
    family_name = models.CharField(_("family name"), max_length=255, blank=True)
    name_suffix = models.CharField(_("suffix"), max_length=50, blank=True, help_text=_("Such as “Jr.”."))
    is_group = models.BooleanField(_("a group, not a person"), default=False)
    affiliation = models.TextField(_("affiliation as printed"), blank=True)
    corresponding = models.BooleanField(_("corresponding author"), default=False)
    equal_contribution = models.BooleanField(_("contributed equally"), default=False)
    orcid = models.CharField(_("ORCID"), max_length=255, blank=True)
    openalex_id = models.CharField(_("OpenAlex author"), max_length=255, blank=True, editable=False)
    normalized_name = NormalizedField()

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("orcid")]),
        FieldRowPanel([FieldPanel("given_name"), FieldPanel("family_name"), FieldPanel("name_suffix")]),
        FieldRowPanel([FieldPanel("corresponding"), FieldPanel("equal_contribution"), FieldPanel("is_group")]),
        FieldPanel("affiliation"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        indexes = [
            models.Index(fields=["normalized_name"], name="authorship_folded_name"),
            models.Index(fields=["orcid"], condition=~models.Q(orcid=""), name="authorship_orcid"),
            models.Index(fields=["openalex_id"], condition=~models.Q(openalex_id=""), name="authorship_openalex"),
            GinIndex(NAME_WORDS, name="authorship_name_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "key"], name="authorship_key_once_a_page", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="authorship_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, author: AuthorName, **values: Any) -> Authorship:
        return cls(
            name=author.name,
            given_name=author.given,
            family_name=author.family,
            name_suffix=author.suffix,
            is_group=author.is_group,
            **values,
        )

    @property
    def has_full_name(self) -> bool:
        return is_full(self.given_name, self.family_name)

    def clean(self) -> None:
        super().clean()
        self.complete_name()
        if not self.name:
            raise ValidationError({"name": _("Write the author’s name.")})
        if self.orcid:
            try:
                self.orcid = normalize_orcid(self.orcid)
            except ValidationError as error:
                raise ValidationError({"orcid": error}) from error

    def complete_name(self) -> None:
        """Fill the parts from the printed name, or the printed name from the parts."""
        for name in ("name", "given_name", "family_name", "affiliation"):
            setattr(self, name, without_bidi_controls(getattr(self, name)))
        if not self.name:
            self.name = " ".join(filter(None, (self.given_name, self.family_name, self.name_suffix)))
        if self.is_group:
            self.given_name, self.family_name = "", self.name
        elif self.name and not (self.given_name or self.family_name):
            parsed = parse_name(self.name)
            self.name, self.is_group = parsed.name, parsed.is_group
            self.given_name, self.family_name, self.name_suffix = parsed.given, parsed.family, parsed.suffix

    def derive(self) -> None:
        """Fill the columns that follow from the others. Whoever writes rows without `save` (bulk_create) calls it."""
        self.complete_name()
        self.normalized_name = normalize(self.name)


class FeaturedPublication(Orderable):
    """A work that a person puts first on their profile."""

    person = ParentalKey("directory.PersonPage", on_delete=models.CASCADE, related_name="featured_publications")
    publication = models.ForeignKey(
        "publications.PublicationPage",
        verbose_name=_("publication"),
        on_delete=models.CASCADE,
        related_name="featured_by",
    )

    panels = [PageChooserPanel("publication")]

    class Meta(Orderable.Meta):
        verbose_name = _("featured publication")
        verbose_name_plural = _("featured publications")
        constraints = [
            # Checked at the end of the transaction: rows that swap places are saved one by one.
            models.UniqueConstraint(
                fields=["person", "publication"],
                name="featured_once_a_person",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return str(self.publication)
