"""The lists that people and works are described by, with how many of each stand behind every term."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from ninja import Query, Router
from pydantic import Field

from directory.api import (
    IN_EDITORS_ORDER,
    InstitutionItem,
    TopicItem,
    institution_fields,
    people_by_institution,
    people_by_topic,
)
from directory.models import Affiliation, Institution, PersonPage, ResearchTopic
from institute.rest.operations import read
from institute.rest.pagination import Listing, Ordering, paginate
from institute.rest.parameters import ListQuery
from institute.rest.reading import Reading
from institute.rest.representations import term
from publications.api.schemas import VenueReference
from publications.models import AuthorMatch, PublicationPage, PublicationTopic, Venue

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

    kind: str
    kind_label: str
    issn: str
    electronic_issn: str
    website: str
    publications: int


class VenueList(Listing[VenueItem]):
    """One page of the venues."""


@read(router, "/institutions", InstitutionList, tag="vocabularies", summary="The institutions that people belong to")
def list_institutions(reading: Reading, query: Query[ListQuery]) -> InstitutionList:
    institutions = Institution.objects.select_related("logo").prefetch_related("logo__renditions")
    page, listing = paginate(institutions, IN_EDITORS_ORDER, query, reading)
    people = people_by_institution(reading)
    matches = AuthorMatch.objects.filter(
        state=AuthorMatch.State.CONFIRMED,
        page__in=_visible_works(reading),
        person__in=PersonPage.objects.visible(reading.language).values("pk"),
    )
    affiliations = Affiliation.objects.filter(page__author_matches__in=matches.values("pk"))
    works = _counts(affiliations, "institution", "page__author_matches__page")
    return InstitutionList(
        items=[
            InstitutionWithCounts(
                **institution_fields(row, reading),
                people=people.get(row.slug, 0),
                publications=works.get(row.pk, 0),
            )
            for row in page
        ],
        **listing,
    )


@read(router, "/topics", TopicList, tag="vocabularies", summary="The research topics")
def list_topics(reading: Reading, query: Query[ListQuery]) -> TopicList:
    page, listing = paginate(ResearchTopic.objects.all(), BY_SLUG, query, reading)
    people = people_by_topic(reading)
    works = _counts(PublicationTopic.objects.filter(page__in=_visible_works(reading)), "topic", "page")
    return TopicList(
        items=[
            TopicWithCounts(
                **term(row).model_dump(), people=people.get(row.slug, 0), publications=works.get(row.pk, 0)
            )
            for row in page
        ],
        **listing,
    )


@read(router, "/venues", VenueList, tag="vocabularies", summary="The venues of publications")
def list_venues(reading: Reading, query: Query[ListQuery]) -> VenueList:
    page, listing = paginate(Venue.objects.all(), BY_NAME, query, reading)
    works = _counts(PublicationPage.objects.visible(reading.language).filter(venue__in=page), "venue", "pk")
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


def _visible_works(reading: Reading) -> Any:
    return PublicationPage.objects.visible(reading.language).values("pk")


def _counts(rows: Any, by: str, counted: str) -> dict[int, int]:
    """Return how many different things stand behind each value of the column ``by``."""
    return dict(rows.order_by().values_list(by).annotate(Count(counted, distinct=True)))
