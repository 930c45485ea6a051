"""What the documents of works and people read of works, and what others show of a work.

The ``row`` of a work is what lists, profiles and blocks show of it: its title, authors, venue and topics.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from directory.dependencies import INSTITUTIONS, REFERENCE, TOPIC
from institute.content.dependencies import document_reads, part_of, reads, same, shown_where_chosen, whole
from institute.content.dependencies.pages import columns, declare_prose, picture_columns
from institute.content.models import Document, Image
from publications.models import (
    AuthorMatch,
    FeaturedPublication,
    Merge,
    PublicationIndexPage,
    PublicationPage,
    PublicationTopic,
    Venue,
)
from publications.related import lists_that_changed, works_that_name

VENUE = part_of(Venue, "reference", columns(Venue, "name", "short_name", "slug", "issn", "electronic_issn"))
WORK = whole(PublicationPage)
# Named in the database's trigger on author matches as well.
ROW = part_of(PublicationPage, "row")


def declare() -> None:
    """Declare all of it; called once, when the application is ready."""
    reads(ROW, REFERENCE, works_of_people)
    reads(ROW, TOPIC, works_with_topics)
    reads(ROW, VENUE, works_of_venues)
    document_reads(ROW, same)
    document_reads(ROW, works_that_name)
    document_reads(WORK, lists_that_changed)
    document_reads(ROW, people_of_works)
    # In which sets of the harvest a work is.
    document_reads(INSTITUTIONS, works_of_people)
    document_reads(whole(Image), works_with_pictures)
    document_reads(whole(Document), works_with_files)
    shown_where_chosen(ROW, PublicationPage, also=absorbed_works)
    declare_prose(PublicationIndexPage, *picture_columns("social_image"))


def _confirmed() -> QuerySet[AuthorMatch]:
    return AuthorMatch.objects.filter(state=AuthorMatch.State.CONFIRMED)


def works_of_people(keys: set[int]) -> Iterable[int]:
    return _confirmed().filter(person__in=keys).values_list("page", flat=True)


def works_with_topics(keys: set[int]) -> Iterable[int]:
    return PublicationTopic.objects.filter(topic__in=keys).values_list("page", flat=True)


def works_of_venues(keys: set[int]) -> Iterable[int]:
    return PublicationPage.objects.filter(venue__in=keys).values_list("pk", flat=True)


def works_with_pictures(keys: set[int]) -> Iterable[int]:
    return PublicationPage.objects.filter(social_image__in=keys).values_list("pk", flat=True)


def works_with_files(keys: set[int]) -> Iterable[int]:
    return PublicationPage.objects.filter(pdf__in=keys).values_list("pk", flat=True)


def people_of_works(keys: set[int]) -> Iterable[int]:
    """Return the authors of these works, and those who put one of them first on their profile."""
    featuring = FeaturedPublication.objects.filter(publication__in=keys).values_list("person", flat=True)
    return featuring.union(_confirmed().filter(page__in=keys).values_list("person", flat=True))


def absorbed_works(keys: set[int]) -> set[int]:
    """Return the works that were merged into these: where one was chosen, the work that absorbed it is shown."""
    found: set[int] = set()
    reached = keys
    while reached:
        merges = Merge.objects.filter(kept__in=reached, undone_at__isnull=True)
        reached = set(merges.values_list("absorbed", flat=True)) - found
        found |= reached
    return found
