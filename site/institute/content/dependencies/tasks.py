"""Background task that derives what takes too long for the request of an editor."""

from __future__ import annotations

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult


@task(backend="background")
def derive_the_rest() -> None:
    from institute.content.dependencies.derivation import derive

    derive()


def derive_the_rest_soon() -> None:
    """Queue the task unless it is queued already."""
    waiting = DBTaskResult.objects.filter(task_path=derive_the_rest.module_path, status=TaskResultStatus.READY)
    if not waiting.exists():
        derive_the_rest.enqueue()
