"""The tables that the whole site shares."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from institute.content import visibility
from institute.content.documents import Document
from institute.content.images import Image, Rendition
from institute.content.site_tree import SiteTree

__all__ = [
    "Change",
    "DerivationCursor",
    "Document",
    "DocumentReference",
    "Image",
    "PartDigest",
    "PendingUpdate",
    "PublicPage",
    "Rendition",
    "SearchEntry",
]


class PublicPageQuerySet(models.QuerySet["PublicPage"]):
    def visible(self) -> PublicPageQuerySet:
        """Return the addresses that can be read now: without those of pages that expired a moment ago.

        Expiry is written to the table only when ``publish_scheduled`` runs. Of a record, the index that serves it
        counts as well.
        """
        addresses = self.filter(Exists(visibility.visible(Page.objects.filter(pk=OuterRef("page")))))
        for index in SiteTree():
            record_class = getattr(index.specific_class, "record_class", None)
            if record_class is not None and not index.is_open:
                content_type = ContentType.objects.get_for_model(record_class())
                addresses = addresses.exclude(language=index.locale.language_code, page__content_type=content_type)
        return addresses


class PublicPage(models.Model):
    """Where a visitor can read a page now: one row a page and language, and none for what is hidden.

    Kept by ``institute.content.change_log`` in the transaction of every change, so that the difference
    between what could be read before and what can be read after is known, whatever caused it.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="public_addresses")
    language = models.CharField(_("language"), max_length=10)
    identifier = models.BigIntegerField(_("identifier"), help_text=_("Of the page, the same in every language."))
    path = models.TextField(_("path"), db_index=True)
    updated_at = models.DateTimeField(_("updated at"))

    objects = PublicPageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "language"], name="content_address_once_a_language")]
        verbose_name = _("public address")
        verbose_name_plural = _("public addresses")

    def __str__(self) -> str:
        return self.path


class CurrentTransaction(models.Func):
    """The number of the transaction that writes a row, which its savepoints share."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class Change(models.Model):
    """One committed change to what visitors see.

    ``position`` is the order of commits: a reader that has seen every row up to a position never
    finds an earlier one later. A trigger of the database gives it out when the transaction commits;
    until then it is null, and readers pass over such rows.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("appeared")
        UPDATED = "updated", _("changed")
        MOVED = "moved", _("moved")
        REMOVED = "removed", _("disappeared")

    position = models.BigIntegerField(_("position"), null=True, unique=True, editable=False)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    subject_type = models.CharField(
        _("subject type"), max_length=100, help_text=_("Model label, such as directory.personpage.")
    )
    subject_id = models.BigIntegerField(_("subject"))
    # Kept, for once the page of the default language is deleted nothing else tells it.
    identifier = models.BigIntegerField(_("identifier"), help_text=_("Of the subject, the same in every language."))
    language = models.CharField(_("language"), max_length=10, blank=True)
    path = models.TextField(_("path"), blank=True)
    previous_path = models.TextField(_("previous path"), blank=True)
    # Whether something else changed that the subject's document shows (``institute.content.dependencies``).
    is_derived = models.BooleanField(default=False, db_default=False)
    transaction_id = models.BigIntegerField(editable=False, db_default=CurrentTransaction())

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="content_change_subject"),
            models.Index(
                fields=["previous_path"],
                condition=~models.Q(previous_path=""),
                name="content_change_previous_path",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["created", "updated", "moved", "removed"]),
                name="content_change_kind_known",
            )
        ]
        verbose_name = _("change")
        verbose_name_plural = _("changes")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id} {self.path}"


class DocumentReference(models.Model):
    """Something that the text of a page refers to: a chosen page, a link, a picture, or live data.

    Extracted from what is published. Wagtail's own reference index holds rows as they are stored, of live data nothing,
    and of a page that was never published its draft. ``object_id`` is null for live data, which depends on every object
    of the model.
    """

    # Written while the page may be being deleted by another transaction, which must not fail for that.
    page = models.ForeignKey(Page, on_delete=models.CASCADE, db_constraint=False, related_name="+")
    label = models.CharField(max_length=100)
    object_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["label", "object_id"], name="content_document_reference")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.label} {self.object_id or '*'}"


class PartDigest(models.Model):
    """Digest of what other documents show of an object, to tell edits that concern them from those that do not."""

    part = models.CharField(max_length=150)
    object_id = models.BigIntegerField()
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "object_id"], name="content_part_digest_once")]

    def __str__(self) -> str:
        return f"{self.part} {self.object_id}"


class PendingUpdate(models.Model):
    """Queue of ``institute.content.dependencies``: an object of which a part changed, or a document that is stale.

    Rows are only ever inserted by the transaction that makes the change (by code or by a database trigger), and
    deleted by the one that derives the ``updated`` rows of the log from them.
    """

    part = models.CharField(max_length=150)
    object_id = models.BigIntegerField()
    transaction_id = models.BigIntegerField(editable=False, db_default=CurrentTransaction())

    def __str__(self) -> str:
        return f"{self.part} {self.object_id}"


class DerivationCursor(models.Model):
    """How far the log has been processed by ``institute.content.dependencies``; one row.

    ``dates_until`` is the day up to which what changes on a date has been logged.
    """

    position = models.BigIntegerField(default=0)
    dates_until = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.position)


class SearchEntry(models.Model):
    """What a search for a page looks through, kept apart from the page so that no draft carries it."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="search_entry", primary_key=True)
    vector = SearchVectorField(_("search vector"))
    heading = SearchVectorField(_("heading"), help_text=_("The words of the title and of names, to rank by."))

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="content_search_vector")]
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return str(self.page_id)
