"""Wagtail's command for what falls due, safe to run several times at once; one page in trouble never stops the others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import connection, models
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand
from wagtail.models import DraftStateMixin, Page, Revision

from institute.content import change_log, dependencies, locking

# The advisory lock of whoever records what the passing of time changed.
LOCK = 1_128_812_113

logger = logging.getLogger(__name__)


class Command(WagtailCommand):
    help = "Publish and unpublish what is due, and log what the passing of time changed. Run it every minute."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        self.failures: list[str] = []
        for model in self._models_with_drafts():
            expired = self._expired(model).order_by("expire_at").values_list("pk", flat=True)
            for pk in list(expired):
                self._attempt(model, pk, lambda: self._unpublish(model, pk))  # noqa: B023  (called at once)
        for pk in list(self._due().order_by("approved_go_live_at").values_list("pk", flat=True)):
            self._attempt(Revision, pk, lambda: self._publish(pk))  # noqa: B023
        locking.retry_on_deadlock(self._record_passing_time)
        # Whatever a process that died, or was still writing, has left.
        dependencies.derive()
        if self.failures:
            raise CommandError("\n".join(self.failures))

    @staticmethod
    def _models_with_drafts() -> list[type[models.Model]]:
        others = [
            model for model in apps.get_models() if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
        ]
        return [Page, *others]

    @staticmethod
    def _expired(model: type[models.Model]) -> models.QuerySet[Any]:
        return model._default_manager.filter(live=True, expire_at__lt=timezone.now())

    @staticmethod
    def _due() -> models.QuerySet[Revision]:
        found: models.QuerySet[Revision] = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
        return found

    def _attempt(self, model: type[models.Model], pk: Any, action: Callable[[], None]) -> None:
        """Do ``action`` in a transaction of its own, and note why it failed."""
        try:
            locking.retry_on_deadlock(action)
        except Exception as error:
            reasons = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error) or repr(error)
            self.failures.append(f"{model._meta.label} {pk}: {reasons}")
            if not isinstance(error, ValidationError):
                logger.exception("%s %s could not be published or unpublished", model._meta.label, pk)

    def _unpublish(self, model: type[models.Model], pk: Any) -> None:
        """Unpublish an expired object, unless another process has done so since it was found."""
        expired = self._expired(model).select_for_update(of=("self",)).filter(pk=pk).first()
        if expired is not None:
            expired = expired.specific if isinstance(expired, Page) else expired
            expired.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")

    def _publish(self, pk: Any) -> None:
        """Publish a revision that is due, unless another process has done so since it was found."""
        revision = self._due().select_for_update().filter(pk=pk).first()
        if revision is not None:
            revision.publish(log_action="wagtail.publish.scheduled")

    @staticmethod
    def _record_passing_time() -> None:
        """Record each date once: the second of two processes finds what the first has written."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        change_log.record_passing_time()
