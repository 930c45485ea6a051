"""Authors as BibTeX writes them, after https://ctan.org/pkg/tamethebeast, and as people misuse it."""

from __future__ import annotations

import re
from functools import lru_cache

from bibliography.names import AuthorName, name_from_parts, parse_name, split_authors
from bibliography.text import text_from_tex

_AND = re.compile(r"(?<!\s)\s+and\s+", re.IGNORECASE)
_COMMA = re.compile(",")
_OTHERS = re.compile(r"(?:others|et\.?\s*al\.?|et\s+coll\.?)", re.IGNORECASE)
_ET_AL_BEHIND = re.compile(r"(?<![\s,;])[\s,;]*\b(?:et\.?\s*al\.?|and\s+others)\s*$", re.IGNORECASE)
_PARTS_BY_NAME = re.compile(r"\s*\"?(given|family|prefix|suffix|useprefix|given-i|family-i)\s*=", re.IGNORECASE)
# What stands in braces is one word, whatever it holds.
_SPACE_IN_BRACES = "\ue010"


def split_names(source: str) -> tuple[list[AuthorName], bool]:
    """The authors, and whether there are more of them than the source names."""
    source = " ".join(source.split())
    if _is_one_group(source) and _AND.search(source[1:-1]) and _all_inverted(source[1:-1]):
        # The whole field in braces twice, by habit.
        source = source[1:-1]
    pieces = [piece for piece in _outside_braces(_AND, f"{source} ") if piece.strip(" ,;")]
    has_more = False
    if pieces and _OTHERS.fullmatch(pieces[-1].strip(" ,;.{}")):
        pieces.pop()
        has_more = True
    if pieces and (shortened := _ET_AL_BEHIND.sub("", pieces[-1])) != pieces[-1]:
        pieces[-1], has_more = shortened, True
    if _are_pasted(pieces):
        return [name for piece in pieces for name in split_authors(_text(piece))], has_more
    return [name for name in map(_name, pieces) if name.name], has_more


def _are_pasted(pieces: list[str]) -> bool:
    """Whether commas or semicolons part the authors, as in a list that was pasted from a page."""
    commas = [len(_outside_braces(_COMMA, piece)) - 1 for piece in pieces]
    if any(_PARTS_BY_NAME.match(piece) for piece in pieces):
        return False
    if any(";" in piece for piece in pieces):
        return True
    # `Last, Jr, First` has two commas; more than that, or two without a suffix, are authors.
    if any(count > 2 or (count == 2 and not _has_suffix(piece)) for piece, count in zip(pieces, commas, strict=True)):
        return True
    # `Yoshua Bengio, Yann LeCun and Geoffrey Hinton`: one comma only, where others have none.
    return (
        len(pieces) > 1
        and sorted(set(commas)) == [0, 1]
        and commas[-1] == 0
        and commas[:-1].count(1) == 1
        # A group in braces, or a name of one word, may well follow one that is written `Family, Given`.
        and not _is_one_group(pieces[-1])
        and len(pieces[-1].split()) > 1
        and (all(len(part.split()) > 1 for part in pieces[commas.index(1)].split(",")))
    )


def _has_suffix(piece: str) -> bool:
    parts = [part.strip(" {}.").lower() for part in piece.split(",")]
    return (
        any(part in ("jr", "sr", "ii", "iii", "iv", "phd", "md", "ph.d", "m.d") for part in parts[1:]) or not parts[-1]
    )


def _all_inverted(source: str) -> bool:
    return all("," in piece or _OTHERS.fullmatch(piece.strip()) for piece in _AND.split(source))


@lru_cache(maxsize=20_000)
def _name(source: str) -> AuthorName:
    source = source.strip(" ,")
    if _is_one_group(source):
        text = _text(source)
        return AuthorName(text, family=text, is_group=True)
    if _PARTS_BY_NAME.match(source):
        return _by_part(source)
    parsed = parse_name(_text(source))
    if _SPACE_IN_BRACES not in parsed.name:
        return parsed
    name, given, family, suffix = (
        part.replace(_SPACE_IN_BRACES, " ") for part in (parsed.name, parsed.given, parsed.family, parsed.suffix)
    )
    return AuthorName(name, given, family, suffix, parsed.is_group)


def _text(source: str) -> str:
    """The name in Unicode; words that braces hold together stay together until the name is parsed."""
    if "{" not in source and "\\" not in source and "~" not in source:
        return text_from_tex(source)
    if not _is_one_group(source):
        source = re.sub(
            r"\{(?!\\)([^{}]*)\}", lambda match: f"{{{match[1].replace(' ', '~~')}}}", source.replace("~", " ")
        )
        pieces = source.split("~~")
        return (
            _SPACE_IN_BRACES.join(text_from_tex(piece) for piece in pieces)
            if len(pieces) > 1
            else text_from_tex(source)
        )
    return text_from_tex(source)


def _by_part(source: str) -> AuthorName:
    """`given=Hans, family=Harman, prefix=von`, the long form of biber."""
    parts: dict[str, str] = {}
    for part in _outside_braces(_COMMA, source):
        name, _, value = part.strip(' "').partition("=")
        parts[name.strip().lower()] = text_from_tex(value.strip(' "'))
    family = " ".join(filter(None, (parts.get("prefix", ""), parts.get("family", ""))))
    return name_from_parts(parts.get("given", ""), family, parts.get("suffix", ""))


def _is_one_group(source: str) -> bool:
    """Whether braces hold all of the text, as around the name of a group."""
    source = source.strip()
    if not source.startswith("{") or not source.endswith("}") or source.startswith("{\\"):
        return False
    depth = 0
    for index, character in enumerate(source):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 and index < len(source) - 1:
            return False
    return True


def _outside_braces(separator: re.Pattern[str], text: str) -> list[str]:
    pieces: list[str] = []
    start = counted = depth = 0
    for match in separator.finditer(text):
        between = text[counted : match.start()]
        depth += between.count("{") - between.count("}")
        counted = match.start()
        if depth <= 0:
            pieces.append(text[start : match.start()])
            start = match.end()
    return [*pieces, text[start:]]
