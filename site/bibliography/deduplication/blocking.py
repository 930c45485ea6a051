"""Finding, among a hundred thousand works, the few that may be the one at hand.

Each work has some fingerprints: its title as mere letters, the part before the colon, its first words, its telling
words in no order, its first author with a telling word, its place in a volume. Two descriptions of one work share at
least one, whatever is misprinted or missing in either. Titles that many works bear count with an author only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping

from django.db import connection, transaction

from bibliography.deduplication.description import Description, describe_pages
from bibliography.deduplication.place_comparison import number_in, telling_first_page
from bibliography.deduplication.titles import Title, read_title

# No fingerprint leads to more works than this; the newest come first.
MOST_OF_ONE_VALUE = 40

BATCH = 2_000


def fingerprints_of(work: Description) -> set[str]:
    keys: set[tuple[str, ...]] = set()
    families = list(dict.fromkeys("".join(name.family) for name in (*work.authors[:2], *work.authors[-1:])))
    for text in work.titles:
        title = read_title(text)
        if title.words:
            keys |= _title_keys(title, families, work)
    page, volume = telling_first_page(work.pages), number_in(work.volume)
    if page and volume:
        # Sources disagree about the year, or have none; then the first author tells places apart.
        keys |= {("place", volume, page, family) for family in families[:1]}
        if work.year:
            keys.add(("place", volume, page, str(work.year)))
    return {_digest(key) for key in keys}


def _title_keys(title: Title, families: list[str], work: Description) -> set[tuple[str, ...]]:
    content = title.content
    if title.is_generic or len(content) < 2:
        keys: set[tuple[str, ...]] = {("generic", title.letters, family) for family in families}
        if not families:
            keys.add(("generic", title.letters, str(work.year or ""), number_in(work.volume)))
        return keys | _main_title_keys(title, families)
    keys = {("title", title.letters), *_main_title_keys(title, families)}
    if len(content) >= 4:
        keys.add(("words", *sorted(word[:6] for word in content[:4])))
        keys.add(("words", *sorted(word[:6] for word in content[-4:])))
        keys.add(("words", *sorted(word[:6] for word in content[1:5])))
    # The two longest words, and the first: it survives when a title is cut.
    telling = [*sorted(content, key=lambda word: (-len(word), word))[:2], content[0]]
    keys |= {("author", family, word[:6]) for family in families[:1] for word in telling}
    keys |= {("author", family, content[0][:6], content[1][:6]) for family in families[1:]}
    return keys


def _main_title_keys(title: Title, families: list[str]) -> set[tuple[str, ...]]:
    """`BERT: Pre-training of …` is found by either part."""
    keys: set[tuple[str, ...]] = set()
    for place in sorted(title.breaks)[:1]:
        for part in (title.words[:place], title.words[place:]):
            if len(part) >= 4:
                keys.add(("title", "".join(part)))
            else:
                keys |= {("generic", "".join(part), family) for family in families}
    if len(title.words) <= 3:
        keys |= {("generic", title.letters, family) for family in families}
    return keys


def _digest(key: Iterable[str]) -> str:
    return hashlib.blake2b("|".join(key).encode(), digest_size=9).hexdigest()


def write_fingerprints(page_ids: Collection[int]) -> None:
    """Bring the fingerprints of these pages up to date with what the database holds of them."""
    remaining = sorted(page_ids)
    while remaining:
        batch, remaining = remaining[:BATCH], remaining[BATCH:]
        store_fingerprints(
            {page_id: fingerprints_of(description) for page_id, description in describe_pages(batch).items()}
        )


@transaction.atomic
def store_fingerprints(wanted: Mapping[int, Collection[str]]) -> None:
    """Make the stored fingerprints of these pages equal to those wanted."""
    pages, values = _columns(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM publications_fingerprint WHERE page_id = ANY(%s) AND (page_id, value) NOT IN "
            "(SELECT * FROM unnest(%s::bigint[], %s::text[]))",
            [list(wanted), pages, values],
        )
    add_fingerprints(wanted)


def add_fingerprints(wanted: Mapping[int, Collection[str]]) -> None:
    """Store fingerprints beside those that the pages have: all that a new page needs."""
    pages, values = _columns(wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO publications_fingerprint (page_id, value) "
            "SELECT * FROM unnest(%s::bigint[], %s::text[]) ON CONFLICT DO NOTHING",
            [pages, values],
        )


def _columns(wanted: Mapping[int, Collection[str]]) -> tuple[list[int], list[str]]:
    pairs = [(page_id, value) for page_id, values in sorted(wanted.items()) for value in sorted(values)]
    return [page_id for page_id, _value in pairs], [value for _page_id, value in pairs]


def pages_sharing(values: Collection[str]) -> dict[str, list[int]]:
    """The pages that have each of these fingerprints, at most `MOST_OF_ONE_VALUE` a value, in one query."""
    if not values:
        return {}
    statement = (
        "SELECT wanted.value, found.page_id FROM unnest(%s::text[]) AS wanted(value), LATERAL ("
        "SELECT page_id FROM publications_fingerprint WHERE value = wanted.value "
        "ORDER BY page_id DESC LIMIT %s) AS found"
    )
    pages: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(values), MOST_OF_ONE_VALUE])
        for value, page_id in cursor.fetchall():
            pages.setdefault(value, []).append(page_id)
    return pages
