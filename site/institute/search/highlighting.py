"""Highlighting of the words that a search matched, in titles and excerpts.

PostgreSQL decides which words match, with the configurations of the search itself, so that accents, capitals and
inflection are treated alike.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from operator import itemgetter

from django.db import connection
from django.utils.html import escape

from bibliography.text_normalization import normalize
from institute.search.index import CONFIGURATIONS, words_of

EXCERPT_LENGTH = 240

# Longest text, in characters, in which an excerpt is looked for.
_LONGEST_PASSAGE = 20_000
_WORD = re.compile(r"\w+")

_VECTOR = " || ".join(f"to_tsvector('{name}', word)" for name in CONFIGURATIONS)
_QUERY = "to_tsquery('simple', %s) || plainto_tsquery('english', %s) || plainto_tsquery('french', %s)"


class Highlighter:
    """Marks the words of a search in ``passages``; one query finds the matches in all of them."""

    def __init__(self, text: str, passages: Iterable[str]) -> None:
        self._words = words_of(text)
        self._passages = {passage: passage[:_LONGEST_PASSAGE] for passage in passages}
        tokens = {normalize(word) for passage in self._passages.values() for word in _WORD.findall(passage)}
        self._found = _found_by(self._words, tokens) if self._words else {}

    def marked(self, text: str) -> str:
        """Return ``text`` as HTML, with matching words in ``<mark>``."""
        parts, end = [], 0
        for match in _WORD.finditer(text):
            if normalize(match[0]) in self._found:
                parts += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
                end = match.end()
        return "".join([*parts, escape(text[end:])])

    def best(self, passages: Iterable[str]) -> str:
        """Return the first of ``passages`` with the largest number of matching words, or ""."""
        ranked = [(len(self._words_in(passage)), passage) for passage in passages if passage]
        return max(ranked, key=lambda row: row[0])[1] if ranked else ""

    def excerpt(self, passage: str) -> str:
        """Return the part of ``passage`` with the largest number of matching words, as HTML."""
        text = " ".join(self._passages.get(passage, passage).split())
        if len(text) <= EXCERPT_LENGTH:
            return self.marked(text)
        start = self._best_start(text)
        end = start + EXCERPT_LENGTH
        if end < len(text):
            end = text.rfind(" ", start, end) + 1 or end
        part = self.marked(text[start:end].strip())
        return f"{'… ' if start else ''}{part}{' …' if end < len(text) else ''}"

    def _words_in(self, text: str) -> set[int]:
        return {word for token in _WORD.findall(text) for word in self._found.get(normalize(token), ())}

    def _best_start(self, text: str) -> int:
        """Return the start of the excerpt: shortly before the first window with the largest number of matching words."""
        places = [
            (match.start(), found) for match in _WORD.finditer(text) if (found := self._found.get(normalize(match[0])))
        ]
        reach = EXCERPT_LENGTH * 3 // 4
        best, most = 0, 0
        for index, (place, _found) in enumerate(places):
            last = bisect_left(places, place + reach, lo=index, key=itemgetter(0))
            near = {word for _other, found in places[index:last] for word in found}
            if len(near) > most:
                best, most = place, len(near)
        start = max(0, min(best - EXCERPT_LENGTH // 4, len(text) - EXCERPT_LENGTH))
        return text.find(" ", start) + 1 if start else 0


def _found_by(words: list[str], tokens: set[str]) -> dict[str, set[int]]:
    """Return the positions of the ``words`` that each of ``tokens`` matches; tokens without a match are left out."""
    columns = ", ".join(f"({_VECTOR}) @@ ({_QUERY})" for _word in words)
    parameters = [part for word in words for part in (f"{word}:*", word, word)]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT word, {columns} FROM unnest(%s::text[]) AS word", [*parameters, sorted(tokens)])
        rows = cursor.fetchall()
    return {token: found for token, *hits in rows if (found := {place for place, hit in enumerate(hits) if hit})}
