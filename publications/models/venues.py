"""Where works appear: journals, conferences, publishers' series, preprint servers."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from bibliography.identifiers import IdentifierError, clean_issn
from bibliography.text_normalization import NormalizedField, normalize
from publications.fields import LinesField


class VenueQuerySet(models.QuerySet["Venue"]):
    def named(self, name: str) -> VenueQuerySet:
        """The venues that go by this name, whatever its accents and capitals."""
        return self.filter(folded_names__contains=[normalize(name)])


class Venue(index.Indexed, models.Model):
    """One place of publication, under all its names. Names of venues are not translated."""

    class Kind(models.TextChoices):
        JOURNAL = "journal", _("Journal")
        CONFERENCE = "conference", _("Conference")
        WORKSHOP = "workshop", _("Workshop")
        PREPRINT_SERVER = "preprint-server", _("Preprint server")
        BOOK_SERIES = "book-series", _("Book series")
        MAGAZINE = "magazine", _("Magazine or newspaper")
        REPOSITORY = "repository", _("Repository")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=255, help_text=_("In full, as the venue itself writes it."))
    short_name = models.CharField(_("short name"), max_length=60, blank=True, help_text=_("Such as NeurIPS or PNAS."))
    slug = models.SlugField(
        _("slug"), max_length=255, unique=True, blank=True, help_text=_("Stands in addresses; made from the name.")
    )
    aliases = LinesField(
        models.CharField(max_length=255),
        verbose_name=_("other names"),
        default=list,
        blank=True,
        help_text=_("One a line: abbreviations and former names under which papers cite it."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.JOURNAL)
    issn = models.CharField(_("ISSN"), max_length=20, blank=True, help_text=_("Of the printed edition."))
    electronic_issn = models.CharField(_("electronic ISSN"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    sort_name = NormalizedField()
    folded_names = LinesField(models.TextField(), default=list, blank=True, editable=False)

    objects = VenueQuerySet.as_manager()

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.SearchField("short_name"),
        index.AutocompleteField("short_name"),
        index.FilterField("kind"),
    ]

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        indexes = [
            models.Index(fields=["sort_name"], name="venue_sort_name"),
            GinIndex(fields=["folded_names"], name="venue_folded_names"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["issn"], condition=~models.Q(issn=""), name="venue_issn_unique"),
            models.UniqueConstraint(
                fields=["electronic_issn"],
                condition=~models.Q(electronic_issn=""),
                name="venue_electronic_issn_unique",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="venue_has_a_name"),
            models.UniqueConstraint(
                fields=["sort_name"],
                condition=models.Q(issn="", electronic_issn=""),
                name="venue_name_unique_without_issn",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = self.slug or self._free_slug()
        self.sort_name = normalize(self.name)
        self.folded_names = list(
            dict.fromkeys(normalize(name) for name in (self.name, self.short_name, *self.aliases) if name)
        )
        super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Venue:
        venue = super().from_db(*args, **kwargs)
        venue._stored_names = venue.__dict__.get("folded_names")
        return venue

    def clean(self) -> None:
        super().clean()
        errors = {}
        for field in ("issn", "electronic_issn"):
            try:
                setattr(self, field, clean_issn(getattr(self, field)) if getattr(self, field) else "")
            except IdentifierError as error:
                errors[field] = str(error)
        namesake = self._namesake()
        if namesake is not None:
            errors["name"] = _(
                "There is already a venue of this name: “%(venue)s”. If this is another one, give the ISSN of both."
            ) % {"venue": namesake}
        if errors:
            raise ValidationError(errors)

    @property
    def names_changed(self) -> bool:
        """Whether it goes by other names than when it was read."""
        return getattr(self, "_stored_names", None) != self.folded_names

    def _namesake(self) -> Venue | None:
        """Return another venue of this name that nothing tells apart from this one.

        Two journals may truly share a name: their ISSN then say so.
        """
        namesakes = Venue.objects.filter(sort_name=normalize(self.name)).exclude(pk=self.pk)
        if self.issn or self.electronic_issn:
            namesakes = namesakes.filter(issn="", electronic_issn="")
        return namesakes.first()

    def _free_slug(self) -> str:
        base = slugify(self.short_name or self.name)[:240] or "venue"
        taken = set(Venue.objects.filter(slug__startswith=base).exclude(pk=self.pk).values_list("slug", flat=True))
        number = 1
        slug = base
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        return slug
