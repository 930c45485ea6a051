r"""Mathematics in titles and abstracts: `$…$` in TeX, shown as MathML without JavaScript.

latex2mathml's own output is not used: it unescapes its text, so that `$\text{<script>}$` would run, and `\href` gives
links. Its element tree is written out here instead, with elements and attributes that are known to be inert.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape, unescape
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString, mark_safe
from latex2mathml.converter import Converter

# As in Pandoc: no space inside the dollars and no digit after, so that "$5 and $6" stays money.
_MATH = re.compile(
    r"\$\$(?P<display>[^$]+?)\$\$|(?<![\\$])\$(?P<inline>[^\s$](?:(?:\\\$|[^$])*?(?<![\s\\]))?)\$(?!\d)",
    re.DOTALL,
)
_LONGEST_FORMULA = 2_000

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
    return mark_safe("".join(_render(piece, is_math, display) for piece, is_math, display in _pieces(text)))


def plain_math(text: str) -> str:
    """The text without TeX, for meta tags, feeds, search and the page's own title: `α-divergence`, `x^2`."""
    plain = "".join(_plain_formula(piece) if is_math else _plain(piece) for piece, is_math, _ in _pieces(text))
    return " ".join(plain.split())


def split_math(text: str) -> Iterator[tuple[str, bool]]:
    """(piece, is it a formula), for those who write text and formulas each in their own way."""
    for piece, is_math, _ in _pieces(text):
        yield (piece if is_math else _plain(piece)), is_math


def cut_at_word(text: str, length: int) -> tuple[str, str]:
    """The text in two parts, the first about `length` characters long; formulas and words stay whole.

    The second part is empty where so little would be left that cutting helps nobody.
    """
    if len(text) < length * 1.25:
        return text, ""
    position = 0
    for piece, is_math, display in _pieces(text):
        source = len(piece) + (4 if display else 2 if is_math else 0)
        if position + source > length:
            space = (
                -1 if is_math else max(piece.rfind(" ", 0, length - position), piece.rfind("\n", 0, length - position))
            )
            cut = position + space if space > 0 else position
            return (text[:cut].rstrip(), text[cut:].lstrip()) if cut else (text, "")
        position += source
    return text, ""


def _pieces(text: str) -> Iterator[tuple[str, bool, bool]]:
    """(piece, is it a formula, is it set on its own line)."""
    end = 0
    for match in _MATH.finditer(text):
        if match.start() > end:
            yield text[end : match.start()], False, False
        yield match["display"] or match["inline"], True, match["display"] is not None
        end = match.end()
    if end < len(text):
        yield text[end:], False, False


def _plain(text: str) -> str:
    return text.replace(r"\$", "$")


def _render(piece: str, is_math: bool, display: bool) -> str:
    if not is_math:
        return escape(_plain(piece))
    tree = _formula(piece, display)
    if tree is None:
        return f'<code class="formula-source">{escape(piece)}</code>'
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
