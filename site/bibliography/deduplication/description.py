"""What is compared of a work, whether it comes from a source or stands on the site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import RowNumber

from bibliography.deduplication.author_comparison import MOST_COMPARED, Name, read_name
from bibliography.deduplication.venues import is_preprint_venue
from bibliography.identifiers import ParsedIdentifier, Scheme
from bibliography.publication_types import INSIDE_A_BOOK, Kind

if TYPE_CHECKING:
    from bibliography.entry import WorkRecord
    from publications.models import PublicationPage

_COLUMNS = (
    "pk",
    "full_title",
    "title",
    "title_translated",
    "published",
    "kind",
    "venue_text",
    "volume",
    "issue",
    "pages",
    "edition",
    "book_isbn",
    "venue__name",
    "venue__short_name",
    "venue__aliases",
    "venue__issn",
    "venue__electronic_issn",
)


@dataclass(frozen=True)
class Description:
    titles: tuple[str, ...]
    year: int | None = None
    kind: str = Kind.OTHER.value
    authors: tuple[Name, ...] = ()
    # The list names the first authors only.
    has_more_authors: bool = False
    venue_names: tuple[str, ...] = ()
    issns: frozenset[str] = frozenset()
    identifiers: frozenset[ParsedIdentifier] = frozenset()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    edition: str = ""
    book_isbn: str = ""

    @cached_property
    def is_preprint(self) -> bool:
        return self.kind == Kind.PREPRINT or any(is_preprint_venue(name) for name in self.venue_names)

    def values_of(self, scheme: Scheme) -> frozenset[str]:
        return frozenset(value for known, value in self.identifiers if known == scheme)


def describe_record(record: WorkRecord) -> Description:
    venue = record.venue
    identifiers, book_isbn = _apart_from_the_book(record.kind, frozenset(record.identifiers), record.book_isbn)
    return Description(
        titles=tuple(filter(None, (record.title, record.title_translated))),
        year=record.year,
        kind=str(record.kind),
        authors=known(
            read_name(author.given, author.family, author.name, is_group=author.is_group)
            for author in record.authors[: MOST_COMPARED * 2]
        ),
        has_more_authors=record.has_more_authors or len(record.authors) > MOST_COMPARED * 2,
        venue_names=tuple(filter(None, (venue.name, venue.short_name))) if venue else (),
        issns=frozenset(venue.issns) if venue else frozenset(),
        identifiers=identifiers,
        volume=record.volume,
        issue=record.issue,
        pages=record.pages,
        edition=record.edition,
        book_isbn=book_isbn,
    )


def describe_page(page: PublicationPage) -> Description:
    """A page as it stands in memory, its authors perhaps not saved yet."""
    from publications.models.identifier_input import entered_identifiers

    names = [
        read_name(row.given_name, row.family_name, row.name, is_group=row.is_group) for row in page.authorships.all()
    ]
    identifiers = set(entered_identifiers(page))
    if page.pk:
        identifiers |= {ParsedIdentifier(row.scheme, row.value) for row in page.identifiers.all()}
    row = SimpleNamespace(**{column: _follow(page, column) for column in _COLUMNS})
    return _page_description(row, names, identifiers)


def _follow(page: PublicationPage, column: str) -> Any:
    """`venue__name` of a page; None where there is no venue."""
    value: Any = page
    for name in column.split("__"):
        value = getattr(value, name) if value is not None else None
    return value


def describe_pages(page_ids: Collection[int]) -> dict[int, Description]:
    """These works as the database holds them, by page, in three queries. Pages as such are costly to make by the thousand, so rows are read."""
    names: dict[int, list[Name]] = defaultdict(list)
    rows = apps.get_model("publications.Authorship").objects.filter(page__in=_among(page_ids))
    place = Window(RowNumber(), partition_by="page", order_by=[F("sort_order"), F("pk")])
    rows = rows.annotate(place=place).filter(place__lte=MOST_COMPARED * 2).order_by("page", "place")
    for page_id, given, family, name, is_group in rows.values_list(
        "page_id", "given_name", "family_name", "name", "is_group"
    ):
        names[page_id].append(read_name(given, family, name, is_group=is_group))
    identifiers: dict[int, set[ParsedIdentifier]] = defaultdict(set)
    known = apps.get_model("publications.Identifier").objects.filter(page__in=_among(page_ids))
    for page_id, scheme, value in known.values_list("page_id", "scheme", "value"):
        identifiers[page_id].add(ParsedIdentifier(scheme, value))
    pages = apps.get_model("publications.PublicationPage").objects.filter(pk__in=_among(page_ids))
    rows = pages.order_by("pk").values_list(*_COLUMNS, named=True)
    return {row.pk: _page_description(row, names[row.pk], identifiers[row.pk]) for row in rows}


def _among(page_ids: Collection[int]) -> RawSQL:
    """One parameter for thousands of keys: Django and the driver would spend longer on so many than the database."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(page_ids)])


def _page_description(row: Any, names: list[Name], found: Iterable[ParsedIdentifier]) -> Description:
    venue_names = [row.venue_text, row.venue__name, row.venue__short_name, *(row.venue__aliases or ())]
    identifiers, book_isbn = _apart_from_the_book(row.kind, frozenset(found), row.book_isbn)
    return Description(
        titles=tuple(filter(None, (row.full_title or row.title, row.title_translated))),
        year=row.published.year if row.published else None,
        kind=row.kind,
        authors=known(names[: MOST_COMPARED * 2]),
        has_more_authors=len(names) >= MOST_COMPARED * 2,
        venue_names=tuple(dict.fromkeys(filter(None, venue_names))),
        issns=frozenset(filter(None, (row.venue__issn, row.venue__electronic_issn))),
        identifiers=identifiers,
        volume=row.volume,
        issue=row.issue,
        pages=row.pages,
        edition=row.edition,
        book_isbn=book_isbn,
    )


def known(names: Iterable[Name]) -> tuple[Name, ...]:
    """The authors, without those who are only said not to be known."""
    return tuple(name for name in names if not name.is_nobody)


def _apart_from_the_book(
    kind: str, identifiers: frozenset[ParsedIdentifier], book_isbn: str
) -> tuple[frozenset[ParsedIdentifier], str]:
    """What is inside a book does not have the ISBN of the book."""
    if kind not in INSIDE_A_BOOK:
        return identifiers, book_isbn
    isbns = sorted(value for scheme, value in identifiers if scheme == Scheme.ISBN)
    return frozenset(pair for pair in identifiers if pair[0] != Scheme.ISBN), book_isbn or (isbns[0] if isbns else "")
