"""The background worker of django-tasks-db, which outlives a restart of the database."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django_tasks_db.management.commands.db_worker import Command as WorkerCommand

FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0

logger = logging.getLogger(__name__)


class Command(WorkerCommand):
    """Begin anew, with growing delays, whenever the database is lost."""

    def handle(self, *args: Any, **options: Any) -> None:
        wait = FIRST_WAIT
        while True:
            started = time.monotonic()
            try:
                super().handle(*args, **options)
            except (OperationalError, InterfaceError) as error:
                if time.monotonic() - started > LONGEST_WAIT:
                    wait = FIRST_WAIT
                logger.warning("The worker lost the database and tries again in %d s: %s", wait, error)
            else:
                return
            connections.close_all()
            # A request to end arrives as SystemExit here too, from the worker's own handler.
            time.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
