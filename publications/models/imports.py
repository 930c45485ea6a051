"""Imports that people start in the admin, and how far those from services came.

Uploaded files and reports stand below `imports/` in the storage of media, which no address of the site leads to.
"""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FOLDER = "imports"
# Places in a service's answers go out of date; an import that finds its own too old begins anew.
CURSOR_LIFE = dt.timedelta(days=3)
# A run that waits longer than this for a worker probably has none.
PATIENCE = dt.timedelta(minutes=1)
# The first of the two numbers of the database's advisory lock that whoever works on a run holds.
LOCK = 1_229_541_712
_HELD = """
    SELECT objid::bigint FROM pg_locks
    WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def import_path(run: ImportRun, name: str) -> str:
    """Names that nobody can guess, and nothing of what a visitor called the file."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def note_stopped(self) -> None:
        """Tell of the runs that nobody works on any more: their worker was killed, and its lock went with it."""
        under_way = self.filter(state__in=ImportRun.UNDER_WAY, started_at__isnull=False)
        under_way.exclude(pk__in=RawSQL(_HELD, [LOCK])).update(
            state=ImportRun.State.STOPPED, finished_at=timezone.now()
        )

    def old(self) -> ImportRunQuerySet:
        """Those whose files need not be kept any longer."""
        limit = timezone.now() - dt.timedelta(days=settings.IMPORT_KEEP_DAYS)
        return self.filter(created_at__lt=limit).exclude(state__in=ImportRun.WAITING)

    def delete_with_files(self) -> int:
        runs = list(self)
        for run in runs:
            run.delete_with_files()
        return len(runs)


class ImportRun(models.Model):
    """One import: what came in, what was decided, and what became of it."""

    class State(models.TextChoices):
        CHECKING = "checking", _("being checked")
        CHECKED = "checked", _("waiting for your decision")
        QUEUED = "queued", _("waiting for its turn")
        RUNNING = "running", _("running")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    UNDER_WAY = (State.CHECKING, State.RUNNING)
    WAITING = (State.CHECKING, State.QUEUED, State.RUNNING)

    name = models.CharField(_("source"), max_length=255)
    content = models.FileField(_("file"), upload_to=import_path, blank=True)
    remote = models.CharField(_("service"), max_length=2000, blank=True)
    format = models.CharField(_("format"), max_length=20, default="auto")
    # The name of a Library, which is made when the import is written; empty for a service.
    library = models.CharField(_("library"), max_length=100, blank=True)
    draft = models.BooleanField(_("leave new publications unpublished"), default=False)
    # The language in which errors and warnings are told.
    language = models.CharField(_("language"), max_length=20)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.CHECKING)
    # Whether what the counts and the report tell was written, or is what a dry run says.
    is_import = models.BooleanField(_("written"), default=False)
    queued_at = models.DateTimeField(_("queued at"), null=True, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    # By fate, and how many entries came with `warnings` and with possible duplicates (`doubtful`).
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    report = models.FileField(_("report"), upload_to=import_path, blank=True)
    error = models.TextField(_("error"), blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["checking", "checked", "queued", "running", "finished", "failed", "stopped"]),
                name="import_run_state_known",
            ),
            models.CheckConstraint(condition=Q(content="") | Q(remote=""), name="import_run_one_source"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        """Whether it changes by itself: someone works on it, or will."""
        return self.state in self.WAITING

    @property
    def is_queued(self) -> bool:
        """Whether it waits for a worker."""
        return self.state == self.State.QUEUED or (self.state == self.State.CHECKING and self.started_at is None)

    @property
    def can_start(self) -> bool:
        """Whether a person may have it written: it was checked, or it did not come to its end."""
        return self.state == self.State.CHECKED or (
            self.state in (self.State.STOPPED, self.State.FAILED) and self.is_import
        )

    @property
    def can_be_discarded(self) -> bool:
        """Whether nobody works on it: one that no worker has taken up may go."""
        return not self.is_waiting or self.is_queued

    @property
    def can_be_checked_again(self) -> bool:
        return self.state in (self.State.STOPPED, self.State.FAILED) and not self.is_import

    @property
    def waits_too_long(self) -> bool:
        """Whether it looks as if no worker were there to take it."""
        if not self.is_queued or self.queued_at is None or timezone.now() - self.queued_at < PATIENCE:
            return False
        others = ImportRun.objects.filter(state__in=self.UNDER_WAY, started_at__isnull=False)
        return not others.exists()

    @property
    def entries(self) -> int:
        return sum(count for fate, count in self.counts.items() if fate not in ("warnings", "doubtful"))

    # A dry run is one transaction that nobody else sees into: progress goes through the cache.

    @property
    def progress(self) -> dict[str, Any]:
        """`done` of `size` in the unit of the source, `entries` so far, and the `seconds` that took."""
        progress: dict[str, Any] = cache.get(self._progress_key, {})
        return progress

    def tell_progress(self, *, done: int, size: int | None, entries: int, seconds: float) -> None:
        told = {"done": done, "size": size, "entries": entries, "seconds": round(seconds, 1)}
        cache.set(self._progress_key, told, 86_400)

    def forget_progress(self) -> None:
        cache.delete(self._progress_key)

    @property
    def _progress_key(self) -> str:
        return f"publications.import.{self.pk}"

    def delete_with_files(self) -> None:
        for file in (self.content, self.report):
            if file:
                transaction.on_commit(partial(file.storage.delete, str(file.name)), robust=True)
        self.delete()


class RemoteCursorQuerySet(models.QuerySet["RemoteCursor"]):
    def recent(self) -> RemoteCursorQuerySet:
        return self.filter(at__gte=timezone.now() - CURSOR_LIFE)


class RemoteCursor(models.Model):
    """How far an import from a service came: all before this page is written."""

    source = models.CharField(_("source"), max_length=2000, unique=True)
    cursor = models.TextField(_("place"))
    page = models.PositiveIntegerField(_("page"))
    works = models.PositiveIntegerField(_("works before it"))
    at = models.DateTimeField(_("at"))

    objects = RemoteCursorQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in a service’s answers")
        verbose_name_plural = _("places in services’ answers")

    def __str__(self) -> str:
        return f"{self.source}, {self.page}"
