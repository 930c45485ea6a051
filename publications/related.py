"""Related works: which ones a work names, and which works name others once some of them have changed.

Those that share most come first; of several that share as much, those nearest in time, so that a new work enters the
lists of its neighbours and not those of everything ever written about its topic.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from publications.models.authorships import Authorship
from publications.models.related import RelatedWorks

RELATED = 4
# Works whose lists are worked out in one statement.
BATCH = 200

# A topic counts one, an author two. An author is the same who is the same person, or has the same full name. Without a
# shared author a work has to have at least half of the topics.
_PAIRS = """
WITH named AS (
    {names}
), shared AS (
    SELECT page, other, sum(topics) AS topics, greatest(sum(people), sum(names)) AS authors FROM (
        SELECT mine.page_id AS page, theirs.page_id AS other, count(*) AS topics, 0 AS people, 0 AS names
        FROM publications_publicationtopic mine
        JOIN publications_publicationtopic theirs
            ON theirs.topic_id = mine.topic_id AND theirs.page_id <> mine.page_id
        WHERE mine.page_id = ANY(%(pages)s) GROUP BY 1, 2
        UNION ALL
        SELECT mine.page_id, theirs.page_id, 0, count(*), 0
        FROM (SELECT DISTINCT page_id, person_id FROM publications_authormatch
              WHERE state = 'confirmed' AND page_id = ANY(%(pages)s)) mine
        JOIN publications_authormatch theirs
            ON theirs.person_id = mine.person_id AND theirs.state = 'confirmed' AND theirs.page_id <> mine.page_id
        GROUP BY 1, 2
        UNION ALL
        SELECT mine.page_id, theirs.page_id, 0, 0, count(*)
        FROM named mine
        JOIN publications_authorship theirs
            ON theirs.normalized_name = mine.name AND theirs.page_id <> mine.page_id
        GROUP BY 1, 2
    ) counted GROUP BY 1, 2
), pair AS (
    SELECT shared.page, other, shared.topics, authors, shared.topics + 2 * authors AS score,
        abs(theirs.sort_date - mine.sort_date) AS days, abs(other - shared.page) AS apart
    FROM shared
    JOIN publications_publicationpage mine ON mine.page_ptr_id = shared.page
    JOIN publications_publicationpage theirs ON theirs.page_ptr_id = other
)
"""

# Whether a name is full is judged where it is printed (``names.is_full``).
_FULL_NAMES = "SELECT DISTINCT * FROM unnest(%(named)s::bigint[], %(names)s::text[]) full_name(page_id, name)"
_ANY_NAMES = (
    "SELECT DISTINCT page_id, normalized_name AS name FROM publications_authorship WHERE page_id = ANY(%(pages)s)"
)

_CLOSEST = f"""{_PAIRS.format(names=_FULL_NAMES)}, ranked AS (
    SELECT page, other, score, days,
        row_number() OVER (PARTITION BY page ORDER BY score DESC, days, apart, other DESC) AS place
    FROM pair
    WHERE (authors > 0 OR topics >= greatest(1, (
            (SELECT count(*) FROM publications_publicationtopic own WHERE own.page_id = pair.page) + 1) / 2))
        AND EXISTS (SELECT 1 FROM content_publicpage address WHERE address.page_id = other)
)
SELECT page, other, score, days FROM ranked WHERE place <= {RELATED} ORDER BY page, place
"""

# Works that name one of the changed ones, or may: what is stored tells what a newcomer has to surpass.
_AFFECTED = f"""{_PAIRS.format(names=_ANY_NAMES)}
SELECT page_id FROM publications_relatedworks WHERE works && %(pages)s::bigint[]
UNION
SELECT other FROM pair
JOIN content_publicpage address ON address.page_id = other
LEFT JOIN publications_relatedworks stored ON stored.page_id = other
WHERE stored.page_id IS NULL OR cardinality(stored.works) < {RELATED}
    OR score > stored.lowest_score OR (score = stored.lowest_score AND pair.days <= stored.days)
"""

Name = tuple[int, str]


class Related(NamedTuple):
    """The works that one names, in order; the score of the last, and how far it is in time."""

    works: list[int]
    lowest_score: int = 0
    days: int = 0


def closest(pages: Collection[int], names: Iterable[Name]) -> dict[int, Related]:
    """Return what these works name; ``names`` are the full names of their authors, folded, by work."""
    names = list(names)
    named, full = [page for page, _name in names], [name for _page, name in names]
    found = {page: Related([]) for page in pages}
    for page, other, score, days in _run(_CLOSEST, pages=list(pages), named=named, names=full):
        found[page] = Related([*found[page].works, other], score, days)
    return found


def lists_that_changed(changed: set[int]) -> set[int]:
    """Bring the stored lists up to date after ``changed`` were edited; return the works whose lists are others now."""
    affected = changed | {page for (page,) in _run(_AFFECTED, pages=list(changed))}
    different: set[int] = set()
    ordered = sorted(affected)
    for start in range(0, len(ordered), BATCH):
        different |= _store(ordered[start : start + BATCH])
    return different


def _store(pages: list[int]) -> set[int]:
    """Store what these works name now; a work that names none has no row."""
    authors = Authorship.objects.filter(page__in=pages).only("page", "normalized_name", "given_name", "family_name")
    now = closest(pages, [(row.page_id, row.normalized_name) for row in authors if row.has_full_name])
    stored = {row.page_id: Related(row.works, row.lowest_score, row.days) for row in _stored(pages)}
    different = {page: related for page, related in now.items() if related != stored.get(page, Related([]))}
    RelatedWorks.objects.bulk_create(
        [RelatedWorks(page_id=page, **related._asdict()) for page, related in different.items()],
        update_conflicts=True,
        unique_fields=["page"],
        update_fields=Related._fields,
    )
    return {page for page, related in different.items() if related.works != stored.get(page, Related([])).works}


def _stored(pages: Collection[int]) -> QuerySet[RelatedWorks]:
    return RelatedWorks.objects.filter(page__in=pages)


def works_that_name(keys: set[int]) -> Iterable[int]:
    """Return the works among whose related ones these are."""
    return RelatedWorks.objects.filter(works__overlap=sorted(keys)).values_list("page", flat=True)


def _run(statement: str, **parameters: list[Any]) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
