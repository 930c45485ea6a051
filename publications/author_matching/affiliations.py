"""Whether an affiliation, as printed, names an institution of the directory."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from wagtail.models import Site

from bibliography.text_normalization import normalize
from directory.models import Institution

# The institute itself: everyone in the directory belongs to it.
THE_INSTITUTE = 0

_SEGMENT = re.compile(r"[,;/()|\n]|\s[-–—]\s")
_WORD = re.compile(r"[^\W_]+")
_SAME_WORD = {
    "univ": "university",
    "universite": "university",
    "universidad": "university",
    "universitat": "university",
    "inst": "institute",
    "institut": "institute",
    "ecole": "school",
    "hopital": "hospital",
    "centre": "center",
    "lab": "laboratory",
    "laboratoire": "laboratory",
}
_SMALL_WORDS = frozenset(re.findall(r"\w+", "a at au aux d de des du for in l la le les of on pour the und"))
# Alone, these name no institution.
_GENERIC = frozenset(
    re.findall(
        r"\w+",
        "academy center college company department faculty group hospital institute laboratory research school university",
    )
)

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Institutions:
    """The institutions of the directory by their names: long, short, in both languages, in either order of words."""

    by_phrase: dict[Phrase, frozenset[int]]
    longest: int

    @classmethod
    def load(cls) -> Institutions:
        rows = Institution.objects.values_list("pk", "name_en", "name_fr", "short_name")
        named = [(pk, name) for pk, *names in rows for name in names]
        return cls.of([*named, *((THE_INSTITUTE, name) for name in Site.objects.values_list("site_name", flat=True))])

    @classmethod
    def of(cls, names: Iterable[tuple[int, str]]) -> Institutions:
        by_phrase: dict[Phrase, set[int]] = defaultdict(set)
        for pk, name in names:
            for text in (name, *_SEGMENT.split(name)[:1]):
                words = _words(text)
                if not set(words) <= _GENERIC:
                    # Montreal University, University of Montreal.
                    for phrase in (
                        {words, words[1:] + words[:1], words[-1:] + words[:-1]} if len(words) > 1 else {words}
                    ):
                        by_phrase[phrase].add(pk)
        phrases = {phrase: frozenset(pks) for phrase, pks in by_phrase.items()}
        return cls(phrases, max(map(len, phrases), default=0))

    def named_in(self, affiliation: str) -> frozenset[int]:
        """The institutions that an affiliation names; of names one within the other, the longer only."""
        found: set[int] = set()
        for segment in _segments(affiliation):
            start = 0
            while start < len(segment):
                length = next(
                    (
                        length
                        for length in range(min(self.longest, len(segment) - start), 0, -1)
                        if segment[start : start + length] in self.by_phrase
                    ),
                    0,
                )
                found |= self.by_phrase.get(segment[start : start + length], frozenset())
                start += max(length, 1)
        return frozenset(found)


@lru_cache(maxsize=10_000)
def _segments(affiliation: str) -> tuple[Phrase, ...]:
    return tuple(filter(None, (_words(segment) for segment in _SEGMENT.split(affiliation))))


def _words(text: str) -> Phrase:
    words = (_SAME_WORD.get(word, word) for word in _WORD.findall(normalize(text).replace("'", " ")))
    return tuple(word for word in words if word not in _SMALL_WORDS)
