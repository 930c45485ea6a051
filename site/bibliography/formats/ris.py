"""RIS: https://en.wikipedia.org/wiki/RIS_(file_format), read by rispy; EndNote, Zotero and publishers each differ a little."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, ClassVar

from django.utils.translation import gettext
from rispy import RisParser
from rispy.config import TAG_KEY_MAPPING

from bibliography.entry import Entry, UnusableSourceError, VenueRecord, WorkRecord
from bibliography.formats.dates import read_date, read_month
from bibliography.formats.draft import Draft
from bibliography.formats.encoding import TextSource, open_text, rewindable
from bibliography.formats.languages import language_code
from bibliography.formats.pages import page_range
from bibliography.identifiers import Scheme
from bibliography.names import AuthorName, parse_name, split_authors
from bibliography.publication_types import Kind, kind_of_subtype
from bibliography.text import paragraphs_from_markup, text_from_markup

# Two letters, two spaces and one behind the dash are the rule; some programs write fewer spaces, or longer tags.
_LINE = re.compile(r"\s{0,2}([A-Z][A-Z0-9]{1,3}(?=\s\s)|[A-Z][A-Z0-9])\s{1,2}-(?:\s+|$)?(.*)", re.DOTALL)
_HEAD = re.compile(r"^\s{0,2}TY\s{1,2}-\s?\S", re.MULTILINE)
_LONGEST_LINE = 1_000_000
_MOST_LINES = 100_000

_KINDS = {
    "JOUR": Kind.ARTICLE, "EJOUR": Kind.ARTICLE, "JFULL": Kind.ARTICLE, "INPR": Kind.ARTICLE, "ABST": Kind.ARTICLE,
    "CONF": Kind.CONFERENCE_PAPER, "CPAPER": Kind.CONFERENCE_PAPER, "CHAP": Kind.CHAPTER, "ECHAP": Kind.CHAPTER,
    "ENCYC": Kind.CHAPTER, "DICT": Kind.CHAPTER, "BOOK": Kind.BOOK, "EBOOK": Kind.BOOK, "EDBOOK": Kind.BOOK,
    "CLSWK": Kind.BOOK, "ANCIENT": Kind.BOOK, "SER": Kind.BOOK, "THES": Kind.THESIS, "RPRT": Kind.REPORT,
    "GOVDOC": Kind.REPORT, "STAND": Kind.REPORT, "PAMP": Kind.REPORT, "DATA": Kind.DATASET, "DBASE": Kind.DATASET,
    "AGGR": Kind.DATASET, "COMP": Kind.SOFTWARE, "SLIDE": Kind.PRESENTATION, "VIDEO": Kind.PRESENTATION,
    "PAT": Kind.PATENT, "MGZN": Kind.MAGAZINE_ARTICLE, "NEWS": Kind.MAGAZINE_ARTICLE, "BLOG": Kind.MAGAZINE_ARTICLE,
    "UNPB": Kind.WORKING_PAPER, "MANSCPT": Kind.WORKING_PAPER, "PREPRINT": Kind.PREPRINT,
}  # fmt: skip
# The journal of an article and the book of a chapter; for whole works these are the series.
_VENUES = ("T2", "JF", "JO", "BT", "JA", "J1", "J2", "T3", "CT")
_VENUE_KINDS = {
    Kind.ARTICLE: "journal", Kind.CONFERENCE_PAPER: "conference", Kind.BOOK: "book-series",
    Kind.MAGAZINE_ARTICLE: "magazine",
}  # fmt: skip


class _Parser(RisParser):
    """rispy with its tags kept as they are, and lines as they are found."""

    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {tag: tag for tag in TAG_KEY_MAPPING}
    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}

    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        match = _LINE.fullmatch(line)
        return (match[1], match[2].strip()) if match else (None, line.strip())


class Ris:
    name = "ris"

    def recognises(self, head: str) -> bool:
        return bool(_HEAD.search(head))

    def entries(self, stream: BinaryIO, name: str) -> Iterator[Entry]:
        text = open_text(rewindable(stream))
        found = False
        try:
            for number, lines in _records(text):
                found = True
                position = f"{name}:{number}"
                try:
                    parsed = _Parser(enforce_list_tags=False).parse_lines(iter([*lines, "ER  - "]))
                except (TypeError, ValueError, KeyError):
                    parsed = []
                if parsed:
                    yield Entry(position, _payload(parsed[0]))
                else:
                    yield Entry(position, error=gettext("The entry cannot be read."))
        finally:
            text.detach()
        if not found:
            raise UnusableSourceError(gettext("There is no RIS entry in this file."))

    def record(self, entry: Entry) -> WorkRecord:
        return _Reading(entry.payload).record()


def _records(source: TextSource) -> Iterator[tuple[int, list[str]]]:
    """(line number, lines) of each entry: from `TY` to `ER` or the next `TY`, continued lines joined to theirs."""
    lines: list[str] = []
    start = number = 0
    while line := source.readline(_LONGEST_LINE):
        number += 1
        match = _LINE.match(line.lstrip("\ufeff"))
        if match and match[1] in ("TY", "ER"):
            if lines:
                yield start, lines
            lines, start = ([match[0].strip()], number) if match[1] == "TY" else ([], number)
        elif not lines or len(lines) > _MOST_LINES:
            continue
        elif match:
            lines.append(match[0].rstrip())
        else:
            lines[-1] += f"\n{line.strip()}"
    if lines:
        yield start, lines


def _payload(record: Mapping[str, Any]) -> dict[str, Any]:
    """Values by tag: one as a text, several as a list."""
    everything = {**record, **record.get("UK", {})}
    everything.pop("UK", None)
    payload: dict[str, Any] = {}
    for tag, value in everything.items():
        values = [text.strip() for text in (value if isinstance(value, list) else [value]) if text.strip()]
        if values:
            payload[tag] = values[0] if len(values) == 1 else values
    return payload


class _Reading:
    """One entry on its way to a record."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        self.draft = Draft("ris", payload)

    def record(self) -> WorkRecord:
        draft = self.draft
        kind = self.draft.first("TY").upper()
        draft.leave("TY", kind)
        draft.kind = _KINDS.get(kind, Kind.OTHER)
        if told := kind_of_subtype(str(draft.left.get("M3", ""))):
            draft.kind = told
            del draft.left["M3"]
        draft.title = self._title()
        self._authors()
        self._date()
        self._identifiers()
        self._venue(self._numbers())
        self._texts()
        self._links()
        return draft.finish(key=self.draft.first("ID"))

    def _all(self, *tags: str) -> list[str]:
        values: list[str] = []
        for tag in tags:
            value = self.draft.left.pop(tag, [])
            values += map(str, value if isinstance(value, list) else [value])
        return list(dict.fromkeys(values))

    def _text(self, *tags: str) -> str:
        return text_from_markup(self.draft.first(*tags))

    def _title(self) -> str:
        draft = self.draft
        title = self._text("TI", "T1", "CT" if draft.kind == Kind.CHAPTER else "TI")
        if not title and draft.kind in (Kind.BOOK, Kind.OTHER):
            title = self._text("BT", "T2")
        for tag in ("TI", "T1"):
            if text_from_markup(str(draft.left.get(tag, ""))) == title:
                draft.left.pop(tag, None)
        return title or self._text("ST")

    def _authors(self) -> None:
        draft = self.draft
        printed = self._all("AU", "A1") or (self._all("A2", "ED") if draft.kind == Kind.BOOK else [])
        for text in map(text_from_markup, printed):
            if re.fullmatch(r"(?:et\.? al\.?|and others|others)", text, re.IGNORECASE):
                draft.has_more_authors = True
                continue
            if text.endswith(",") and text.count(",") == 1:
                # As EndNote marks the name of a group.
                group = text.rstrip(", ")
                draft.author(AuthorName(group, family=group, is_group=True))
                continue
            shortened = re.sub(r"(?<![\s,;])[\s,;]*\b(?:et\.? al\.?|and others)\s*$", "", text, flags=re.IGNORECASE)
            draft.has_more_authors |= shortened != text
            # One author a tag is the rule; a list in one tag is not rare.
            is_list = ";" in shortened or shortened.count(",") > 2 or re.search(r"\s(?:and|&)\s", shortened)
            names = split_authors(shortened) if is_list else [parse_name(shortened)]
            for name in names:
                draft.author(name)

    def _date(self) -> None:
        draft = self.draft
        written = [(tag, self.draft.first(tag)) for tag in ("DA", "PY", "Y1", "YR") if draft.left.get(tag)]
        read = [(tag, text, read_date(text)) for tag, text in written]
        # The most precise date wins where several agree on the year; PY and Y1 are the year of publication.
        years = [row for row in read if row[0] != "DA" and row[2].date] or read
        year = years[0][2].date.year if years and years[0][2].date else None
        if year:
            # The Web of Science has the month by itself: `MAY 12`.
            read = [
                (tag, text, date if date.date or not read_month(text) else read_date(f"{text} {year}"))
                for tag, text, date in read
            ]
        fitting = [row for row in read if row[2].date and row[2].date.year == year]
        for tag, text, date in sorted(fitting, key=lambda row: -len(row[2].text)) or read:
            draft.date(date, tag, text)
        for tag, text, date in read:
            if date not in (draft.published, *(row[2] for row in fitting)) and tag not in draft.unmapped:
                draft.leave(tag, text)

    def _identifiers(self) -> None:
        draft = self.draft
        for tag, scheme in (("DO", Scheme.DOI), ("DI", Scheme.DOI), ("M3", Scheme.DOI), ("N1", Scheme.DOI)):
            values = draft.left.get(tag)
            for value in values if isinstance(values, list) else [values] if values else []:
                text = str(value)
                if tag in ("DO", "DI"):
                    draft.identify(scheme, text, tag)
                elif re.match(r"(?:doi:?\s*)?10\.\d{4,9}/\S+$", text, re.IGNORECASE):
                    draft.find_identifiers(f"doi:{text.lower().removeprefix('doi').lstrip(': ')}")
                else:
                    draft.find_identifiers(text)
            if tag in ("DO", "DI"):
                draft.left.pop(tag, None)
        for tag in ("PMID", "PM"):
            if value := self.draft.first(tag):
                draft.identify(Scheme.PMID, value, tag)
        for tag in ("AN", "C2", "AC"):
            # PubMed and its central archive have their numbers here.
            value = str(draft.left.get(tag, ""))
            if match := re.fullmatch(r"(?:pmid:?\s*)(\d+)|(PMC\d+)", value.strip(), re.IGNORECASE):
                draft.identify(Scheme.PMID if match[1] else Scheme.PMCID, match[1] or match[2], tag)
                draft.left.pop(tag)
            elif value.lower().startswith("arxiv"):
                draft.find_identifiers(value)

    def _numbers(self) -> tuple[str, ...]:
        issns: list[str] = []
        for tag in ("SN", "IS" if re.fullmatch(r"\d{4}-\d{3}[\dX]", str(self.draft.left.get("IS", ""))) else "SN"):
            for text in self._all(tag):
                issns += self.draft.numbers(text, tag)
        return tuple(dict.fromkeys(issns))

    def _venue(self, issns: tuple[str, ...]) -> None:
        draft = self.draft
        tags = (
            _VENUES
            if draft.kind in (Kind.ARTICLE, Kind.MAGAZINE_ARTICLE)
            else ("T2", "BT", "JO", "JF", "C3", "T3", "JA", "J2")
        )
        tag = next((tag for tag in tags if draft.left.get(tag)), "")
        name = self._text(tag) if tag else ""
        if not name:
            if issns:
                draft.leave("SN", list(issns))
            return
        draft.find_identifiers(name)
        short = ""
        for other in ("JA", "J2", "J1", "JO", "JF", "T2"):
            text = self._text(other) if draft.left.get(other) else ""
            is_short = other in ("JA", "J2", "J1") or (text.endswith(".") and len(text) < len(name))
            if text and text != name and not short and is_short:
                short = text
            elif text and text not in (name, short):
                draft.leave(other, text)
        draft.venue = VenueRecord(name, short, issns, _VENUE_KINDS.get(draft.kind, ""))

    def _texts(self) -> None:
        draft = self.draft
        texts = draft.texts
        texts["volume"] = self._text("VL")
        texts["issue"] = self._text("IS", "CP")
        texts["pages"] = self._pages()
        texts["publisher"] = self._text("PB")
        texts["edition"] = self._text("ET")
        if language := str(draft.left.get("LA", "")):
            texts["language"] = language_code(language)
            if texts["language"]:
                draft.left.pop("LA")
        for tag in ("AB", "N2"):
            values = draft.left.pop(tag, [])
            text = paragraphs_from_markup("\n\n".join(values) if isinstance(values, list) else str(values))
            if text and text not in draft.abstracts.values():
                if "" in draft.abstracts:
                    draft.leave(tag, text)
                else:
                    draft.abstracts[""] = text
        words = (text_from_markup(word) for text in self._all("KW") for word in re.split(r"[;\n]", text))
        draft.add_keywords(words)
        if draft.left.get("TT"):
            texts["title_translated"] = self._text("TT")

    def _pages(self) -> str:
        first, last = self._text("SP"), self._text("EP")
        if first and last and first != last and not re.search(r"[-–]", first):
            return f"{first}–{last}"
        if last and first and last != first:
            self.draft.leave("EP", last)
        article = self._text("C7") if not first and not last else ""
        return page_range(first or last or article)

    def _links(self) -> None:
        for tag, kind in (("UR", ""), ("L1", "pdf"), ("L2", ""), ("LK", "")):
            for text in self._all(tag):
                for address in re.split(r"\s+|;(?=https?:)", text.strip()):
                    # Zotero keeps the place of a file on somebody's own disk here.
                    if address:
                        self.draft.link(address, tag, kind if "pdf" in address.lower() else "")


RIS = Ris()
