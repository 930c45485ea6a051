"""Whether two lists of authors can be those of one work.

One list may give initials, the other whole names; one may leave out accents and particles, turn given and family
names round, stop after the first three. "Wei Li" is still not "Wei Liu".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bibliography.deduplication.stop_words import words
from bibliography.names import PARTICLES
from bibliography.text_normalization import normalize

# Comparing stops here: the first authors of a collaboration tell enough.
MOST_COMPARED = 40

_WORD = re.compile(r"[^\W\d_]+")
# Two or three capitals stand for as many names: `JA Smith`.
_JOINED_INITIALS = re.compile(r"[^\W\d_]{2,3}")
# Printed where nobody is named.
_NOBODY = words("anonymous anon anonyme unknown")
_GROUP_WORDS = words("the a of for and collaboration collaborative consortium group team project network")


@dataclass(frozen=True)
class Name:
    """`given` and `family` are folded words, particles left out of the family name."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    is_group: bool = False

    @property
    def is_nobody(self) -> bool:
        """Whether this only says that the author is not known."""
        return not _NOBODY.isdisjoint(self.family) and len(self.given) + len(self.family) == 1


@dataclass(frozen=True)
class AuthorEvidence:
    """`share` is how much of the shorter list is found in the longer one, from 0 to 1; `compared` its length."""

    share: float
    compared: int
    is_partial: bool = False
    first_differs: bool = False


@lru_cache(maxsize=50_000)
def read_name(given: str, family: str, name: str = "", *, is_group: bool = False) -> Name:
    if is_group:
        return Name((), tuple(_words(name or family)), is_group=True)
    if not family and not given:
        given, _space, family = name.rpartition(" ")
    if given and all(len(word) == 1 for word in _WORD.findall(family)) and len(given) > len(family):
        # `Falcón J.`, read as a given and a family name.
        given, family = family, given
    shouts = family.isupper() and len(family) > 3
    given_words = []
    for word in _WORD.findall(given):
        if _JOINED_INITIALS.fullmatch(word) and word.isupper() and not shouts:
            given_words += list(normalize(word))
        else:
            given_words.append(normalize(word))
    family_words = _words(family)
    kept = [word for word in family_words if word not in PARTICLES] or family_words
    # `Vincent van` `Gogh` and `Vincent` `van Gogh`.
    given_words = [word for word in given_words if word not in PARTICLES] or given_words
    return Name(tuple(given_words), tuple(kept))


def _words(text: str) -> list[str]:
    return _WORD.findall(normalize(text.replace("'", "").replace("’", "")))


def compare_authors(
    first: Sequence[Name], second: Sequence[Name], *, is_cut: bool = False, other_is_cut: bool = False
) -> AuthorEvidence | None:
    """None where a list is empty: nothing is known. `is_cut` tells that a list names its first authors only."""
    if any(name.is_group for name in first) != any(name.is_group for name in second):
        # A collaboration, and the people in it: who knows.
        first, second = ([name for name in names if not name.is_group] for names in (first, second))
    if not first or not second:
        return None
    if len(first) > len(second):
        first, second = second, first
    shorter, longer = first[:MOST_COMPARED], list(second[: MOST_COMPARED * 2])
    first_agrees = max((agreement(shorter[0], longer[0]), 0.0)) > 0
    matched = 0.0
    for place, name in enumerate(shorter):
        order = [place, *range(place), *range(place + 1, len(longer))]
        best, where = 0.0, -1
        for index in order:
            if index < len(longer) and longer[index] is not None:
                value = agreement(name, longer[index])
                if value > best:
                    best, where = value, index
                    if best >= 0.8:
                        break
        if where >= 0:
            longer[where] = None  # type: ignore[call-overload]
            matched += best
    return AuthorEvidence(
        share=matched / len(shorter),
        compared=len(shorter),
        is_partial=len(second) > len(first) * 1.34 and not (is_cut or other_is_cut),
        first_differs=not first_agrees,
    )


def agreement(one: Name, other: Name) -> float:
    """From 0, two people, to 1, one person."""
    if one.is_group or other.is_group:
        left, right = (" ".join(_group_words(name)) for name in (one, other))
        return 1.0 if left and fuzz.token_set_ratio(left, right) >= 90 else 0.0
    if _families_agree(one.family, other.family):
        return _given_agreement(one.given, other.given)
    if _are_turned_round(one, other):
        return 0.9
    if one.given and other.given and one.given[0] == other.given[0] and len(one.given[0]) > 2:
        # A misprint in the family name, where the given name vouches for it.
        left, right = "".join(one.family), "".join(other.family)
        if min(len(left), len(right)) >= 6 and left[0] == right[0] and OSA.distance(left, right, score_cutoff=1) == 1:
            return 0.9
    return 0.0


def _group_words(name: Name) -> Iterable[str]:
    words = (*name.given, *name.family)
    return [word for word in words if word not in _GROUP_WORDS] or words


def _families_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    left, right = _without_umlauts("".join(one)), _without_umlauts("".join(other))
    if not left or not right:
        return False
    if left == right:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < len(longer) and len("".join(shorter)) >= 3:
        # García and García Márquez; Falcón and Falcón-Barroso.
        return longer[: len(shorter)] == shorter or longer[-len(shorter) :] == shorter
    return min(len(left), len(right)) >= 7 and left[0] == right[0] and OSA.distance(left, right, score_cutoff=1) <= 1


def _without_umlauts(text: str) -> str:
    """Müller is folded to `muller`; some print Mueller."""
    return text.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _given_agreement(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if not one or not other:
        return 0.8
    left, right = "".join(one), "".join(other)
    if left == right:
        return 1.0
    first, second = one[0], other[0]
    if len(first) == 1 or len(second) == 1:
        if first[0] != second[0]:
            # R. Oppenheimer for J. Robert Oppenheimer.
            return 0.6 if first[0] in {word[0] for word in other} or second[0] in {word[0] for word in one} else 0.0
        middle = list(zip(one[1:], other[1:], strict=False))
        return 0.4 if any(a[0] != b[0] for a, b in middle) else 0.9
    if first == second:
        clash = any(a[0] != b[0] for a, b in zip(one[1:], other[1:], strict=False))
        return 0.5 if clash else 1.0
    if left.startswith(right) or right.startswith(left):
        # Xiao-Ming and Xiaoming, Chris and Christopher.
        return 0.9
    if min(len(first), len(second)) >= 5 and OSA.distance(first, second, score_cutoff=1) == 1:
        return 0.8
    if first in other or second in one:
        return 0.7
    return 0.3 if first[0] == second[0] else 0.0


def _are_turned_round(one: Name, other: Name) -> bool:
    """`Bengio Yoshua` read as a given and a family name, or `Bengio Y`."""
    shorter, longer = sorted(((*one.given, *one.family), (*other.given, *other.family)), key=len)
    if len(shorter) < 2 or len(shorter) != len(longer):
        return False
    rest = list(longer)
    whole = 0
    for word in sorted(shorter, key=len, reverse=True):
        match = next((w for w in rest if w == word), None) or next(
            (w for w in rest if w[0] == word[0] and (len(w) == 1 or len(word) == 1)), None
        )
        if match is None:
            return False
        whole += match == word and len(word) > 1
        rest.remove(match)
    return whole >= 1
