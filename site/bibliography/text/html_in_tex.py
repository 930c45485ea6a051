r"""HTML that reference managers put into BibTeX: `{\textless}i{\textgreater}E. coli{\textless}/i{\textgreater}`, `{\&}amp;`."""

from __future__ import annotations

import re
from html import unescape

_SIGN = re.compile(r"\{\\text(less|greater)\}|\\text(less|greater)(?:\{\}|\s+|(?![a-zA-Z]))")
_ENTITY = re.compile(r"(?:\{\\&\}|\\&|&)(amp|lt|gt|quot|apos|nbsp|\\?#\d{2,5});")
_TAG = re.compile(
    r"<(/?)(?:jats:)?(i|em|italic|b|strong|bold|sub|sup|scp|sc|span|p|title|u|br)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_COMMANDS = {
    "i": r"\emph{", "em": r"\emph{", "italic": r"\emph{", "b": r"\emph{", "strong": r"\emph{", "bold": r"\emph{",
    "sub": r"\textsubscript{", "sup": r"\textsuperscript{",
}  # fmt: skip


def without_html(source: str) -> str:
    """The TeX of a text that may hold HTML; elements without their other half go."""
    if r"\text" in source:
        source = _SIGN.sub(lambda match: "<" if "less" in match[0] else ">", source)
    if ";" in source and "&" in source:
        source = _ENTITY.sub(lambda match: unescape(f"&{match[1].lstrip(chr(92))};"), source)
    return _with_commands(source) if "<" in source else source


def _with_commands(source: str) -> str:
    pieces: list[str] = []
    # (name, where its command stands among the pieces)
    open_elements: list[tuple[str, int]] = []
    end = 0
    for tag in _TAG.finditer(source):
        pieces.append(source[end : tag.start()])
        end = tag.end()
        name = tag[2].lower()
        if name not in _COMMANDS:
            pieces.append(" " if name in ("p", "br", "title") else "")
        elif not tag[1]:
            open_elements.append((name, len(pieces)))
            pieces.append(_COMMANDS[name])
        elif open_elements and open_elements[-1][0] == name:
            open_elements.pop()
            pieces.append("}")
    for _, index in open_elements:
        pieces[index] = ""
    return "".join([*pieces, source[end:]])
