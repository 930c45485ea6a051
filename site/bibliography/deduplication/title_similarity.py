"""Whether two titles can name one work.

Similarity alone does not tell: `Part I` and `Part II`, `X` and `Reply to X`, `with` and `without` are nearly equal and
name two works, while a lost subtitle changes half of the letters and nothing else. Titles are therefore aligned word by
word, and what differs is named: misprints, a subtitle, a cut, words that say something else, numbers, notes such as
`Erratum`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from bibliography.deduplication.stop_words import ANTONYMS, NUMBER_WORDS, PREFIXES, ROMAN, STOP_WORDS, words
from bibliography.deduplication.titles import Title, read_title


class Relation(StrEnum):
    EXACT = "exact"
    MISPRINTS = "misprints"
    SUBTITLE = "subtitle"
    CUT = "cut"
    REWORDED = "reworded"
    OTHER = "other"


@dataclass(frozen=True)
class TitleEvidence:
    """`shared` counts the telling words in common; `similarity` is their share in the fuller title."""

    relation: Relation
    similarity: float
    shared: int
    misprints: int = 0
    # Both say something that the other does not ("cats", "dogs"), or one denies what the other says.
    other_words: bool = False
    # One is numbered otherwise than the other: `part`, `number` where only one bears a number, or nothing.
    numbers: str = ""
    # A comment, a correction, a supplement … beside the work that it speaks of.
    other_notes: bool = False
    is_generic: bool = False


def compare_titles(one: str, other: str) -> TitleEvidence:
    first, second = read_title(one), read_title(other)
    generic = first.is_generic or second.is_generic
    other_notes = first.notes != second.notes
    if first.letters == second.letters:
        return TitleEvidence(
            Relation.EXACT, 1.0, len(first.content), other_notes=other_notes, is_generic=generic or not first.letters
        )
    if _are_far_apart(first, second):
        return TitleEvidence(Relation.OTHER, 0.0, 0, other_notes=other_notes, other_words=True, is_generic=generic)
    difference = _difference(first, second)
    evidence = _extension(first, second, difference) or _rewording(first, second, difference)
    return replace(evidence, other_notes=other_notes, is_generic=generic)


def _are_far_apart(first: Title, second: Title) -> bool:
    """Quick to tell of most pairs: hardly a word begins alike, nor are the letters the same run together."""
    fewer = min(len(first.starts), len(second.starts))
    if len(first.starts & second.starts) * 5 >= fewer * 2:
        return False
    return fuzz.ratio(first.letters, second.letters, score_cutoff=70) == 0


@dataclass(frozen=True)
class _Difference:
    """What is in one title alone, by place; `misprints` words are in both, written otherwise."""

    only_first: tuple[int, ...]
    only_second: tuple[int, ...]
    misprints: int


def _difference(first: Title, second: Title) -> _Difference:
    only_first: list[int] = []
    only_second: list[int] = []
    misprints = 0
    for left, right in _segments(first.words, second.words):
        if "".join(first.words[left]) == "".join(second.words[right]):
            # `data set` and `dataset`
            continue
        rest_left, rest_right = list(range(left.start, left.stop)), list(range(right.start, right.stop))
        if rest_left and rest_right and is_misprint("".join(first.words[left]), "".join(second.words[right])):
            misprints += 1
            continue
        for place in tuple(rest_left):
            match = next((o for o in rest_right if is_misprint(first.words[place], second.words[o])), None)
            if match is not None:
                misprints += 1
                rest_left.remove(place)
                rest_right.remove(match)
        only_first += rest_left
        only_second += rest_right
    # Words that moved are no difference of substance.
    for place in tuple(only_first):
        moved = next((o for o in only_second if second.words[o] == first.words[place]), None)
        if moved is not None and first.words[place] not in STOP_WORDS:
            misprints += 1
            only_first.remove(place)
            only_second.remove(moved)
    return _Difference(tuple(only_first), tuple(only_second), misprints)


def _segments(first: tuple[str, ...], second: tuple[str, ...]) -> list[tuple[slice, slice]]:
    """The runs of words that differ, as places in each."""
    segments: list[tuple[slice, slice]] = []
    for code in Levenshtein.opcodes(first, second):
        if code.tag == "equal":
            continue
        left, right = slice(code.src_start, code.src_end), slice(code.dest_start, code.dest_end)
        if segments and segments[-1][0].stop == left.start and segments[-1][1].stop == right.start:
            before = segments.pop()
            left, right = slice(before[0].start, left.stop), slice(before[1].start, right.stop)
        segments.append((left, right))
    return segments


def is_misprint(one: str, other: str) -> bool:
    """Whether both may be the same word, one of them misspelt, in the plural or in British spelling."""
    if one == other:
        return True
    shorter = min(len(one), len(other))
    if shorter < 3 or abs(len(one) - len(other)) > 2 or one in ROMAN or other in ROMAN:
        return False
    if _digits(one) != _digits(other) or (shorter < 7 and not _DIGITS.isdisjoint(one)):
        return False
    distance = OSA.distance(one, other, score_cutoff=2)
    if distance == 1 and (one in STOP_WORDS or other in STOP_WORDS):
        # `hte` for `the`: such a word says nothing, however it is spelt.
        return True
    if distance > 2 or _are_opposites(one, other):
        return False
    if one[0] == other[0]:
        near = (
            shorter >= 4 or _undoubled(one) == _undoubled(other) or (one[-1] == other[-1] and len(one) != len(other))
        )
        return near if distance == 1 else shorter >= 8
    # The first letter is seldom misprinted, and makes other words: cats and rats.
    is_swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    is_lost = shorter >= 5 and (one[1:] == other or other[1:] == one)
    return (is_swapped and shorter >= 4) or is_lost or (distance == 1 and shorter >= 7)


def _digits(word: str) -> str:
    return "".join(character for character in word if character in _DIGITS)


def _undoubled(word: str) -> str:
    return re.sub(r"(.)\1", r"\1", word)


def _are_opposites(one: str, other: str) -> bool:
    """`supervised` and `unsupervised`, `hyperthermia` and `hypothermia`."""
    if frozenset((one, other)) in ANTONYMS:
        return True
    for prefix in PREFIXES:
        for word, against in ((one, other), (other, one)):
            stem = word[len(prefix) :]
            if word.startswith(prefix) and len(stem) >= 4 and not (prefix == "a" and stem[0] in "aeiou"):
                if against == stem:
                    return True
                if against.endswith(stem) and against[: len(against) - len(stem)] in PREFIXES:
                    return True
    return False


def _extension(first: Title, second: Title, difference: _Difference) -> TitleEvidence | None:
    """One title is the other with a subtitle, with the name of a system before it, or cut short."""
    if len(first.words) > len(second.words):
        first, second = second, first
        difference = _Difference(difference.only_second, difference.only_first, difference.misprints)
    kept, extra = len(first.words), difference.only_second
    if not kept:
        return None
    partial = difference.only_first == (kept - 1,) and any(
        (first.is_cut or len(first.words[-1]) >= 3) and second.words[place].startswith(first.words[-1])
        for place in extra
    )
    if difference.only_first and not partial:
        return None
    if not extra or list(extra) != list(range(extra[0], extra[-1] + 1)):
        return None
    at_end, at_start = extra[-1] == len(second.words) - 1, extra[0] == 0
    added = [second.words[place] for place in extra]
    content = [word for word in added if word not in STOP_WORDS]
    if not content:
        return None
    extension = TitleEvidence(
        Relation.SUBTITLE,
        similarity=len(first.content) / max(len(second.content), 1),
        shared=len(first.content) - partial,
        misprints=difference.misprints,
    )
    # `X: Part II` beside `X` is no subtitle, and `X: 2019` no more.
    if _numbering(second, extra) and (len(content) < 3 or _names_a_part(added)):
        return replace(extension, relation=Relation.REWORDED, numbers="part")
    if at_end and (first.is_cut or partial or (kept >= 9 and len(first.letters) >= 60)):
        return replace(extension, relation=Relation.CUT)
    is_part = extra[0] in second.breaks if at_end else at_start and extra[-1] + 1 in second.breaks
    if not is_part:
        return None
    return extension


def _rewording(first: Title, second: Title, difference: _Difference) -> TitleEvidence:
    left = [first.words[place] for place in difference.only_first]
    right = [second.words[place] for place in difference.only_second]
    content_left = [word for word in left if word not in STOP_WORDS]
    content_right = [word for word in right if word not in STOP_WORDS]
    larger = max(len(first.content), len(second.content), 1)
    shared = max(min(len(first.content) - len(content_left), len(second.content) - len(content_right)), 0)
    similarity = shared / larger
    numbers_left = _numbering(first, difference.only_first)
    numbers_right = _numbering(second, difference.only_second)
    numbers = ""
    if numbers_left != numbers_right:
        told = numbers_left + numbers_right
        both = bool(numbers_left and numbers_right)
        numbers = (
            "part" if both or any(number in ROMAN for number in told) or _names_a_part(left + right) else "number"
        )
    denied = _DENIALS & set(left) != _DENIALS & set(right)
    other_words = bool(content_left and content_right) or denied
    if not (content_left or content_right or numbers or denied):
        too_many = difference.misprints * 2 > max(larger, 3)
        relation = Relation.REWORDED if too_many else Relation.MISPRINTS
    else:
        relation = Relation.REWORDED if similarity >= 0.5 else Relation.OTHER
    return TitleEvidence(
        relation,
        similarity=similarity,
        shared=shared,
        misprints=difference.misprints,
        other_words=other_words,
        numbers=numbers,
    )


def _numbering(title: Title, places: tuple[int, ...]) -> list[str]:
    """The numbers among these words: `2`, `gpt3`, `ii`, and `i` or `two` where they number something."""
    numbers = []
    for place in places:
        word = title.words[place]
        follows_part = place > 0 and title.words[place - 1] in _PARTS
        is_last = place == len(title.words) - 1
        is_a_part = (follows_part or (is_last and word in ROMAN)) and (word in NUMBER_WORDS or len(word) == 1)
        if is_a_part or not _DIGITS.isdisjoint(word) or (word in ROMAN and len(word) > 1):
            numbers.append(word)
    return numbers


_DIGITS = frozenset("0123456789")
_DENIALS = words("not no without never non pas sans")
_PARTS = words("part partie volume vol chapter section phase type paper episode lecture issue no book tome")
_NAMES_OF_PARTS = words("part partie volume vol chapter phase episode lecture tome")


def _names_a_part(told: list[str]) -> bool:
    return not _NAMES_OF_PARTS.isdisjoint(told)
