"""The lists that people and works are described by, with how many of each stand behind every term."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import Count
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
from institute.content.version import Remembered
from institute.rest.operations import read
from institute.rest.pagination import Listing, Ordering, paginate
from institute.rest.parameters import ListQuery
from institute.rest.reading import Reading
from institute.rest.representations import term
from institute.rest.told import Among
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

    kind: Annotated[str, Among(Venue.Kind.values)]
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
def list_institutions(reading: Reading, query: Query[ListQuery]) -> InstitutionList:
    institutions = Institution.objects.select_related("logo").prefetch_related("logo__renditions")
    page, listing = paginate(institutions, IN_EDITORS_ORDER, query, reading)
    people = people_by_institution(reading)
    works = _works_by(institution_facets, reading)
    return InstitutionList(
        items=[
            InstitutionWithCounts(
                **institution_fields(row, reading),
                people=people.get(row.slug, 0),
                publications=works.get(row.slug, 0),
            )
            for row in page
        ],
        **listing,
    )


@read(router, "/topics", TopicList, tag="vocabularies", summary="The research topics", tells="topic")
def list_topics(reading: Reading, query: Query[ListQuery]) -> TopicList:
    page, listing = paginate(ResearchTopic.objects.all(), BY_SLUG, query, reading)
    people = people_by_topic(reading)
    works = _works_by(topic_facets, reading)
    return TopicList(
        items=[
            TopicWithCounts(
                **term(row).model_dump(), people=people.get(row.slug, 0), publications=works.get(row.slug, 0)
            )
            for row in page
        ],
        **listing,
    )


@read(router, "/venues", VenueList, tag="vocabularies", summary="The venues of publications", tells="venue")
def list_venues(reading: Reading, query: Query[ListQuery]) -> VenueList:
    page, listing = paginate(Venue.objects.all(), BY_NAME, query, reading)
    mine = PublicationPage.objects.visible(reading.language).filter(venue__in=page).order_by()
    works = dict(mine.values_list("venue").annotate(Count("pk")))
    return VenueList(
        items=[
            VenueItem(
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
            for row in page
        ],
        **listing,
    )


def _works_by(facets: Any, reading: Reading) -> dict[str, int]:
    """Return how many works stand behind each term, by its slug."""
    works = PublicationPage.objects.visible(reading.language)
    remembered: Remembered[dict[str, int]] = Remembered(reading.request, "works", facets.__name__, reading.language)
    return remembered.or_else(lambda: {facet.slug: facet.count for facet in facets(works)})
