"""What is known around the authors of a batch of works, read in a fixed number of queries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, OuterRef, Q, Subquery

from publications.author_matching.affiliations import Institutions
from publications.author_matching.people import KnownPerson
from publications.models import AuthorMatch, Authorship, PublicationTopic

State = AuthorMatch.State


# The columns of Authorship that a slot holds, in the order of its fields.
SLOT_COLUMNS = (
    "page",
    "key",
    "name",
    "given_name",
    "family_name",
    "orcid",
    "openalex_id",
    "affiliation",
    "normalized_name",
)


class Slot(NamedTuple):
    """One author of one work, as printed."""

    page: int
    key: uuid.UUID
    name: str
    given: str
    family: str
    orcid: str
    openalex_id: str
    affiliation: str
    normalized_name: str


@dataclass
class Work:
    pk: int
    year: int | None
    venue: int | None
    slots: list[Slot] = field(default_factory=list)
    matches: list[AuthorMatch] = field(default_factory=list)
    topics: frozenset[int] = frozenset()
    # Who its authors are, as far as that does not depend on this context.
    known_people: frozenset[int] = frozenset()

    def has_confirmed(self, person: int) -> bool:
        return any(row.person_id == person and row.state == State.CONFIRMED for row in self.matches)


@dataclass
class Context:
    """Every question that `scoring` asks, answered from memory."""

    institutions: Institutions
    _shared: dict[int, dict[int, int]]
    _venues: dict[tuple[int, int], int]
    _bearers: dict[str, int]
    _decided: dict[int, set[str]]
    _rejected: dict[int, set[str]]
    _rejected_names: dict[int, dict[str, set[int]]]

    @classmethod
    def read(cls, works: Iterable[Work], people: set[int], names: set[str], institutions: Institutions) -> Context:
        """Ask for what concerns these people, the names that fit them, and these works."""
        works = list(works)
        topics: dict[int, set[int]] = defaultdict(set)
        for page, topic in PublicationTopic.objects.filter(page__in=[work.pk for work in works]).values_list(
            "page", "topic"
        ):
            topics[page].add(topic)
        for work in works:
            work.topics = frozenset(topics[work.pk])
        decided, rejected, rejected_names = _decisions(people)
        venues = {work.venue for work in works if work.venue}
        return cls(
            institutions,
            _shared_works(people, people | {pk for work in works for pk in work.known_people}),
            _published_in(people, venues),
            _bearers(names),
            decided,
            rejected,
            rejected_names,
        )

    def companions(self, person: KnownPerson, work: Work) -> list[int]:
        """Authors of this work with whom the person wrote others, or who supervise them or are supervised by them."""
        is_counted = work.has_confirmed(person.pk)
        shared = self._shared.get(person.pk, {})
        return sorted(
            other
            for other in work.known_people
            if other != person.pk
            and (
                other in person.circle or shared.get(other, 0) > (1 if is_counted and work.has_confirmed(other) else 0)
            )
        )

    def has_published_in(self, person: int, work: Work) -> bool:
        if work.venue is None:
            return False
        return self._venues.get((person, work.venue), 0) > (1 if work.has_confirmed(person) else 0)

    def bearers(self, normalized_name: str) -> int:
        """How many authors of exactly this name there are, by their ORCIDs."""
        return self._bearers.get(normalized_name, 0)

    def decided_identifiers(self, person: int) -> tuple[set[str], set[str]]:
        """ORCIDs and OpenAlex ids of authors whom librarians confirmed to be the person, or rejected."""
        decided, rejected = self._decided.get(person, set()), self._rejected.get(person, set())
        return decided - rejected, rejected - decided

    def was_rejected_elsewhere(self, person: int, slot: Slot) -> bool:
        """Whether a librarian said of another work's author of this name that it is not the person."""
        return bool(self._rejected_names.get(person, {}).get(slot.normalized_name, set()) - {slot.page})


def _shared_works(people: set[int], others: set[int]) -> dict[int, dict[int, int]]:
    """How many works each of `people` wrote with each of `others`."""
    rows = (
        AuthorMatch.objects.filter(
            state=State.CONFIRMED,
            person__in=people,
            page__author_matches__state=State.CONFIRMED,
            page__author_matches__person__in=others,
        )
        .values_list("person", "page__author_matches__person")
        .annotate(works=Count("pk"))
    )
    shared: dict[int, dict[int, int]] = defaultdict(dict)
    for person, other, works in rows:
        shared[person][other] = works
    return shared


def _published_in(people: set[int], venues: set[int]) -> dict[tuple[int, int], int]:
    rows = (
        AuthorMatch.objects.filter(state=State.CONFIRMED, person__in=people, page__venue__in=venues)
        .values_list("person", "page__venue")
        .annotate(works=Count("pk"))
    )
    return {(person, venue): works for person, venue, works in rows}


def _bearers(names: set[str]) -> dict[str, int]:
    rows = (
        Authorship.objects.filter(normalized_name__in=names)
        .exclude(orcid="")
        .values_list("normalized_name")
        .annotate(bearers=Count("orcid", distinct=True))
    )
    return dict(rows)


def _decisions(
    people: set[int],
) -> tuple[dict[int, set[str]], dict[int, set[str]], dict[int, dict[str, set[int]]]]:
    """What librarians said of authors with identifiers, and of namesakes."""
    slot = Authorship.objects.filter(page=OuterRef("page"), key=OuterRef("author_key"))
    rows = (
        AuthorMatch.objects.filter(person__in=people)
        .filter(Q(decided_by__isnull=False) | Q(state=State.REJECTED))
        .annotate(orcid=Subquery(slot.values("orcid")[:1]), openalex_id=Subquery(slot.values("openalex_id")[:1]))
        .values_list("person", "page", "state", "normalized_name", "orcid", "openalex_id")
    )
    decided: dict[int, set[str]] = defaultdict(set)
    rejected: dict[int, set[str]] = defaultdict(set)
    names: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for person, page, state, name, *identifiers in rows:
        (rejected if state == State.REJECTED else decided)[person] |= {value for value in identifiers if value}
        if state == State.REJECTED:
            names[person][name].add(page)
    return decided, rejected, names
