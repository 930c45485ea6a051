"""Write the ``updated`` rows of documents that show something that changed.

It happens after the commit of the change, in transactions of its own, one at a time (an advisory lock). Only then is
everything visible that was committed meanwhile: a transaction that derived its own rows would miss the author that
another one confirms at the same moment. Nothing gets lost where a process dies in between: the log itself and
``PendingUpdate`` are the queue, and whoever commits next, or ``publish_scheduled``, continues from the cursor.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, transaction
from django.db.models.expressions import RawSQL
from wagtail.models import Page

from institute.content import locking
from institute.content.dependencies import registry, tasks
from institute.content.dependencies.propagation import Derivation, TooManyObjectsError
from institute.content.dependencies.registry import ADDRESS, DOCUMENT, DOCUMENTS, Part
from institute.content.models import Change, DerivationCursor, PendingUpdate, PublicPage

logger = logging.getLogger(__name__)

# The two numbers of the advisory lock that the process deriving updates holds.
LOCK = (1_128_812_114, 0)
# Documents whose rows are written in one transaction.
BATCH = 2000
# Rows of the log that are read in one transaction.
ROWS = 20_000
# What a request does after its commit, and no more: rows that wait, objects of one part that follow from them, passes.
ROWS_IN_REQUEST = 1000
OBJECTS_IN_REQUEST = BATCH
PASSES_IN_REQUEST = 3
# How long to wait for other transactions that are changing the documents themselves.
SECONDS_TO_WAIT = 2

STAMP_AND_LOG = """
WITH reached AS (
    SELECT id FROM content_publicpage WHERE page_id = ANY(%(pages)s) ORDER BY id
    FOR NO KEY UPDATE {skip_locked}
), stamped AS (
    UPDATE content_publicpage SET updated_at = clock_timestamp()
    WHERE id IN (SELECT id FROM reached)
    RETURNING page_id, identifier, language, path, updated_at
), logged AS (
    INSERT INTO content_change
        (kind, subject_type, subject_id, identifier, language, path, previous_path, recorded_at, is_derived)
    SELECT 'updated', type.app_label || '.' || type.model, page.id, stamped.identifier, stamped.language,
        stamped.path, '', stamped.updated_at, true
    FROM stamped
    JOIN wagtailcore_page page ON page.id = stamped.page_id
    JOIN django_content_type type ON type.id = page.content_type_id
    ORDER BY page.id, stamped.language
    RETURNING subject_id
)
SELECT address.page_id FROM content_publicpage address
WHERE address.page_id = ANY(%(pages)s) AND address.id NOT IN (SELECT id FROM reached)
"""


def note(part: Part, keys: Iterable[int]) -> None:
    """Record, in the transaction of a change, that ``part`` of these objects changes in a way that no row tells."""
    PendingUpdate.objects.bulk_create(PendingUpdate(part=part.name, object_id=key) for key in keys)


def note_deletion(label: str, keys: set[int]) -> None:
    """Record what reads objects of a model that are about to be deleted, while their relations can be followed."""
    is_page = issubclass(apps.get_model(label), Page)
    if is_page:
        translations = Page.objects.filter(
            translation_key__in=Page.objects.filter(pk__in=keys).values("translation_key")
        )
        keys = keys | set(translations.values_list("pk", flat=True))
    for part in [registry.whole(apps.get_model(label)), *registry.parts_of(label), *([ADDRESS] if is_page else [])]:
        for edge in registry.edges_of(part):
            note(edge.target, edge.via(keys))


def derive() -> None:
    """Derive what follows from everything that is committed.

    Returns at once where another process is at it: that one looks again after it has let the lock go, so that nothing
    committed meanwhile waits.
    """
    while _count_waiting(1) and _pass():
        pass


def derive_after_commit() -> None:
    """Derive what follows from the transaction just committed, or leave it to the worker.

    A request does a bounded part: it counts what waits, of which others may have committed the most; it gives up a
    pass that finds too much; and it stops while others commit faster than it works. What is left stays in the queue.
    """
    for _number in range(PASSES_IN_REQUEST):
        waiting = _count_waiting(ROWS_IN_REQUEST + 1)
        if not waiting:
            return
        if waiting > ROWS_IN_REQUEST:
            break
        try:
            if not _pass(OBJECTS_IN_REQUEST):
                return
        except TooManyObjectsError:
            break
    tasks.derive_the_rest_soon()


def _pass(limit: int | None = None) -> bool:
    """Process some of the log and write a batch of documents; return False where another pass has to wait.

    Raises TooManyObjectsError, having written nothing, where more than ``limit`` objects of a part changed.
    """
    skipped = locking.retry_on_deadlock(partial(_process, limit))
    return skipped is not None and _write_each(skipped)


def _process(limit: int | None) -> set[int] | None:
    """Return the stale documents that others are writing; None where another process derives."""
    if not _take_lock():
        return None
    documents = sorted(_stale_documents(limit))
    batch, rest = documents[:BATCH], documents[BATCH:]
    # Last: from here on rows of others are locked, and nothing may be waited for.
    skipped = _write(batch, skip_locked=True) if batch else set()
    note(DOCUMENTS, [*rest, *sorted(skipped)])
    return skipped


def _take_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK)
        return bool(cursor.fetchone()[0])


def _count_waiting(limit: int) -> int:
    """Return how many rows were committed and not processed, up to ``limit`` of the log and of the queue each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM content_pendingupdate LIMIT %(limit)s) AS pending)"
            " + (SELECT count(*) FROM (SELECT 1 FROM content_change WHERE NOT is_derived AND position >"
            " coalesce((SELECT max(position) FROM content_derivationcursor), 0) LIMIT %(limit)s) AS logged)",
            {"limit": limit},
        )
        return int(cursor.fetchone()[0])


