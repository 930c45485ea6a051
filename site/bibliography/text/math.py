r"""Mathematics and emphasis in titles and abstracts: `$…$` in TeX, shown as MathML without JavaScript, and `\emph{…}`.

latex2mathml's own output is not used: it unescapes its text, so that `$\text{<script>}$` would run, and `\href` gives
links. Its element tree is written out here instead, with elements and attributes that are known to be inert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from itertools import groupby
from typing import NamedTuple
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString, mark_safe
from latex2mathml.converter import Converter

# As in Pandoc: no space inside the dollars and no digit after, so that "$5 and $6" stays money.
_MATH = re.compile(
    r"\$\$(?P<display>[^$]+?)\$\$|(?<![\\$])\$(?P<inline>[^\s$](?:(?:\\\$|[^$])*?(?<![\s\\]))?)\$(?!\d)",
    re.DOTALL,
)
_EMPHASIS = r"\emph{"
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_LONGEST_FORMULA = 2_000
_LONGEST_EMPHASIS = 1_000

_ELEMENTS = frozenset(
    [
        "math",
        "merror",
        "mfenced",
        "mfrac",
        "mi",
        "mmultiscripts",
        "mn",
        "mo",
        "mover",
        "mpadded",
        "mphantom",
        "mprescripts",
        "mroot",
        "mrow",
        "ms",
        "mspace",
        "msqrt",
        "mstyle",
        "msub",
        "msubsup",
        "msup",
        "mtable",
        "mtd",
        "mtext",
        "mtr",
        "munder",
        "munderover",
        "menclose",
        "none",
    ]
)
_ATTRIBUTES = frozenset(
    [
        "accent",
        "accentunder",
        "columnalign",
        "columnlines",
        "columnspacing",
        "depth",
        "display",
        "displaystyle",
        "fence",
        "form",
        "height",
        "largeop",
        "linebreak",
        "linethickness",
        "lspace",
        "mathsize",
        "mathvariant",
        "maxsize",
        "minsize",
        "movablelimits",
        "notation",
        "rowlines",
        "rowspacing",
        "rspace",
        "scriptlevel",
        "separator",
        "stretchy",
        "symmetric",
        "voffset",
        "width",
        "xmlns",
    ]
)
_ATTRIBUTE_VALUE = re.compile(r"[\w\s.%:/+-]*")


def render_math(text: str) -> SafeString:
    """The text as HTML: everything escaped, its formulas as MathML; a formula that cannot be read shows its source."""
    return mark_safe("".join(_render(piece) for piece in _pieces(text)))


def plain_math(text: str) -> str:
    """The text without TeX, for meta tags, feeds, search and the page's own title: `α-divergence`, `x^2`."""
    return " ".join("".join(_plain(piece) for piece in _pieces(text)).split())


def split_math(text: str) -> Iterator[tuple[str, bool]]:
    """(piece, is it a formula), for those who write text and formulas each in their own way; emphasis is dropped."""
    for piece in _pieces(text):
        if piece.is_emphasis:
            yield from split_math(piece.text)
        else:
            yield (piece.text if piece.is_math else _unescaped(piece.text)), piece.is_math


def split_emphasis(text: str) -> Iterator[tuple[str, bool]]:
    """(piece, is it emphasised), formulas included in either."""
    for is_emphasis, pieces in groupby(_pieces(text), key=lambda piece: piece.is_emphasis):
        if is_emphasis:
            yield from ((piece.text, True) for piece in pieces)
        else:
            yield "".join(piece.source for piece in pieces), False


def cut_at_word(text: str, length: int) -> tuple[str, str]:
    """The text in two parts, the first about `length` characters long; formulas and words stay whole.

    The second part is empty where so little would be left that cutting helps nobody.
    """
    if len(text) < length * 1.25:
        return text, ""
    position = 0
    for piece in _pieces(text):
        source = piece.source
        if position + len(source) > length:
            left = length - position
            space = -1 if piece.is_whole else max(source.rfind(" ", 0, left), source.rfind("\n", 0, left))
            cut = position + space if space > 0 else position
            return (text[:cut].rstrip(), text[cut:].lstrip()) if cut else (text, "")
        position += len(source)
    return text, ""


class _Piece(NamedTuple):
    """A stretch of text, a formula, or what is emphasised, each without its marks."""

    text: str
    before: str = ""
    after: str = ""

    @property
    def source(self) -> str:
        return f"{self.before}{self.text}{self.after}"

    @property
    def is_emphasis(self) -> bool:
        return self.before == _EMPHASIS

    @property
    def is_math(self) -> bool:
        return self.before.startswith("$")

    @property
    def is_whole(self) -> bool:
        """Whether no line may be cut inside it."""
        return bool(self.before)


