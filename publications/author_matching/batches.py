"""Matching many works at once: read, weigh, and write only what is different."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import transaction
from django.utils import timezone

from directory.models import PersonPage
from institute.content import change_log
from institute.search import index as search_index
from publications.author_matching.context import SLOT_COLUMNS, Context, Slot, Work
from publications.author_matching.people import PeopleIndex
from publications.author_matching.scoring import Verdict, candidates, settle, weigh_all
from publications.models import AuthorMatch, Authorship, PublicationPage
from publications.models.authorships import NAME_WORDS

State = AuthorMatch.State
# Works that are read, locked and written together.
BATCH = 500

Pair = tuple[uuid.UUID, int]


def match_publication(page: PublicationPage) -> bool:
    """Bring the matches of one published work up to date; tells whether anything changed."""
    return bool(match_publications([page.pk]))


def match_publications(page_ids: Iterable[int], index: PeopleIndex | None = None, *, tell: bool = True) -> list[int]:
    """Bring the matches of published works up to date; returns the works for which something changed.

    Drafts are passed over. Who calls this for many batches holds the `index` over them and, where it writes the change
    log and the search entries of these works itself afterwards, says not to `tell`.
    """
    index = index or PeopleIndex.current()
    changed: list[int] = []
    ordered = sorted(set(page_ids))
    for start in range(0, len(ordered), BATCH):
        changed += _match_batch(ordered[start : start + BATCH], index, tell)
    return changed


def match_person(person: PersonPage) -> int:
    """Find a person in the works that are already there; returns the number of works whose matches changed."""
    return len(match_publications(_works_that_may_name(person)))


def _works_that_may_name(person: PersonPage) -> set[int]:
    pages = set(AuthorMatch.objects.filter(person=person.pk).values_list("page", flat=True))
    index = PeopleIndex.current()
    known = index.people.get(person.pk)
    if known is None:
        return pages
    whole, words = index.words_of(known)
    # One query an index: PostgreSQL would read every author of the database for their union.
    rows = Authorship.objects.filter(page__live=True)
    found = [rows.filter(normalized_name__in=whole)]
    if words:
        query = SearchQuery(words.pop(), config="simple", search_type="raw")
        for word in words:
            query = query | SearchQuery(word, config="simple", search_type="raw")
        found.append(rows.annotate(name_words=NAME_WORDS).filter(name_words=query))
    found += [rows.filter(orcid=person.orcid)] if person.orcid else []
    found += [rows.filter(openalex_id=person.openalex_id)] if person.openalex_id else []
    for slots in found:
        for slot in slots.values_list(*SLOT_COLUMNS).iterator(chunk_size=5000):
            if slot[0] not in pages and _may_be(Slot(*slot), person.pk, index):
                pages.add(slot[0])
    return pages


def _may_be(slot: Slot, person: int, index: PeopleIndex) -> bool:
    return any(verdict.person.pk == person for verdict in candidates(slot, index))


@transaction.atomic
def _match_batch(page_ids: list[int], index: PeopleIndex, tell: bool) -> list[int]:
    works = _read(page_ids)
    verdicts = {work.pk: [row for slot in work.slots for row in candidates(slot, index)] for work in works}
    named = [work for work in works if verdicts[work.pk]]
    for work in named:
        work.known_people = _known_people(work, verdicts[work.pk])
    context = Context.read(
        named,
        {row.person.pk for rows in verdicts.values() for row in rows},
        {row.slot.normalized_name for rows in verdicts.values() for row in rows},
        index.institutions,
    )
    writes = Writes()
    for work in works:
        weighed = weigh_all(verdicts[work.pk], work, context)
        writes.add(work, weighed)
    writes.write()
    if tell:
        tell_visitors(writes.seen_by_visitors)
    return sorted(writes.changed)


def _read(page_ids: list[int]) -> list[Work]:
    pages = PublicationPage.objects.filter(pk__in=page_ids, live=True).order_by("pk")
    works = {
        page.pk: Work(page.pk, page.year, page.venue_id)
        for page in pages.only("published", "venue").select_for_update(of=("self",))
    }
    slots = Authorship.objects.filter(page__in=works, is_group=False).order_by("page", "sort_order", "pk")
    for slot in map(Slot._make, slots.values_list(*SLOT_COLUMNS)):
        works[slot.page].slots.append(slot)
    for match in AuthorMatch.objects.filter(page__in=works).order_by("pk"):
        works[match.page_id].matches.append(match)
    return list(works.values())


def _known_people(work: Work, verdicts: list[Verdict]) -> frozenset[int]:
    """Who certainly wrote this work: by a librarian's word, an identifier, or the whole of a name of their own."""
    decided = {row.person_id for row in work.matches if row.state == State.CONFIRMED and row.decided_by_id}
    certain = {row.person.pk for row in settle(verdicts, set(), set()) if row.state == State.CONFIRMED}
    return frozenset(decided | certain)


