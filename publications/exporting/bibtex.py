r"""BibTeX entries that compile: special characters escaped, capitals kept, formulas untouched.

Format: https://ctan.org/pkg/bibtex (btxdoc). Text is UTF-8, which biber and current BibTeX styles read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.text import slugify

from institute.content.folding import fold
from publications.identifiers import Scheme
from publications.kinds import types_of
from publications.math import split_emphasis, split_math

if TYPE_CHECKING:
    from publications.authors import Author
    from publications.models import PublicationPage

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
}
# Between two of these, TeX would make one character of both.
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=')(?=')")
# Styles set titles in lower case: acronyms and names such as "MaNGA" are put in braces.
_INNER_CAPITALS = re.compile(r"[^\W_]+[A-Z][^\W_]*(?:-[^\W_]+)*")


def bibtex_entry(page: PublicationPage) -> str:
    """One entry, fields in the order in which people read them; fields without a value are left out."""
    types = types_of(page.kind)
    date = page.published
    is_month_known = date is not None and page.date_precision in ("month", "day")
    fields = {
        "title": escape_title(page.full_title),
        "author": " and ".join(_author(author) for author in page.authors),
        types.container: escape(page.venue_name),
        "year": str(date.year) if date else "",
        "month": _MONTHS[date.month - 1] if date and is_month_known else "",
        "volume": escape(page.volume),
        "number": escape(page.issue),
        "pages": escape(re.sub(r"\s*[-–—]+\s*", "–", page.pages)).replace("–", "--"),
        "edition": escape(page.edition),
        "doi": "",
        "eprint": "",
        "isbn": page.book_isbn,
        "note": str(page.get_status_display()) if page.status == page.Status.RETRACTED else "",
    }
    if page.publisher:
        fields[
            "school" if types.bibtex == "phdthesis" else "institution" if types.bibtex == "techreport" else "publisher"
        ] = escape(page.publisher)
    for identifier in page.known_identifiers:
        if identifier.scheme == Scheme.DOI:
            # hyperref and biblatex read the DOI literally.
            fields["doi"] = fields["doi"] or identifier.value
        elif identifier.scheme == Scheme.ARXIV:
            fields["eprint"] = identifier.value
            fields["archiveprefix"] = "arXiv"
        elif identifier.scheme == Scheme.ISBN:
            fields["isbn"] = identifier.value
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}," for name, value in fields.items() if value]
    return "\n".join([f"@{types.bibtex}{{{citation_key(page)},", *lines, "}"])


def citation_key(page: PublicationPage) -> str:
    """`bengio2021_417`: readable, and unique and stable through the number of the page."""
    authors = page.authors
    family = slugify(fold(authors[0].family_name or authors[0].name)).replace("-", "") if authors else ""
    return f"{family or 'anonymous'}{page.year or ''}_{page.pk}"


def escape(text: str) -> str:
    """Plain text as BibTeX; `$…$` formulas stay as they are."""
    return "".join(
        f"${piece}$" if is_math else _LIGATURE.sub("{}", "".join(_SPECIAL.get(letter, letter) for letter in piece))
        for piece, is_math in split_math(text)
    )


def escape_title(text: str) -> str:
    """A title as BibTeX: as `escape`, with its emphasis, and its capitals kept from styles."""
    pieces = split_emphasis(" ".join(text.split()))
    return "".join(rf"\emph{{{_part(piece)}}}" if is_emphasis else _part(piece) for piece, is_emphasis in pieces)


def _part(text: str) -> str:
    return "".join(f"${piece}$" if is_math else _keep_capitals(piece) for piece, is_math in split_math(text))


def _keep_capitals(text: str) -> str:
    result, end = [], 0
    for match in _INNER_CAPITALS.finditer(text):
        result += [escape(text[end : match.start()]), "{", escape(match[0]), "}"]
        end = match.end()
    return "".join([*result, escape(text[end:])])


def _author(author: Author) -> str:
    if author.is_group or not author.given_name:
        return f"{{{escape(author.name)}}}"
    return ", ".join(escape(part) for part in (author.family_name, author.suffix, author.given_name) if part)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
