"""Which of two values of one field says more: a spelled-out name over initials, a day over a year."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bibliography.names import parse_name
from bibliography.text.math import plain_math
from bibliography.text_normalization import normalize
from publications.imports.field_mapping import Values

NAME_PARTS = ("name", "given", "family", "suffix")

# With the white space around it taken away first: a pattern that allows for some before and after is quadratic.
_ELLIPSIS = re.compile(r"(?:…|\.\.\.|\[\s?(?:…|\.\.\.)\s?\])\Z")
# What a whole abstract ends with.
_END_OF_SENTENCE = re.compile(r"[.!?。][\W\d]*$|[$)\]}]$")
_EMPTY_WORDS = frozenset(
    ["a", "an", "and", "de", "des", "du", "et", "for", "in", "la", "le", "les", "of", "on", "the"]
)
# Capitals that a program which writes `MCDERMOTT` as `Mcdermott` loses.
_INNER_CAPITAL = re.compile(r"\b(?:Mc|Mac|O['’]|D['’]|De|Di|Du|La|Le|Fitz|Van)[A-ZÀ-ÖØ-Þ]")


def is_poorer(name: str, value: Any, other: Any) -> bool:
    """Return whether `value` says the same as `other` in the field `name`, and less of it."""
    if not isinstance(value, str) or not isinstance(other, str) or value == other:
        return False
    return any(rule(value, other) for rule in _RULES.get(name, ()))


def is_alike(one: Any, other: Any) -> bool:
    """Return whether two texts differ in nothing but accents, capitals, spaces and punctuation."""
    return isinstance(one, str) and isinstance(other, str) and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", normalize(text))


def _lost_capitals(value: str, other: str) -> bool:
    """Return whether `value` is `other` in capitals; an acronym (`IEEE`) is at home in them."""
    has_long_word = any(len(word) > 5 for word in re.findall(r"\w+", value))
    return has_long_word and _is_capitals(value) and not _is_capitals(other) and is_alike(value, other)


def _is_capitals(text: str) -> bool:
    return text.isupper() and sum(map(str.isalpha, text)) > 1


def _lost_accents(value: str, other: str) -> bool:
    return (
        value.isascii()
        and any(character.isalpha() for character in other if not character.isascii())
        and (is_alike(value, other))
    )


def _lost_formulas(value: str, other: str) -> bool:
    return "$" in other and "$" not in value and is_alike(plain_math(value), plain_math(other))


def _is_cut_title(value: str, other: str) -> bool:
    return _without_ellipsis(value) is not None and _begins(value, other)


def _is_cut_abstract(value: str, other: str) -> bool:
    is_cut = _without_ellipsis(value) is not None or not _END_OF_SENTENCE.search(value)
    return is_cut and _begins(value, other)


def _without_ellipsis(text: str) -> str | None:
    """Return `text` without the dots that it ends with, or None where it ends otherwise."""
    text = text.rstrip()
    # The longest form has eight characters.
    found = _ELLIPSIS.search(text, max(len(text) - 8, 0))
    return text[: found.start()] if found else None


def _begins(value: str, other: str) -> bool:
    start, whole = (_bare(text if (cut := _without_ellipsis(text)) is None else cut) for text in (value, other))
    return len(start) < len(whole) and whole.startswith(start)


def _is_part_of_date(value: str, other: str) -> bool:
    return len(value) < len(other) and other.startswith(value)


def _is_first_page(value: str, other: str) -> bool:
    return re.split(r"[-–—]", other, maxsplit=1)[0].strip() == value.strip()


def is_abbreviation(value: str, other: str) -> bool:
    """Return whether `value` is `other` shortened word by word: `J. Mach. Learn. Res.`."""
    short, long = _telling_words(value), _telling_words(other)
    if len(short) == 1 and "." not in value:
        # A name of one word may begin as another does: `Gene` and `Genetics`.
        return False
    return len(short) == len(long) and short != long and all(map(_shortens, short, long))


def _telling_words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", normalize(text)) if word not in _EMPTY_WORDS]


def _shortens(short: str, word: str) -> bool:
    """`mach` and `machine`; `natl` and `national`."""
    letters = iter(word)
    return word[0] == short[0] and len(short) <= len(word) and all(letter in letters for letter in short)


Rule = Callable[[str, str], bool]
_TEXT: tuple[Rule, ...] = (_lost_capitals, _lost_accents)
_TITLE: tuple[Rule, ...] = (*_TEXT, _lost_formulas, _is_cut_title)
_ABSTRACT: tuple[Rule, ...] = (*_TEXT, _lost_formulas, _is_cut_abstract)
_RULES: dict[str, tuple[Rule, ...]] = {
    "full_title": _TITLE,
    "title_translated": _TITLE,
    "abstract_en": _ABSTRACT,
    "abstract_fr": _ABSTRACT,
    "abstract_other": _ABSTRACT,
    "venue_text": (*_TEXT, is_abbreviation, _is_cut_title),
    "publisher": (*_TEXT, is_abbreviation),
    "funding": (*_TEXT, _is_cut_abstract),
    "date": (_is_part_of_date,),
    "pages": (_is_first_page,),
}


# Authors: dictionaries as in `values.AUTHOR_FIELDS`


def same_author(one: Values, other: Values) -> bool:
    """Return whether two printed names can be one person's.

    Family names are equal, and given names do not contradict each other.
    """
    if one.get("orcid") and other.get("orcid"):
        return bool(one["orcid"] == other["orcid"])
    first, second = _name_parts(one), _name_parts(other)
    if first[0] != second[0]:
        return False
    return all(one.startswith(two) or two.startswith(one) for one, two in zip(first[1], second[1], strict=False))


def _name_parts(author: Values) -> tuple[str, list[str]]:
    """Return the folded family name and the words of the given name; `DV` is `D.` and `V.`."""
    given, family = author.get("given", ""), author.get("family", "")
    if not family:
        parsed = parse_name(author["name"])
        given, family = parsed.given, parsed.family
    words = []
    for word in re.findall(r"\w+", given):
        words += list(word) if len(word) <= 3 and word.isupper() else [word]
    return " ".join(re.findall(r"\w+", normalize(family))), [normalize(word) for word in words]


def has_poorer_name(author: Values, other: Values) -> bool:
    """Return whether the name of `author`, who is the same person as `other`, says less."""
    return not author.get("is_group") and _fullness(author) < _fullness(other)


def _fullness(author: Values) -> tuple[int, int, bool, bool, int]:
    family = author.get("family", "") or author["name"]
    given = _name_parts(author)[1]
    text = f"{author.get('given', '')} {family}"
    return (
        sum(len(word) > 1 for word in given),
        len(given),
        not _is_capitals(family) and not family.islower(),
        bool(_INNER_CAPITAL.search(family)),
        sum(not character.isascii() for character in text if character.isalpha()),
    )


def completed(author: Values, other: Values) -> Values:
    """Return the author with what only `other`, who is the same person, says of them, and the fuller of the two names."""
    result = {**{name: value for name, value in other.items() if name not in author}, **author}
    return _with_name_of(result, other) if has_poorer_name(author, other) else _with_name_of(result, author)


def completed_from(authors: list[Values], known: list[Values]) -> list[Values]:
    """Return `authors`, each completed with what `known` says of the same person."""
    result = []
    for number, author in enumerate(authors):
        same = [other for other in known[number : number + 1] if same_author(author, other)]
        same = same or [other for other in known if same_author(author, other)]
        result.append(completed(author, same[0]) if len(same) == 1 else author)
    return result


def _with_name_of(author: Values, other: Values) -> Values:
    rest = {name: value for name, value in author.items() if name not in NAME_PARTS}
    return {**{name: other[name] for name in NAME_PARTS if name in other}, **rest}
