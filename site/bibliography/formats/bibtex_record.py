"""One BibTeX entry, its strings put together and its inheritance resolved, into a record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bibliography.entry import VenueRecord, WorkRecord
from bibliography.formats.astronomy import named_by_macro
from bibliography.formats.bibtex_names import split_names
from bibliography.formats.dates import from_parts, read_date, read_day, read_month
from bibliography.formats.draft import ARXIV_NUMBER, Draft
from bibliography.formats.languages import language_code
from bibliography.formats.pages import page_range
from bibliography.identifiers import Scheme
from bibliography.names import AuthorName
from bibliography.publication_types import INSIDE_A_BOOK, Kind, kind_of_subtype
from bibliography.text import paragraphs_from_tex, text_from_tex

_KINDS = {
    "article": Kind.ARTICLE, "inproceedings": Kind.CONFERENCE_PAPER, "conference": Kind.CONFERENCE_PAPER,
    "incollection": Kind.CHAPTER, "inbook": Kind.CHAPTER, "suppbook": Kind.CHAPTER, "suppcollection": Kind.CHAPTER,
    "inreference": Kind.CHAPTER, "bookinbook": Kind.CHAPTER, "book": Kind.BOOK, "mvbook": Kind.BOOK,
    "booklet": Kind.BOOK, "collection": Kind.BOOK, "mvcollection": Kind.BOOK, "reference": Kind.BOOK,
    "proceedings": Kind.PROCEEDINGS, "mvproceedings": Kind.PROCEEDINGS, "phdthesis": Kind.THESIS,
    "mastersthesis": Kind.THESIS, "masterthesis": Kind.THESIS, "bachelorthesis": Kind.THESIS,
    "bachelorsthesis": Kind.THESIS, "inproceeding": Kind.CONFERENCE_PAPER, "bookchapter": Kind.CHAPTER,
    "thesis": Kind.THESIS, "techreport": Kind.REPORT, "report": Kind.REPORT,
    "manual": Kind.REPORT, "dataset": Kind.DATASET, "software": Kind.SOFTWARE, "softwareversion": Kind.SOFTWARE,
    "patent": Kind.PATENT, "unpublished": Kind.WORKING_PAPER, "review": Kind.REVIEW, "preprint": Kind.PREPRINT,
    "presentation": Kind.PRESENTATION, "poster": Kind.POSTER, "periodical": Kind.OTHER, "suppperiodical": Kind.ARTICLE,
}  # fmt: skip
_THESES = {"phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis"}
_VENUE_FIELDS = ("journaltitle", "journal", "booktitle", "maintitle", "eventtitle", "series", "howpublished")
_VENUE_KINDS = {
    Kind.ARTICLE: "journal", Kind.CONFERENCE_PAPER: "conference", Kind.CHAPTER: "", Kind.BOOK: "book-series",
    Kind.PROCEEDINGS: "book-series",
}  # fmt: skip
_ORCID_ANNOTATION = re.compile(
    r"(?<!\d)(\d+)\s*+=[\s:=\"]*+(?:orcid[\s:=\"]*+)?(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])",
    re.IGNORECASE,
)
# `Lovelace, Ada/0000-…; Hopper, Grace/0000-…`, as Web of Science has it.
_ORCID_OF_NAME = re.compile(r"/(\d{4}-\d{4}-\d{4}-\d{3}[\dXx])")


def _names_with_orcids(numbers: str) -> Iterator[tuple[str, str]]:
    end = 0
    for found in _ORCID_OF_NAME.finditer(numbers):
        yield numbers[end : found.start()].rpartition(";")[2].rpartition("/")[2], found[1]
        end = found.end()


class BibTeXReading:
    """One entry on its way to a record."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        self.type = str(payload.get("type", ""))
        self.key = str(payload.get("key", ""))
        fields = payload.get("fields")
        inherited = payload.get("inherited")
        self.draft = Draft("bibtex", {**(inherited or {}), **(fields or {})})
        self.draft.leave("entry type", self.type)
        if inherited:
            # Which fields were another entry's; they are read as if they stood here.
            self.draft.leave("inherited", sorted(inherited))

    def record(self) -> WorkRecord:
        draft = self.draft
        draft.kind = _KINDS.get(self.type, Kind.OTHER)
        if kind := kind_of_subtype(str(draft.left.get("entrysubtype", ""))):
            draft.kind = kind
            del draft.left["entrysubtype"]
        draft.title = self._title()
        self._date()
        self._authors()
        self._identifiers()
        self._venue()
        self._texts()
        self._links()
        return draft.finish(key=self.key)

    def _text(self, *names: str) -> str:
        return text_from_tex(self.draft.first(*names))

    def _title(self) -> str:
        title = self._text("title")
        subtitle = self._text("subtitle")
        if subtitle and title and not title.lower().endswith(subtitle.lower()):
            title = f"{title.rstrip(':')}: {subtitle}" if title[-1] not in "?!." else f"{title} {subtitle}"
        return title or subtitle

    def _date(self) -> None:
        draft = self.draft
        if date := self.draft.first("date"):
            draft.date(read_date(text_from_tex(date)), "date", date)
        year, month, day = (self._text(name) for name in ("year", "month", "day"))
        if draft.published.date:
            for name, text in (("year", year), ("month", month), ("day", day)):
                if text and name == "year" and text != str(draft.published.date.year):
                    draft.leave(name, text)
            return
        number = read_month(month)
        if re.fullmatch(r"\d{1,4}", year):
            # Some write the day into the month: `12~May`.
            written_day = read_day(day) or (read_day(month) if number and not month.strip().isdecimal() else None)
            draft.date(from_parts([year, number, written_day]), "year", " ".join(filter(None, (year, month, day))))
        elif year:
            draft.date(read_date(f"{year} {month}" if number and not read_month(year) else year), "year", year)
        for name, text, understood in (("month", month, number), ("day", day, read_day(day) and number)):
            if text and not (understood and draft.published.date):
                draft.leave(name, text)

    def _authors(self) -> None:
        draft = self.draft
        names, draft.has_more_authors = split_names(self.draft.first("author", "authors"))
        if not names and self.type in ("book", "proceedings", "collection", "mvbook", "mvcollection", "mvproceedings"):
            # An edited volume is its editors'.
            names, draft.has_more_authors = split_names(self.draft.first("editor"))
        orcids = self._orcids(names)
        for number, name in enumerate(names):
            draft.author(name, orcid=draft.orcid(orcids.get(number)))
        if collaboration := self._text("collaboration"):
            group = collaboration if "collab" in collaboration.lower() else f"{collaboration} Collaboration"
            if all(author.name != group for author in draft.authors):
                draft.author(AuthorName(group, family=group, is_group=True))

    def _orcids(self, names: list[AuthorName]) -> dict[int, str]:
        found: dict[int, str] = {}
        for field in [name for name in self.draft.left if name.startswith("author+an")]:
            if annotated := _ORCID_ANNOTATION.findall(str(self.draft.left[field])):
                found |= {int(number) - 1: orcid for number, orcid in annotated}
                if len(annotated) == len(re.findall(r"(?<!\d)\d+\s*=", str(self.draft.left[field]))):
                    del self.draft.left[field]
        numbers = text_from_tex(self.draft.first("orcid-numbers"))
        if numbers and not _ORCID_OF_NAME.search(numbers):
            self.draft.leave("orcid-numbers", numbers)
        for text, orcid in _names_with_orcids(numbers):
            family = text.split(",")[0].strip().lower()
            matching = [number for number, name in enumerate(names) if name.family.lower() == family]
            if len(matching) == 1:
                found.setdefault(matching[0], orcid)
            else:
                self.draft.leave("orcid-numbers", f"{text}/{orcid}")
        if len(names) == 1 and (orcid := self.draft.first("orcid")):
            found.setdefault(0, orcid)
        return found

    def _identifiers(self) -> None:
        draft = self.draft
        for scheme, fields in (
            (Scheme.DOI, ("doi",)),
            (Scheme.PMID, ("pmid", "pubmed")),
            (Scheme.PMCID, ("pmcid", "pmc")),
            (Scheme.ARXIV, ("arxiv", "arxivid", "arxiv-id")),
            (Scheme.HAL, ("hal_id", "halid")),
            (Scheme.OPENALEX, ("openalex",)),
        ):
            for name in fields:
                if value := self.draft.first(name):
                    draft.identify(scheme, re.sub(r"\\([_%#&$])", r"\1", value).strip("{} "), name)
        for name in ("isbn", "issn", "eissn"):
            if value := self.draft.first(name):
                draft.left.setdefault("\0issn", []).extend(draft.numbers(value, name))
        self._eprint()

    def _eprint(self) -> None:
        draft = self.draft
        eprint = self.draft.first("eprint")
        archive = self._text("eprinttype", "archiveprefix")
        kind = archive.lower()
        if not eprint:
            if archive:
                draft.leave("eprinttype", archive)
            return
        number = re.sub(r"^arxiv:\s*", "", text_from_tex(eprint), flags=re.IGNORECASE)
        schemes = {"arxiv": Scheme.ARXIV, "pubmed": Scheme.PMID, "pmid": Scheme.PMID, "pmcid": Scheme.PMCID,
                   "hdl": Scheme.HANDLE, "hal": Scheme.HAL}  # fmt: skip
        scheme = schemes.get(kind)
        if scheme is None and re.fullmatch(ARXIV_NUMBER, number):
            scheme = Scheme.ARXIV
        if scheme:
            draft.identify(scheme, number, "eprint")
        elif number.startswith("http"):
            draft.link(number, "eprint")
        else:
            draft.leave("eprint", eprint)
        if archive and scheme is None:
            draft.leave("eprinttype", archive)

    def _venue(self) -> None:
        draft = self.draft
        issns = tuple(dict.fromkeys(draft.left.pop("\0issn", [])))
        fields = [name for name in _VENUE_FIELDS if name != "maintitle" or draft.kind in INSIDE_A_BOOK]
        field = next((name for name in fields if draft.left.get(name)), "")
        if field == "howpublished" and not self._howpublished_is_a_venue():
            field = ""
        printed = self.draft.first(field) if field else ""
        name = named_by_macro(printed) or text_from_tex(printed)
        if field == "booktitle" and (more := self._text("booksubtitle")):
            name = f"{name}: {more}"
        short = self._text("shortjournal", "journalabbr")
        if name or short:
            draft.find_identifiers(name)
            kind = _VENUE_KINDS.get(draft.kind, "")
            draft.venue = VenueRecord(name or short, short if name else "", issns, kind)
        elif issns:
            draft.leave("issn", list(issns))
        for field in ("note", "howpublished", "annote", "addendum", "volume", "number", "pages"):
            value = draft.left.get(field)
            for text in map(str, value if isinstance(value, list) else [value]):
                if text.startswith("abs/"):
                    # DBLP has the number of a preprint as the volume of “CoRR”.
                    if draft.find_identifiers(f"arXiv:{text[4:]}"):
                        draft.leave(field, draft.left.pop(field))
                elif re.search(r"arxiv|doi", text, re.IGNORECASE):
                    draft.find_identifiers(text)

    def _howpublished_is_a_venue(self) -> bool:
        text = str(self.draft.left["howpublished"])
        if re.search(r"\\url|https?://", text):
            return False
        return bool(text.strip())

    def _texts(self) -> None:
        draft = self.draft
        texts = draft.texts
        texts["volume"] = self._text("volume")
        texts["issue"] = self._text("number", "issue")
        texts["pages"] = page_range(self._text("pages", "eid", "articleno", "article-number"))
        texts["publisher"] = self._text("publisher", "school", "institution", "organization")
        texts["edition"] = self._text("edition")
        texts["language"] = self._language()
        texts["license"] = self._text("copyright", "license", "licence")
        texts["funding"] = self._text("funding", "funding-acknowledgement")
        if abstract := paragraphs_from_tex(self.draft.first("abstract")):
            draft.abstracts[""] = abstract
        for name in ("keywords", "keyword", "author_keywords", "author-keywords"):
            draft.add_keywords(
                re.split(r"[;\n]" if ";" in str(draft.left.get(name, "")) else r"[,\n]", self._text(name))
            )
        thesis = self._text("type") if draft.kind == Kind.THESIS else ""
        if thesis or self.type in _THESES:
            draft.leave("type", thesis or _THESES[self.type])

    def _language(self) -> str:
        for name in ("langid", "language", "hyphenation"):
            value = self.draft.left.get(name)
            if isinstance(value, str) and (code := language_code(text_from_tex(value))):
                del self.draft.left[name]
                return code
        return ""

    def _links(self) -> None:
        draft = self.draft
        for name, kind in (("url", ""), ("pdf", "pdf"), ("link", ""), ("ee", ""), ("code", "code"), ("video", "video"),
                           ("slides", "slides"), ("website", ""), ("bdsk-url-1", ""), ("bdsk-url-2", "")):  # fmt: skip
            value = draft.left.pop(name, "")
            for text in value if isinstance(value, list) else [value]:
                for address in text_from_tex(rf"\url{{{text}}}" if "\\url" not in text else text).split():
                    draft.link(address, name, kind)
        value = draft.left.get("howpublished")
        if isinstance(value, str):
            for address in re.findall(r"https?://[^\s{}\\]+", value):
                draft.link(address, "howpublished")
