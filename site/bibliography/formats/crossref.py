"""Works as Crossref's API gives them: https://api.crossref.org/swagger-ui/index.html (model Work)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from django.utils.translation import gettext

from bibliography.dates import DatePrecision
from bibliography.entry import Entry, UnreadableEntryError, UpdateRecord, VenueRecord, VersionRecord, WorkRecord
from bibliography.formats.dates import ReadDate
from bibliography.formats.draft import Draft
from bibliography.formats.languages import language_code
from bibliography.formats.pages import page_range
from bibliography.formats.structured import add_authors, date_parts, json_entries, list_of, mapping_of, text_of
from bibliography.identifiers import IdentifierError, ParsedIdentifier, Scheme, identifier_url, normalize_identifier
from bibliography.publication_types import Kind
from bibliography.text import paragraphs_from_markup, text_from_markup

_HEAD = re.compile(
    r'"message-type"\s*:|"title"\s*:\s*\[|"container-title"\s*:\s*\[|"reference-count"\s*:|"is-referenced-by-count"\s*:|"date-parts".*"member"\s*:',
    re.DOTALL,
)

_KINDS = {
    "journal-article": Kind.ARTICLE, "proceedings-article": Kind.CONFERENCE_PAPER, "book-chapter": Kind.CHAPTER,
    "book-section": Kind.CHAPTER, "book-part": Kind.CHAPTER, "book-track": Kind.CHAPTER,
    "reference-entry": Kind.CHAPTER, "book": Kind.BOOK, "monograph": Kind.BOOK, "edited-book": Kind.BOOK,
    "reference-book": Kind.BOOK, "book-set": Kind.BOOK, "book-series": Kind.BOOK, "proceedings": Kind.PROCEEDINGS,
    "proceedings-series": Kind.PROCEEDINGS, "dissertation": Kind.THESIS, "report": Kind.REPORT,
    "report-component": Kind.REPORT, "report-series": Kind.REPORT, "standard": Kind.REPORT,
    "posted-content": Kind.PREPRINT, "dataset": Kind.DATASET, "database": Kind.DATASET,
}  # fmt: skip
_VENUE_KINDS = {
    Kind.ARTICLE: "journal", Kind.CONFERENCE_PAPER: "conference", Kind.BOOK: "book-series",
    Kind.PROCEEDINGS: "book-series", Kind.PREPRINT: "preprint-server",
}  # fmt: skip
# In print first: it is what a reference cites. What was online in the same year may be more precise.
_DATES = ("published-print", "published-online", "published", "issued", "posted", "published-other")
_RETRACTIONS = frozenset(["retraction", "withdrawal", "removal", "partial_retraction"])
_CORRECTIONS = frozenset(
    ["correction", "erratum", "corrigendum", "addendum", "clarification", "expression_of_concern", "concern"]
)
_OTHER_STATES = {
    "has-preprint": "preprint", "is-preprint-of": "published", "has-version": "", "is-version-of": "",
    "is-same-as": "", "is-identical-to": "", "is-variant-form-of": "", "is-original-form-of": "",
    "has-manuscript": "accepted", "is-manuscript-of": "published",
}  # fmt: skip
_LICENSES = (("vor", 0), ("am", 2), ("unspecified", 1))


class Crossref:
    name = "crossref"

    def recognises(self, head: str) -> bool:
        return head.lstrip()[:1] in ("{", "[") and bool(_HEAD.search(head))

    def entries(self, stream: BinaryIO, name: str) -> Iterator[Entry]:
        return json_entries(stream, name, ("items",), wrapper="message")

    def record(self, entry: Entry) -> WorkRecord:
        try:
            return _Reading(entry.payload).record()
        except RecursionError:
            raise UnreadableEntryError(gettext("This is nested too deeply.")) from None


class _Reading:
    """One work on its way to a record."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        self.draft = Draft("crossref", payload)
        self.doi = ""

    def record(self) -> WorkRecord:
        draft = self.draft
        kind = self._take("type")
        draft.leave("type", kind)
        draft.kind = _KINDS.get(kind, Kind.OTHER)
        draft.title = self._title()
        if doi := self._take("DOI"):
            draft.identify(Scheme.DOI, doi, "DOI")
            self.doi = next((row.value for row in draft.identifiers), "")
        add_authors(draft, "author", draft.left.pop("author", None))
        if not draft.authors and draft.kind in (Kind.BOOK, Kind.PROCEEDINGS):
            add_authors(draft, "editor", draft.left.pop("editor", None))
        self._date()
        self._venue()
        self._texts()
        self._links()
        self._relations()
        self._updates()
        return draft.finish(external_id=self.doi, key="")

    def _take(self, *names: str) -> str:
        """The first of these fields that says something; further values of it are kept aside."""
        for name in names:
            value = self.draft.left.get(name)
            if text := text_of(value):
                del self.draft.left[name]
                if isinstance(value, list) and len(set(map(text_of, value))) > 1:
                    self.draft.leave(name, value[1:])
                return text
        return ""

    def _text(self, *names: str) -> str:
        return text_from_markup(self._take(*names))

    def _title(self) -> str:
        title = self._text("title")
        subtitle = self._text("subtitle")
        if title and subtitle and subtitle.lower() not in title.lower():
            return f"{title} {subtitle}" if title[-1] in ":?!." else f"{title}: {subtitle}"
        return title or subtitle or self._text("original-title", "short-title")

    def _date(self) -> None:
        draft = self.draft
        dates = {name: draft.left.pop(name) for name in _DATES if draft.left.get(name)}
        read = {name: date_parts(value) for name, value in dates.items()}
        chosen = next((name for name in _DATES if name in read and read[name].date), "")
        best = read.get(chosen, ReadDate())
        if best.date and best.precision == DatePrecision.YEAR:
            same_year = (
                date for date in read.values() if date.date and best.date and date.date.year == best.date.year
            )
            best = max(same_year, key=lambda date: len(date.text))
        for name, value in dates.items():
            if read[name] is best or (name == chosen and read[name].date == best.date):
                draft.date(read[name], name, value)
            elif read[name] != best and _says_a_date(value):
                draft.leave(name, value)
        if best.date:
            draft.published = best

    def _venue(self) -> None:
        draft = self.draft
        issns: list[str] = []
        for number in list_of(draft.left.pop("ISSN", None)):
            issns += draft.numbers(text_of(number), "ISSN")
        for name in ("issn-type", "isbn-type"):
            rows = list_of(draft.left.get(name))
            # Print or electronic is all that these lists add to the numbers.
            if all(set(mapping_of(row)) <= {"type", "value"} for row in rows):
                for row in rows:
                    issns += draft.numbers(text_of(mapping_of(row).get("value")), name)
                draft.left.pop(name, None)
        for number in list_of(draft.left.pop("ISBN", None)):
            draft.numbers(re.sub(r"^.*/isbn/", "", text_of(number)), "ISBN")
        name = self._text("container-title")
        short = self._text("short-container-title")
        event = mapping_of(draft.left.get("event"))
        if not name and draft.kind == Kind.PREPRINT:
            institutions = [text_of(mapping_of(row).get("name")) for row in list_of(draft.left.get("institution"))]
            name = text_from_markup(next(filter(None, institutions), "")) or self._text("group-title")
        name = name or short or text_from_markup(text_of(event.get("name")))
        unique = tuple(dict.fromkeys(issns))
        if name:
            draft.venue = VenueRecord(name, short if short != name else "", unique, _VENUE_KINDS.get(draft.kind, ""))
        elif unique:
            draft.leave("ISSN", list(unique))

    def _texts(self) -> None:
        draft = self.draft
        texts = draft.texts
        texts["volume"] = self._text("volume")
        texts["issue"] = self._text("issue")
        texts["pages"] = page_range(self._text("page", "article-number"))
        texts["publisher"] = self._text("publisher")
        texts["edition"] = self._text("edition-number")
        texts["license"] = self._license()
        texts["funding"] = self._funding()
        if code := language_code(text_of(draft.left.get("language"))):
            texts["language"] = code
            del draft.left["language"]
        if abstract := paragraphs_from_markup(self._take("abstract")):
            draft.abstracts[""] = abstract
        draft.add_keywords(text_from_markup(text_of(word)) for word in list_of(draft.left.pop("subject", None)))

    def _license(self) -> str:
        """The licence of the published version; a licence for text mining is none for readers."""
        licenses = self.draft.left.get("license")
        rows = [mapping_of(row) for row in list_of(licenses)]
        order = dict(_LICENSES)
        known = [
            row for row in rows if text_of(row.get("content-version")) in ("", *order) and text_of(row.get("URL"))
        ]
        known.sort(key=lambda row: order.get(text_of(row.get("content-version")), 1))
        return text_of(known[0]["URL"]) if known else ""

    def _funding(self) -> str:
        funders = list_of(self.draft.left.pop("funder", None))
        lines = []
        for funder in map(mapping_of, funders):
            awards = ", ".join(filter(None, map(text_of, list_of(funder.pop("award", None)))))
            name = text_from_markup(text_of(funder.pop("name", "")))
            lines.append(f"{name} ({awards})" if name and awards else name or awards)
        # The funders' own identifiers have no place in a text.
        if any(set(mapping_of(funder)) - {"name", "award"} for funder in funders):
            self.draft.leave("funder", funders)
        return "; ".join(dict.fromkeys(filter(None, lines)))

    def _links(self) -> None:
        draft = self.draft
        if address := self._take("URL"):
            draft.link(address, "URL")
        left = []
        for link in list_of(draft.left.pop("link", None)):
            row = mapping_of(link)
            is_pdf = "pdf" in text_of(row.get("content-type")).lower()
            if (
                is_pdf
                and text_of(row.get("intended-application")) != "similarity-checking"
                and text_of(row.get("URL"))
            ):
                draft.link(text_of(row["URL"]), "link", "pdf")
            else:
                left.append(link)
        if left:
            draft.leave("link", left)

    def _relations(self) -> None:
        """The preprint of an article and the article of a preprint are states of one work."""
        draft = self.draft
        for name, rows in mapping_of(draft.left.get("relation")).items():
            if name not in _OTHER_STATES:
                continue
            for row in map(mapping_of, list_of(rows)):
                identifier = _identifier(text_of(row.get("id-type")), text_of(row.get("id")))
                if identifier is None or (identifier.scheme == Scheme.DOI and identifier.value == self.doi):
                    continue
                draft.same_work[identifier] = None
                if state := _OTHER_STATES[name]:
                    draft.versions.append(VersionRecord(state, url=identifier_url(*identifier)))

    def _updates(self) -> None:
        draft = self.draft
        for update in map(mapping_of, list_of(draft.left.get("updated-by"))):
            status = _status(update)
            notice = _identifier("doi", text_of(update.get("DOI")))
            if status and draft.status != "retracted":
                draft.status = status
                draft.notice_url = identifier_url(*notice) if notice else ""
                draft.status_date = date_parts(update.get("updated")).date
        for update in map(mapping_of, list_of(draft.left.get("update-to"))):
            updated = _identifier("doi", text_of(update.get("DOI")))
            if updated is None or updated.value == self.doi:
                continue
            if status := _status(update):
                notice_url = identifier_url(Scheme.DOI, self.doi) if self.doi else ""
                draft.updates.append(UpdateRecord(updated, status, notice_url, date_parts(update.get("updated")).date))
            elif text_of(update.get("type")) in ("new_version", "new_edition"):
                draft.same_work[updated] = None


def _status(update: Mapping[str, Any]) -> str:
    kind = text_of(update.get("type")).lower().replace("-", "_").replace(" ", "_")
    return "retracted" if kind in _RETRACTIONS else "corrected" if kind in _CORRECTIONS else ""


def _identifier(scheme: str, value: str) -> ParsedIdentifier | None:
    try:
        return normalize_identifier(scheme.lower(), value)
    except IdentifierError:
        return None


def _says_a_date(value: Any) -> bool:
    return date_parts(value) != ReadDate()


CROSSREF = Crossref()
