"""Whether two names of venues can be those of one, and which venues hold preprints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from rapidfuzz import fuzz

from bibliography.deduplication.stop_words import STOP_WORDS, words
from bibliography.text_normalization import normalize

_PREPRINT = re.compile(
    r"\b(?:arxiv|corr|(?:bio|med|chem|psy|soc|engr|ed|earth|eco evo|eartha|tech|law|pale|agri|sport|edu|meta)r?xiv|"
    r"ssrn|research square|preprints? ?\.? ?org|preprints?|osf|hal|authorea|openreview|zenodo|e-?prints?|"
    r"techrxiv|repec|nber working papers?)\b"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]+")
# They stand in the names of all proceedings and tell none from another.
_EMPTY_WORDS = STOP_WORDS | words(
    "proceedings proc conference conf international intl int annual symposium symp workshop workshops advances adv "
    "acm ieee aaai press lecture notes th st nd rd volume vol part actes"
)
_MEETINGS = words("conference conf symposium symp workshop workshops colloquium congress colloque congres")
# What everyone calls otherwise than it calls itself.
_KNOWN_AS = {
    "neurips": "neural information processing systems",
    "nips": "neural information processing systems",
    "icml": "machine learning",
    "pmlr": "machine learning research",
    "jmlr": "machine learning research",
    "iclr": "learning representations",
    "cvpr": "computer vision pattern recognition",
    "iccv": "computer vision",
    "eccv": "european computer vision",
    "aistats": "artificial intelligence statistics",
    "ijcai": "joint artificial intelligence",
    "emnlp": "empirical methods natural language processing",
    "naacl": "north american chapter association computational linguistics",
    "kdd": "knowledge discovery data mining",
    "pnas": "national academy sciences",
    "tmlr": "transactions machine learning research",
    "uai": "uncertainty artificial intelligence",
    "icra": "robotics automation",
    "iros": "intelligent robots systems",
    "lncs": "computer science",
}


@lru_cache(maxsize=20_000)
def is_preprint_venue(name: str) -> bool:
    return bool(_PREPRINT.search(normalize(name)))


@lru_cache(maxsize=20_000)
def is_meeting(name: str) -> bool:
    return not _MEETINGS.isdisjoint(_WORD.findall(normalize(name)))


def compare_venues(
    first: Iterable[str], first_issns: frozenset[str], second: Iterable[str], second_issns: frozenset[str]
) -> bool | None:
    """Whether they are one venue; None where it cannot be told."""
    if first_issns & second_issns:
        return True
    first, second = list(first), list(second)
    if not first or not second:
        return None
    results = [_same_venue(one, other) for one, other in product(first, second)]
    if True in results:
        return True
    return None if None in results else False


@lru_cache(maxsize=50_000)
def _same_venue(one: str, other: str) -> bool | None:
    # Catalogues tell journals of one name apart by their town: `Lancet (London, England)`.
    one, other = (_IN_BRACKETS.sub(" ", name) for name in (one, other))
    left, right = _telling_words(one), _telling_words(other)
    if not left or not right:
        return None
    if left == right or "".join(left) == "".join(right) or _are_abbreviations(left, right):
        return True
    if len(left) > len(right):
        left, right, one = right, left, other
    if len(left) == 1 and _is_all_capitals(one):
        # An acronym that is not known may stand for anything.
        return True if _is_acronym(left[0], right) else None
    if fuzz.token_sort_ratio(" ".join(left), " ".join(right)) >= 90:
        return True
    # A name within a name is not known to be the same: `Circulation` and `Circulation Research`.
    may_be = _abbreviates(left, right) or fuzz.token_set_ratio(" ".join(left), " ".join(right)) >= 55
    return None if may_be else False


def _telling_words(name: str) -> list[str]:
    words = [word for word in _WORD.findall(normalize(name)) if word not in _EMPTY_WORDS]
    return [part for word in words for part in _KNOWN_AS.get(word, word).split()]


def _are_abbreviations(one: list[str], other: list[str]) -> bool:
    """Whether each word is the other's or its abbreviation, in order, as ISO 4 has it: `j neurol`, `journal neurology`."""
    return len(one) == len(other) and all(
        _shortens(first, second) or _shortens(second, first) for first, second in zip(one, other, strict=True)
    )


def _abbreviates(short: list[str], long: list[str]) -> bool:
    """`natl acad sci` and `national academy sciences`."""
    return len(short) * 2 >= len(long) and all(any(_shortens(start, word) for word in long) for start in short)


def _shortens(short: str, word: str) -> bool:
    """Whether the letters of `short` stand in `word` in their order, from the first on."""
    letters = iter(word)
    return word.startswith(short) or (word[0] == short[0] and len(short) >= 3 and all(one in letters for one in short))


def _is_all_capitals(name: str) -> bool:
    return sum(character.isupper() for character in name) >= 2 and name.isupper()


def _is_acronym(short: str, words: list[str]) -> bool:
    return "".join(word[0] for word in words) in (short, f"j{short}", short[1:])
