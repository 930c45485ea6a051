"""Finding pages by their words, without accents, capitals or endings getting in the way.

Wagtail's database backend serves the admin; it joins title and body at query time, so that its own
indexes go unused, and it cannot be combined with the filters and the order of a public list. Here a
page's words stand in one indexed vector (``SearchEntry``), as they are written, and as English and
French stem them: "reseaux" finds "réseau", "network" finds "networks", "beng" finds "Bengio".

What is found is ranked by its heading alone, the words of title and names: a short vector, read with its row,
where the whole one of every page found would have to be fetched and unpacked.
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
    """The plain text of a page, by how much a match in it says: title, then names, then body."""

    title: str
    names: str = ""
    body: str = ""
    title_is_name: bool = False


def matching(pages: Pages, text: str) -> Pages:
    """Narrow ``pages`` to those that hold every word of ``text``, annotated with their ``rank``.

    The rank tells how much of ``text`` stands in title and names; it is 0 where all of it is found further down.
    """
    queries = _word_queries(words_of(text))
    if not queries:
        return pages
    every, some = reduce(and_, queries), reduce(or_, queries)
    found = pages.filter(Holds(F("search_entry__vector"), every))
    return found.annotate(rank=SearchRank(F("search_entry__heading"), some))


class Holds(Func):
    """Whether a search vector holds what a query asks for, in a way that the planner does not look into.

    PostgreSQL would see that a common word is in most entries, and read the whole table to find them: it does not
    count what it costs to unpack each vector. Of a query that it cannot foresee it expects little, and asks the index.
    """

    template = "%(expressions)s)"
    arg_joiner = " @@ (SELECT "
    output_field = BooleanField()


# One mark for all that are written for an apostrophe, of which two are letters to Unicode, and for a hyphen.
_ONE_MARK = str.maketrans(dict.fromkeys("‘’ʼʻ´`′ʹ", "'") | dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))

_WORD = re.compile(r"[^\W_]+")
# Marks within words that are one name however it is written: O'Sullivan, Jean-Pierre.
_WITHOUT_MARKS = str.maketrans("", "", "'-")
# What stands before a family name and may be written as a part of it: Mac Donald, De la Cruz.
LONGEST_PARTICLE = 3


def normalized_words(text: str) -> str:
    """Return ``text`` folded, with one mark for every apostrophe and one for every hyphen."""
    return normalize(text.translate(_ONE_MARK))


def words_of(text: str) -> list[str]:
    """Return the words that a search for ``text`` looks for."""
    return _WORD.findall(normalized_words(text))


def joined_forms(normalized: str, *, particles: bool) -> list[str]:
    """Return the names in ``folded`` text as they are written without apostrophes, hyphens and spaces.

    With ``particles``, a short word and the next one are a name too: "macdonald" for "mac donald".
    """
    words = _WORD.findall(normalized)
    known = set(words)
    joined = [word for word in _WORD.findall(normalized.translate(_WITHOUT_MARKS)) if word not in known]
    if particles:
        joined += [first + second for first, second in pairwise(words) if len(first) <= LONGEST_PARTICLE]
    return joined


def has_words(text: str) -> bool:
    """Tell whether ``text`` holds something to search for: only then does what is found have a rank."""
    return bool(words_of(text))


def _word_queries(words: list[str]) -> list[SearchQuery]:
    """Return what each word asks for: itself, or the name that it makes with a short word before or after it."""
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
    """Write what a search for ``page`` finds it by; called when a page is saved live."""
    index_pages([page])


def index_pages(pages: Iterable[Page]) -> None:
    """Write the search entries of many pages, as after an import or when a topic was renamed."""
    # Read whole before it is written: on one connection, a page cannot be asked in the middle of a pipeline.
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
    """The parameters of one entry: a page's words by weight, each as every configuration reads them."""
    document = page.specific.search_document()
    parameters: list[Any] = [page.pk]
    # The title of a person is a name; that of a work is prose, where joined short words would find nothing useful.
    title = _with_joined_forms(document.title, particles=document.title_is_name)
    names = _with_joined_forms(document.names, particles=True)
    for weight, normalized in zip(_WEIGHTS, (title, names, normalized_words(document.body)), strict=True):
        normalized = normalized[:LONGEST_TEXT]
        for configuration in CONFIGURATIONS:
            parameters += [configuration, normalized, weight]
    return parameters
