"""Marked text, in which formulas, emphasis and money cannot be confused, and how it becomes ours.

Every reader of a format marks what it knows; `written` decides once for all how that is written down, so that
`bibliography.text.math` reads back the same formulas.
"""

from __future__ import annotations

import re

from bibliography.text.math import split_math
from bibliography.text_normalization import normalize_unicode

MONEY, FORMULA, DISPLAY, END, EMPHASIS, END_EMPHASIS = "\ue000\ue001\ue002\ue003\ue004\ue005"
_MARKS = re.compile(f"[{MONEY}{FORMULA}{DISPLAY}{END}{EMPHASIS}{END_EMPHASIS}]")
_FORMULA = re.compile(f"([{FORMULA}{DISPLAY}])([^{FORMULA}{DISPLAY}{END}]*){END}(\\d*)")
_TOUCHING = re.compile(f"{END}{FORMULA}")
_TOUCHED = re.compile(rf"(?<=[\\{MONEY}])(?=[{FORMULA}{DISPLAY}])|(?<=\\)(?={MONEY})")
_SIMPLE_SCRIPT = re.compile(r"([_^])(?:\{([\w+−-]+)\}|([\w+−-]))")
_UPRIGHT_SCRIPT = re.compile(r"^([_^])\{\\(?:text|textrm|mathrm|rm)\s*\{([\w+−-]+)\}\}$")
_EMPHASISED = re.compile(f"{EMPHASIS}([^{EMPHASIS}{END_EMPHASIS}]*){END_EMPHASIS}")

_SUBSCRIPTS = dict(zip("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_SUPERSCRIPTS = dict(
    zip("0123456789+-=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
)
_SCRIPTS = {"_": _SUBSCRIPTS, "^": _SUPERSCRIPTS}


def formula(source: str, display: bool = False) -> str:
    source = " ".join(_MARKS.sub("", source).replace("$", "").split())
    return f"{DISPLAY if display else FORMULA}{source}{END}" if source else ""


def emphasised(text: str) -> str:
    inner = text.replace(EMPHASIS, "").replace(END_EMPHASIS, "")
    return f"{EMPHASIS}{inner}{END_EMPHASIS}" if inner.strip() else inner


def script(direction: str, text: str) -> str:
    """Text set low (`_`) or high (`^`), in Unicode where it has all of the characters, otherwise as a formula."""
    text = text.replace("−", "-")
    characters = _SCRIPTS[direction]
    if all(character in characters for character in text):
        return "".join(characters[character] for character in text)
    if _MARKS.search(text) or not text.strip():
        return text
    inner = text if len(text) == 1 else rf"\mathrm{{{text}}}" if text.isalpha() else text
    return formula(f"{direction}{{{inner}}}")


def written(marked: str) -> str:
    """Marked text in our form, on one line, in NFC."""
    if not _MARKS.search(marked):
        return normalize_unicode("NFC", " ".join(marked.split()))
    marked = _TOUCHING.sub(" ", _FORMULA.sub(_tidy, _TOUCHED.sub(" ", marked)))
    marked = " ".join(marked.split())
    marked = _EMPHASISED.sub(_emphasis, marked).replace(EMPHASIS, "").replace(END_EMPHASIS, "")
    marked = normalize_unicode("NFC", marked)
    intended = [match[2] for match in _FORMULA.finditer(marked)]
    text = _with_dollars(marked, "$")
    if MONEY in marked and [piece for piece, is_math in split_math(text) if is_math] != intended:
        text = _with_dollars(marked, r"\$")
    return text


def _with_dollars(marked: str, money: str) -> str:
    text = _FORMULA.sub(lambda match: f"{_DOLLARS[match[1]]}{match[2]}{_DOLLARS[match[1]]}{match[3]}", marked)
    return _MARKS.sub("", text.replace(MONEY, money))


_DOLLARS = {FORMULA: "$", DISPLAY: "$$"}


def _tidy(match: re.Match[str]) -> str:
    """A digit right behind a formula would make money of its last dollar: it moves into the formula."""
    source = _UPRIGHT_SCRIPT.sub(r"\1{\2}", match[2].strip())
    if not source or not source.strip("\\"):
        return match[3]
    if simple := _SIMPLE_SCRIPT.fullmatch(source):
        characters = _SCRIPTS[simple[1]]
        raised = (simple[2] or simple[3]).replace("−", "-")
        # Letters stay a formula: an index is a variable, and a printer's ordinal is not mathematics.
        if not any(character.isalpha() for character in raised) and all(part in characters for part in raised):
            return "".join(characters[character] for character in raised) + match[3]
    if source.endswith("\\"):
        source += "{}"
    return f"{match[1]}{source}{match[3]}{END}"


def _emphasis(match: re.Match[str]) -> str:
    inner = match[1]
    depth = 0
    for brace in re.finditer(r"\\.|[{}]", inner, re.DOTALL):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth < 0:
            return inner
    return inner if depth or not inner.strip() or inner.endswith("\\") else rf"\emph{{{inner}}}"
