"""CSL-JSON, as Zotero, citeproc and DOI resolvers write it: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from django.utils.translation import gettext

from bibliography.entry import Entry, UnreadableEntryError, VenueRecord, WorkRecord
from bibliography.formats.draft import Draft
from bibliography.formats.languages import language_code
from bibliography.formats.pages import page_range
from bibliography.formats.structured import add_authors, date_parts, json_entries, list_of, text_of
from bibliography.identifiers import Scheme
from bibliography.publication_types import Kind, kind_of_subtype
from bibliography.text import paragraphs_from_markup, text_from_markup

_HEAD = re.compile(r'^\s*[\[{].*"(?:title|type|DOI|container-title|author|issued)"\s*:', re.DOTALL)

_KINDS = {
    "article": Kind.PREPRINT, "article-journal": Kind.ARTICLE, "journal-article": Kind.ARTICLE,
    "article-magazine": Kind.MAGAZINE_ARTICLE, "article-newspaper": Kind.MAGAZINE_ARTICLE,
    "paper-conference": Kind.CONFERENCE_PAPER, "chapter": Kind.CHAPTER, "entry": Kind.CHAPTER,
    "entry-encyclopedia": Kind.CHAPTER, "entry-dictionary": Kind.CHAPTER, "book": Kind.BOOK, "thesis": Kind.THESIS,
    "report": Kind.REPORT, "standard": Kind.REPORT, "dataset": Kind.DATASET, "software": Kind.SOFTWARE,
    "patent": Kind.PATENT, "speech": Kind.PRESENTATION, "review": Kind.REVIEW, "review-book": Kind.REVIEW,
    "manuscript": Kind.WORKING_PAPER, "post-weblog": Kind.MAGAZINE_ARTICLE, "collection": Kind.BOOK,
}  # fmt: skip
_VENUE_KINDS = {
    Kind.ARTICLE: "journal", Kind.CONFERENCE_PAPER: "conference", Kind.MAGAZINE_ARTICLE: "magazine",
    Kind.BOOK: "book-series",
}  # fmt: skip
# Zotero's “Extra” field: one `Name: value` a line.
_EXTRA = re.compile(r"^[^\S\n]*(PMID|PMCID|arXiv|DOI|HAL|OpenAlex|Handle)\s*:\s*(\S+)", re.MULTILINE | re.IGNORECASE)


class Csl:
    name = "csl"

    def recognises(self, head: str) -> bool:
        return bool(_HEAD.search(head))

    def entries(self, stream: BinaryIO, name: str) -> Iterator[Entry]:
        return json_entries(stream, name, ("items", "references"))

    def record(self, entry: Entry) -> WorkRecord:
        try:
            return _Reading(entry.payload).record()
        except RecursionError:
            raise UnreadableEntryError(gettext("This is nested too deeply.")) from None


class _Reading:
    """One item on its way to a record."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        self.draft = Draft("csl", payload)

    def record(self) -> WorkRecord:
        draft = self.draft
        kind = self._take("type")
        draft.leave("type", kind)
        draft.kind = _KINDS.get(kind, Kind.OTHER)
        if draft.kind == Kind.PRESENTATION and "poster" in text_of(draft.left.get("genre")).lower():
            draft.kind = Kind.POSTER
        custom = draft.mapping("custom")
        if told := kind_of_subtype(text_of(custom.get("kind"))):
            draft.kind = told
            del custom["kind"]
        if custom:
            draft.leave("custom", custom)
        draft.title = self._text("title")
        add_authors(draft, "author", draft.left.pop("author", None))
        if not draft.authors and draft.kind == Kind.BOOK:
            add_authors(draft, "editor", draft.left.pop("editor", None))
        self._date()
        self._identifiers()
        self._venue()
        self._texts()
        for address in list_of(draft.left.pop("URL", None)):
            draft.link(text_of(address), "URL")
        return draft.finish(key=self._take("id"))

    def _take(self, *names: str) -> str:
        for name in names:
            value = self.draft.left.get(name)
            if isinstance(value, list):
                if len(value) > 1:
                    self.draft.leave(name, value[1:])
            elif isinstance(value, dict):
                continue
            if text := text_of(value):
                del self.draft.left[name]
                return text
        return ""

    def _text(self, *names: str) -> str:
        return text_from_markup(self._take(*names))

    def _date(self) -> None:
        issued = self.draft.left.pop("issued", None)
        self.draft.date(date_parts(issued), "issued", issued)
        if isinstance(issued, dict):
            # A season, the end of a range, doubt: more than a date of ours can say.
            more = {name: value for name, value in issued.items() if name not in ("date-parts", "raw", "literal")}
            if more or len(list_of(issued.get("date-parts"))) > 1:
                self.draft.leave("issued", issued)

    def _identifiers(self) -> None:
        draft = self.draft
        for name, scheme in (
            ("DOI", Scheme.DOI), ("PMID", Scheme.PMID), ("PMCID", Scheme.PMCID), ("arXiv", Scheme.ARXIV)
        ):  # fmt: skip
            if value := self._take(name):
                draft.identify(scheme, value, name)
        note = text_of(draft.left.get("note"))
        for name, value in _EXTRA.findall(note):
            draft.identify(name.lower(), value, "note")
        for name in ("number", "archive_location", "archive-location", "note"):
            draft.find_identifiers(text_of(draft.left.get(name)))
        for isbn in list_of(draft.left.pop("ISBN", None)):
            draft.numbers(text_of(isbn), "ISBN")

    def _venue(self) -> None:
        draft = self.draft
        issns: list[str] = []
        for number in list_of(draft.left.pop("ISSN", None)):
            issns += draft.numbers(text_of(number), "ISSN")
        name = self._text("container-title", "event-title", "event", "collection-title", "archive")
        short = self._text("container-title-short", "journalAbbreviation")
        if draft.kind == Kind.PREPRINT and not name:
            name = self._text("publisher")
        if name or short:
            unique = tuple(dict.fromkeys(issns))
            draft.venue = VenueRecord(name or short, short if name else "", unique, _VENUE_KINDS.get(draft.kind, ""))
        elif issns:
            draft.leave("ISSN", issns)

    def _texts(self) -> None:
        draft = self.draft
        texts = draft.texts
        texts["volume"] = self._text("volume")
        texts["issue"] = self._text("issue")
        texts["pages"] = page_range(self._text("page", "article-number"))
        texts["publisher"] = self._text("publisher")
        texts["edition"] = self._text("edition")
        texts["license"] = self._text("license")
        if code := language_code(text_of(draft.left.get("language"))):
            texts["language"] = code
            del draft.left["language"]
        if abstract := paragraphs_from_markup(self._take("abstract")):
            draft.abstracts[""] = abstract
        for name in ("keyword", "categories"):
            words = list_of(draft.left.pop(name, None))
            draft.add_keywords(text_from_markup(part) for word in words for part in re.split(r"[,;\n]", text_of(word)))
        if status := text_of(draft.left.get("status")):
            draft.warn(gettext("“%(text)s” is no date yet.") % {"text": status} if not draft.published.date else "")


CSL = Csl()