def _write(pages: Collection[int], *, skip_locked: bool) -> set[int]:
    """Write a row for each language in which the pages can be read; return those that others are writing."""
    statement = STAMP_AND_LOG.format(skip_locked="SKIP LOCKED" if skip_locked else "")
    with connection.cursor() as cursor:
        cursor.execute(statement, {"pages": list(pages)})
        return {page for (page,) in cursor.fetchall()}


def _write_each(pages: Iterable[int]) -> bool:
    """Write the rows of documents that others are changing, holding one lock at a time.

    Returns False where that takes too long: they stay in the queue, for whoever changes them derives when it commits.
    """
    ends = time.monotonic() + SECONDS_TO_WAIT
    for page in sorted(pages):
        milliseconds = int((ends - time.monotonic()) * 1000)
        if milliseconds <= 0:
            return False
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{milliseconds}ms"])
                PendingUpdate.objects.filter(part=DOCUMENT, object_id=page).delete()
                _write([page], skip_locked=False)
        except OperationalError:
            logger.info("The update of page %s waits: another transaction is changing it.", page)
            return False
    return True


# From the log to stale documents


def _stale_documents(limit: int | None) -> set[int]:
    """Return the documents that are stale by the next part of the log and the queue, and move on in both."""
    cursor, _created = DerivationCursor.objects.get_or_create(pk=1)
    found = (
        Change.objects.filter(position__gt=cursor.position, is_derived=False)
        .order_by("position")
        .annotate(statement=RawSQL("content_change.xmin::text", []))
        .values_list(
            "kind", "subject_type", "subject_id", "language", "position", "statement", "transaction_id", named=True
        )
    )
    rows: list[Any] = list(found[:ROWS])
    derivation = Derivation(limit)
    for label, keys, readdressed in _edits(rows):
        derivation.edited(label, keys, readdressed)
    pending, transactions = _take_pending()
    for name, keys in pending.items():
        derivation.noted(name, keys)
    derivation.follow_edges()
    stale = derivation.changed.get(DOCUMENTS, set())
    transactions |= {row.transaction_id for row in rows}
    if len({row.statement for row in rows}) == 1 and len(transactions) == 1:
        # Read from their own row on, they say already what was committed with it. What was noted beside the log by a
        # later transaction, they do not.
        stale -= _updated_in_every_language(rows, stale)
    if rows:
        cursor.position = rows[-1].position
        cursor.save(update_fields=["position"])
    return stale


def _updated_in_every_language(rows: Iterable[Any], pages: set[int]) -> set[int]:
    """Return those of ``pages`` of which the rows name every document: that of one language shows where the others are."""
    languages: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        if row.kind != Change.Kind.REMOVED and row.subject_id in pages:
            languages[row.subject_id].add(row.language)
    readable: dict[int, set[str]] = defaultdict(set)
    for page, language in PublicPage.objects.filter(page__in=languages).values_list("page", "language"):
        readable[page].add(language)
    return {page for page in languages if readable[page] <= languages[page]}


def _take_pending() -> tuple[dict[str, set[int]], set[int]]:
    """Take some of the queue: the objects by the part that changed, and the transactions that noted them."""
    pending: dict[str, set[int]] = defaultdict(set)
    transactions: set[int] = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM content_pendingupdate WHERE id IN (SELECT id FROM content_pendingupdate ORDER BY id LIMIT %s)"
            " RETURNING part, object_id, transaction_id",
            [ROWS],
        )
        for name, key, transaction_id in cursor.fetchall():
            pending[name].add(key)
            transactions.add(transaction_id)
    return pending, transactions


def _edits(rows: Iterable[Any]) -> list[tuple[str, set[int], set[int]]]:
    """Return, by label, the objects that were edited, and those of them that appeared, moved or disappeared."""
    edited: dict[str, set[int]] = defaultdict(set)
    readdressed: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        edited[row.subject_type].add(row.subject_id)
        if row.kind != Change.Kind.UPDATED:
            readdressed[row.subject_type].add(row.subject_id)
    return [(label, keys, readdressed[label]) for label, keys in edited.items()]
