"""How a scholarly work becomes its representation, in a list and by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bibliography.citations import FormattedCitation, citations
from bibliography.formats.bibtex_writer import bibtex_entry
from bibliography.identifiers import Scheme
from bibliography.publication_types import Kind
from bibliography.text.math import render_math
from institute.api.context import ApiContext
from institute.api.serializers import detail_fields, fallbacks, item_fields, reference, register_serializer, term
from publications.api.schemas import (
    LISTED_AUTHORS,
    AbstractItem,
    AuthorItem,
    CitationItem,
    ExportItem,
    IdentifierItem,
    PdfItem,
    PublicationDetail,
    PublicationItem,
    PublicationLinkItem,
    PublicationListItem,
    PublicationsDetail,
    VenueReference,
    VersionItem,
)
from publications.authors import Author
from publications.exports.formats import ExportLink, links_for_list
from publications.exports.works import Work, work_of
from publications.models import (
    Identifier,
    PublicationIndexPage,
    PublicationPage,
)
from publications.page_context import publication_context
from publications.querysets import PublicationQuerySet


def with_more(works: PublicationQuerySet, more: frozenset[str], context: ApiContext) -> PublicationQuerySet:
    """Fetch with the works what a list gives of each, and ``more``: whatever their number, a query for each kind."""
    if more & CITED.keys():
        # A reference may name the last author of a thousand.
        works = works.for_exporting(context.language)
    else:
        works = works.for_listing(context.language, most_authors=LISTED_AUTHORS)
        works = works.with_pdf() if "pdf" in more else works
        works = works.prefetch_related("links") if "links" in more else works
    return works.prefetch_related("versions") if "versions" in more else works


def list_item(page: PublicationPage, more: frozenset[str], context: ApiContext) -> PublicationListItem:
    """Return a work selected with ``with_more``; costs no query."""
    values = _item_fields(page, page.known_identifiers, context)
    values["authors"] = values["authors"][:LISTED_AUTHORS]
    values |= {name: build(page, context) for name, build in SHOWN.items() if name in more}
    if wanted := more & CITED.keys():
        work = work_of(page, context.request)
        values |= {name: CITED[name](work) for name in wanted}
    return PublicationListItem(**values)


def publication_item(page: PublicationPage, context: ApiContext) -> PublicationItem:
    """Return a work selected with ``for_listing``; costs no query."""
    return PublicationItem(**_item_fields(page, page.known_identifiers, context))


def _item_fields(
    page: PublicationPage,
    identifiers: list[Identifier],
    context: ApiContext,
) -> dict[str, Any]:
    values = item_fields(page, context)
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
        "authors": [_author(author, context) for author in page.authors],
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


def _author(author: Author, context: ApiContext) -> AuthorItem:
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
        person=reference(author.person, context) if author.person is not None else None,
    )


def _abstracts(page: PublicationPage, context: ApiContext) -> list[AbstractItem]:
    return [AbstractItem(language=text.language, text=str(text)) for text in page.abstracts()]


def _versions(page: PublicationPage, context: ApiContext) -> list[VersionItem]:
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


def _links(page: PublicationPage, context: ApiContext) -> list[PublicationLinkItem]:
    return [PublicationLinkItem(kind=link.kind, text=link.text, url=link.url) for link in page.links.all()]


def _pdf(page: PublicationPage, context: ApiContext) -> PdfItem | None:
    if page.pdf is None or not page.has_readable_pdf:
        return None
    return PdfItem(url=context.absolute(page.pdf.url), size=page.pdf.file_size)


def _citations(found: list[FormattedCitation]) -> list[CitationItem]:
    return [CitationItem.model_validate(row, from_attributes=True) for row in found]


# What a publication has that lists give only where it is to be included: of the page, and of the work cited.
SHOWN: dict[str, Callable[[PublicationPage, ApiContext], Any]] = {
    "title_html": lambda page, context: render_math(page.full_title),
    "abstracts": _abstracts,
    "abstract_html": lambda page, context: render_math(page.abstract),
    "pdf": _pdf,
    "versions": _versions,
    "links": _links,
}
CITED: dict[str, Callable[[Work], Any]] = {
    "citations": lambda work: _citations(citations(work)),
    "bibtex": lambda work: bibtex_entry(work, brief=True),
}


@register_serializer(PublicationPage, "publication", PublicationDetail)
def publication_detail(page: PublicationPage, context: ApiContext) -> PublicationDetail:
    page_context = publication_context(page, context.request)
    item = _item_fields(page, page_context["identifiers"], context)
    return PublicationDetail(
        **detail_fields(page, context) | item,
        **{name: build(page, context) for name, build in SHOWN.items()},
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
        citation=page_context["citations"][0].text,
        citations=_citations(page_context["citations"]),
        bibtex=page_context["bibtex"],
        exports=export_items(page_context["export_links"], context),
        related=[publication_item(work, context) for work in page_context["related"]],
    )


def export_items(links: Iterable[ExportLink], context: ApiContext) -> list[ExportItem]:
    return [ExportItem(label=link.label, media_type=link.media_type, url=context.absolute(link.url)) for link in links]


@register_serializer(PublicationIndexPage, "publications", PublicationsDetail)
def publications_detail(page: PublicationIndexPage, context: ApiContext) -> PublicationsDetail:
    return PublicationsDetail(
        **detail_fields(page, context),
        publications_url=context.list_url("list_publications"),
        exports=export_items(links_for_list(), context),
    )
