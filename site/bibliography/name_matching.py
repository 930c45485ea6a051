"""How two spellings of a name compare: `Jean-Pierre Côté`, `J.-P. Cote`, `Cote JP`, `Côté, Jean Pierre`.

Nothing here knows of people or works. A name is cut into folded words; every way of parting them into given and family
names is a *reading*, since printed names keep to no order and parsers cannot tell `Garcia Marquez` from a middle name.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bibliography.names import PARTICLES, parse_name
from bibliography.text_normalization import normalize

_WORD = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[AEIOU]")
_FOLDED_PARTICLES = PARTICLES | {"s", "t"}


class Fit(enum.StrEnum):
    """How well a printed name fits a person's, best first."""

    FULL = "full"
    # A middle name or initial stands on one side only.
    MIDDLE = "middle"
    # The same names, the family name on the other side: `Li Wei`.
    SWAPPED = "swapped"
    # The first of the given names is left out: `A. P. Sarath Chandar` and `Sarath Chandar`.
    SHIFTED = "shifted"
    # One half of a double family name: `Tremblay` and `Larochelle-Tremblay`.
    HALF = "half"
    INITIALS = "initials"


_BEST_FIRST = {fit: position for position, fit in enumerate(Fit)}


def is_better(one: Fit, other: Fit) -> bool:
    return _BEST_FIRST[one] < _BEST_FIRST[other]


class Given(NamedTuple):
    """Given names, folded. `first_length` is the number of words of the first: two in `Jean-Pierre Marie`."""

    words: tuple[str, ...]
    first_length: int = 1


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name of a person. `families` are the keys under which its family name is found, `halves` weaker ones."""

    whole: frozenset[str]
    given: Given
    families: frozenset[str]
    halves: frozenset[str]


class Reading(NamedTuple):
    """One way to understand a printed name."""

    family: str
    given: Given
    is_swapped: bool = False
    is_half: bool = False


def spell(given: str, family: str) -> Spelling:
    """Prepare a person's name to be compared with printed ones."""
    words = _words(family)
    core = _without_particles(words)
    halves = frozenset(core) if len(core) > 1 else frozenset()
    families = frozenset(filter(None, ("".join(words), "".join(core))))
    whole = normalize(f"{given} {family}")
    return Spelling(frozenset([whole]), given_names(given), families, halves - families)


def spell_variant(name: str) -> Spelling:
    parsed = parse_name(name)
    spelling = spell(parsed.given, parsed.family)
    return Spelling(spelling.whole | {normalize(name)}, spelling.given, spelling.families, spelling.halves)


@lru_cache(maxsize=50_000)
def readings(given: str, family: str) -> tuple[Reading, ...]:
    """Every way to understand a printed name, the likeliest first."""
    is_shouted = bool(given and family) and f"{given}{family}".isupper()
    given_words, family_words = _printed_words(given, is_shouted), _printed_words(family, is_shouted)
    words = given_words + family_words
    found = list(_ordered_readings(words))
    core = _without_particles(tuple(word for word, _hyphen in family_words))
    if len(core) > 1:
        read = _given(given_words)
        found += [Reading(half, read, is_half=True) for half in core]
    return tuple(found)


_Word = tuple[str, bool]


def _ordered_readings(words: list[_Word]) -> Iterator[Reading]:
    for length in range(1, len(words)):
        # A name is not cut at its hyphen.
        is_half = words[-length][1]
        yield Reading(_compact(words[-length:]), _given(_drop_particles(words[:-length])), is_half=is_half)
    for length in range(1, len(words)):
        is_half = words[length][1]
        yield Reading(_compact(words[:length]), _given(words[length:]), is_swapped=True, is_half=is_half)


