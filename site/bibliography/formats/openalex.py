"""Works as OpenAlex gives them: https://docs.openalex.org/api-entities/works/work-object. Anything may be null."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from django.utils.translation import gettext

from bibliography.entry import Entry, UnreadableEntryError, VenueRecord, VersionRecord, WorkRecord
from bibliography.formats.dates import ReadDate, read_date
from bibliography.formats.draft import Draft, preprint_server
from bibliography.formats.languages import language_code
from bibliography.formats.structured import json_entries, list_of, mapping_of, text_of
from bibliography.identifiers import IdentifierError, ParsedIdentifier, Scheme, parse_identifier
from bibliography.names import parse_name
from bibliography.publication_types import Kind
from bibliography.text import paragraphs_from_markup, text_from_markup, text_of_inverted_index

_HEAD = re.compile(
    r'"(?:abstract_inverted_index|authorships|cited_by_api_url)"\s*:|"id"\s*:\s*"https://openalex\.org/W'
)
_WORK_ID = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:works/)?)?(W\d+)", re.IGNORECASE)
_AUTHOR_ID = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:authors/)?)?(A\d+)", re.IGNORECASE)

_KINDS = {
    "article": Kind.ARTICLE, "journal-article": Kind.ARTICLE, "review": Kind.REVIEW, "letter": Kind.EDITORIAL,
    "editorial": Kind.EDITORIAL, "preprint": Kind.PREPRINT, "book-chapter": Kind.CHAPTER,
    "reference-entry": Kind.CHAPTER, "book": Kind.BOOK, "dissertation": Kind.THESIS, "dataset": Kind.DATASET,
    "report": Kind.REPORT, "standard": Kind.REPORT, "software": Kind.SOFTWARE, "erratum": Kind.EDITORIAL,
    "retraction": Kind.EDITORIAL, "conference-paper": Kind.CONFERENCE_PAPER,
}  # fmt: skip
# What Crossref calls it says more than “article”.
_CROSSREF_KINDS = {
    "proceedings-article": Kind.CONFERENCE_PAPER, "posted-content": Kind.PREPRINT, "proceedings": Kind.PROCEEDINGS,
    "monograph": Kind.BOOK, "edited-book": Kind.BOOK, "book-chapter": Kind.CHAPTER, "dissertation": Kind.THESIS,
}  # fmt: skip
_VENUE_KINDS = {
    "journal": "journal", "conference": "conference", "repository": "repository", "book series": "book-series",
    "ebook platform": "other", "metadata": "other",
}  # fmt: skip
_STATES = {"publishedVersion": "published", "acceptedVersion": "accepted", "submittedVersion": "submitted"}
_OTHER_SCHEMES = frozenset({Scheme.ARXIV, Scheme.PMID, Scheme.PMCID, Scheme.HAL})


class OpenAlex:
    name = "openalex"

    def recognises(self, head: str) -> bool:
        return head.lstrip()[:1] in ("{", "[") and bool(_HEAD.search(head))

    def entries(self, stream: BinaryIO, name: str) -> Iterator[Entry]:
        return json_entries(stream, name, ("results",))

    def record(self, entry: Entry) -> WorkRecord:
        try:
            return _Reading(entry.payload).record()
        except RecursionError:
            raise UnreadableEntryError(gettext("This is nested too deeply.")) from None


class _Reading:
    """One work on its way to a record."""

    def __init__(self, payload: Mapping[str, Any]) -> None:
        self.draft = Draft("openalex", payload)

    def record(self) -> WorkRecord:
        draft = self.draft
        primary = mapping_of(draft.left.get("primary_location"))
        source = mapping_of(primary.get("source"))
        draft.kind = self._kind(source)
        title, display_name = (
            text_from_markup(text_of(draft.left.pop(name, ""))) for name in ("title", "display_name")
        )
        draft.title = title or display_name
        number = self._identifiers()
        self._authors()
        self._date()
        self._venue(source)
        self._texts(primary, source)
        self._locations(primary)
        if draft.left.pop("is_retracted", None) is True:
            draft.status = "retracted"
        return draft.finish(external_id=number)

    def _text(self, name: str) -> str:
        return text_from_markup(text_of(self.draft.left.pop(name, "")))

    def _kind(self, source: Mapping[str, Any]) -> Kind:
        kind, crossref = (text_of(self.draft.left.get(name)) for name in ("type", "type_crossref"))
        known = _KINDS.get(kind, Kind.OTHER)
        if known in (Kind.ARTICLE, Kind.OTHER) and crossref in _CROSSREF_KINDS:
            known = _CROSSREF_KINDS[crossref]
        if known == Kind.ARTICLE and text_of(source.get("type")) == "conference":
            known = Kind.CONFERENCE_PAPER
        return known

    def _identifiers(self) -> str:
        """The work's own number; all of its identifiers go into the draft."""
        draft = self.draft
        ids = draft.mapping("ids")
        number = ""
        for value in (draft.left.pop("id", None), ids.pop("openalex", None)):
            if match := _WORK_ID.fullmatch(text_of(value)):
                number = number or match[1].upper()
                draft.identify(Scheme.OPENALEX, match[1], "id")
            elif value:
                draft.leave("id", value)
        for name, scheme in (
            ("doi", Scheme.DOI),
            ("pmid", Scheme.PMID),
            ("pmcid", Scheme.PMCID),
            ("arxiv", Scheme.ARXIV),
        ):
            for value in dict.fromkeys((text_of(draft.left.pop(name, None)), text_of(ids.pop(name, None)))):
                if value:
                    draft.identify(scheme, value, name)
        if ids:
            draft.leave("ids", ids)
        return number

    def _authors(self) -> None:
        draft = self.draft
        left: list[Any] = []
        for authorship in list_of(draft.left.pop("authorships", None)):
            rest = mapping_of(authorship)
            author = mapping_of(rest.pop("author", None))
            raw = text_from_markup(text_of(rest.pop("raw_author_name", None)))
            known = text_from_markup(text_of(author.pop("display_name", None)))
            name = parse_name(raw or known)
            if not name.name:
                left.append(authorship)
                continue
            number = _AUTHOR_ID.fullmatch(text_of(author.get("id")))
            if number:
                del author["id"]
            draft.author(
                name,
                orcid=draft.orcid(text_of(author.pop("orcid", None))),
                openalex_id=f"https://openalex.org/{number[1].upper()}" if number else "",
                affiliation=self._affiliation(rest),
                corresponding=rest.pop("is_corresponding", None) is True,
            )
            rest.pop("author_position", None)
            if known != name.name:
                author["display_name"] = known
            rest |= {key: value for key, value in author.items() if value}
            if rest := {key: value for key, value in rest.items() if value not in (None, "", [], {})}:
                left.append({"name": name.name, **rest})
        if left:
            draft.leave("authorships", left)

    def _affiliation(self, authorship: dict[str, Any]) -> str:
        """As printed; the institutions that OpenAlex made of it stay where they are."""
        printed = [text_from_markup(text_of(row)) for row in list_of(authorship.pop("raw_affiliation_strings", None))]
        if not any(printed):
            printed = [text_of(authorship.pop("raw_affiliation_string", None))]
        if not any(printed):
            institutions = map(mapping_of, list_of(authorship.get("institutions")))
            printed = [text_of(institution.get("display_name")) for institution in institutions]
        return "; ".join(dict.fromkeys(filter(None, printed)))

    def _date(self) -> None:
        draft = self.draft
        date, year = (text_of(draft.left.pop(name, "")) for name in ("publication_date", "publication_year"))
        read = read_date(date)
        if read.date and (date.endswith("-01-01") or (year and str(read.date.year) != year)):
            # The first of January is how OpenAlex writes that it knows the year alone.
            draft.leave("publication_date", date)
            read = ReadDate()
        if read.warning:
            draft.doubt("publication_date", date, read.warning)
            read = read if read.date else ReadDate()
        draft.date(read if read.date else read_date(year or date[:4]), "publication_year", year)

    def _venue(self, source: Mapping[str, Any]) -> None:
        draft = self.draft
        # `host_venue` is what works had before there were locations.
        host = mapping_of(draft.left.get("host_venue"))
        name = text_from_markup(text_of(source.get("display_name")) or text_of(host.get("display_name")))
        issns: list[str] = []
        for number in (source.get("issn_l"), *list_of(source.get("issn") or host.get("issn"))):
            if number:
                issns += draft.numbers(text_of(number), "issn")
        if name:
            kind = _VENUE_KINDS.get(text_of(source.get("type")), "")
            draft.venue = VenueRecord(name, issns=tuple(dict.fromkeys(issns)), kind=kind)

    def _texts(self, primary: Mapping[str, Any], source: Mapping[str, Any]) -> None:
        draft = self.draft
        texts = draft.texts
        biblio = draft.mapping("biblio")
        texts["volume"], texts["issue"] = (text_of(biblio.pop(name, None)) for name in ("volume", "issue"))
        first, last = (text_of(biblio.pop(name, None)) for name in ("first_page", "last_page"))
        texts["pages"] = f"{first}–{last}" if first and last and first != last else first or last
        if biblio:
            draft.leave("biblio", biblio)
        texts["license"] = _license(text_of(primary.get("license")))
        texts["publisher"] = text_from_markup(
            text_of(source.get("host_organization_name")) or text_of(source.get("publisher"))
        )
        if code := language_code(text_of(draft.left.get("language"))):
            texts["language"] = code
            del draft.left["language"]
        index = draft.left.pop("abstract_inverted_index", None)
        abstract = paragraphs_from_markup(text_of_inverted_index(index) or self._plain_abstract())
        if abstract:
            draft.abstracts[""] = abstract.removeprefix("Abstract ").removeprefix("ABSTRACT ")
        elif index:
            draft.leave("abstract_inverted_index", index)
        self._keywords()
        self._funding()

    def _plain_abstract(self) -> str:
        return text_of(self.draft.left.pop("abstract", ""))

    def _keywords(self) -> None:
        """Keywords, and the topics that OpenAlex gave; concepts are its older, coarser guess."""
        draft = self.draft
        for name in ("keywords", "topics") if draft.left.get("keywords") else ("topics", "concepts"):
            rows = draft.left.get(name)
            words = (
                mapping_of(row).get("display_name") or mapping_of(row).get("keyword") or row for row in list_of(rows)
            )
            draft.add_keywords(text_from_markup(text_of(word)) for word in words)

    def _funding(self) -> None:
        lines = []
        for grant in map(mapping_of, list_of(self.draft.left.get("grants") or self.draft.left.get("awards"))):
            name, award = (
                text_of(grant.get("funder_display_name")),
                text_of(grant.get("award_id") or grant.get("funder_award_id")),
            )
            lines.append(f"{name} ({award})" if name and award else name or award)
        self.draft.texts["funding"] = "; ".join(dict.fromkeys(filter(None, lines)))

    def _locations(self, primary: Mapping[str, Any]) -> None:
        """Where else the work is: other states of it, and the PDFs that everyone may read."""
        draft = self.draft
        shown = {text_of(primary.get("landing_page_url"))}
        places = [
            primary,
            *map(mapping_of, list_of(draft.left.get("locations"))),
            mapping_of(draft.left.get("best_oa_location")),
        ]
        for place in places:
            if pdf := text_of(place.get("pdf_url")):
                draft.link(pdf, "pdf_url", "pdf")
            address = text_of(place.get("landing_page_url"))
            if not address:
                continue
            identifier = _identifier(address)
            if identifier and identifier.scheme in _OTHER_SCHEMES:
                draft.add_identifier(identifier)
            elif identifier and identifier.scheme == Scheme.DOI:
                draft.same_work[identifier] = None
            if address not in shown:
                shown.add(address)
                self._version(place, address)

    def _version(self, place: Mapping[str, Any], address: str) -> None:
        name = text_from_markup(text_of(mapping_of(place.get("source")).get("display_name")))
        server = preprint_server(name)
        state = _STATES.get(text_of(place.get("version")), "")
        if server and state in ("", "submitted"):
            state = "preprint"
        if state and len(address) <= 1000 and not (server and self.draft.kind == Kind.PREPRINT):
            self.draft.versions.append(VersionRecord(state, server or name, url=address))


def _identifier(address: str) -> ParsedIdentifier | None:
    try:
        return parse_identifier(address)
    except IdentifierError:
        return None


def _license(text: str) -> str:
    """`cc-by-nc` as editors write it: CC BY-NC."""
    match = re.fullmatch(r"cc-(by(?:-nc)?(?:-sa|-nd)?)", text, re.IGNORECASE)
    return f"CC {match[1].upper()}" if match else text


OPENALEX = OpenAlex()
