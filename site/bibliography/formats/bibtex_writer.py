r"""BibTeX entries that compile: special characters escaped, capitals kept, formulas untouched.

Format: https://ctan.org/pkg/bibtex (btxdoc). Text is UTF-8, which biber and current BibTeX styles read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bibliography.identifiers import Scheme, identifier_url
from bibliography.publication_types import subtype, types_of
from bibliography.text.math import split_emphasis, split_math

if TYPE_CHECKING:
    from publications.authors import Author
    from publications.exports.works import Work

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        # BibTeX counts braces, those behind a backslash too.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "`": r"\textasciigrave{}",
    }
)
_NAMED = {"{": r"\lbrace ", "}": r"\rbrace "}
# Between two of these, TeX would make one character of both.
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')")
# Styles set titles in lower case: acronyms and names such as "MaNGA" are put in braces.
_INNER_CAPITALS = re.compile(r"(?<![^\W_])[^\W_]+[A-Z][^\W_]*(?:-[^\W_]+)*")


def bibtex_entry(work: Work, *, brief: bool = False) -> str:
    """One entry, fields in the order in which people read them; fields without a value are left out.

    `brief` is what a reader copies into a bibliography, without abstract, keywords and the like.
    """
    types = types_of(work.kind)
    date = work.published
    is_month_known = date is not None and work.date_precision in ("month", "day")
    fields = {
        "title": escape_title(work.title),
        "author": " and ".join(_author(author) for author in work.authors),
        types.container: escape(work.venue_name),
        "year": str(date.year) if date else "",
        "month": _MONTHS[date.month - 1] if date and is_month_known else "",
        "volume": escape(work.volume),
        "number": escape(work.issue),
        "pages": escape(work.page_range).replace("–", "--"),
        # The venue of a thesis is its school, where nothing else says which.
        _publishes(types.bibtex): escape(work.publisher or (work.venue_name if types.container == "school" else "")),
        "edition": escape(work.edition),
        # hyperref and biblatex read the DOI literally.
        "doi": work.identifier(Scheme.DOI).replace("{", "%7B").replace("}", "%7D"),
        "eprint": (eprint := work.identifier(Scheme.ARXIV)),
        "archiveprefix": "arXiv" if eprint else "",
        "isbn": work.book_isbn or work.identifier(Scheme.ISBN),
        "note": work.status_label if work.is_retracted else "",
    }
    if not brief:
        fields |= _details(work, is_day_known=work.date_precision == "day")
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields.items() if value]
    return "\n".join([f"@{types.bibtex}{{{work.key},", *lines, "}"])


def _details(work: Work, *, is_day_known: bool) -> dict[str, str]:
    """What tells a program more than a bibliography prints."""
    return {
        "day": str(work.published.day) if work.published and is_day_known else "",
        "issn": ", ".join(work.issns) if work.venue_name else "",
        "shortjournal": escape(work.venue_short_name),
        "pmid": work.identifier(Scheme.PMID),
        "pmcid": work.identifier(Scheme.PMCID),
        "hal_id": escape(work.identifier(Scheme.HAL)),
        "openalex": work.identifier(Scheme.OPENALEX),
        "entrysubtype": subtype(work.kind, "bibtex"),
        "langid": work.language,
        "keywords": escape("; ".join(work.topics)),
        "copyright": escape(work.license),
        "funding": escape(" ".join(work.funding.split())),
        "pdf": escape_address(work.pdf_url),
        "url": escape_address(handle_url(work) or work.url),
        "abstract": "\n\n".join(_prose(part) for part in work.abstract.split("\n\n")),
    }


def handle_url(work: Work) -> str:
    """The address of a handle, which has no field of its own."""
    handle = work.identifier(Scheme.HANDLE)
    return identifier_url(Scheme.HANDLE, handle) if handle else ""


def _publishes(entry_type: str) -> str:
    return {"phdthesis": "school", "techreport": "institution"}.get(entry_type, "publisher")


def escape_address(address: str) -> str:
    return re.sub(r"([%#&_])", r"\\\1", address)


def _prose(text: str) -> str:
    pieces = split_emphasis(" ".join(text.split()))
    return "".join(rf"\emph{{{escape(piece)}}}" if is_emphasis else escape(piece) for piece, is_emphasis in pieces)


def escape(text: str) -> str:
    """Plain text as BibTeX; `$…$` formulas stay as they are."""
    return "".join(_formula(piece) if is_math else _plain(piece) for piece, is_math in split_math(text))


def _plain(text: str) -> str:
    return _LIGATURE.sub("{}", text.translate(_SPECIAL))


def _formula(tex: str) -> str:
    """A formula whose braces do not end the field that it stands in: those without a partner are written by name."""
    if not _lone_braces(tex):
        return f"${tex}$"
    tex = tex.replace(r"\{", _NAMED["{"]).replace(r"\}", _NAMED["}"])
    lone = _lone_braces(tex)
    return f"${''.join(_NAMED[letter] if place in lone else letter for place, letter in enumerate(tex))}$"


def _lone_braces(tex: str) -> set[int]:
    """Where braces stand without a partner, as BibTeX counts them: those behind a backslash too."""
    waiting: list[int] = []
    lone = set()
    for place, letter in enumerate(tex):
        if letter == "{":
            waiting.append(place)
        elif letter == "}" and waiting:
            waiting.pop()
        elif letter == "}":
            lone.add(place)
    return lone.union(waiting)


def escape_title(text: str) -> str:
    """A title as BibTeX: as `escape`, with its emphasis, and its capitals kept from styles."""
    pieces = split_emphasis(" ".join(text.split()))
    return "".join(rf"\emph{{{_part(piece)}}}" if is_emphasis else _part(piece) for piece, is_emphasis in pieces)


def _part(text: str) -> str:
    return "".join(_formula(piece) if is_math else _keep_capitals(piece) for piece, is_math in split_math(text))


def _keep_capitals(text: str) -> str:
    result, end = [], 0
    for match in _INNER_CAPITALS.finditer(text):
        result += [escape(text[end : match.start()]), "{", escape(match[0]), "}"]
        end = match.end()
    return "".join([*result, escape(text[end:])])


def _author(author: Author) -> str:
    if not author.is_group and not author.given_name and " " not in author.name:
        # Braces around one name alone would make a group of the person.
        return escape(author.name)
    if author.is_group or not author.given_name:
        return f"{{{escape(author.name)}}}"
    return ", ".join(escape(part) for part in (author.family_name, author.suffix, author.given_name) if part)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
