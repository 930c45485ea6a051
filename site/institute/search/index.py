"""Full-text index of public pages on PostgreSQL, independent of accents, capitals and inflection.

Wagtail's database backend serves the admin. It matches on an expression that no index covers, and its results cannot be
combined with the filters and the order of a public list. Here each page has one indexed vector (``SearchEntry``) of its
words as written, stemmed as English and stemmed as French: "reseaux" finds "réseau", "network" finds "networks", "beng"
finds "Bengio".

Results are ranked by the words of title and names only (``SearchEntry.heading``): this short vector is stored in the
row, whereas the full vector of every match would have to be fetched and decompressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import and_, or_
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet
from wagtail.models import Page

from bibliography.text_normalization import normalize

Pages = TypeVar("Pages", bound=QuerySet)

CONFIGURATIONS = ("simple", "english", "french")

# PostgreSQL refuses a tsvector of more than 1 MiB; a page's first 200,000 characters find it.
LONGEST_TEXT = 200_000


@dataclass(frozen=True)
class SearchDocument:
    """The plain text of a page in descending weight: title, names, body."""

    title: str
    names: str = ""
    body: str = ""
    title_is_name: bool = False


def matching(pages: Pages, text: str) -> Pages:
    """Filter ``pages`` by every word of ``text``, and annotate them with ``rank``.

    The rank counts matches in title and names; it is 0 where the words occur in the body only.
    """
    queries = _word_queries(words_of(text))
    if not queries:
        return pages
    every, some = reduce(and_, queries), reduce(or_, queries)
    found = pages.filter(VectorMatches(F("search_entry__vector"), every))
    return found.annotate(rank=SearchRank(F("search_entry__heading"), some))


class VectorMatches(Func):
    """``vector @@ query`` with the query in a subselect, which hides it from the planner.

    For a common word PostgreSQL estimates that most rows match, and scans the whole table without counting the cost of
    decompressing each vector. For an unknown query it estimates few rows, and uses the index.
    """

    template = "%(expressions)s)"
    arg_joiner = " @@ (SELECT "
    output_field = BooleanField()


# Variants of the apostrophe (two of which are letters in Unicode) and of the hyphen.
_ONE_MARK = str.maketrans(dict.fromkeys("‘’ʼʻ´`′ʹ", "'") | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))

_WORD = re.compile(r"[^\W_]+")
# Marks within a name that may be left out: O'Sullivan, Jean-Pierre.
_WITHOUT_MARKS = str.maketrans("", "", "'-")
# Length of particles that may be joined to a family name: Mac Donald, De la Cruz.
LONGEST_PARTICLE = 3


def normalized_words(text: str) -> str:
    """Return ``text`` normalized, with one character for every apostrophe and one for every hyphen."""
    return normalize(text.translate(_ONE_MARK))


def words_of(text: str) -> list[str]:
    """Return the normalized words of ``text``."""
    return _WORD.findall(normalized_words(text))


def joined_forms(normalized: str, *, particles: bool) -> list[str]:
    """Return the names of ``normalized`` text without apostrophes and hyphens: "osullivan" for "o'sullivan".

    With ``particles``, also join a short word to the next one: "macdonald" for "mac donald".
    """
    words = _WORD.findall(normalized)
    known = set(words)
    joined = [word for word in _WORD.findall(normalized.translate(_WITHOUT_MARKS)) if word not in known]
    if particles:
        joined += [first + second for first, second in pairwise(words) if len(first) <= LONGEST_PARTICLE]
    return joined


def has_words(text: str) -> bool:
    """Return whether ``text`` has a word to search for."""
    return bool(words_of(text))


def _word_queries(words: list[str]) -> list[SearchQuery]:
    """Return one query per word: the word itself, or the name that it forms with a particle beside it."""
    queries = [_word_query(word) for word in words]
    for index, (first, second) in enumerate(pairwise(words)):
        if len(first) <= LONGEST_PARTICLE:
            name = SearchQuery(f"{first}{second}:*", config="simple", search_type="raw")
            queries[index], queries[index + 1] = queries[index] | name, queries[index + 1] | name
    return queries


def _word_query(word: str) -> SearchQuery:
    query = SearchQuery(f"{word}:*", config="simple", search_type="raw")
    for language in ("english", "french"):
        query = query | SearchQuery(word, config=language, search_type="plain")
    return query


def index_page(page: Page) -> None:
    """Write the search entry of ``page``; called when a page is saved live."""
    index_pages([page])


def index_pages(pages: Iterable[Page]) -> None:
    """Write the search entries of many pages, for example after an import or when a topic is renamed."""
    # Computed first: the connection cannot run other queries in the middle of executemany's pipeline.
    entries = [_entry(page) for page in pages]
    with connection.cursor() as cursor:
        cursor.executemany(_WRITE_ENTRY, entries)


_WEIGHTS = ("A", "B", "D")
# Of title and names.
_HEADING = "{a,b}"

_WRITE_ENTRY = """
INSERT INTO content_searchentry (page_id, vector, heading)
SELECT %s, words, ts_filter(words, '{heading}') FROM (SELECT {vector} AS words) AS entry
ON CONFLICT (page_id) DO UPDATE SET vector = EXCLUDED.vector, heading = EXCLUDED.heading
""".format(
    heading=_HEADING,
    vector=" || ".join(
        "setweight(to_tsvector(%s::regconfig, %s), %s)" for _ in range(len(_WEIGHTS) * len(CONFIGURATIONS))
    ),
)


def _with_joined_forms(text: str, *, particles: bool) -> str:
    normalized = normalized_words(text)
    return " ".join([normalized, *dict.fromkeys(joined_forms(normalized, particles=particles))])


def _entry(page: Page) -> list[Any]:
    """Return the parameters of one entry: (configuration, text, weight) for each weight and configuration."""
    document = page.specific.search_document()
    parameters: list[Any] = [page.pk]
    # Joining short words is useful in names only: the title of a person is one, that of a publication is not.
    title = _with_joined_forms(document.title, particles=document.title_is_name)
    names = _with_joined_forms(document.names, particles=True)
    for weight, normalized in zip(_WEIGHTS, (title, names, normalized_words(document.body)), strict=True):
        normalized = normalized[:LONGEST_TEXT]
        for configuration in CONFIGURATIONS:
            parameters += [configuration, normalized, weight]
    return parameters
