"""Whose turn it is: changes that bear upon one another are worked out one after the other.

What visitors see of a page hangs on other pages: those above it, the one that it follows as an alias, the indexes
that serve it. A transaction does not see what another has not committed: while one closes a section, another could
publish a page in it, and each would find that page as it was before the other. So whoever works out what is seen of a
page shares what it hangs on until the transaction ends, and whoever changes what hangs on a page has it alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db import connection
from django.db.models import Q
from wagtail.models import Page

# The first of the two numbers of the database's advisory locks; the second is the page's.
_LOCK = 1_128_812_111


def have_alone(page: Page) -> None:
    """Wait for all who share ``page``; until this transaction ends, whoever hangs on it waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, page.pk])


def share_what_is_above(page_ids: Collection[int]) -> None:
    """Wait for whoever changes what these pages hang on; until this transaction ends, nobody does.

    What they hang on may have become something else while this waited: then it looks again.
    """
    shared: set[int] = set()
    while others := set(_above(page_ids)) - shared:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock_shared(%s, page) FROM unnest(%s::integer[]) AS page",
                [_LOCK, sorted(others)],
            )
        shared |= others


def _above(page_ids: Collection[int]) -> Iterator[int]:
    """Yield what stands above these pages, what they follow or translate, and what stands above that."""
    looked_for = Q(pk__in=page_ids)
    known: set[int] = set()
    while True:
        found = list(
            Page.objects.filter(looked_for)
            .exclude(pk__in=known)
            .values_list("pk", "path", "alias_of", "translation_key")
        )
        if not found:
            return
        keys = {pk for pk, _path, _alias_of, _key in found}
        yield from keys.difference(page_ids)
        known |= keys
        looked_for = (
            Q(
                path__in={
                    path[:end] for _pk, path, *_others in found for end in range(Page.steplen, len(path), Page.steplen)
                }
            )
            | Q(pk__in={alias_of for _pk, _path, alias_of, _key in found if alias_of})
            | Q(translation_key__in={key for *_others, key in found})
        )
