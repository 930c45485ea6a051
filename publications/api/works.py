"""Operations on scholarly works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Query, Router
from pydantic import BaseModel, Field

from bibliography.identifiers import Scheme
from bibliography.publication_types import Kind
from institute.api.context import ApiContext
from institute.api.errors import NotFoundError, WrongParametersError, refuse_wrong_values
from institute.api.facets import FacetsQuery, facet_items
from institute.api.operations import read
from institute.api.pagination import Ordering, paginate, selection, with_relevance
from institute.api.parameters import ListQuery, LocaleQuery, Moment, OneOf, RichTextQuery
from institute.api.screens import SCREEN, screen
from institute.api.sparse_fields import (
    Selected,
    fields_of,
    fields_parameter,
    includable,
    include_parameter,
    parse_include,
    select,
    select_from_items,
)
from institute.content.content_version import VersionedCache
from institute.content.models import PublicPage
from publications.api.schemas import (
    PublicationDetail,
    PublicationFacets,
    PublicationList,
    PublicationListItem,
)
from publications.api.serializers import list_item, publication_detail, with_more
from publications.facets import facets
from publications.filters import PublicationFilter
from publications.models import PublicationIndexPage, PublicationPage
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


class PublicationFilters(LocaleQuery):
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

    updated_since: Moment | None = Field(
        None,
        description="Only works that visitors have seen change since then: a date, or a date and time, after ISO 8601; "
        "UTC where no offset is given.",
        examples=["2026-03-31T12:00:00Z"],
    )
    sort: Annotated[str, OneOf(tuple(ORDERINGS))] | None = Field(
        None, description="The order: `-published` without `q`, `relevance` with it, unless another is asked for."
    )


class PublicationQuery(FacetsQuery, PublicationSelection, ListQuery):
    fields: Annotated[str, fields_of(PublicationListItem)] | None = fields_parameter()
    include: Annotated[str, includable(PublicationListItem, PublicationList)] | None = include_parameter(
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
def list_publications(context: ApiContext, query: Query[PublicationQuery]) -> BaseModel | Selected:
    """Works without a known date stand after all others."""
    found = select_publications(query, context)
    asked = parse_include(query.include)
    more = asked - SCREEN
    if "citations" in more and query.limit > MOST_CITED:
        raise WrongParametersError(
            {"limit": gettext("With citations, this should be at most %(most)s.") % {"most": MOST_CITED}}
        )
    page, listing = paginate(with_more(found.publications, more, context), found.ordering, query, context)
    answer = PublicationList(
        items=[list_item(publication, more, context) for publication in page],
        facets=_facets(found, context) if query.facets else None,
        **listing,
        **screen(context.url_resolver.site_tree.index(PublicationIndexPage, context.language), asked, context),
    )
    return select_from_items(answer, query.fields, query.include)


def select_publications(query: PublicationSelection, context: ApiContext) -> Found:
    """Return what the parameters ask for, of what visitors may see; raises WrongParametersError."""
    filters = query.model_dump(include=set(PublicationFilters.model_fields), exclude_none=True)
    form = PublicationFilter(filters, language=context.language)
    refuse_wrong_values(form)
    everything = PublicationPage.objects.visible(context.language)
    if query.updated_since:
        everything = everything.filter(_changed_since(query.updated_since, context.language))
    publications = form.apply(everything)
    if form.searches:
        publications = with_relevance(publications)
    sort = query.sort or ("relevance" if form.searches else "-published")
    if sort == "relevance" and not form.searches:
        raise WrongParametersError(
            {"sort": gettext("Relevance orders what a search found: give words to look for in q.")}
        )
    return Found(publications, ORDERINGS[sort], form, everything)


def _facets(found: Found, context: ApiContext) -> PublicationFacets:
    def count() -> PublicationFacets:
        counted = facets(found.form, found.everything)
        return PublicationFacets(**{name: facet_items(choices) for name, choices in counted.items()})

    return VersionedCache[PublicationFacets](context.request, "facets", *selection(context)).get_or_set(count)


@read(
    router,
    "/publications/{int:publication_id}",
    PublicationDetail,
    tag="publications",
    summary="One publication",
    may_be_missing=True,
)
def publication(context: ApiContext, publication_id: int, query: Query[OnePublicationQuery]) -> BaseModel | Selected:
    """With its citations, its files and related works."""
    found = PublicationPage.objects.filter(pk=publication_id)
    return select(_one_publication(found, context), query.fields)


@read(
    router,
    "/publications/by/{scheme}/{path:identifier}",
    PublicationDetail,
    tag="publications",
    summary="The publication that an identifier names, in whatever spelling",
    may_be_missing=True,
)
def publication_by_identifier(
    context: ApiContext,
    scheme: Annotated[str, OneOf(tuple(Scheme.values))],
    identifier: str,
    query: Query[OnePublicationQuery],
) -> BaseModel | Selected:
    """Such as `/publications/by/doi/10.1000/xyz` or `/publications/by/arxiv/2101.00001`."""
    if "\x00" in identifier:
        raise NotFoundError
    found = PublicationPage.objects.by_identifier(scheme, identifier)
    return select(_one_publication(found, context), query.fields)


def _one_publication(publications: PublicationQuerySet, context: ApiContext) -> PublicationDetail:
    found = publications.visible(context.language).for_listing(context.language).first()
    if found is None:
        raise NotFoundError
    return publication_detail(found, context)


def _changed_since(moment: datetime, language: str) -> Exists:
    since = moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)
    try:
        # PostgreSQL knows fewer offsets than Python.
        since = since.astimezone(UTC)
    except OverflowError:
        # At either end of the calendar, hours change nothing.
        since = since.replace(tzinfo=UTC)
    changed = PublicPage.objects.filter(page=OuterRef("pk"), language=language, updated_at__gte=since)
    return Exists(changed)
