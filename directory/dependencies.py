"""Dependencies of API documents on people and vocabularies (see ``institute.content.dependencies``).

A person has three parts: the ``reference`` in publications, news and other profiles; the ``card`` in lists and blocks;
and the ``institutions``, which decide the sets and lists of their publications.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.utils import timezone

from directory.models import (
    Affiliation,
    DirectoryPage,
    Institution,
    Membership,
    PersonPage,
    PersonTopic,
    ResearchTopic,
    Supervision,
)
from institute.content.dependencies import document_reads, part_of, reads, same, shown_where_chosen, whole
from institute.content.dependencies.pages import columns, declare_prose, picture_columns
from institute.content.models import Image

_OF_TERM = ("name_en", "name_fr", "slug")
_OF_AFFILIATION = (
    "institution",
    "department_en",
    "department_fr",
    "role_en",
    "role_fr",
    "primary",
    "start",
    "end",
)

INSTITUTION = part_of(Institution, "term", columns(Institution, *_OF_TERM, "is_affiliated", "order"))
TOPIC = part_of(ResearchTopic, "term", columns(ResearchTopic, *_OF_TERM))
MEMBERSHIP = part_of(Membership, "term", columns(Membership, *_OF_TERM, "counts_as_professor"))


def _cards(keys: Collection[int]) -> dict[int, Any]:
    """Return the data of the cards of people, as of today."""
    today = timezone.localdate()
    affiliations, topics = defaultdict(list), defaultdict(list)
    rows = Affiliation.objects.filter(page__in=keys).order_by("page", "sort_order", "pk")
    for page, *values in rows.values_list("page", *_OF_AFFILIATION):
        affiliations[page].append((values, values[-1] is not None and values[-1] < today))
    for page, topic in (
        PersonTopic.objects.filter(page__in=keys).order_by("sort_order", "pk").values_list("page", "topic")
    ):
        topics[page].append(topic)
    names = (
        "left",
        "title",
        "slug",
        "given_name",
        "family_name",
        "honorific",
        "membership",
        "position_en",
        "position_fr",
        "chair_en",
        "chair_fr",
        *picture_columns("photo", "social_image"),
    )
    people = PersonPage.objects.filter(pk__in=keys).values_list("pk", *names)
    return {
        key: (rest, left is not None and left < today, affiliations[key], topics[key]) for key, left, *rest in people
    }


def _institutions(keys: Collection[int]) -> dict[int, Any]:
    found: dict[int, set[str]] = {key: set() for key in keys}
    for page, slug in Affiliation.objects.filter(page__in=keys).values_list("page", "institution__slug"):
        found[page].add(slug)
    return {key: sorted(slugs) for key, slugs in found.items()}


REFERENCE = part_of(PersonPage, "reference", columns(PersonPage, "title", "given_name", "family_name", "orcid"))
CARD = part_of(PersonPage, "card", _cards)
INSTITUTIONS = part_of(PersonPage, "institutions", _institutions)


def declare() -> None:
    """Register the dependencies; called once, when the application is ready."""
    reads(CARD, INSTITUTION, people_of_institutions)
    reads(CARD, TOPIC, people_with_topics)
    reads(CARD, MEMBERSHIP, people_with_memberships)
    reads(CARD, whole(Image), people_with_pictures)
    document_reads(CARD, same)
    document_reads(REFERENCE, companions_of)
    shown_where_chosen(REFERENCE, PersonPage, live=False)
    shown_where_chosen(CARD, PersonPage)
    for part, model in ((INSTITUTION, Institution), (TOPIC, ResearchTopic), (MEMBERSHIP, Membership)):
        shown_where_chosen(part, model)
    declare_prose(DirectoryPage, *picture_columns("social_image"))


def people_of_institutions(keys: set[int]) -> Iterable[int]:
    return Affiliation.objects.filter(institution__in=keys).values_list("page", flat=True)


def people_with_topics(keys: set[int]) -> Iterable[int]:
    return PersonTopic.objects.filter(topic__in=keys).values_list("page", flat=True)


def people_with_memberships(keys: set[int]) -> Iterable[int]:
    return PersonPage.objects.filter(membership__in=keys).values_list("pk", flat=True)


def people_with_pictures(keys: set[int]) -> Iterable[int]:
    people = PersonPage.objects.filter(photo__in=keys) | PersonPage.objects.filter(social_image__in=keys)
    return people.values_list("pk", flat=True)


def companions_of(keys: set[int]) -> set[int]:
    """Return the supervisors and the students of these people."""
    supervisors = Supervision.objects.filter(page__in=keys).values_list("supervisor", flat=True)
    return set(supervisors) | set(Supervision.objects.filter(supervisor__in=keys).values_list("page", flat=True))
