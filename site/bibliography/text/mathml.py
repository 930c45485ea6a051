"""MathML, as publishers' abstracts hold it, back into TeX: https://www.w3.org/TR/mathml-core/."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_PREFIX = re.compile(r"(</?)[\w.-]+:(?=[a-z])")
_NAMESPACE = re.compile(r"\sxmlns(?::[\w.-]+)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_PREFIXED_ATTRIBUTE = re.compile(r"\s[\w.-]+:[\w.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_ENDS_IN_COMMAND = re.compile(r"\\[a-zA-Z]+$")
_TEX_SPECIAL = re.compile(r"[#%&_{}$\\]")
_FUNCTIONS = frozenset(
    ["arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "det", "dim", "exp", "gcd", "inf", "ker", "lim", "ln",
     "log", "max", "min", "sin", "sinh", "sup", "tan", "tanh"]
)  # fmt: skip
_ACCENTS = {
    "¯": "bar",
    "‾": "bar",
    "^": "hat",
    "ˆ": "hat",
    "~": "tilde",
    "˜": "tilde",
    "→": "vec",
    "⃗": "vec",
    "˙": "dot",
    "¨": "ddot",
}
_DEEPEST = 60


def tex_of_mathml(source: str) -> str:
    """The TeX of one `<math>` element; an empty text where the source is not well-formed."""
    if "<!" in source or "<?" in source:
        return ""
    source = _PREFIXED_ATTRIBUTE.sub("", _NAMESPACE.sub("", _PREFIX.sub(r"\1", source)))
    try:
        tree = ET.fromstring(source)
    except (ET.ParseError, RecursionError, ValueError):
        return ""
    for annotation in tree.iter("annotation"):
        if "tex" in annotation.get("encoding", "").lower() and annotation.text:
            return annotation.text.strip().strip("$").strip()
    return re.sub(r"\s+", " ", _tex(tree, 0)).strip()


def _tex(element: ET.Element, depth: int) -> str:
    if depth > _DEEPEST or element.tag in ("annotation", "annotation-xml"):
        return ""
    text = (element.text or "").strip()
    match element.tag:
        case "mi":
            return _identifier(text, element.get("mathvariant", ""))
        case "mn" | "mo":
            return _escaped(text)
        case "mtext" | "ms":
            return rf"\text{{{_escaped(element.text or '')}}}" if text else " "
        case "mspace":
            return r"\ "
    parts = [_tex(child, depth + 1) for child in element]
    if element.tag in _FORMS and len(parts) == _FORMS[element.tag].count("%s"):
        return _FORMS[element.tag] % tuple(parts)
    if element.tag == "mover" and len(parts) == 2:
        accent = _ACCENTS.get(parts[1].strip())
        return rf"\{accent}{{{parts[0]}}}" if accent else rf"\overset{{{parts[1]}}}{{{parts[0]}}}"
    if element.tag == "msqrt":
        return rf"\sqrt{{{''.join(parts)}}}"
    if element.tag == "mroot" and len(parts) == 2:
        return rf"\sqrt[{parts[1]}]{{{parts[0]}}}"
    if element.tag == "mfenced":
        return f"{_escaped(element.get('open', '('))}{','.join(parts)}{_escaped(element.get('close', ')'))}"
    return _joined([_escaped(text), *parts])


def _joined(parts: list[str]) -> str:
    """`\\alpha` and `x` must not become one command."""
    pieces: list[str] = []
    for part in filter(None, parts):
        if pieces and part[0].isalpha() and _ENDS_IN_COMMAND.search(pieces[-1]):
            pieces.append(" ")
        pieces.append(part)
    return "".join(pieces)


def _identifier(text: str, variant: str) -> str:
    if text in _FUNCTIONS:
        return rf"\{text} "
    if len(text) > 1:
        return rf"\mathrm{{{_escaped(text)}}}"
    style = {"normal": "mathrm", "bold": "mathbf", "double-struck": "mathbb", "script": "mathcal"}.get(variant, "")
    return rf"\{style}{{{_escaped(text)}}}" if style and text.isalpha() and text.isascii() else _escaped(text)


def _escaped(text: str) -> str:
    return _TEX_SPECIAL.sub(lambda match: r"\backslash " if match[0] == "\\" else rf"\{match[0]}", text).replace(
        r"\$", r"\text{USD}"
    )


_FORMS = {
    "msub": "{%s}_{%s}",
    "msup": "{%s}^{%s}",
    "msubsup": "{%s}_{%s}^{%s}",
    "munder": "{%s}_{%s}",
    "munderover": "{%s}_{%s}^{%s}",
    "mfrac": r"\frac{%s}{%s}",
}
