"""A record in the making: what the formats have in common when they fill a `WorkRecord`.

Every field of the source is taken out of `left` by whoever understands it; what is left at the end is `unmapped`, so
that nothing can be dropped by being forgotten.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from bibliography.dates import DatePrecision
from bibliography.entry import (
    AuthorRecord,
    LinkRecord,
    UnreadableEntryError,
    UpdateRecord,
    VenueRecord,
    VersionRecord,
    WorkRecord,
)
from bibliography.formats.dates import ReadDate
from bibliography.identifier_patterns import split_dois
from bibliography.identifiers import (
    IdentifierError,
    ParsedIdentifier,
    Scheme,
    ShortDoiError,
    clean_issn,
    normalize_identifier,
    parse_identifier,
)
from bibliography.names import AuthorName
from bibliography.publication_types import INSIDE_A_BOOK, Kind
from bibliography.text_normalization import normalize
from directory.identifiers import normalize_orcid
from institute.content.url_parts import split_url

_STRONGEST_FIRST = tuple(
    scheme.value
    for scheme in (
        Scheme.DOI, Scheme.ARXIV, Scheme.OPENALEX, Scheme.PMID, Scheme.PMCID, Scheme.HAL, Scheme.ISBN, Scheme.HANDLE
    )
)  # fmt: skip
ARXIV_NUMBER = r"(?:\d{4}\.\d{4,5}|[a-zA-Z-]{1,20}(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?"
_ARXIV_IN_TEXT = re.compile(
    rf"arxiv(?:\.org/(?:abs|pdf)/|\s*+(?:preprint\s*+)?(?:[:/]|(?<=\s))\s*+(?:arxiv:\s*+)?)({ARXIV_NUMBER})",
    re.IGNORECASE,
)
_DOI_IN_TEXT = re.compile(r"(?:\bdoi\s*+[:=]?\s*+|doi\.org/)(10\.\d{4,9}/[^\s\"<>{}]+)", re.IGNORECASE)
_PREPRINT_SERVERS = {
    "arxiv": "arXiv", "corr": "arXiv", "biorxiv": "bioRxiv", "medrxiv": "medRxiv", "chemrxiv": "ChemRxiv",
    "psyarxiv": "PsyArXiv", "socarxiv": "SocArXiv", "techrxiv": "TechRxiv", "eartharxiv": "EarthArXiv",
    "engrxiv": "engrXiv", "edarxiv": "EdArXiv", "research square": "Research Square", "preprints": "Preprints.org",
    "preprints.org": "Preprints.org", "osf preprints": "OSF Preprints", "ssrn": "SSRN", "authorea": "Authorea",
}  # fmt: skip
_SERVER = re.compile(
    rf"({'|'.join(map(re.escape, sorted(_PREPRINT_SERVERS, key=len, reverse=True)))})"
    r"(?:\s*\(.*\)|\s+(?:e-?prints?|preprints?|electronic journal|server)|\s*[:,].*|\s+(?:e-?prints?|preprints?)\b.*|\s+abs/.*)?",
    re.IGNORECASE,
)
_HAS_AN_ISBN = frozenset({Kind.BOOK, Kind.PROCEEDINGS, Kind.THESIS, Kind.REPORT})
_BECOMES_PREPRINT = frozenset({Kind.ARTICLE, Kind.OTHER, Kind.WORKING_PAPER})
_RETRACTED_TITLE = re.compile(r"\W*(?:retracted|withdrawn)(?:\s+(?:article|paper|chapter))?\s*[:\]—–-]", re.IGNORECASE)
_LONGEST_ADDRESS = 1000
_NUMBER = re.compile(r"\d[\d\s–‐-]{6,16}[\dXx]")
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
_LINK_KINDS = (
    (re.compile(r"//(?:www\.)?(?:github|gitlab|bitbucket|codeberg|sourceforge)\.\w+/", re.IGNORECASE), "code"),
    (re.compile(r"//(?:www\.)?(?:youtube\.com|youtu\.be|vimeo\.com|slideslive\.com)/", re.IGNORECASE), "video"),
    (re.compile(r"//(?:www\.)?(?:zenodo\.org|figshare\.com|dataverse\.|datadryad\.org)", re.IGNORECASE), "data"),
    (re.compile(r"\.pdf(?:[?#]|$)|//arxiv\.org/pdf/|/pdf/?$", re.IGNORECASE), "pdf"),
)


class Draft:
    """Fields are filled by their names in `WorkRecord`; `finish` looks over the whole and makes the record."""

    def __init__(self, source: str, raw: Mapping[str, Any]) -> None:
        self.source = source
        self.left: dict[str, Any] = dict(raw)
        self.unmapped: dict[str, Any] = {}
        self.warnings: list[str] = []
        self.kind = Kind.OTHER
        self.title = ""
        self.venue: VenueRecord | None = None
        self.authors: list[AuthorRecord] = []
        self.published = ReadDate()
        self.identifiers: dict[ParsedIdentifier, None] = {}
        self.same_work: dict[ParsedIdentifier, None] = {}
        self.isbns: list[str] = []
        self.links: dict[str, LinkRecord] = {}
        self.versions: list[VersionRecord] = []
        self.keywords: dict[str, None] = {}
        self.updates: list[UpdateRecord] = []
        self.abstracts: dict[str, str] = {}
        self.status = "published"
        self.notice_url = ""
        self.status_date: dt.date | None = None
        self.has_more_authors = False
        # Fields of the record that are plain text and need no care: volume, issue, publisher…
        self.texts: dict[str, str] = {}

    def leave(self, name: str, value: Any) -> None:
        """Keep what has no place, under the source's own name."""
        if name in self.unmapped and self.unmapped[name] != value:
            known = self.unmapped[name]
            self.unmapped[name] = [*(known if isinstance(known, list) else [known]), value]
        else:
            self.unmapped[name] = value

    def first(self, *names: str) -> str:
        """The first of these fields that says something, as it stands; further values of it, and others, are left."""
        for name in names:
            value = self.left.get(name)
            if isinstance(value, list) and value:
                self.left[name] = value[1] if len(value) == 2 else value[1:]
                return str(value[0])
            if value:
                return str(self.left.pop(name))
        return ""

    def mapping(self, name: str) -> dict[str, Any]:
        """A field that is itself made of fields, taken out; what is no such thing is left."""
        return dict(self.left.pop(name)) if isinstance(self.left.get(name), Mapping) else {}

    def warn(self, message: str) -> None:
        if message and message not in self.warnings:
            self.warnings.append(message)

    def doubt(self, name: str, value: Any, message: str) -> None:
        self.leave(name, value)
        self.warn(message)

    # What sources say in the same terms

    def identify(self, scheme: str, text: Any, name: str) -> bool:
        """An identifier of a known scheme; one that is wrong is kept aside with a warning."""
        try:
            parsed = normalize_identifier(scheme, str(text))
        except ShortDoiError as error:
            self.links.setdefault(error.address, LinkRecord(error.address, "other", ""))
            self.doubt(name, text, str(error))
            return False
        except IdentifierError as error:
            self.doubt(name, text, str(error))
            return False
        self.add_identifier(parsed)
        if scheme == Scheme.DOI and (others := split_dois(str(text))[1:]):
            self.doubt(name, "; ".join(others), gettext("The entry has several DOIs; the first is kept."))
        return True

    def add_identifier(self, identifier: ParsedIdentifier) -> None:
        if identifier.scheme == Scheme.ISBN:
            self.isbns.append(identifier.value)
        else:
            self.identifiers[identifier] = None

    def find_identifiers(self, text: str) -> bool:
        """What a note or a name of a journal says by the way: `arXiv preprint arXiv:2101.00001`."""
        found = [(Scheme.ARXIV, number) for number in _ARXIV_IN_TEXT.findall(text)]
        found += [(Scheme.DOI, number.rstrip(".,;)]")) for number in _DOI_IN_TEXT.findall(text)]
        for scheme, number in found:
            try:
                self.add_identifier(normalize_identifier(scheme, number))
            except IdentifierError:
                continue
        return bool(found)

    def numbers(self, text: Any, name: str) -> tuple[str, ...]:
        """The ISSNs in a text; its ISBNs become those of the work or of its book."""
        issns: dict[str, None] = {}
        if re.search(r"\w", _NUMBER.sub("", str(text))):
            # “(print)”, or whatever stands there beside the numbers.
            self.leave(name, text)
        for number in _NUMBER.findall(str(text)) or [str(text)]:
            digits = re.sub(r"\W", "", number)
            try:
                if len(digits) == 8:
                    issns[clean_issn(digits)] = None
                else:
                    self.isbns.append(normalize_identifier(Scheme.ISBN, digits).value)
            except IdentifierError as error:
                self.doubt(name, text, str(error))
        return tuple(issns)

    def orcid(self, text: Any) -> str:
        if not text:
            return ""
        try:
            return normalize_orcid(str(text))
        except ValidationError as error:
            self.doubt("orcid", text, error.messages[0])
            return ""

    def date(self, read: ReadDate, name: str, raw: Any) -> None:
        """The date of publication; what of it was not understood is kept."""
        if read.warning:
            self.doubt(name, raw, read.warning)
        if read.date and not self.published.date:
            self.published = read

    def link(self, address: Any, name: str, kind: str = "", label: str = "") -> None:
        """An address: an identifier where it is one, a link where it leads elsewhere."""
        address = str(address).strip().strip("<>")
        if re.match(r"(?:www\.|doi\.org|arxiv\.org)", address, re.IGNORECASE):
            address = f"https://{address}"
        if not _is_address(address) or len(address) > _LONGEST_ADDRESS:
            self.doubt(name, address, gettext("“%(text)s” is no web address.") % {"text": address[:80]})
            return
        try:
            parsed = parse_identifier(address)
        except IdentifierError:
            parsed = None
        if parsed:
            self.add_identifier(parsed)
        if not parsed or kind == "pdf":
            guessed = next((guess for pattern, guess in _LINK_KINDS if pattern.search(address)), "other")
            self.links.setdefault(address, LinkRecord(address, kind or guessed, label))

    def add_keywords(self, words: Iterable[str]) -> None:
        for word in words:
            if word := word.strip(" ,;"):
                self.keywords[word] = None

    def author(self, name: AuthorName, **more: Any) -> None:
        if name.name:
            self.authors.append(
                AuthorRecord(name.name, name.given, name.family, name.suffix, is_group=name.is_group, **more)
            )

    # The whole

    def finish(self, external_id: str = "", key: str = "") -> WorkRecord:
        """The record; `external_id` is the source's own where it has one, `key` what it calls the entry."""
        if not self.title:
            raise UnreadableEntryError(gettext("The entry has no title."))
        self._recognise_preprint()
        if _RETRACTED_TITLE.match(self.title):
            self.status = "retracted"
        book_isbn = ""
        for number in dict.fromkeys(self.isbns):
            if self.kind in _HAS_AN_ISBN:
                self.identifiers[ParsedIdentifier(Scheme.ISBN.value, number)] = None
            elif book_isbn or self.kind not in INSIDE_A_BOOK:
                # An article that came with the ISBN of its proceedings is not known by it: its neighbours have the same.
                self.leave("isbn", number)
            else:
                book_isbn = number
        for name, value in self.left.items():
            if value not in (None, "", [], {}):
                self.leave(name, value)
        identifiers = tuple(self.identifiers)
        date = self.published
        return WorkRecord(
            source=self.source,
            external_id=external_id or self._external_id(key),
            title=self.title,
            kind=self.kind,
            abstracts=self.abstracts,
            published=date.date,
            date_precision=date.precision if date.date else DatePrecision.NONE,
            authors=tuple(self.authors),
            has_more_authors=self.has_more_authors,
            venue=self.venue,
            book_isbn=book_isbn,
            identifiers=identifiers,
            links=tuple(self.links.values()),
            versions=tuple(self.versions),
            keywords=tuple(self.keywords),
            status=self.status,
            notice_url=self.notice_url,
            status_date=self.status_date,
            same_work=tuple(other for other in self.same_work if other not in self.identifiers),
            updates=tuple(self.updates),
            unmapped=storable(self.unmapped),
            warnings=tuple(self.warnings),
            **self.texts,
        )

    def _recognise_preprint(self) -> None:
        """What stands on a preprint server and nowhere else is a preprint, whatever the source calls it."""
        server = preprint_server(self.venue.name) if self.venue else ""
        arxiv = next((row.value for row in self.identifiers if row.scheme == Scheme.ARXIV), "")
        if server and self.venue:
            self.find_identifiers(self.venue.name)
            self.venue = VenueRecord(server, issns=self.venue.issns, kind="preprint-server")
            arxiv = arxiv or next((row.value for row in self.identifiers if row.scheme == Scheme.ARXIV), "")
        # A DOI that is not arXiv's own (those have become numbers of arXiv) is a journal's.
        is_elsewhere = self.venue or any(row.scheme == Scheme.DOI for row in self.identifiers)
        if self.kind in _BECOMES_PREPRINT and (server or (arxiv and not is_elsewhere)):
            self.kind = Kind.PREPRINT
        if self.kind == Kind.PREPRINT and arxiv and not self.venue:
            self.venue = VenueRecord("arXiv", kind="preprint-server")
        if arxiv and self.kind != Kind.PREPRINT and not any(row.kind == "preprint" for row in self.versions):
            self.versions.append(VersionRecord("preprint", "arXiv", url=f"https://arxiv.org/abs/{arxiv}"))

    def _external_id(self, key: str) -> str:
        for scheme in _STRONGEST_FIRST:
            for row in self.identifiers:
                if row.scheme == scheme:
                    return " ".join(filter(None, (key, f"{row.scheme}:{row.value}")))
        first = self.authors[0].family or self.authors[0].name if self.authors else ""
        year = str(self.published.date.year) if self.published.date else ""
        words = "\0".join((normalize(self.title), year, normalize(first)))
        return " ".join(filter(None, (key, hashlib.sha256(words.encode()).hexdigest()[:24])))


def storable(values: dict[str, Any]) -> dict[str, Any]:
    """What PostgreSQL keeps as JSON: neither null characters nor halves of characters, no infinity, text as keys."""
    try:
        written = json.dumps(values, allow_nan=False)
    except (ValueError, TypeError):
        written = ""
    is_sound = written and r"\u0000" not in written and r"\ud" not in written
    return values if is_sound else {name: _storable(value) for name, value in values.items()}


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return _NOT_STORABLE.sub("", value)
    if isinstance(value, Mapping):
        return {_storable(str(name)): _storable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(inner) for inner in value]
    return value if not isinstance(value, float) or math.isfinite(value) else str(value)


def preprint_server(venue: str) -> str:
    """The server's own name where a venue is one: `arXiv preprint arXiv:2101.00001`, `CoRR`, `bioRxiv (Cold…)`."""
    match = _SERVER.fullmatch(venue.strip())
    return _PREPRINT_SERVERS[match[1].lower()] if match else ""


def _is_address(text: str) -> bool:
    parts = split_url(text)
    if parts is None or parts.scheme not in ("http", "https"):
        return False
    return "." in parts.netloc and not re.search(r"\s", text)