def compare(reading: Reading, given: Given, *, is_half: bool = False) -> Fit | None:
    """How a reading fits a person whose family name it has; None where it is somebody else."""
    fit = compare_given(reading.given, given)
    if fit is None or (fit == Fit.SHIFTED and (reading.is_swapped or reading.is_half or is_half)):
        return None
    if is_half or reading.is_half:
        return Fit.HALF if fit in (Fit.FULL, Fit.MIDDLE) and not reading.is_swapped else None
    if reading.is_swapped and fit != Fit.INITIALS:
        # `Bengio Y` is how medicine prints names; `Li Wei` may be Wei Li, or somebody else.
        return Fit.SWAPPED
    return fit


def compare_given(printed: Given, known: Given) -> Fit | None:
    """How two lists of given names fit; None where they are those of different people."""
    one, other = printed.words, known.words
    if not one or not other:
        return None
    if "".join(one) == "".join(other):
        return Fit.INITIALS if all(len(word) == 1 for word in one) else Fit.FULL
    if len(one[0]) > 1 and len(other[0]) > 1:
        if one[0] == other[0]:
            return _compare_middle(printed, known)
        if len(one) > 1 and sorted(one) == sorted(other):
            return Fit.MIDDLE
        return Fit.SHIFTED if _is_shifted(one, other) or _is_shifted(other, one) else None
    if all(_may_be_same(left, right) for left, right in zip(one, other, strict=False)):
        return Fit.INITIALS
    return Fit.SHIFTED if _is_shifted(one, other) or _is_shifted(other, one) else None


def _compare_middle(printed: Given, known: Given) -> Fit | None:
    one, other = printed.words[1:], known.words[1:]
    if not all(_may_be_same(left, right) for left, right in zip(one, other, strict=False)):
        return None
    if one and other:
        return Fit.FULL
    # Jean is not Jean-Pierre, though he may sign so.
    longer = printed if one else known
    return Fit.INITIALS if longer.first_length > 1 else Fit.MIDDLE


def _is_shifted(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """`A. P. Sarath` goes on where `Sarath` begins."""
    return len(shorter[0]) > 1 and shorter[0] in longer[1:] and len(longer) > len(shorter)


def _may_be_same(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[0] == other[0])


def given_names(text: str) -> Given:
    return _given(_printed_words(text))


def _given(words: list[_Word]) -> Given:
    first_length = 1
    while first_length < len(words) and words[first_length][1]:
        first_length += 1
    return Given(tuple(word for word, _hyphen in words), first_length)


def _printed_words(text: str, is_shouted: bool = False) -> list[_Word]:
    """Folded words, each told whether a hyphen joins it to the one before; `JP` and `J.P.` are two.

    In a name all in capitals (`WEI LI`) only what cannot be pronounced is taken for initials.
    """
    found: list[_Word] = []
    bare = text.replace("'", "").replace("’", "")
    end = 0
    for match in _WORD.finditer(bare):
        word = match[0]
        is_joined = bool(found) and bare[end : match.start()].strip(". ") in ("-", "‐", "‑", "–")
        are_initials = 2 <= len(word) <= 3 and word.isupper() and word.isascii()
        if are_initials and not (is_shouted and _VOWEL.search(word)):
            found += [(letter, index > 0 or is_joined) for index, letter in enumerate(word.lower())]
        else:
            found.append((normalize(word), is_joined))
        end = match.end()
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(normalize(text).replace("'", "")))


def _without_particles(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _FOLDED_PARTICLES) or words


def _drop_particles(words: list[_Word]) -> list[_Word]:
    """`Aaron van den`, before `Oord`, is Aaron."""
    end = len(words)
    while end > 1 and len(words[end - 1][0]) > 1 and words[end - 1][0] in _FOLDED_PARTICLES:
        end -= 1
    return words[:end]


def _compact(words: list[_Word]) -> str:
    return "".join(word for word, _hyphen in words)


def search_words(spelling: Spelling) -> set[str]:
    """Words of which a printed form of this name holds at least one, or is one of `whole`."""
    words = set(spelling.families) | set(spelling.halves)
    for family in spelling.families:
        words |= {family.removeprefix(particle) for particle in _FOLDED_PARTICLES if family.startswith(particle)}
    return {word for word in words if len(word) > 1}
