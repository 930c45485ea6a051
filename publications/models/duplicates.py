"""How works are found that may be one, and what was decided of them. No revision carries any of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Fingerprint(models.Model):
    """One of the few values that two descriptions of one work are likely to share; see `bibliography.deduplication`."""

    page = models.ForeignKey(
        "publications.PublicationPage", on_delete=models.CASCADE, related_name="fingerprints", db_index=False
    )
    value = models.CharField(_("value"), max_length=20, db_collation="C")

    class Meta:
        verbose_name = _("fingerprint")
        verbose_name_plural = _("fingerprints")
        indexes = [models.Index(fields=["value", "page"], name="fingerprint_value_page")]
        constraints = [models.UniqueConstraint(fields=["page", "value"], name="fingerprint_once_a_page")]

    def __str__(self) -> str:
        return self.value


class PossibleDuplicate(models.Model):
    """Two works that may be one. A pair that was declared distinct stays here, so that it never comes back."""

    class State(models.TextChoices):
        OPEN = "open", _("To decide")
        DISTINCT = "distinct", _("Different works")

    first = models.ForeignKey(
        "publications.PublicationPage", verbose_name=_("first"), on_delete=models.CASCADE, related_name="+"
    )
    second = models.ForeignKey(
        "publications.PublicationPage", verbose_name=_("second"), on_delete=models.CASCADE, related_name="+"
    )
    score = models.FloatField(_("score"), default=0)
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(_("found at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        ordering = ["-score", "pk"]
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        indexes = [models.Index(fields=["state", "-score", "id"], name="possible_duplicate_queue")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="possible_duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="possible_duplicate_in_order"),
            models.CheckConstraint(condition=Q(state__in=["open", "distinct"]), name="possible_duplicate_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id} {self.state}"


class Merge(models.Model):
    """One page was absorbed by another of the same work. It is kept, hidden, until the merge is undone.

    `moved` holds all that `publications.deduplication.merging.undo` needs to put everything back.
    """

    kept = models.ForeignKey(
        "publications.PublicationPage", verbose_name=_("kept"), on_delete=models.CASCADE, related_name="merges"
    )
    absorbed = models.ForeignKey(
        "publications.PublicationPage",
        verbose_name=_("absorbed"),
        on_delete=models.CASCADE,
        related_name="absorptions",
    )
    moved = models.JSONField(_("what was moved"), default=dict, blank=True)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("merged by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    merged_at = models.DateTimeField(_("merged at"), auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("undone by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at__isnull=True), name="merge_absorbed_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"
