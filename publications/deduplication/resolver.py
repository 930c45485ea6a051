"""Which work of the site each record of a batch is, in a number of queries that does not grow with the batch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.apps import apps
from django.db import connection

from bibliography.deduplication.blocking import fingerprints_of, pages_sharing
from bibliography.deduplication.classifier import compare
from bibliography.deduplication.description import Description, describe_pages, describe_record
from bibliography.deduplication.scoring import Outcome, Verdict
from bibliography.entry import WorkRecord
from bibliography.identifiers import ParsedIdentifier
from publications.deduplication.merged_pages import kept_pages

# Of all that share a fingerprint, those that share most are compared.
MOST_CANDIDATES = 8

# Scores that differ by less are as good as one.
EQUALLY_LIKE = 0.02


@dataclass(frozen=True)
class Doubt:
    """A work that the record may be: a page, or an earlier record of the batch by its index."""

    page_id: int | None
    index: int | None
    score: float
    evidence: dict[str, Any]


@dataclass(frozen=True)
class Resolution:
    """What a record is: the work on `page_id`, the same new work as the record `same_as`, or a new work.

    A record that bears the identifier of a work with which it has nothing else in common is a doubt, not that work:
    whoever writes it must leave that identifier out, for it is taken.
    """

    page_id: int | None = None
    same_as: int | None = None
    reason: Literal["identifier", "rule", ""] = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    doubtful: tuple[Doubt, ...] = ()
    # To be stored with the page that is made of the record.
    fingerprints: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Match:
    verdict: Verdict
    page_id: int | None
    index: int | None

    @property
    def rank(self) -> tuple[bool, float, bool, int]:
        """An identifier before likeness, a page before a record without one, an older before a newer."""
        return (
            self.verdict.by_identifier,
            self.verdict.score,
            self.page_id is not None,
            -(self.page_id or self.index or 0),
        )


class Resolver:
    """Resolves batches of records against all works of the site, drafts included, and within the batch."""

    def resolve(self, records: Sequence[WorkRecord]) -> list[Resolution]:
        """One resolution a record, in order. Works that are not written yet are those of earlier records."""
        descriptions = [describe_record(record) for record in records]
        batch = _Batch(descriptions)
        return [batch.resolve(index) for index in range(len(descriptions))]


class _Batch:
    def __init__(self, descriptions: Sequence[Description]) -> None:
        self.descriptions = descriptions
        self.fingerprints = [fingerprints_of(description) for description in descriptions]
        self.resolutions: list[Resolution] = []
        # The works of this batch that have no page, by what they are found by.
        self.new_by_identifier: dict[ParsedIdentifier, list[int]] = defaultdict(list)
        self.new_by_fingerprint: dict[str, list[int]] = defaultdict(list)
        self.pages_by_identifier = _pages_by_identifier({pair for work in descriptions for pair in work.identifiers})
        self.pages_by_fingerprint = pages_sharing(set().union(*self.fingerprints) if self.fingerprints else set())
        self.candidates = [self._candidate_pages(index) for index in range(len(descriptions))]
        page_ids = {page_id for found in self.candidates for page_id in found}
        self.pages = describe_pages(page_ids)
        self.kept = kept_pages(page_ids)
        self.distinct = distinct_pairs({*page_ids, *self.kept.values()})

    def resolve(self, index: int) -> Resolution:
        matches = sorted(self._matches(index), key=lambda match: match.rank, reverse=True)
        certain = [match for match in matches if match.verdict.outcome is Outcome.SAME]
        same = certain[0] if certain and not self._is_torn(certain) else None
        doubts = self._doubts(same, matches)
        fingerprints = frozenset(self.fingerprints[index])
        if same is None:
            resolution = Resolution(doubtful=doubts, fingerprints=fingerprints)
            self._remember(index)
        else:
            resolution = Resolution(
                page_id=same.page_id,
                same_as=same.index,
                reason="identifier" if same.verdict.by_identifier else "rule",
                evidence=same.verdict.evidence,
                doubtful=doubts,
                fingerprints=fingerprints,
            )
            if same.index is not None:
                # What this record knows more of the new work helps to find it, and later ones are compared with both.
                self._remember(index)
        self.resolutions.append(resolution)
        return resolution

    def _matches(self, index: int) -> list[_Match]:
        """The best comparison with each work, leaving out those that are different."""
        description = self.descriptions[index]
        best: dict[tuple[int | None, int | None], _Match] = {}
        compared = [
            (self.pages[page_id], self.kept.get(page_id, page_id), None)
            for page_id in self.candidates[index]
            if page_id in self.pages
        ]
        for earlier in self._candidate_records(index):
            compared.append((self.descriptions[earlier], None, self._root(earlier)))  # type: ignore[arg-type]
        for other, page_id, root in compared:
            verdict = compare(description, other)
            if verdict.outcome is Outcome.DIFFERENT:
                continue
            match = _Match(verdict, page_id, root)
            key = (page_id, root)
            if key not in best or match.rank > best[key].rank:
                best[key] = match
        return list(best.values())

    def _is_torn(self, certain: list[_Match]) -> bool:
        """Whether the record is equally like two works that a person has told apart: a person must tell again."""
        first = certain[0]
        return not first.verdict.by_identifier and any(
            first.page_id
            and other.page_id
            and _pair(first.page_id, other.page_id) in self.distinct
            and first.verdict.score - other.verdict.score < EQUALLY_LIKE
            for other in certain[1:]
        )

    def _doubts(self, same: _Match | None, matches: list[_Match]) -> tuple[Doubt, ...]:
        """The other works that the record may be. If it is also surely one of them, those two may be one."""
        return tuple(
            Doubt(match.page_id, match.index, match.verdict.score, match.verdict.evidence)
            for match in matches
            if match is not same
            and not (same and same.page_id and match.page_id and _pair(same.page_id, match.page_id) in self.distinct)
        )

    def _candidate_pages(self, index: int) -> list[int]:
        shared = Counter(
            page_id for value in self.fingerprints[index] for page_id in self.pages_by_fingerprint.get(value, ())
        )
        named = [
            self.pages_by_identifier[pair]
            for pair in sorted(self.descriptions[index].identifiers)
            if pair in self.pages_by_identifier
        ]
        return list(dict.fromkeys([*named, *_most_shared(shared)]))

    def _candidate_records(self, index: int) -> list[int]:
        shared = Counter(
            earlier for value in self.fingerprints[index] for earlier in self.new_by_fingerprint.get(value, ())
        )
        named = [
            earlier
            for pair in self.descriptions[index].identifiers
            for earlier in self.new_by_identifier.get(pair, ())
        ]
        return list(dict.fromkeys([*named, *_most_shared(shared)]))

    def _remember(self, index: int) -> None:
        for pair in self.descriptions[index].identifiers:
            self.new_by_identifier[pair].append(index)
        for value in self.fingerprints[index]:
            self.new_by_fingerprint[value].append(index)

    def _root(self, index: int) -> int:
        """The first record of the new work that the record at `index` belongs to."""
        resolution = self.resolutions[index]
        return index if resolution.same_as is None else resolution.same_as


def _most_shared(shared: Counter[int]) -> list[int]:
    ranked = sorted(shared, key=lambda key: (-shared[key], key))
    return ranked[:MOST_CANDIDATES]


def _pages_by_identifier(identifiers: Collection[ParsedIdentifier]) -> dict[ParsedIdentifier, int]:
    if not identifiers:
        return {}
    statement = (
        "SELECT scheme, value, page_id FROM publications_identifier "
        "JOIN unnest(%s::text[], %s::text[]) AS wanted(scheme, value) USING (scheme, value)"
    )
    ordered = sorted(identifiers)
    with connection.cursor() as cursor:
        cursor.execute(statement, [[pair.scheme for pair in ordered], [pair.value for pair in ordered]])
        return {ParsedIdentifier(scheme, value): page_id for scheme, value, page_id in cursor.fetchall()}


def distinct_pairs(page_ids: Collection[int]) -> set[tuple[int, int]]:
    """The pairs among these pages that a person has declared to be two works."""
    pairs = apps.get_model("publications.PossibleDuplicate").objects.filter(
        state="distinct", first__in=page_ids, second__in=page_ids
    )
    return set(pairs.values_list("first_id", "second_id"))


def _pair(one: int, other: int) -> tuple[int, int]:
    return (min(one, other), max(one, other))