class Writes:
    """What a batch changes, gathered so that it costs the same few statements whatever its size."""

    def __init__(self) -> None:
        self.changed: set[int] = set()
        self.seen_by_visitors: set[int] = set()
        self._now = timezone.now()
        self._stale: list[int] = []
        self._updated: list[AuthorMatch] = []
        self._created: list[AuthorMatch] = []

    def add(self, work: Work, verdicts: list[Verdict]) -> None:
        decided, by_machine = self._carry_over(work, verdicts)
        settled = [row for row in decided.values() if row.state == State.CONFIRMED]
        free = [row for row in verdicts if (row.slot.key, row.person.pk) not in decided]
        kept = settle(free, {row.author_key for row in settled}, {row.person_id for row in settled})
        wanted = {(row.slot.key, row.person.pk): row for row in kept if row.state is not None}
        for pair, match in by_machine.items():
            if pair not in wanted:
                self._stale.append(match.pk)
                self._note(work, match.state == State.CONFIRMED)
        for pair, verdict in wanted.items():
            self._want(work, verdict, by_machine.get(pair))
        self._refresh_hidden_names(work, decided, verdicts)

    def _carry_over(
        self, work: Work, verdicts: list[Verdict]
    ) -> tuple[dict[Pair, AuthorMatch], dict[Pair, AuthorMatch]]:
        """The rows of a work by author and person: decided ones, and the machine's own.

        Lists of authors come in again with new keys. What a librarian decided then holds for the author of the same
        printed name, or else for the only one who may be that person.
        """
        keys = {slot.key for slot in work.slots}
        by_machine = {(row.author_key, row.person_id): row for row in work.matches if not row.is_decided}
        decided = {(row.author_key, row.person_id): row for row in work.matches if row.is_decided}
        orphans = [row for row in decided.values() if row.author_key not in keys]
        for match in orphans:
            key = self._new_key(match, work, verdicts, decided)
            if key is not None:
                del decided[match.author_key, match.person_id]
                match.author_key = key
                decided[key, match.person_id] = match
                self._updated.append(match)
                self._note(work, match.state == State.CONFIRMED)
        return {pair: row for pair, row in decided.items() if pair[0] in keys}, by_machine

    @staticmethod
    def _new_key(
        match: AuthorMatch, work: Work, verdicts: list[Verdict], decided: dict[Pair, AuthorMatch]
    ) -> uuid.UUID | None:
        taken = {key for key, person in decided if person == match.person_id}
        if match.state == State.CONFIRMED:
            taken |= {key for (key, _person), row in decided.items() if row.state == State.CONFIRMED}
        same_name = [slot.key for slot in work.slots if slot.normalized_name == match.normalized_name]
        may_be = [row.slot.key for row in verdicts if row.person.pk == match.person_id]
        found = [key for key in same_name or (may_be if len(may_be) == 1 else []) if key not in taken]
        return found[0] if found else None

    def _want(self, work: Work, verdict: Verdict, existing: AuthorMatch | None) -> None:
        assert verdict.state is not None
        values: dict[str, Any] = {
            "state": verdict.state,
            "score": verdict.score,
            "hides_printed_name": verdict.hides_printed_name,
            "evidence": [reason.as_json() for reason in verdict.reasons],
            "normalized_name": verdict.slot.normalized_name,
        }
        if existing is None:
            key, person = verdict.slot.key, verdict.person.pk
            self._created.append(
                AuthorMatch(page_id=work.pk, author_key=key, person_id=person, decided_at=self._now, **values)
            )
            self._note(work, verdict.state == State.CONFIRMED)
        elif any(getattr(existing, name) != value for name, value in values.items()):
            is_seen = existing.state != verdict.state or (
                existing.state == State.CONFIRMED and existing.hides_printed_name != verdict.hides_printed_name
            )
            for name, value in values.items():
                setattr(existing, name, value)
            self._updated.append(existing)
            self._note(work, is_seen)

    def _refresh_hidden_names(self, work: Work, decided: dict[Pair, AuthorMatch], verdicts: list[Verdict]) -> None:
        """A name may become one never to show after a librarian confirmed the match."""
        hiding = {(row.slot.key, row.person.pk): row.hides_printed_name for row in verdicts}
        for pair, match in decided.items():
            hides = hiding.get(pair, False)
            if match.hides_printed_name != hides:
                match.hides_printed_name = hides
                self._updated.append(match)
                self._note(work, match.state == State.CONFIRMED)

    def _note(self, work: Work, is_seen: bool) -> None:
        self.changed.add(work.pk)
        if is_seen:
            self.seen_by_visitors.add(work.pk)

    def write(self) -> None:
        if self._stale:
            AuthorMatch.objects.filter(pk__in=self._stale).delete()
        # An author is confirmed once: those who are not any more make room first.
        updated = {match.pk: match for match in self._updated}.values()
        fields = ["author_key", "state", "score", "hides_printed_name", "evidence", "normalized_name"]
        for is_confirmed in (False, True):
            rows = [row for row in updated if (row.state == State.CONFIRMED) == is_confirmed]
            AuthorMatch.objects.bulk_update(rows, fields, batch_size=500)
        AuthorMatch.objects.bulk_create(self._created, batch_size=1000)


def tell_visitors(page_ids: Iterable[int]) -> None:
    """What visitors read on these works changed, and what a search finds them by."""
    page_ids = sorted(page_ids)
    if page_ids:
        change_log.touch_pages(page_ids)
        search_index.index_pages(PublicationPage.objects.filter(pk__in=page_ids, live=True).for_listing())
