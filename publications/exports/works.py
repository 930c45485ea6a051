"""What leaves the site of one work, whatever the format: one record, with nothing in it that visitors may not know.

The formats write this record and never see the page, so that a name that must not be shown, or a file under embargo,
is left out in one place for all of them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.text import slugify

from bibliography.dates import DatePrecision, partial_date_text
from bibliography.identifiers import Scheme
from bibliography.page_ranges import with_en_dash
from bibliography.publication_types import Kind
from bibliography.text.math import plain_math
from bibliography.text_normalization import normalize
from directory.models import Institution
from institute.content.languages import LocalizedText, active_language
from institute.content.urls import UrlResolver
from publications.authors import Author

if TYPE_CHECKING:
    from publications.models import PublicationPage


@dataclass(frozen=True)
class Link:
    """Something of the work that lives elsewhere; `kind` is a value of PublicationLink.Kind."""

    kind: str
    url: str
    text: str


@dataclass(frozen=True)
class Work:
    """One work as visitors know it, in the language of the request where it has texts in several.

    `title` and `abstract` hold mathematics as `$TeX$` and emphasis as `\\emph{…}`.
    """

    number: int | None
    url: str
    kind: Kind
    kind_label: str
    title: str
    title_translated: str
    language: str
    authors: tuple[Author, ...]
    abstract: LocalizedText
    published: dt.date | None
    date_precision: DatePrecision
    venue_name: str
    venue_short_name: str
    issns: tuple[str, ...]
    volume: str
    issue: str
    pages: str
    publisher: str
    edition: str
    book_isbn: str
    # (scheme, value), in the order of the schemes.
    identifiers: tuple[tuple[str, str], ...]
    # The DOI, or the one that arXiv registers for its papers.
    doi: str
    topics: tuple[str, ...]
    links: tuple[Link, ...]
    license: str
    funding: str
    status: str
    status_label: str
    # The file on this site, where visitors may read it.
    pdf_url: str
    # Those of its authors who are of the institute; known of works selected with `for_exporting`.
    institutions: tuple[str, ...] = ()
    # When it appeared here, and when visitors last saw it change.
    appeared_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None

    @property
    def year(self) -> int | None:
        return self.published.year if self.published else None

    @property
    def date_text(self) -> str:
        return partial_date_text(self.published, self.date_precision)

    @property
    def date_parts(self) -> list[int]:
        """Year, month and day, as many of them as are known."""
        return [int(part) for part in self.date_text.split("-")] if self.published else []

    @property
    def is_retracted(self) -> bool:
        return self.status == "retracted"

    @property
    def plain_title(self) -> str:
        return plain_math(self.title)

    @property
    def page_range(self) -> str:
        """`101–110`, whatever the dash that was typed."""
        return with_en_dash(self.pages)

    @property
    def key(self) -> str:
        """`bengio2021_417`: readable, and unique and stable through the number of the page."""
        family = ""
        if self.authors:
            family = slugify(normalize(self.authors[0].family_name or self.authors[0].name)).replace("-", "")
        return f"{family or 'anonymous'}{self.year or ''}_{self.number}"

    @property
    def members(self) -> list[str]:
        """The names of its authors who have a profile here."""
        return [author.person.title for author in self.authors if author.person]

    def identifier(self, scheme: Scheme) -> str:
        """The first identifier of this scheme."""
        return next((value for known, value in self.identifiers if known == scheme), "")

    def identifiers_of(self, scheme: Scheme) -> list[str]:
        return [value for known, value in self.identifiers if known == scheme]


def work_of(page: PublicationPage, request: HttpRequest) -> Work:
    """The record of a page; costs no query for pages selected with `for_exporting`."""
    path = UrlResolver.for_request(request).path(page, active_language()) if page.pk else None
    venue = page.venue
    return Work(
        number=page.pk,
        url=request.build_absolute_uri(path) if path else "",
        kind=Kind(page.kind),
        kind_label=str(page.get_kind_display()),
        title=page.full_title,
        title_translated=page.title_translated,
        language=page.language,
        authors=tuple(page.authors),
        abstract=page.abstract,
        published=page.published,
        date_precision=DatePrecision(page.date_precision),
        venue_name=page.venue_name,
        venue_short_name=venue.short_name if venue else "",
        issns=tuple(filter(None, (venue.issn, venue.electronic_issn))) if venue else (),
        volume=page.volume,
        issue=page.issue,
        pages=page.pages,
        publisher=page.publisher,
        edition=page.edition,
        book_isbn=page.book_isbn,
        identifiers=tuple((row.scheme, row.value) for row in page.known_identifiers),
        doi=page.doi,
        topics=tuple(str(topic.name) for topic in page.topics),
        links=tuple(Link(row.kind, row.url, row.text) for row in page.links.all()),
        license=page.license,
        funding=page.funding,
        status=page.status,
        status_label=str(page.get_status_display()),
        pdf_url=request.build_absolute_uri(page.pdf.url) if page.pdf and page.has_readable_pdf else "",
        institutions=tuple(str(Institution(**row).name) for row in getattr(page, "institution_rows", ())),
        appeared_at=page.first_published_at,
        updated_at=getattr(page, "updated_at", None),
    )
