"""Whose turn it is: changes that bear upon one another are worked out one after the other.

What visitors see of a page hangs on other pages: those above it, the one that it follows as an alias, the indexes
that serve it. A transaction does not see what another has not committed: while one closes a section, another could
publish a page in it, and each would find that page as it was before the other. So whoever works out what is seen of a
page shares what it hangs on until the transaction ends, and whoever changes what hangs on a page has it alone.

Two may still come to wait for one another. PostgreSQL then ends one of them, which is done again (``retry_on_deadlock``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, TypeVar

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.transaction import TransactionManagementError
from psycopg.errors import DeadlockDetected, InFailedSqlTransaction
from psycopg.pq import TransactionStatus
from wagtail.models import Page

Result = TypeVar("Result")

TRIES = 5

# The first of the two numbers of the database's advisory locks; the second is the page's.
_LOCK = 1_128_812_111

# What stands above these pages, what they follow or translate, and what stands above that: each in turn, lest two
# that share the same pages wait for one another.
_SHARE_WHAT_IS_ABOVE = f"""
WITH RECURSIVE above(id, path, alias_of_id, translation_key) AS (
    SELECT id, path, alias_of_id, translation_key FROM wagtailcore_page WHERE id = ANY(%(pages)s)
    UNION
    SELECT other.* FROM above, LATERAL (
        SELECT id, path, alias_of_id, translation_key FROM wagtailcore_page WHERE id = above.alias_of_id
        UNION ALL
        SELECT id, path, alias_of_id, translation_key FROM wagtailcore_page
        WHERE translation_key = above.translation_key
        UNION ALL
        SELECT id, path, alias_of_id, translation_key FROM wagtailcore_page
        WHERE path = left(above.path, greatest(length(above.path) - {Page.steplen}, 0))
    ) AS other
), hung_on AS MATERIALIZED (
    SELECT id FROM above WHERE id != ALL(%(pages)s) ORDER BY id
)
SELECT id, pg_advisory_xact_lock_shared({_LOCK}, id) FROM hung_on
"""


# A page and its translations together: two that change one each would share the other's, and then wait for ever.
_HAVE_ALONE = f"""
WITH pages AS MATERIALIZED (SELECT id FROM wagtailcore_page WHERE translation_key = %s ORDER BY id)
SELECT pg_advisory_xact_lock({_LOCK}, id) FROM pages
"""


# Apart from the locks above: a request takes it first, and whatever it publishes then takes those.
_EDITING = 1_128_812_112
_LOCK_FOR_EDITING = f"SELECT pg_advisory_xact_lock({_EDITING}, id) FROM wagtailcore_page WHERE id = %s"


def retry_on_deadlock(
    work: Callable[[], Result], *, before_retry: Callable[[], None] = lambda: None, tries: int = TRIES
) -> Result:
    """Do ``work`` in a transaction; once more where the database ended it because two waited for one another.

    What ``work`` does elsewhere than in the database is done as often as it is tried, unless ``before_another_try``
    undoes it. Within another transaction nothing can be tried again: that is for whoever began it.

    Some code catches the error of a statement and goes on, in a transaction that PostgreSQL refuses to continue, or
    that Django rolls back without a word: the search index of the admin is updated by a task that only logs its
    errors. Such an error is raised here all the same, and decides whether ``work`` is tried again.
    """
    errors = _StatementErrors()
    try:
        with connection.execute_wrapper(errors), transaction.atomic():
            try:
                result = work()
            except Exception as error:
                errors.raise_for(error)
                raise
            errors.raise_for(None)
            return result
    except OperationalError as error:
        if tries == 1 or connection.in_atomic_block or not _is_deadlock(error):
            raise
    before_retry()
    return retry_on_deadlock(work, before_retry=before_retry, tries=tries - 1)


def _is_deadlock(error: Exception | None) -> bool:
    return error is not None and isinstance(error.__cause__, DeadlockDetected)


def _is_consequence(error: Exception | None) -> bool:
    """Return whether the error says only that an earlier one has ended the transaction."""
    is_refused = error is not None and isinstance(error.__cause__, InFailedSqlTransaction)
    return is_refused or isinstance(error, TransactionManagementError)


class _StatementErrors:
    """Execute wrapper that remembers the last error of a statement, and a deadlock before any other."""

    def __init__(self) -> None:
        self.error: DatabaseError | None = None

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return execute(*arguments)
        except DatabaseError as error:
            if not _is_consequence(error) and not _is_deadlock(self.error):
                self.error = error
            raise

    def raise_for(self, outcome: Exception | None) -> None:
        """Raise the remembered error if it is a deadlock, has aborted the transaction, or is the cause of ``outcome``."""
        if self.error is None:
            return
        driver = connection.connection
        is_aborted = driver is not None and driver.info.transaction_status == TransactionStatus.INERROR
        if is_aborted or _is_consequence(outcome) or _is_deadlock(self.error):
            raise self.error


def lock_for_editing(page_id: int) -> None:
    """Wait until no other request edits the page; hold it for this one until the transaction ends.

    An autosave that read a page before it was approved would otherwise write it as it was, a draft again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_FOR_EDITING, [page_id])


def lock_exclusive(page: Page) -> None:
    """Wait for all who share ``page``; until this transaction ends, whoever hangs on it waits."""
    with connection.cursor() as cursor:
        cursor.execute(_HAVE_ALONE, [page.translation_key])


def lock_ancestors_shared(page_ids: Collection[int]) -> None:
    """Wait for whoever changes what these pages hang on; until this transaction ends, nobody does.

    What they hang on may have become something else while this waited: then it looks again.
    """
    shared: set[int] = set()
    is_known = False
    while not is_known:
        with connection.cursor() as cursor:
            cursor.execute(_SHARE_WHAT_IS_ABOVE, {"pages": list(page_ids)})
            found = {page for page, _lock in cursor.fetchall()}
        is_known = found <= shared
        shared |= found