def _pieces(text: str) -> Iterator[_Piece]:
    end = 0
    for piece, start in _marked_pieces(text):
        if start > end:
            yield _Piece(text[end:start])
        yield piece
        end = start + len(piece.source)
    if end < len(text):
        yield _Piece(text[end:])


def _marked_pieces(text: str) -> Iterator[tuple[_Piece, int]]:
    """Formulas and emphasised texts, each with where it starts."""
    if "$" not in text and _EMPHASIS not in text:
        return
    position = 0
    emphasis = _next_emphasis(text, 0)
    formula = _MATH.search(text)
    while True:
        if formula and formula.start() < position:
            formula = _MATH.search(text, position)
        if emphasis and emphasis[1] < position:
            emphasis = _next_emphasis(text, position)
        if emphasis and (not formula or emphasis[1] < formula.start()):
            yield emphasis
            position = emphasis[1] + len(emphasis[0].source)
        elif formula:
            dollars = "$$" if formula["display"] else "$"
            yield _Piece(formula["display"] or formula["inline"], dollars, dollars), formula.start()
            position = formula.end()
        else:
            return


def _next_emphasis(text: str, position: int) -> tuple[_Piece, int] | None:
    r"""The next `\emph{…}` that is closed; braces inside it are in pairs."""
    while (start := text.find(_EMPHASIS, position)) >= 0:
        inner = start + len(_EMPHASIS)
        depth = 1
        for brace in _BRACE.finditer(text, inner, inner + _LONGEST_EMPHASIS):
            depth += {"{": 1, "}": -1}.get(brace[0], 0)
            if depth == 0:
                return _Piece(text[inner : brace.start()], _EMPHASIS, "}"), start
        position = inner
    return None


def _unescaped(text: str) -> str:
    return text.replace(r"\$", "$")


def _plain(piece: _Piece) -> str:
    if piece.is_emphasis:
        return "".join(_plain(part) for part in _pieces(piece.text))
    return _plain_formula(piece.text) if piece.is_math else _unescaped(piece.text)


def _render(piece: _Piece) -> str:
    if piece.is_emphasis:
        return f"<em>{render_math(piece.text)}</em>"
    if not piece.is_math:
        return escape(_unescaped(piece.text))
    tree = _formula(piece.text, piece.before == "$$")
    if tree is None:
        return f'<code class="formula-source">{escape(piece.text)}</code>'
    return _serialise(tree)


@lru_cache(maxsize=4_096)
def _formula(source: str, display: bool = False) -> Element | None:
    if len(source) > _LONGEST_FORMULA:
        return None
    try:
        tree = Converter(display="block" if display else "inline").convert_to_element(source.strip())
    except Exception:
        # The converter raises whatever its parser runs into (IndexError, KeyError, RecursionError, its own errors).
        return None
    return tree if all(_is_sound(element) for element in tree.iter()) else None


def _is_sound(element: Element) -> bool:
    """Known, and with as many parts as it needs: the converter accepts half a fraction."""
    return element.tag in _ELEMENTS and len(element) == _PARTS.get(element.tag, len(element))


def _serialise(element: Element) -> str:
    attributes = "".join(
        f' {name}="{escape(value)}"'
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _ATTRIBUTE_VALUE.fullmatch(value)
    )
    inner = escape(unescape(element.text or "")) + "".join(_serialise(child) for child in element)
    return f"<{element.tag}{attributes}>{inner}</{element.tag}>{escape(unescape(element.tail or ''))}"


def _plain_formula(source: str) -> str:
    tree = _formula(source)
    return source if tree is None else _linear(tree)


def _linear(element: Element) -> str:
    """A formula on one line: `a/b`, `x^2`, `x_i`, `√(x)`, `n log n`."""
    children = [_linear(child) for child in element]
    if element.tag in _LINEAR_FORMS:
        first, *others = children
        return _LINEAR_FORMS[element.tag].format(first, *(_in_brackets(part) for part in others))
    if element.tag == "msqrt":
        return "√" + _in_brackets("".join(children))
    if element.tag == "mspace":
        return " "
    text = unescape(element.text or "")
    # A named function stands apart from what it is applied to.
    return f" {text} " if element.tag == "mi" and len(text) > 1 else text + "".join(children)


def _in_brackets(part: str) -> str:
    part = part.strip()
    return part if len(part) < 2 or part.isalnum() else f"({part})"


_PARTS = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3, "mroot": 2}

_LINEAR_FORMS = {
    "mfrac": "{}/{}",
    "msup": "{}^{}",
    "msub": "{}_{}",
    "msubsup": "{}_{}^{}",
    "munder": "{}_{}",
    "mover": "{}{}",
    "munderover": "{}_{}^{}",
    "mroot": "√{}",
}
