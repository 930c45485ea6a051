"""The lists that people and works are described by, with how many of each stand behind every term."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from django.db.models import Count, QuerySet
from ninja import Query, Router
from pydantic import Field

from directory.api.vocabularies import (
    IN_EDITORS_ORDER,
    InstitutionItem,
    TopicItem,
    institution_fields,
    people_by_institution,
    people_by_topic,
)
from directory.models import Institution, ResearchTopic
from institute.api.context import ApiContext
from institute.api.operations import read
from institute.api.pagination import Listing, Ordering, one_row, paginate
from institute.api.parameters import ListQuery, LocaleQuery
from institute.api.schema_types import EnumValues
from institute.api.serializers import vocabulary_fields
from institute.content.content_version import VersionedCache
from publications.api.schemas import VenueReference
from publications.facets import institution_facets, topic_facets
from publications.models import PublicationPage, Venue

router = Router()

BY_SLUG = Ordering("slug", ("slug",))
BY_NAME = Ordering("name", ("sort_name", "pk"))


class InstitutionWithCounts(InstitutionItem):
    """A university, a hospital or a company that people belong to."""

    publications: int = Field(description="How many works have an author who belongs or belonged to it.")


class InstitutionList(Listing[InstitutionWithCounts]):
    """One page of the institutions."""


class TopicWithCounts(TopicItem):
    """A field of research."""

    publications: int


class TopicList(Listing[TopicWithCounts]):
    """One page of the research topics."""


class VenueItem(VenueReference):
    """A journal, a conference, a publisher's series or a preprint server."""

    id: int = Field(description="The same in every language; the one that `/changes` and webhooks give.")
    kind: Annotated[str, EnumValues(Venue.Kind.values)]
    kind_label: str
    issn: str
    electronic_issn: str
    website: str
    publications: int


class VenueList(Listing[VenueItem]):
    """One page of the venues."""


@read(
    router,
    "/institutions",
    InstitutionList,
    tag="vocabularies",
    summary="The institutions that people belong to",
    tells="institution",
)
def list_institutions(context: ApiContext, query: Query[ListQuery]) -> InstitutionList:
    """In the order that editors gave them, each with how many people and publications it has."""
    page, listing = paginate(_institutions(), IN_EDITORS_ORDER, query, context)
    return InstitutionList(items=_institution_items(page, context), **listing)


@read(
    router,
    "/institutions/{int:vocabulary_id}",
    InstitutionWithCounts,
    tag="vocabularies",
    summary="One institution that people belong to",
    may_be_missing=True,
    tells="institution",
)
def institution(context: ApiContext, vocabulary_id: int, query: Query[LocaleQuery]) -> InstitutionWithCounts:
    """As in the list of them."""
    return _institution_items([one_row(_institutions(), vocabulary_id)], context)[0]


def _institutions() -> QuerySet[Institution]:
    return Institution.objects.select_related("logo").prefetch_related("logo__renditions")


def _institution_items(rows: Iterable[Institution], context: ApiContext) -> list[InstitutionWithCounts]:
    people = people_by_institution(context)
    works = _works_by(institution_facets, context)
    return [
        InstitutionWithCounts(
            **institution_fields(row, context), people=people.get(row.slug, 0), publications=works.get(row.slug, 0)
        )
        for row in rows
    ]


@read(router, "/topics", TopicList, tag="vocabularies", summary="The research topics", tells="topic")
def list_topics(context: ApiContext, query: Query[ListQuery]) -> TopicList:
    """By slug, each with how many people and publications it has."""
    page, listing = paginate(ResearchTopic.objects.all(), BY_SLUG, query, context)
    return TopicList(items=_topic_items(page, context), **listing)


@read(
    router,
    "/topics/{int:vocabulary_id}",
    TopicWithCounts,
    tag="vocabularies",
    summary="One research topic",
    may_be_missing=True,
    tells="topic",
)
def topic(context: ApiContext, vocabulary_id: int, query: Query[LocaleQuery]) -> TopicWithCounts:
    """As in the list of them."""
    return _topic_items([one_row(ResearchTopic.objects.all(), vocabulary_id)], context)[0]


def _topic_items(rows: Iterable[ResearchTopic], context: ApiContext) -> list[TopicWithCounts]:
    people = people_by_topic(context)
    works = _works_by(topic_facets, context)
    return [
        TopicWithCounts(**vocabulary_fields(row), people=people.get(row.slug, 0), publications=works.get(row.slug, 0))
        for row in rows
    ]


@read(router, "/venues", VenueList, tag="vocabularies", summary="The venues of publications", tells="venue")
def list_venues(context: ApiContext, query: Query[ListQuery]) -> VenueList:
    """By name, each with how many publications appeared there."""
    page, listing = paginate(Venue.objects.all(), BY_NAME, query, context)
    return VenueList(items=_venue_items(page, context), **listing)


@read(
    router,
    "/venues/{int:vocabulary_id}",
    VenueItem,
    tag="vocabularies",
    summary="One venue of publications",
    may_be_missing=True,
    tells="venue",
)
def venue(context: ApiContext, vocabulary_id: int, query: Query[LocaleQuery]) -> VenueItem:
    """As in the list of them."""
    return _venue_items([one_row(Venue.objects.all(), vocabulary_id)], context)[0]


def _venue_items(rows: list[Venue], context: ApiContext) -> list[VenueItem]:
    mine = PublicationPage.objects.visible(context.language).filter(venue__in=rows).order_by()
    works = dict(mine.values_list("venue").annotate(Count("pk")))
    return [
        VenueItem(
            id=row.pk,
            name=row.name,
            short_name=row.short_name,
            slug=row.slug,
            kind=row.kind,
            kind_label=row.get_kind_display(),
            issn=row.issn,
            electronic_issn=row.electronic_issn,
            website=row.website,
            publications=works.get(row.pk, 0),
        )
        for row in rows
    ]


def _works_by(facets: Any, context: ApiContext) -> dict[str, int]:
    """Return how many works stand behind each term, by its slug."""
    works = PublicationPage.objects.visible(context.language)
    remembered: VersionedCache[dict[str, int]] = VersionedCache(
        context.request, "works", facets.__name__, context.language
    )
    return remembered.get_or_set(lambda: {facet.slug: facet.count for facet in facets(works)})
