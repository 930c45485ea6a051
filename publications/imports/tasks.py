"""The imports of the admin: checked and written at once where they are small, else by the background worker."""

from __future__ import annotations

import logging
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.core.files import File
from django.db import DatabaseError, connection
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_tasks import task

from bibliography.entry import UnusableSourceError
from publications.imports.batches import error_text, known_library
from publications.imports.importer import Importer
from publications.imports.remote import remote_source
from publications.imports.report import Report, Result
from publications.imports.sources import Source, file_source
from publications.models import ImportRun
from publications.models.imports import LOCK

# Bytes that are checked while the librarian waits for the page.
SMALL = 1_000_000

State = ImportRun.State

logger = logging.getLogger(__name__)


def check(run: ImportRun) -> None:
    """Find out what the import would do: at once, or as soon as a worker is free."""
    run.state, run.is_import = State.CHECKING, False
    if _is_small(run) and _is_free():
        _work(run)
    else:
        _queue(run)


def start(run: ImportRun) -> None:
    """Have the import written; one that was written in part goes on, since what is there already stays as it is."""
    run.state, run.is_import = State.QUEUED, True
    _queue(run)


def _queue(run: ImportRun) -> None:
    run.queued_at, run.started_at, run.finished_at, run.error = timezone.now(), None, None, ""
    run.save()
    run.forget_progress()
    work_on_import.enqueue(run.pk)
    run.refresh_from_db()


@task(backend="background")
def work_on_import(pk: int) -> None:
    """What the worker does. One that comes second to a run, or too late, leaves it alone."""
    with _holding(pk) as is_ours:
        run = ImportRun.objects.filter(pk=pk).first() if is_ours else None
        if run is not None and run.is_queued:
            _work(run)


def _work(run: ImportRun) -> None:
    run.state = State.RUNNING if run.is_import else State.CHECKING
    run.started_at, run.finished_at, run.error, run.counts = timezone.now(), None, "", {}
    if run.report:
        # It tells of the check, or of an earlier attempt.
        run.report.delete(save=False)
    run.save()
    with translation.override(run.language), tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.json"
        try:
            _import(run, path)
        except UnusableSourceError as error:
            run.state, run.error = State.FAILED, str(error)
        except Exception as error:
            logger.exception("Import %s broke off", run.pk)
            run.state = State.FAILED
            run.error = gettext("The import broke off: %(error)s") % {"error": error_text(error)}
        else:
            run.state = State.FINISHED if run.is_import else State.CHECKED
        _keep_report(run, path)
    run.finished_at = timezone.now()
    run.save()
    run.forget_progress()


def _import(run: ImportRun, path: Path) -> None:
    source = open_source(run)
    run.format, run.library = source.adapter.name, known_library(source.library)
    # `Library.clean` refuses to rename the library of an import that is under way.
    run.save(update_fields=["format", "library"])
    about = {
        "source": run.name,
        "library": run.library,
        "format": run.format,
        "dry_run": not run.is_import,
        "draft": run.draft,
    }
    counts: Counter[str] = Counter()
    started = time.monotonic()
    with (
        Report(path, **about) as report,
        Importer(dry_run=not run.is_import, draft=run.draft, user=run.user) as importer,
    ):
        entries = 0
        for results in importer.run(source.adapter, source.entries(), source.library):
            report.add(results)
            counts.update(_remarks(results))
            entries += len(results)
            run.counts = {**{str(fate): count for fate, count in report.counts.items()}, **counts}
            run.tell_progress(done=source.done, size=source.size, entries=entries, seconds=time.monotonic() - started)
    if not entries:
        raise UnusableSourceError(gettext("There is nothing to import in “%(name)s”.") % {"name": run.name})


def _remarks(results: Iterable[Result]) -> Iterator[str]:
    for result in results:
        if result.warnings:
            yield "warnings"
        if result.doubtful:
            yield "doubtful"


def open_source(run: ImportRun) -> Source:
    """What is to be imported; raises UnusableSourceError."""
    if not run.remote:
        return file_source(cast(BinaryIO, run.content.open("rb")), run.name, run.format, run.library)
    source = remote_source(run.remote)
    if source is None:
        raise UnusableSourceError(gettext("“%(source)s” names no service.") % {"source": run.remote})
    return source


def _keep_report(run: ImportRun, path: Path) -> None:
    """The report of what was done so far is kept too where the rest failed."""
    if path.exists():
        with path.open("rb") as file:
            run.report.save("report.json", File(file), save=False)


def _is_small(run: ImportRun) -> bool:
    return not run.remote and run.content.size <= SMALL


# Locks


def _is_free() -> bool:
    """Whether no import is writing, for which one that must answer at once would wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('publications.import'))")
        return bool(cursor.fetchone()[0])


@contextmanager
def _holding(pk: int) -> Iterator[bool]:
    """Say whether the run is this process's own; the database gives it up with the connection, however that ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, pk])
        is_ours = bool(cursor.fetchone()[0])
    try:
        yield is_ours
    finally:
        if is_ours:
            _release(pk)


def _release(pk: int) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, pk])
    except DatabaseError:
        # A connection that cannot even say this is of no use to anybody, and takes the lock with it.
        connection.close()
