"""Operations on scholarly works, and how a work becomes its representation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Query, Router
from pydantic import BaseModel, Field

from institute.content.models import PublicAddress
from institute.content.version import Remembered
from institute.rest.facets import FacetsQuery, facet_items
from institute.rest.operations import read
from institute.rest.pagination import Ordering, paginate, selection, with_relevance
from institute.rest.parameters import ListQuery, OneOf, ReadingQuery, RichTextQuery
from institute.rest.problems import NotFoundError, WrongParametersError, refuse_wrong_values
from institute.rest.reading import Reading
from institute.rest.representations import detail_fields, fallbacks, item_fields, reference, represents, term
from institute.rest.selection import (
    Selected,
    asked_for,
    fields_of,
    fields_parameter,
    include_parameter,
    more_of,
    select,
    select_from_items,
)
from publications.api.schemas import (
    LISTED_AUTHORS,
    AbstractItem,
    AuthorItem,
    CitationItem,
    ExportItem,
    IdentifierItem,
    PdfItem,
    PublicationDetail,
    PublicationFacets,
    PublicationItem,
    PublicationLinkItem,
    PublicationList,
    PublicationListItem,
    PublicationsDetail,
    VenueReference,
    VersionItem,
)
from publications.authors import Author
from publications.detail import publication_context
from publications.exporting.bibtex import bibtex_entry
from publications.exporting.citations import FormattedCitation, citations
from publications.exporting.formats import ExportLink, links_for_list
from publications.exporting.works import Work, work_of
from publications.facets import facets
from publications.filters import PublicationFilter
from publications.identifiers import Scheme
from publications.kinds import Kind
from publications.math import render_math
from publications.models import (
    Identifier,
    PublicationIndexPage,
    PublicationPage,
)
from publications.querysets import PublicationQuerySet

router = Router()

ORDERINGS = {
    "-published": Ordering("-published", ("-sort_date", "-pk")),
    "published": Ordering("published", ("sort_date", "pk")),
    "title": Ordering("title", ("sort_title", "pk")),
    "relevance": Ordering("relevance", ("-relevance", "-sort_date", "-pk")),
}


# Six styles cost more time than all the rest: a list of a hundred would keep others waiting.
MOST_CITED = 20


class PublicationFilters(ReadingQuery):
    q: str | None = Field(None, max_length=200, description="Words of titles, authors, abstracts and venues.")
    year_from: int | None = Field(
        None, ge=1000, le=9999, examples=[2020], description="The first year; works without a date are left out."
    )
    year_to: int | None = Field(None, ge=1000, le=9999, description="The last year.")
    kind: Annotated[str, OneOf(tuple(Kind.values))] | None = Field(None, description="Only works of this kind.")
    topic: str | None = Field(
        None, max_length=200, examples=["deep-learning"], description="The slug of a research topic."
    )
    person: str | None = Field(None, max_length=255, description="The slug of an author of the institute.")
    institution: str | None = Field(None, max_length=200, description="The slug of an institution of authors.")
    venue: str | None = Field(None, max_length=255, description="The slug of a venue.")
    status: Annotated[str, OneOf(tuple(PublicationPage.Status.values))] | None = Field(
        None, description="Only what stands, or was corrected or retracted."
    )


class PublicationSelection(PublicationFilters):
    """Which publications, in which order: the same whether they are read page by page or as a file."""

    updated_since: datetime | None = Field(
        None, description="Only works that visitors have seen change since then; UTC where no offset is given."
    )
    sort: Annotated[str, OneOf(tuple(ORDERINGS))] | None = Field(
        None, description="The order: `-published` without `q`, `relevance` with it, unless another is asked for."
    )


class PublicationQuery(FacetsQuery, PublicationSelection, ListQuery):
    fields: Annotated[str, fields_of(PublicationListItem)] | None = fields_parameter()
    include: Annotated[str, more_of(PublicationListItem)] | None = include_parameter(
        f"what else the publications themselves have; with `citations`, `limit` is at most {MOST_CITED}"
    )


@dataclass(frozen=True)
class Found:
    """The publications that were asked for, not read yet, and the order in which they were."""

    publications: PublicationQuerySet
    ordering: Ordering
    form: PublicationFilter
    # Before the filters: what is counted beside the list.
    everything: PublicationQuerySet


class OnePublicationQuery(RichTextQuery):
    fields: Annotated[str, fields_of(PublicationDetail)] | None = fields_parameter()


@read(router, "/publications", PublicationList, tag="publications", summary="The publications, the newest first")
def list_publications(reading: Reading, query: Query[PublicationQuery]) -> BaseModel | Selected:
    """Works without a known date stand after all others."""
    found = select_publications(query, reading)
    more = asked_for(query.include)
    if "citations" in more and query.limit > MOST_CITED:
        raise WrongParametersError(
            {"limit": gettext("With citations, this should be at most %(most)s.") % {"most": MOST_CITED}}
        )
    page, listing = paginate(with_more(found.publications, more, reading), found.ordering, query, reading)
    answer = PublicationList(
        items=[_list_item(publication, more, reading) for publication in page],
        facets=_facets(found, reading) if query.facets else None,
        **listing,
    )
    return select_from_items(answer, query.fields, query.include)


def with_more(works: PublicationQuerySet, more: frozenset[str], reading: Reading) -> PublicationQuerySet:
    """Fetch with the works what a list gives of each, and ``more``: whatever their number, a query for each kind."""
    if more & CITED.keys():
        # A reference may name the last author of a thousand.
        works = works.for_exporting(reading.language)
    else:
        works = works.for_listing(reading.language, most_authors=LISTED_AUTHORS)
        works = works.select_related("venue", "pdf") if "pdf" in more else works
        works = works.prefetch_related("links") if "links" in more else works
    return works.prefetch_related("versions") if "versions" in more else works


def _list_item(page: PublicationPage, more: frozenset[str], reading: Reading) -> PublicationListItem:
    """Return a work selected with ``with_more``; costs no query."""
    values = _item_fields(page, page.known_identifiers, reading)
    values["authors"] = values["authors"][:LISTED_AUTHORS]
    values |= {name: build(page, reading) for name, build in SHOWN.items() if name in more}
    if wanted := more & CITED.keys():
        work = work_of(page, reading.request)
        values |= {name: CITED[name](work) for name in wanted}
    return PublicationListItem(**values)


def select_publications(query: PublicationSelection, reading: Reading) -> Found:
    """Return what the parameters ask for, of what visitors may see; raises WrongParametersError."""
    filters = query.model_dump(include=set(PublicationFilters.model_fields), exclude_none=True)
    form = PublicationFilter(filters, language=reading.language)
    refuse_wrong_values(form)
    everything = PublicationPage.objects.visible(reading.language)
    if query.updated_since:
        everything = everything.filter(_changed_since(query.updated_since, reading.language))
    publications = form.apply(everything)
    if form.searches:
        publications = with_relevance(publications)
    sort = query.sort or ("relevance" if form.searches else "-published")
    if sort == "relevance" and not form.searches:
        raise WrongParametersError(
            {"sort": gettext("Relevance orders what a search found: give words to look for in q.")}
        )
    return Found(publications, ORDERINGS[sort], form, everything)


def _facets(found: Found, reading: Reading) -> PublicationFacets:
    def count() -> PublicationFacets:
        counted = facets(found.form, found.everything)
        return PublicationFacets(**{name: facet_items(choices) for name, choices in counted.items()})

    return Remembered[PublicationFacets](reading.request, "facets", *selection(reading)).or_else(count)


@read(
    router,
    "/publications/{int:publication_id}",
    PublicationDetail,
    tag="publications",
    summary="One publication",
    may_be_missing=True,
)
def publication(reading: Reading, publication_id: int, query: Query[OnePublicationQuery]) -> BaseModel | Selected:
    found = PublicationPage.objects.filter(pk=publication_id)
    return select(_one_publication(found, reading), query.fields)


@read(
    router,
    "/publications/by/{scheme}/{path:identifier}",
    PublicationDetail,
    tag="publications",
    summary="The publication that an identifier names, in whatever spelling",
    may_be_missing=True,
)
def publication_by_identifier(
    reading: Reading,
    scheme: Annotated[str, OneOf(tuple(Scheme.values))],
    identifier: str,
    query: Query[OnePublicationQuery],
) -> BaseModel | Selected:
    """Such as `/publications/by/doi/10.1000/xyz` or `/publications/by/arxiv/2101.00001`."""
    if "\x00" in identifier:
        raise NotFoundError
    found = PublicationPage.objects.by_identifier(scheme, identifier)
    return select(_one_publication(found, reading), query.fields)


def _one_publication(publications: PublicationQuerySet, reading: Reading) -> PublicationDetail:
    found = publications.visible(reading.language).for_listing(reading.language).first()
    if found is None:
        raise NotFoundError
    return publication_detail(found, reading)


def publication_item(page: PublicationPage, reading: Reading) -> PublicationItem:
    """Return a work selected with ``for_listing``; costs no query."""
    return PublicationItem(**_item_fields(page, page.known_identifiers, reading))


def _item_fields(
    page: PublicationPage,
    identifiers: list[Identifier],
    reading: Reading,
) -> dict[str, Any]:
    values = item_fields(page, reading)
    abstract = page.abstract
    venue = page.venue
    return values | {
        "fallbacks": values["fallbacks"] | fallbacks(abstract=abstract),
        "slug": page.slug,
        "full_title": page.full_title,
        "title_language": page.title_language,
        "kind": page.kind,
        # Not get_kind_display, which translates every choice to tell one: twenty works have a hundred choices each.
        "kind_label": str(Kind(page.kind).label),
        "status": page.status,
        "published": page.date_text,
        "year": page.year,
        "venue_name": page.venue_name,
        "venue_details": page.venue_details,
        "venue": VenueReference(name=venue.name, short_name=venue.short_name, slug=venue.slug) if venue else None,
        "authors": [_author(author, reading) for author in page.authors],
        "author_count": page.author_count,
        "abstract": str(abstract),
        "topics": [term(topic) for topic in page.topics],
        "identifiers": [
            IdentifierItem(
                scheme=row.scheme, scheme_label=str(Scheme(row.scheme).label), value=row.value, url=row.url or None
            )
            for row in identifiers
        ],
    }


def _author(author: Author, reading: Reading) -> AuthorItem:
    return AuthorItem(
        name=author.name,
        given_name=author.given_name,
        family_name=author.family_name,
        suffix=author.suffix,
        is_group=author.is_group,
        affiliation=author.affiliation,
        corresponding=author.corresponding,
        equal_contribution=author.equal_contribution,
        orcid=author.orcid or None,
        person=reference(author.person, reading) if author.person is not None else None,
    )


def _abstracts(page: PublicationPage, reading: Reading) -> list[AbstractItem]:
    return [AbstractItem(language=text.language, text=str(text)) for text in page.abstracts()]


def _versions(page: PublicationPage, reading: Reading) -> list[VersionItem]:
    return [
        VersionItem(
            kind=version.kind,
            kind_label=version.get_kind_display(),
            venue_name=version.venue_text,
            date=version.date,
            url=version.url or None,
        )
        for version in page.versions.all()
    ]


def _links(page: PublicationPage, reading: Reading) -> list[PublicationLinkItem]:
    return [PublicationLinkItem(kind=link.kind, text=link.text, url=link.url) for link in page.links.all()]


def _pdf(page: PublicationPage, reading: Reading) -> PdfItem | None:
    if page.pdf is None or not page.has_readable_pdf:
        return None
    return PdfItem(url=reading.absolute(page.pdf.url), size=page.pdf.file_size)


def _citations(found: list[FormattedCitation]) -> list[CitationItem]:
    return [CitationItem.model_validate(row, from_attributes=True) for row in found]


# What a publication has that lists give only where it is to be included: of the page, and of the work cited.
SHOWN: dict[str, Callable[[PublicationPage, Reading], Any]] = {
    "title_html": lambda page, reading: render_math(page.full_title),
    "abstracts": _abstracts,
    "abstract_html": lambda page, reading: render_math(page.abstract),
    "pdf": _pdf,
    "versions": _versions,
    "links": _links,
}
CITED: dict[str, Callable[[Work], Any]] = {
    "citations": lambda work: _citations(citations(work)),
    "bibtex": lambda work: bibtex_entry(work, brief=True),
}


@represents(PublicationPage, "publication", PublicationDetail)
def publication_detail(page: PublicationPage, reading: Reading) -> PublicationDetail:
    context = publication_context(page, reading.request)
    item = _item_fields(page, context["identifiers"], reading)
    return PublicationDetail(
        **detail_fields(page, reading) | item,
        **{name: build(page, reading) for name, build in SHOWN.items()},
        title_translated=page.title_translated,
        language=page.language,
        language_name=page.get_language_display(),
        volume=page.volume,
        issue=page.issue,
        pages=page.pages,
        publisher=page.publisher,
        edition=page.edition,
        book_isbn=page.book_isbn,
        license=page.license,
        license_url=page.license_url or None,
        funding=page.funding,
        status_date=page.status_date,
        notice_url=page.notice_url or None,
        embargo_until=page.embargo_until if page.is_under_embargo else None,
        citation=context["citations"][0].text,
        citations=_citations(context["citations"]),
        bibtex=context["bibtex"],
        exports=export_items(context["export_links"], reading),
        related=[publication_item(work, reading) for work in context["related"]],
    )


def export_items(links: Iterable[ExportLink], reading: Reading) -> list[ExportItem]:
    return [ExportItem(label=link.label, media_type=link.media_type, url=reading.absolute(link.url)) for link in links]


def _changed_since(moment: datetime, language: str) -> Exists:
    since = moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)
    try:
        # PostgreSQL knows fewer offsets than Python.
        since = since.astimezone(UTC)
    except OverflowError:
        # At either end of the calendar, hours change nothing.
        since = since.replace(tzinfo=UTC)
    changed = PublicAddress.objects.filter(page=OuterRef("pk"), language=language, updated_at__gte=since)
    return Exists(changed)


@represents(PublicationIndexPage, "publications", PublicationsDetail)
def publications_detail(page: PublicationIndexPage, reading: Reading) -> PublicationsDetail:
    return PublicationsDetail(
        **detail_fields(page, reading),
        publications_url=reading.operation_url("list_publications"),
        exports=export_items(links_for_list(), reading),
    )
