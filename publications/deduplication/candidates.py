"""The queue of works that may be one, and what people decided of them.

Nothing here merges: that is `publications.deduplication.merging`, at a librarian's word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from bibliography.deduplication import Outcome, compare, describe_pages
from bibliography.deduplication.blocking import pages_sharing
from publications.deduplication.merged_pages import kept_pages
from publications.models import Fingerprint, PossibleDuplicate, PublicationPage

State = PossibleDuplicate.State


@dataclass(frozen=True)
class PossiblePair:
    one: int
    other: int
    score: float
    evidence: dict[str, Any]

    @property
    def key(self) -> tuple[int, int]:
        return in_order(self.one, self.other)


def in_order(one: int, other: int) -> tuple[int, int]:
    """A pair of pages as it is stored."""
    return (min(one, other), max(one, other))


def note_pairs(pairs: Iterable[PossiblePair]) -> None:
    """Queue these pairs for a librarian, in one query; those that were decided before stay decided."""
    found: dict[tuple[int, int], PossiblePair] = {}
    for pair in pairs:
        if pair.one != pair.other and (pair.key not in found or found[pair.key].score < pair.score):
            found[pair.key] = pair
    PossibleDuplicate.objects.bulk_create(
        (
            PossibleDuplicate(first_id=first, second_id=second, score=pair.score, evidence=pair.evidence)
            for (first, second), pair in sorted(found.items())
        ),
        ignore_conflicts=True,
    )


def look_for_duplicates(page: PublicationPage) -> list[PossiblePair]:
    """The other works that `page` may be, by its fingerprints as they are stored."""
    values = Fingerprint.objects.filter(page=page.pk).values_list("value", flat=True)
    shared = {found for pages in pages_sharing(list(values)).values() for found in pages} - {page.pk}
    if not shared:
        return []
    kept = kept_pages({page.pk, *shared})
    descriptions = describe_pages({page.pk, *shared})
    mine = descriptions.get(page.pk)
    if mine is None or page.pk in kept:
        return []
    pairs = []
    for other in sorted(shared & descriptions.keys()):
        lands_on = kept.get(other, other)
        verdict = compare(mine, descriptions[other])
        if lands_on != page.pk and verdict.outcome is not Outcome.DIFFERENT:
            pairs.append(PossiblePair(page.pk, lands_on, verdict.score, verdict.evidence))
    return pairs


@transaction.atomic
def declare_distinct(one: int, other: int, user: Any) -> None:
    """Remember that these are two works: the pair is not listed again, and no import takes one for the other."""
    first, second = in_order(one, other)
    PossibleDuplicate.objects.update_or_create(
        first_id=first,
        second_id=second,
        defaults={"state": State.DISTINCT, "decided_by": user, "decided_at": timezone.now()},
    )
