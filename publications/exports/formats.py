"""The formats that publications leave in, each a small writer over `works.Work`.

To add one: a writer, and a line in `FORMATS`; the read API, its document and the pages take it from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from bibliography.formats.bibtex_writer import bibtex_entry
from bibliography.formats.csl_writer import CslItem, csl_item
from bibliography.formats.ris_writer import ris_entry
from institute.content.languages import active_language, default_language
from publications.exports.tables import csv_rows, xlsx_pieces
from publications.exports.works import Work


@dataclass(frozen=True)
class Format:
    """`write` yields the whole file; `schema` is what the document of the API says that it holds."""

    name: str
    suffix: str
    media_type: str
    label: str
    write: Callable[[Iterable[Work]], Iterator[str] | Iterator[bytes]]
    schema: Any = str
    # Whether it suits a single work too.
    for_one: bool = True
    # Packed anew each time, the same content has other bytes.
    is_packed: bool = False
    # The end of a file that could not be written whole, for readers to stumble over.
    broken: Callable[[], str] = str


def _bibtex(works: Iterable[Work]) -> Iterator[str]:
    for work in works:
        yield f"{bibtex_entry(work)}\n\n"


def _ris(works: Iterable[Work]) -> Iterator[str]:
    for work in works:
        yield f"{ris_entry(work)}\r\n"


def _csl(works: Iterable[Work]) -> Iterator[str]:
    before = "["
    for work in works:
        yield f"{before}{csl_item(work).as_json()}"
        before = ",\n"
    yield "[]" if before == "[" else "]"


def _not_whole() -> str:
    return gettext("This file is not whole: the server could not write the rest of it.")


FORMATS = (
    Format(
        "bibtex",
        "bib",
        "application/x-bibtex",
        "BibTeX",
        _bibtex,
        # An entry that does not end.
        broken=lambda: f"@misc{{incomplete,\n  title = {{{_not_whole()}}},\n",
    ),
    Format(
        "ris",
        "ris",
        "application/x-research-info-systems",
        "RIS",
        _ris,
        # An entry that has neither a title nor an end.
        broken=lambda: f"TY  - GEN\r\nN1  - {_not_whole()}\r\n",
    ),
    Format("csl", "csl.json", "application/vnd.citationstyles.csl+json", "CSL-JSON", _csl, schema=list[CslItem]),
    Format("csv", "csv", "text/csv", "CSV", csv_rows, for_one=False, broken=lambda: f'"{_not_whole()}"\r\n'),
    Format(
        "xlsx",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Excel",
        xlsx_pieces,
        for_one=False,
        is_packed=True,
    ),
)
ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"


@dataclass(frozen=True)
class ExportLink:
    """Where a list or a work can be had in a format."""

    label: str
    url: str
    media_type: str
    is_feed: bool = False


def links_for_list(filters: str = "") -> list[ExportLink]:
    """Every format of the list that the filters (a query string) leave, and its feeds, in the active language."""
    query = "&".join(filter(None, (filters, _locale())))
    files = [(format.label, f"list_publications_{format.name}", format.media_type, False) for format in FORMATS]
    feeds = [("Atom", "publications_atom", ATOM, True), ("JSON Feed", "publications_json_feed", JSON_FEED, True)]
    return [
        ExportLink(label, _address(reverse(f"api:{name}"), query), media_type, is_feed)
        for label, name, media_type, is_feed in [*files, *feeds]
    ]


def links_for_work(number: int) -> list[ExportLink]:
    """Every format that suits one work."""
    return [
        ExportLink(
            format.label,
            _address(reverse(f"api:publication_{format.name}", args=[number]), _locale()),
            format.media_type,
        )
        for format in FORMATS
        if format.for_one
    ]


def _locale() -> str:
    language = active_language()
    return "" if language == default_language() else urlencode({"locale": language})


def _address(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
