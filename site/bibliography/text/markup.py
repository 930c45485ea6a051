"""JATS, HTML and MathML in titles and abstracts, into our text.

What Crossref passes on is what publishers sent: JATS (https://jats.nlm.nih.gov/), HTML, either of them escaped once or
twice, and bare `<` and `&` of prose. Only elements that are known are read as such, all else is text.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5

from bibliography.text import marks
from bibliography.text.cleaning import repair
from bibliography.text.elements import ALTERNATIVES, MATHML, TEX_MATH, FoundElement, without_spans
from bibliography.text.mathml import tex_of_mathml
from bibliography.text.tex import looks_like_tex, marked_from_tex

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_PARAGRAPHS = (
    "p",
    "title",
    "sec",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "list-item",
    "ul",
    "ol",
    "list",
    "br",
    "break",
    "abstract",
)
_INLINE = (
    "i", "em", "italic", "b", "strong", "bold", "u", "underline", "sub", "sup", "sc", "scp", "span", "font", "small",
    "tt", "monospace", "roman", "sans-serif", "ext-link", "a", "xref", "uri", "email", "named-content", "styled-content",
    "inline-formula", "disp-formula", "alternatives", "tex-math", "inline-graphic", "graphic", "private-char",
    "label", "body", "html", "head", "trans-abstract", "q", "cite", "code", "strike", "overline", "nobr", "mml",
)  # fmt: skip
_TAG = re.compile(rf"<(/?)(?:[\w.-]+:)?({'|'.join((*_PARAGRAPHS, *_INLINE))})(?=[\s/>])[^<>]*>", re.IGNORECASE)
_PARAGRAPH_TAG = re.compile(rf"<(?:[\w.-]+:)?(?:{'|'.join(_PARAGRAPHS)})(?=[\s/>])", re.IGNORECASE)
_SPECIAL = re.compile(r"[<&$\\{}\n]")
_ANY_TAG = re.compile(r"</?[\w:.-][^<>]*>")
# Where a formula stood while the text around it is read; `repair` leaves none of these characters in what comes in.
_PLACE = re.compile("(\ue006\\d+\ue007)")
# A heading that says no more than what the field is called.
_OWN_NAME = re.compile(r"(?:abstract|summary|résumé|resumen|zusammenfassung|resumo)\s*[.:]?", re.IGNORECASE)
_DEEPEST = 20
_EMPHASES = frozenset(["i", "em", "italic", "b", "strong", "bold"])


def looks_like_markup(text: str) -> bool:
    return "<" in text or "&" in text


def text_from_markup(source: str) -> str:
    """One line of text, such as a title."""
    return " ".join(paragraphs_from_markup(source).split())


def paragraphs_from_markup(source: str) -> str:
    """Text with an empty line between paragraphs, such as an abstract."""
    source = repair(source)
    if not _SPECIAL.search(source):
        return marks.written(source)
    if looks_like_markup(source):
        source = _unescaped(source)
        # Elements tell where paragraphs end, where there are any that do; else an empty line does, as in plain text.
        parts = [source] if _PARAGRAPH_TAG.search(source) else re.split(r"\n\s*\n", source)
        paragraphs = [paragraph for part in parts for paragraph in _paragraphs(part)]
    else:
        paragraphs = [_marked(part) for part in re.split(r"\n\s*\n", source)]
    return "\n\n".join(filter(None, map(marks.written, paragraphs)))


def _unescaped(source: str) -> str:
    """Without entities, however often they were escaped, once outside of elements that we read."""
    if not _TAG.search(source) and not MATHML.is_in(source):
        # `&lt;i&gt;` is an element that was escaped on the way, unless there are true elements beside it.
        source = _without_entities(source)
    source = without_spans(without_spans(source, "<!--", "-->"), "<?", "?>")
    return source.replace("<![CDATA[", "").replace("]]>", "")


def _paragraphs(source: str) -> list[str]:
    formulas: list[str] = []

    def kept(formula: str) -> str:
        formulas.append(formula)
        return f"\ue006{len(formulas) - 1}\ue007"

    source = ALTERNATIVES.replace(source, _best_alternative)
    source = TEX_MATH.replace(source, lambda found: kept(_tex_math(found.content)))
    source = MATHML.replace(source, lambda found: kept(_mathml(found.text)))
    marked = [_PLACE.sub(lambda match: formulas[int(match[0][1:-1])], part) for part in _split(source)]
    return _with_headings(marked)


def _split(source: str) -> list[str]:
    """The paragraphs in marked text; a heading ends in a line end."""
    # In pieces, so that no text is copied for each of its elements.
    paragraphs: list[list[str]] = [[]]
    # (name, the pieces before it in its paragraph)
    open_elements: list[tuple[str, list[str]]] = []
    position = 0
    for tag in _TAG.finditer(source):
        paragraphs[-1].append(_text(source[position : tag.start()]))
        position = tag.end()
        name, closes = tag[2].lower(), bool(tag[1])
        if name in _PARAGRAPHS:
            if name == "title" and closes:
                paragraphs[-1].append("\n")
            paragraphs[-1] = _close_all(paragraphs[-1], open_elements)
            open_elements.clear()
            paragraphs.append([])
        elif tag[0].endswith("/>"):
            continue
        elif not closes:
            if (name in _EMPHASES or name in ("sub", "sup")) and len(open_elements) < _DEEPEST:
                open_elements.append((name, paragraphs[-1]))
                paragraphs[-1] = []
        elif open_elements and open_elements[-1][0] == name:
            inner = "".join(paragraphs[-1])
            paragraphs[-1] = open_elements.pop()[1]
            paragraphs[-1].append(_element(name, inner))
    paragraphs[-1].append(_text(source[position:]))
    paragraphs[-1] = _close_all(paragraphs[-1], open_elements)
    return ["".join(pieces) for pieces in paragraphs]


def _close_all(pieces: list[str], open_elements: list[tuple[str, list[str]]]) -> list[str]:
    """What a paragraph holds when it ends within elements: they are taken as never opened."""
    return [*(piece for _name, before in open_elements for piece in before), *pieces]


def _element(name: str, inner: str) -> str:
    if name in _EMPHASES:
        return marks.emphasised(inner)
    return marks.script("_" if name == "sub" else "^", inner.strip())


def _text(source: str) -> str:
    """Prose in marked text; the places of formulas stay."""
    return "".join(
        piece if index % 2 else _marked(_without_entities(piece)) for index, piece in enumerate(_PLACE.split(source))
    )


def _without_entities(source: str) -> str:
    for _ in range(2):
        if not _ENTITY.search(source):
            break
        source = repair(_ENTITY.sub(_character, source))
    return source


def _character(entity: re.Match[str]) -> str:
    """Only whole names count: `&notanentity;` begins with `&not`, and means nothing."""
    return unescape(entity[0]) if entity[0][1] == "#" or entity[0][1:] in html5 else entity[0]


def _marked(source: str) -> str:
    """Prose that may hold TeX all the same; a dollar that opens no formula is money."""
    return marked_from_tex(source) if looks_like_tex(source) else source.replace("$", marks.MONEY)


def _with_headings(paragraphs: list[str]) -> list[str]:
    """A heading stands before its paragraph, unless it only says “Abstract”."""
    result: list[str] = []
    heading = ""
    for paragraph in paragraphs:
        text = paragraph.strip()
        if not text:
            continue
        if paragraph.endswith("\n"):
            heading = "" if _OWN_NAME.fullmatch(text) else f"{text.rstrip(' .:')}: "
        else:
            result.append(heading + text)
            heading = ""
    return [*result, heading.rstrip(": ")]


def _best_alternative(alternatives: FoundElement) -> str:
    found = TEX_MATH.find(alternatives.content) or MATHML.find(alternatives.content)
    return found.text if found else alternatives.content


def _tex_math(source: str) -> str:
    source = repair(unescape(source))
    _before, begins, document = source.partition(r"\begin{document}")
    if begins and r"\end{document}" in document:
        source = document.partition(r"\end{document}")[0]
    # Publishers write `$$…$$` within a line, too.
    return marks.formula(source.strip().strip("$").removeprefix(r"\(").removesuffix(r"\)"))


def _mathml(source: str) -> str:
    tex = repair(tex_of_mathml(source))
    if not tex:
        return _marked(_without_entities(_ANY_TAG.sub(" ", source)))
    is_display = bool(re.match(r"<[^<>]*\bdisplay\s*=\s*[\"']block", source))
    return marks.formula(tex, display=is_display)
