"""Our texts for formats that are neither TeX nor HTML, yet carry a little of both: RIS and CSL-JSON.

Formulas stay `$TeX$` and emphasis becomes `<i>`, as Zotero and the processors of CSL write them. All else is plain text.
"""

from __future__ import annotations

import re

from bibliography.text.math import split_emphasis, split_math

_SIGNS_OF_TEX = re.compile(r"\\|\$[^$\s]|\{[A-Z\\]")
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "`": r"\textasciigrave{}",
        "$": r"\$",
    }
)
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')")


def marked_up(text: str) -> str:
    """One line, such as a title. What holds a formula, or looks as if it did, has its prose escaped as in TeX."""
    pieces = split_emphasis(" ".join(text.split()))
    return "".join(f"<i>{_written(piece)}</i>" if is_emphasis else _written(piece) for piece, is_emphasis in pieces)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each on one line."""
    return [marked_up(part) for part in re.split(r"\n\s*\n", text.replace("\r", "")) if part.strip()]


def _written(text: str) -> str:
    """What stands between two elements, which readers read by itself."""
    pieces = list(split_math(text))
    is_tex = any(is_math for _piece, is_math in pieces) or any(
        _SIGNS_OF_TEX.search(piece) for piece, _is_math in pieces
    )
    return "".join(f"${piece}$" if is_math else _prose(piece, is_tex) for piece, is_math in pieces)


def _prose(text: str, is_tex: bool) -> str:
    return _LIGATURE.sub("{}", text.translate(_TEX)) if is_tex else text
