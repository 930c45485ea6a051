"""Libraries: the reference collections and services that publications are imported from."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from publications.models.imports import ImportRun
from publications.models.provenance import SourceRecord

DEFAULT_PRIORITY = 50
# A library's name stands in two unique indexes beside identifiers of 500 characters: an entry has 2,704 bytes at most.
NAME_LENGTH = 100
# Remote services are libraries of their own, named after the format of their answers.
SERVICES = {"crossref": "Crossref", "openalex": "OpenAlex"}


class LibraryQuerySet(models.QuerySet["Library"]):
    def named(self, name: str) -> LibraryQuerySet:
        """Return the library of this name, in whatever capitals."""
        return self.filter(name__iexact=name)

    def with_use(self) -> LibraryQuerySet:
        """Annotate each library with ``record_count`` and ``last_import``."""
        records = SourceRecord.objects.filter(source=models.OuterRef("name")).order_by().values("source")
        return self.annotate(
            record_count=models.functions.Coalesce(
                models.Subquery(records.annotate(number=models.Count("pk")).values("number")), 0
            ),
            last_import=models.Subquery(records.annotate(latest=models.Max("fetched_at")).values("latest")),
        )


class Library(index.Indexed, models.Model):
    """One source of publications, such as a colleague's BibTeX file or OpenAlex.

    `SourceRecord.source` holds the name. Where two libraries disagree on a field, that of higher priority wins.
    """

    name = models.CharField(
        _("name"), max_length=NAME_LENGTH, help_text=_("The owner of the collection, or the name of the file.")
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        default=DEFAULT_PRIORITY,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "From 0 to 100. Where two libraries disagree on a field, the higher priority wins; between equal ones, the "
            "field stays with the library that filled it. A change takes effect when the libraries are imported again."
        ),
    )

    objects = LibraryQuerySet.as_manager()

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering = ["-priority", "name"]
        verbose_name = _("library")
        verbose_name_plural = _("libraries")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="library_name_unique",
                violation_error_message=_("There is already a library of this name."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="library_has_a_name"),
        ]

    # The name and the priority that the database has.
    _stored: tuple[str | None, int | None] = (None, None)

    def __str__(self) -> str:
        return SERVICES.get(self.name, self.name)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the library; its records and imports follow a new name, and a new priority has them reconsidered."""
        stored_name, stored_priority = self._stored
        super().save(*args, **kwargs)
        if stored_name and stored_name != self.name:
            SourceRecord.objects.filter(source=stored_name).update(source=self.name)
            ImportRun.objects.filter(library__iexact=stored_name).update(library=self.name)
        if stored_priority is not None and stored_priority != self.priority:
            # An entry whose hash is known is not looked at again: every library of the same works is to be.
            works = SourceRecord.objects.filter(source=self.name).values("page")
            SourceRecord.objects.filter(page__in=works).update(payload_hash="")
        self._stored = (self.name, self.priority)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Library:
        library = super().from_db(*args, **kwargs)
        library._stored = (library.__dict__.get("name"), library.__dict__.get("priority"))
        return library

    @property
    def is_service(self) -> bool:
        return self.name in SERVICES

    def clean(self) -> None:
        super().clean()
        self.name = clean_library_name(self.name)
        stored_name, _priority = self._stored
        if stored_name and stored_name != self.name:
            self._clean_new_name(stored_name)

    def _clean_new_name(self, stored_name: str) -> None:
        if stored_name in SERVICES:
            raise ValidationError({"name": _("The name of a service cannot be changed.")})
        if SourceRecord.objects.filter(source=self.name).exists():
            raise ValidationError({"name": _("There are already entries from a library of this name.")})
        runs = ImportRun.objects.filter(library__iexact=stored_name, started_at__isnull=False)
        if runs.filter(state__in=ImportRun.UNDER_WAY).exists():
            raise ValidationError(
                {"name": _("An import from this library is under way: change its name when that is done.")}
            )


def clean_library_name(name: str) -> str:
    """Return the name as it is stored: printable, on one line, no longer than its column."""
    printable = "".join(character if character.isprintable() else " " for character in name)
    return " ".join(printable.split())[:NAME_LENGTH].strip()
