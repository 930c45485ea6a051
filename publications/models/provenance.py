"""What is decided about works outside their revisions: restoring an old draft must undo none of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bibliography.identifiers import Scheme, identifier_url
from bibliography.text_normalization import NormalizedField


class Identifier(models.Model):
    """One identifier of one work. Those that an editor typed follow the page's text; machines keep the others."""

    page = models.ForeignKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=20, choices=Scheme.choices)
    value = models.CharField(_("value"), max_length=500)
    entered = models.BooleanField(_("typed by an editor"), default=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_unique"),
            models.CheckConstraint(condition=Q(scheme__in=Scheme.values), name="identifier_scheme_known"),
            models.CheckConstraint(condition=~Q(value=""), name="identifier_has_a_value"),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"

    @property
    def url(self) -> str:
        return identifier_url(self.scheme, self.value)


class AuthorMatch(models.Model):
    """Whether an author of a work is a person of the directory; a rejection is remembered."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("Confirmed")
        SUGGESTED = "suggested", _("Suggested")
        REJECTED = "rejected", _("Rejected")

    page = models.ForeignKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="author_matches")
    author_key = models.UUIDField(_("author"))
    person = models.ForeignKey("directory.PersonPage", on_delete=models.CASCADE, related_name="author_matches")
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    hides_printed_name = models.BooleanField(
        _("the printed name is never shown"),
        default=False,
        help_text=_("The work was printed under a former name: the person’s present name stands instead."),
    )
    score = models.PositiveSmallIntegerField(
        _("score"), default=0, help_text=_("How sure the machine is, out of 100."), editable=False
    )
    # A list of reasons, see `matching.scoring`.
    evidence = models.JSONField(_("evidence"), default=list, blank=True)
    # What the author is called on the work: a decision holds when the list of authors comes in anew with other keys.
    normalized_name = NormalizedField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    # Told by `querysets.confirmed_matches`: whether visitors may read the person's profile.
    person_is_visible: bool

    class Meta:
        verbose_name = _("author match")
        verbose_name_plural = _("author matches")
        indexes = [
            models.Index(fields=["person", "state"], name="author_match_person_state"),
            models.Index(fields=["-score", "id"], condition=Q(state="suggested"), name="author_match_queue"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["page", "author_key", "person"], name="author_match_once"),
            models.UniqueConstraint(
                fields=["page", "author_key"], condition=Q(state="confirmed"), name="author_match_one_confirmed"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["confirmed", "suggested", "rejected"]), name="author_match_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} {self.person_id} {self.state}"

    @property
    def is_decided(self) -> bool:
        """Whether a librarian decided it; a rejection outlives the account of who rejected."""
        return self.decided_by_id is not None or self.state == self.State.REJECTED


class SourceRecord(models.Model):
    """What a source last said of a work, and what of it was written: the base of the next three-way merge.

    A field is locked when the page says something that no source of the page wrote: a person did.
    """

    # The name of a Library.
    source = models.CharField(_("library"), max_length=100)
    external_id = models.CharField(_("identifier at the source"), max_length=500)
    page = models.ForeignKey("publications.PublicationPage", on_delete=models.CASCADE, related_name="source_records")
    payload_hash = models.CharField(_("fingerprint of the payload"), max_length=64)
    values = models.JSONField(_("what the source last said"), default=dict, blank=True)
    written = models.JSONField(_("fingerprints of what it wrote"), default=dict, blank=True)
    unmapped = models.JSONField(_("what the source said that has no place on the page"), default=dict, blank=True)
    fetched_at = models.DateTimeField(_("fetched at"))

    class Meta:
        verbose_name = _("source record")
        verbose_name_plural = _("source records")
        indexes = [models.Index(fields=["source", "payload_hash"], name="source_record_payload")]
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="source_record_unique")]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
