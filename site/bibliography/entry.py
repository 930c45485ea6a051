"""What every format is read into: one typed record of a work, and the entry that it was read from."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from bibliography.dates import DatePrecision
from bibliography.identifiers import ParsedIdentifier
from bibliography.publication_types import Kind


class UnreadableEntryError(ValueError):
    """An entry that holds no work; the message says why, in the active language."""


@dataclass(frozen=True)
class Entry:
    """One entry as it stands in its source. Either `payload` or `error` says something; `key` names an
    entry that has an error.

    `payload` is plain data (dicts, lists, texts, numbers), all that the source said of the work; it is what tells
    whether an entry is the same as last time, so it holds no position and nothing of this run.
    """

    position: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    key: str = ""

    @property
    def label(self) -> str:
        """What names the entry to people where no work was made of it: its key in the source, its title, or nothing."""
        named = (self.key, *(self.payload.get(name) for name in ("key", "id", "DOI", "title")))
        texts = (text[0] if isinstance(text, list) and text else text for text in named)
        return next((text for text in texts if isinstance(text, str) and text), "")

    def payload_hash(self) -> str:
        """64 hexadecimal digits that change when, and only when, the source says something else."""
        canonical = json.dumps(self.payload, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True)
class AuthorRecord:
    """One author as the source names them. `name` is in reading order; a group has its name in `family` too."""

    name: str
    given: str = ""
    family: str = ""
    suffix: str = ""
    is_group: bool = False
    # https://orcid.org/0000-…, checked; https://openalex.org/A…
    orcid: str = ""
    openalex_id: str = ""
    affiliation: str = ""
    corresponding: bool = False
    equal_contribution: bool = False


@dataclass(frozen=True)
class VenueRecord:
    """Where the work appeared, as the source says. `kind` is a value of Venue.Kind, or empty."""

    name: str
    short_name: str = ""
    issns: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class LinkRecord:
    """`kind` is a value of PublicationLink.Kind."""

    url: str
    kind: str = "other"
    label: str = ""


@dataclass(frozen=True)
class VersionRecord:
    """Another state of the same work. `kind` is a value of PublicationVersion.Kind; `date` is `2024`, `2024-05`…"""

    kind: str
    venue_text: str = ""
    date: str = ""
    url: str = ""


@dataclass(frozen=True)
class UpdateRecord:
    """What a notice says of another work: its retraction, its correction. `status` is a value of Status."""

    identifier: ParsedIdentifier
    status: str
    notice_url: str = ""
    date: dt.date | None = None


@dataclass(frozen=True)
class WorkRecord:
    """All that a source says of one work, in our terms and in clean text.

    Texts hold Unicode, with mathematics as `$TeX$` and emphasis as `\\emph{…}`, which `bibliography.text.math` shows and
    drops. What has no place of its own goes into `unmapped` under the source's own name for it, so that nothing is lost.
    """

    source: str
    # Stable from one delivery of the source to the next, unique within the source.
    external_id: str
    title: str
    kind: Kind = Kind.OTHER
    title_translated: str = ""
    # By language code (`en`, `fr`, any other BCP 47 code, or "" where the language is not known).
    abstracts: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    published: dt.date | None = None
    date_precision: DatePrecision = DatePrecision.NONE
    authors: tuple[AuthorRecord, ...] = ()
    # The source names the first authors only ("and others").
    has_more_authors: bool = False
    venue: VenueRecord | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    publisher: str = ""
    edition: str = ""
    book_isbn: str = ""
    identifiers: tuple[ParsedIdentifier, ...] = ()
    links: tuple[LinkRecord, ...] = ()
    versions: tuple[VersionRecord, ...] = ()
    keywords: tuple[str, ...] = ()
    license: str = ""
    funding: str = ""
    # A value of PublicationPage.Status.
    status: str = "published"
    notice_url: str = ""
    status_date: dt.date | None = None
    # Identifiers of other states of this same work, its preprint or its article, by the word of the source.
    same_work: tuple[ParsedIdentifier, ...] = ()
    # This work is the notice that other works were retracted or corrected.
    updates: tuple[UpdateRecord, ...] = ()
    unmapped: Mapping[str, Any] = field(default_factory=dict)
    # What was odd about the entry without making it useless, in the active language.
    warnings: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        return self.published.year if self.published else None


class Adapter(Protocol):
    """One format. `entries` streams: it never holds the whole file in memory where the format allows it."""

    name: str

    def recognises(self, head: str) -> bool:
        """Whether a file that begins with `head` (some thousand characters) is in this format."""

    def entries(self, stream: BinaryIO, name: str) -> Iterator[Entry]:
        """The entries of a file called `name`, each with its position (`papers.bib:120`); bad ones with their error.

        Raises UnusableSourceError where there is nothing in it that this format could read.
        """

    def record(self, entry: Entry) -> WorkRecord:
        """Read one entry; raises UnreadableEntryError."""


class UnusableSourceError(ValueError):
    """A source of which nothing can be read; the message says why, in the active language."""
