"""Wagtail's command for what falls due, made so that one page in trouble never holds up the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import DatabaseError, models
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand
from wagtail.models import DraftStateMixin, Page, Revision

from institute.content import changes, dependencies, turns


class Command(WagtailCommand):
    help = "Publish and unpublish what is due, and log what the passing of time changed. Run it every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        self.failures: list[str] = []
        for model in self._models_with_drafts():
            for expired in model._default_manager.filter(live=True, expire_at__lt=timezone.now()).order_by(
                "expire_at"
            ):
                self._attempt(expired, self._unpublish)
        due = Revision.objects.filter(approved_go_live_at__lt=timezone.now()).order_by("approved_go_live_at")
        for revision in due:
            self._attempt(revision, self._publish)
        changes.record_passing_time()
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

    def _attempt(self, subject: models.Model, action: Callable[[Any], None]) -> None:
        try:
            turns.in_one_transaction(lambda: action(subject))
        except (ValidationError, DatabaseError) as error:
            reasons = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            self.failures.append(f"{subject}: {reasons}")

    @staticmethod
    def _unpublish(expired: Any) -> None:
        expired = expired.specific if isinstance(expired, Page) else expired
        expired.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")

    @staticmethod
    def _publish(revision: Revision) -> None:
        revision.publish(log_action="wagtail.publish.scheduled")
