"""Names of authors: split into parts, and lists of them as people paste them.

Names follow no rule; what is printed is kept whole, and the parts serve sorting, citing and matching. Written forms
understood: `Given Family`, `Family, Given`, BibTeX's `Family, Jr, Given`, `FAMILY Given`, particles (`van den Oord`),
mononyms, and groups (`{The ATLAS Collaboration}`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PARTICLES = frozenset(
    [
        "af",
        "al",
        "bin",
        "da",
        "das",
        "de",
        "degli",
        "dei",
        "del",
        "della",
        "den",
        "der",
        "des",
        "di",
        "do",
        "dos",
        "du",
        "el",
        "ibn",
        "la",
        "las",
        "le",
        "les",
        "lo",
        "los",
        "'s",
        "'t",
        "ten",
        "ter",
        "tot",
        "van",
        "vom",
        "von",
        "y",
        "zu",
        "zum",
        "zur",
    ]
)
_SUFFIX = re.compile(r"(?:jr|sr|jnr|snr|fils|père|ii|iii|iv|2nd|3rd)\.?", re.IGNORECASE)
# No part of a name, though some write it behind theirs.
_DEGREE = re.compile(
    r"(?:ph\.?\s?d|m\.?\s?d|d\.?phil|m\.?\s?sc|b\.?\s?sc|dr\.?med|mph|frcp\w*|facp|facs|rn|pharm\.?d|dds|esq)\.?",
    re.IGNORECASE,
)
# Initials, or Md for Muhammad: no degree, whatever is before them.
_GIVEN_NAME_LIKE_A_DEGREE = re.compile(r"Md\.?|[A-Z]\.\s+[A-Z]\.?|M\.?\s+Sc\.?")
# Names in Chinese, Japanese and Korean characters are written without a space, the family name first.
_EAST_ASIAN = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff・]+")
# Joins two family names: Ortega y Gasset.
_JOINS_FAMILY_NAMES = frozenset(["y", "i"])
_GROUP = re.compile(
    r"\b(?:association|collaborat(?:ion|ive)|collective|committee|consorti(?:um|a)|council|foundation|group|groupe|"
    r"initiative|institut(?:e|ion)?|investigators|laborator(?:y|ies)|ministry|network|organi[sz]ation|panel|program(?:me)?|"
    r"project|society|société|task force|team|université|university|working group)\b",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[\s-]*){1,4}")
_AND = re.compile(r"(?<!\s)\s+(?:and|et)\s+|(?:(?<!\s)\s+)?&\s*", re.IGNORECASE)
_AND_OTHERS = re.compile(r"(?<![\s,;])[\s,;]*\b(?:and others|et al\.?|et coll\.?)\s*$", re.IGNORECASE)
_NOTE_MARKS = " \t\n*†‡§¶#"


@dataclass(frozen=True)
class AuthorName:
    name: str
    given: str = ""
    family: str = ""
    suffix: str = ""
    is_group: bool = False


def parse_name(text: str) -> AuthorName:
    """One author; `name` is as printed, in reading order."""
    text = " ".join(text.split()).strip(" ,;")
    if text.startswith("{") and text.endswith("}"):
        name = text[1:-1].strip()
        return AuthorName(name=name, family=name, is_group=True)
    text = text.replace("{", "").replace("}", "")
    if _GROUP.search(text):
        if inverted := re.fullmatch(r"([^\s,]+), ([^\s,]+)", text):
            # Collaboration, ATLAS
            text = f"{inverted[2]} {inverted[1]}"
        return AuthorName(name=text, family=text, is_group=True)
    if "," in text:
        return _parse_inverted([part.strip() for part in text.split(",")])
    return _parse_in_order(text)


def split_authors(text: str) -> list[AuthorName]:
    """The authors in what an editor pasted: one a line, or separated by `;`, “and”, or commas between whole names."""
    text = _AND_OTHERS.sub("", text.strip())
    names: list[str] = []
    for line in re.split(r"[\n\r;]+", text):
        for piece in _split_outside_braces(_AND, line):
            names += _split_commas(piece)
    cleaned = (_without_note_marks(name.strip(" ,")) for name in names)
    return [author for author in map(parse_name, cleaned) if author.name]


def _without_note_marks(name: str) -> str:
    """The name without the signs and numbers of its footnotes: `Ada Lovelace1,2*`."""
    name = name.rstrip(_NOTE_MARKS)
    start = len(name)
    while start and (name[start - 1].isdigit() or name[start - 1] in ", \t\n"):
        start -= 1
    return name[:start] if start else name


def _split_outside_braces(separator: re.Pattern[str], text: str) -> list[str]:
    """`{Barnes and Noble} and Ada Lovelace` has two parts, not three."""
    pieces: list[str] = []
    start = counted = depth = 0
    for match in separator.finditer(text):
        depth += text.count("{", counted, match.start()) - text.count("}", counted, match.start())
        counted = match.start()
        if depth == 0:
            pieces.append(text[start : match.start()])
            start = counted = match.end()
    pieces.append(text[start:])
    return [piece for piece in pieces if piece.strip()]


def _split_commas(text: str) -> list[str]:
    """Commas part a family from a given name, or one author from the next: tell which."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2 or text.strip().startswith("{"):
        return [text]
    if len(parts) % 2 == 0 and all(_INITIALS.fullmatch(part) for part in parts[1::2]):
        # Bengio, Y., Hinton, G.
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    if len(parts) == 2 or (len(parts) == 3 and any(_SUFFIX.fullmatch(part) for part in parts[1:])):
        # `Bengio, Yoshua`, unless both sides are whole names.
        if len(parts) == 2 and all(_is_whole_name(part) for part in parts):
            return parts
        return [text]
    return parts


def is_full(given: str, family: str) -> bool:
    """Whether a name says enough to tell people apart: more of the given name than initials."""
    words = re.findall(r"[^\W\d_]+", given)
    return bool(family) and any(len(word) > 3 or (len(word) > 1 and not word.isupper()) for word in words)


def _is_whole_name(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and words[0].lower() not in PARTICLES and not _INITIALS.fullmatch(text)


def name_from_parts(given: str, family: str, suffix: str = "", printed: str = "") -> AuthorName:
    """An author whose parts the source knows; `printed` is the name as printed, where it says that too."""
    given, family, suffix = (" ".join(part.split()) for part in (given, family, suffix))
    if _is_all_capitals(family) and given == given.upper():
        given, family = given if _INITIALS.fullmatch(given) else _capitalised(given), _capitalised(family)
    if not family:
        given, family = "", given
    return AuthorName(printed or _in_reading_order(given, family, suffix), given, family, suffix)


def _in_reading_order(given: str, family: str, suffix: str) -> str:
    if _EAST_ASIAN.fullmatch(family) and _EAST_ASIAN.fullmatch(given):
        return family + given
    return " ".join(filter(None, (given, family, suffix)))


def _parse_inverted(parts: list[str]) -> AuthorName:
    family, *rest = parts
    rest = [part for part in rest if part]
    named = [part for part in rest if not _is_degree(part)]
    if not named and rest and not _is_complete(family):
        # `Rahman, MD`: without it there would be no given name.
        named = rest[:1]
    rest = named
    if not rest:
        return _parse_in_order(family)
    suffix = next((part for part in rest if _SUFFIX.fullmatch(part)), "")
    given = " ".join(part for part in rest if part != suffix)
    if not family or not given:
        return _parse_in_order(" ".join(filter(None, (family or given, suffix))))
    return name_from_parts(given, family, suffix)


def _is_degree(text: str) -> bool:
    return bool(_DEGREE.fullmatch(text)) and not _GIVEN_NAME_LIKE_A_DEGREE.fullmatch(text)


def _is_complete(text: str) -> bool:
    """Whether a text before a comma is a whole name, given name included, and no family name with its particle."""
    words = text.split()
    return len(words) > 1 and words[0].lower() not in PARTICLES and words[0] == words[0].capitalize()


def _parse_in_order(text: str) -> AuthorName:
    words = text.split()
    while len(words) > 2 and _is_degree(words[-1]):
        words.pop()
    text = " ".join(words)
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) < 2:
        return AuthorName(name=text, family=" ".join(words), suffix=suffix)
    if len(words) == 2 and all(_EAST_ASIAN.fullmatch(word) for word in words):
        return name_from_parts(words[1], words[0])
    if _shouts(words[0]) and not _shouts(words[-1]):
        # French administrations write BENGIO Yoshua.
        boundary = next(index for index, word in enumerate(words) if not _shouts(word))
        return AuthorName(text, " ".join(words[boundary:]), " ".join(words[:boundary]), suffix)
    boundary = _start_of_family_name(words)
    return AuthorName(text, " ".join(words[:boundary]), " ".join(words[boundary:]), suffix)


def _start_of_family_name(words: list[str]) -> int:
    """As BibTeX has it, from the first word in small letters, else the last word."""
    if words[0][0].islower():
        # Someone who writes all of their name in small letters, or a name that begins with a particle.
        return 0 if words[0] in PARTICLES else len(words) - 1
    for index, word in enumerate(words[1:-1], start=1):
        if word[0].islower():
            return index - 1 if word in _JOINS_FAMILY_NAMES else index
    return len(words) - 1


def _is_all_capitals(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 1 and all(character.isupper() for character in letters)


def _capitalised(text: str) -> str:
    """`MARIE-CLAUDE` as `Marie-Claude`."""
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), text)


def _shouts(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return len(letters) > 2 and all(character.isupper() for character in letters)


def initials(given: str) -> str:
    """`Jean-Pierre Marie` as `J.-P. M.`"""
    return " ".join("-".join(f"{part[0]}." for part in word.split("-") if part) for word in given.split())
