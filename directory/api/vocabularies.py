"""The lists that people are described by, with how many people stand behind every term."""

from __future__ import annotations

from typing import Any

from ninja import Query, Router
from pydantic import Field

from directory.filters import institution_facets, membership_facets, topic_facets
from directory.models import (
    Institution,
    Membership,
    PersonPage,
)
from institute.api.context import ApiContext
from institute.api.operations import read
from institute.api.pagination import Listing, Ordering, one_row, paginate
from institute.api.parameters import ListQuery, LocaleQuery
from institute.api.pictures import Picture, picture
from institute.api.serializers import VocabularyItem, vocabulary_fields
from institute.content.content_version import VersionedCache

router = Router()

IN_EDITORS_ORDER = Ordering("order", ("order", "slug"))


class MembershipItem(VocabularyItem):
    """A way of belonging to the institute."""

    counts_as_professor: bool
    people: int = Field(description="How many people have it now.")


class MembershipList(Listing[MembershipItem]):
    """One page of the memberships."""


@read(
    router,
    "/memberships",
    MembershipList,
    tag="vocabularies",
    summary="The ways of belonging to the institute",
    tells="membership",
)
def list_memberships(context: ApiContext, query: Query[ListQuery]) -> MembershipList:
    """In the order that editors gave them, each with how many people have it now."""
    page, listing = paginate(Membership.objects.all(), IN_EDITORS_ORDER, query, context)
    counts = people_counts(membership_facets, context)
    return MembershipList(
        items=[_membership_item(row, counts) for row in page],
        **listing,
    )


@read(
    router,
    "/memberships/{int:vocabulary_id}",
    MembershipItem,
    tag="vocabularies",
    summary="One way of belonging to the institute",
    may_be_missing=True,
    tells="membership",
)
def membership(context: ApiContext, vocabulary_id: int, query: Query[LocaleQuery]) -> MembershipItem:
    """As in the list of them."""
    row = one_row(Membership.objects.all(), vocabulary_id)
    return _membership_item(row, people_counts(membership_facets, context))


def _membership_item(row: Membership, counts: dict[str, int]) -> MembershipItem:
    return MembershipItem(
        **vocabulary_fields(row), counts_as_professor=row.counts_as_professor, people=counts.get(row.slug, 0)
    )


class InstitutionItem(VocabularyItem):
    """A university, a hospital or a company that people belong to."""

    short_name: str
    ror: str | None
    city: str
    website: str
    logo: Picture | None
    is_affiliated: bool = Field(description="Whether it is affiliated with the institute.")
    people: int = Field(description="How many people belong to it now.")


def institution_fields(row: Institution, context: ApiContext) -> dict[str, Any]:
    """Return what the directory says of an institution, but how many people belong to it."""
    return {
        **vocabulary_fields(row),
        "short_name": row.short_name,
        "ror": row.ror,
        "city": row.city,
        "website": row.website,
        "logo": picture(row.logo, str(row.name), context),
        "is_affiliated": row.is_affiliated,
    }


class TopicItem(VocabularyItem):
    """A field of research."""

    people: int = Field(description="How many people work on it now.")


def people_counts(facets: Any, context: ApiContext) -> dict[str, int]:
    """Return how many current people stand behind each term, by its slug."""
    people = PersonPage.objects.visible(context.language).current()
    remembered: VersionedCache[dict[str, int]] = VersionedCache(
        context.request, "people", facets.__name__, context.language
    )
    return remembered.get_or_set(lambda: {facet.slug: facet.count for facet in facets(people)})


def people_by_institution(context: ApiContext) -> dict[str, int]:
    return people_counts(institution_facets, context)


def people_by_topic(context: ApiContext) -> dict[str, int]:
    return people_counts(topic_facets, context)
