"""Titles as they are compared: without markup, TeX, accents, capitals, punctuation."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bibliography.deduplication.stop_words import GENERIC, STOP_WORDS
from bibliography.text.math import plain_math
from bibliography.text_normalization import normalize

# No title is longer; of what is, the beginning tells enough.
_LONGEST = 4_000
_TAG = re.compile(r"<(/?)(\w{1,20})(?:\s[^<>]*)?/?>")
_TEX_ACCENT = re.compile(r"""\\["'`^~=.]\s*\{?\\?([A-Za-z])\}?""")
_TEX_COMMAND = re.compile(r"\\[A-Za-z]+\*?\s*")
_RETRACTED = re.compile(r"^\W*(?:retracted|withdrawn|removed)(?:[ -](?:article|paper|chapter))?\s*[:.\])]\s*", re.I)
_VERSION = re.compile(
    r"(?<![\s:(\[–—-])[\s:(\[–—-]++(?:(?:extended|full|long|short|revised|preprint|author(?:'s)?) version|technical report|tech report|"
    r"pre-?print|version longue|version étendue)[)\].\s]*$",
    re.I,
)
_CUT = re.compile(r"(?:\.\.\.|…)[\s\"'”»)]*$")
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+")
_BREAK = re.compile(r"[:.?!;(\[–—―]|\s[-/=|]{1,3}\s|--")
_GREEK = {
    letter: unicodedata.name(letter).rsplit(" ", maxsplit=1)[-1].lower() for letter in "αβγδεζηθικμνξοπρστυφχψω"
} | {"λ": "lambda"}
_QUOTES = str.maketrans(dict.fromkeys("“”„«»‘’´`\"'", "'"))

# What makes a work about a work another work. Leading ones are followed by the title that they speak of.
_NOTES = {
    "reply": (
        r"(?:re|repl(?:y|ies)|responses?|rejoinder|authors?'? (?:reply|response)|answer|réponse)\s*(?::|to\b|à\b|by\b)",
        r"(?:a |the )?(?:repl(?:y|ies)|rejoinder|authors?'? (?:reply|response)|response)",
    ),
    "comment": (
        r"(?:a )?(?:comments?|commentary|discussion|remarks?|observations|notes?|invited (?:commentary|discussion))\s*"
        r"(?::|on\b|of\b|to\b|sur\b)",
        r"(?:a |the )?(?:comments?|commentary|discussion)",
    ),
    "correction": (
        r"(?:(?:author|publisher|editorial)(?:'s)? )?(?:correction|corrigend(?:um|a)|errat(?:um|a)|addend(?:um|a)|"
        r"expression of concern|retraction(?: note| notice)?|retraction statement|withdrawal(?: notice)?)\b",
        r"(?:(?:author|publisher)(?:'s)? )?(?:correction|corrigend(?:um|a)|errat(?:um|a)|addend(?:um|a)|retraction)"
        r"(?: \(?vol\b[^:(\[]*)?",
    ),
    "supplement": (
        r"(?:supplement(?:ary|al)?|supporting|additional)(?: (?:materials?|information|data|files?|appendix|text|methods|"
        r"figures?|tables?|results))?\s*(?::|to\b|for\b|of\b)|(?:online )?appendix\s*(?::|to\b|for\b)|"
        r"(?:data|dataset|code|source code|software|replication (?:data|code|package|materials?))\s*(?::|from\b|for\b)",
        r"(?:supplement(?:ary|al)?|supporting|additional)(?: (?:materials?|information|data|files?|appendix))?|"
        r"(?:online )?appendix|dataset|replication (?:data|package)",
    ),
    "review": (r"(?:book )?reviews?\s*(?::|of\b)|book reviews?\b|compte rendu\b|recension\b", r"(?:a )?book review"),
    "event": (
        r"(?:extended )?abstract(?: [a-z]{0,3}\d+)?\s*:|(?:poster|demo(?:nstration)?|keynote|tutorial|talk|slides)\s*:",
        r"(?:extended |meeting |conference )?abstract|poster|demo(?:nstration)?|keynote|tutorial|slides|invited talk|"
        r"presentation",
    ),
}
_LEADING = {name: re.compile(rf"^\W*(?:{leading})") for name, (leading, _end) in _NOTES.items()}
_TRAILING = {name: re.compile(rf"[:(\[.–—-]\s*(?:{end})[)\].\s]*$") for name, (_start, end) in _NOTES.items()}


@dataclass(frozen=True)
class Title:
    """One title as it is compared. `breaks` are the places of the words before which a sentence or a part begins."""

    words: tuple[str, ...]
    breaks: frozenset[int]
    notes: frozenset[str]
    is_cut: bool

    @cached_property
    def letters(self) -> str:
        return "".join(self.words)

    @cached_property
    def content(self) -> list[str]:
        """The words that say something."""
        return [word for word in self.words if word not in STOP_WORDS]

    @cached_property
    def starts(self) -> frozenset[str]:
        """How the telling words begin: what two titles must share to be worth aligning."""
        return frozenset(word[:3] for word in self.content)

    @cached_property
    def is_generic(self) -> bool:
        """Whether many works bear this title."""
        return not self.words or " ".join(self.words) in GENERIC


@lru_cache(maxsize=20_000)
def read_title(text: str) -> Title:
    text = text[:_LONGEST]
    text = html.unescape(html.unescape(text))
    text = _TAG.sub(lambda tag: "" if tag[2].lower() in ("sub", "sup", "i", "b", "em", "scp", "strong") else " ", text)
    text = plain_math(text)
    text = _TEX_COMMAND.sub("", _TEX_ACCENT.sub(r"\1", text)).translate({ord(c): "" for c in "{}$"}).replace("~", " ")
    text = _RETRACTED.sub("", text)
    text = _VERSION.sub("", text)
    is_cut = bool(_CUT.search(text))
    normalized = normalize(text.translate(_QUOTES))
    normalized = "".join(f"{_GREEK[letter]}" if letter in _GREEK else letter for letter in normalized)
    normalized = normalized.replace("&", " and ")
    # It's, l'art, 1,000: neither begins a word.
    normalized = re.sub(r"(?<=\w)'(?=\w)", "", normalized)
    normalized = re.sub(r"(?<=\d),(?=\d{3}\b)", "", normalized)
    words: list[str] = []
    breaks: set[int] = set()
    end = 0
    for match in _WORD.finditer(normalized):
        if words and _BREAK.search(normalized[end : match.start()]):
            breaks.add(len(words))
        words.append(match[0])
        end = match.end()
    notes = {name for name, pattern in _LEADING.items() if pattern.search(normalized)}
    notes |= {name for name, pattern in _TRAILING.items() if pattern.search(normalized)}
    return Title(tuple(words), frozenset(breaks), frozenset(notes), is_cut)
