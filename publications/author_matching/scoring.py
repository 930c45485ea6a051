"""How sure it is that an author is a person: points for and against, each with its reason.

The points were set on the labelled names of the tests (see docs/publications.md). A wrong link is worse than a missing
one: initials are never certain by themselves, nor is a full name that many people bear.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils import timezone

from bibliography.name_matching import Fit
from publications.author_matching.context import Context, Slot, Work
from publications.author_matching.people import KnownPerson, PeopleIndex
from publications.models import AuthorMatch

State = AuthorMatch.State

CERTAIN = 100
CONFIRM_FROM = 60
SUGGEST_FROM = 30
# Initials with their own affiliation: enough to speak for a co-author, not for oneself.
LIKELY_FROM = 55
# Of two people who fit, the better one must be better by this much.
LEAD = 20

BASE = {Fit.FULL: 70, Fit.MIDDLE: 65, Fit.SWAPPED: 50, Fit.SHIFTED: 45, Fit.HALF: 40, Fit.INITIALS: 30}
# How many of affiliation, co-authors and earlier decisions must speak for it before the machine confirms.
SUPPORTS_NEEDED = {Fit.SHIFTED: 1, Fit.HALF: 1, Fit.SWAPPED: 1, Fit.INITIALS: 2}
COMMON_NAME = -20
AFFILIATION = 25
OTHER_AFFILIATION = -10
# Of a name that many bear: somewhere that is not known to be theirs.
FOREIGN_AFFILIATION = -25
CO_AUTHOR, CO_AUTHORS = 20, 30
SAME_DECIDED_IDENTIFIER = 40
SAME_REJECTED_IDENTIFIER = -60
OTHER_OPENALEX = -10
REJECTED_ELSEWHERE = -15
TOPIC = VENUE = 5
TOO_EARLY = -40
# The longest that someone wrote before they joined, or where that is not known, before today.
EARLIEST_BEFORE_JOINING, EARLIEST_BEFORE_TODAY = 45, 55


class Rule(enum.StrEnum):
    """Why, as stored in `AuthorMatch.evidence`; `evidence` puts each into words."""

    ORCID = "orcid"
    OPENALEX = "openalex"
    NAME = "name"
    LISTED_NAME = "listed_name"
    COMMON = "common_name"
    SEVERAL_BEARERS = "several_bearers"
    AFFILIATION = "affiliation"
    OTHER_AFFILIATION = "other_affiliation"
    CO_AUTHORS = "co_authors"
    DECIDED_IDENTIFIER = "decided_identifier"
    REJECTED_IDENTIFIER = "rejected_identifier"
    OTHER_OPENALEX = "other_openalex"
    REJECTED_ELSEWHERE = "rejected_elsewhere"
    TOPIC = "topic"
    VENUE = "venue"
    TOO_EARLY = "too_early"
    RIVALS = "rivals"
    TWICE = "twice"


class Reason(NamedTuple):
    rule: Rule
    points: int
    detail: Any = None

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"rule": str(self.rule), "points": self.points}
        return found if self.detail is None else {**found, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is thought of one author being one person."""

    slot: Slot
    person: KnownPerson
    fit: Fit | None
    hides_printed_name: bool
    reasons: tuple[Reason, ...]
    supports_missing: int = 0
    is_blocked: bool = False

    @property
    def score(self) -> int:
        return max(0, min(CERTAIN, sum(reason.points for reason in self.reasons)))

    @property
    def is_certain(self) -> bool:
        return self.reasons[0].points == CERTAIN

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY_FROM and not self.is_blocked

    @property
    def state(self) -> State | None:
        if self.score >= CONFIRM_FROM and self.supports_missing <= 0 and not self.is_blocked:
            return State.CONFIRMED
        return State.SUGGESTED if self.score >= SUGGEST_FROM else None

    def held_back(self, rule: Rule, detail: Any = None) -> Verdict:
        """The same, left to a librarian."""
        if any(reason.rule == rule for reason in self.reasons):
            return self
        return replace(self, is_blocked=True, reasons=(*self.reasons, Reason(rule, 0, detail)))


# Reasons for which a name is not enough, and what then speaks for the person.
DOUBTS = frozenset([Rule.COMMON, Rule.SEVERAL_BEARERS, Rule.REJECTED_ELSEWHERE])
SUPPORTS = {
    (Rule.AFFILIATION, AFFILIATION): 1,
    (Rule.CO_AUTHORS, CO_AUTHOR): 1,
    (Rule.CO_AUTHORS, CO_AUTHORS): 2,
    (Rule.DECIDED_IDENTIFIER, SAME_DECIDED_IDENTIFIER): 2,
}


def candidates(slot: Slot, index: PeopleIndex) -> list[Verdict]:
    """Whom an author may be, by identifier and name alone."""
    fits = {row.person.pk: row for row in index.named(slot.normalized_name, slot.given, slot.family)}
    by_orcid = index.by_orcid.get(slot.orcid) if slot.orcid else None
    by_openalex = index.by_openalex.get(slot.openalex_id) if slot.openalex_id else None
    if by_orcid is not None:
        named = fits.get(by_orcid.pk)
        reason = Reason(Rule.ORCID, CERTAIN, slot.orcid)
        return [Verdict(slot, by_orcid, named and named.fit, bool(named and named.hides_printed_name), (reason,))]
    found = []
    for row in fits.values():
        person = row.person
        # An author with an ORCID is nobody who has another one.
        if slot.orcid and person.orcid:
            continue
        if person is by_openalex:
            reason = Reason(Rule.OPENALEX, CERTAIN, slot.openalex_id)
        else:
            rule = Rule.LISTED_NAME if row.hides_printed_name else Rule.NAME
            reason = Reason(rule, BASE[row.fit], str(row.fit))
        found.append(Verdict(slot, person, row.fit, row.hides_printed_name, (reason,)))
    if by_openalex is not None and by_openalex.pk not in fits and not (slot.orcid and by_openalex.orcid):
        # OpenAlex takes people for one another: with a foreign name its word is not enough.
        found.append(Verdict(slot, by_openalex, None, False, (Reason(Rule.OPENALEX, SUGGEST_FROM, slot.openalex_id),)))
    return found


def weigh(verdict: Verdict, work: Work, context: Context) -> Verdict:
    """The same with all that speaks for it and against it."""
    if verdict.is_certain:
        return verdict
    reasons = [*verdict.reasons, *_reasons(verdict, work, context)]
    supports = sum(SUPPORTS.get((reason.rule, reason.points), 0) for reason in reasons)
    needed = 2 if verdict.fit is None else SUPPORTS_NEEDED.get(verdict.fit, 0)
    if any(reason.rule in DOUBTS for reason in reasons):
        needed = max(needed, 1)
    return replace(verdict, reasons=tuple(reasons), supports_missing=needed - supports)


def _reasons(verdict: Verdict, work: Work, context: Context) -> Iterator[Reason]:
    slot, person = verdict.slot, verdict.person
    doubts = list(_doubts(verdict, context))
    yield from doubts
    identifiers = {slot.orcid, slot.openalex_id} - {""}
    decided, rejected = context.decided_identifiers(person.pk)
    if identifiers & decided:
        yield Reason(Rule.DECIDED_IDENTIFIER, SAME_DECIDED_IDENTIFIER, min(identifiers & decided))
    elif identifiers & rejected:
        yield Reason(Rule.REJECTED_IDENTIFIER, SAME_REJECTED_IDENTIFIER, min(identifiers & rejected))
    elif slot.openalex_id and person.openalex_id and slot.openalex_id != person.openalex_id:
        yield Reason(Rule.OTHER_OPENALEX, OTHER_OPENALEX)
    yield from _affiliation(slot, person, context, is_doubtful=bool(doubts))
    companions = context.companions(person, work)
    if companions:
        yield Reason(Rule.CO_AUTHORS, CO_AUTHORS if len(companions) > 1 else CO_AUTHOR, companions[:3])
    if topics := sorted(person.topics & work.topics):
        yield Reason(Rule.TOPIC, TOPIC, topics[:3])
    if work.venue and context.has_published_in(person.pk, work):
        yield Reason(Rule.VENUE, VENUE, work.venue)
    if work.year and work.year < _earliest_year(person):
        yield Reason(Rule.TOO_EARLY, TOO_EARLY, work.year)


def _earliest_year(person: KnownPerson) -> int:
    if person.joined:
        return person.joined.year - EARLIEST_BEFORE_JOINING
    return timezone.localdate().year - EARLIEST_BEFORE_TODAY


def _doubts(verdict: Verdict, context: Context) -> Iterator[Reason]:
    slot = verdict.slot
    if verdict.fit is None:
        return
    if verdict.person.has_common_name:
        yield Reason(Rule.COMMON, COMMON_NAME)
    elif context.bearers(slot.normalized_name) > 1:
        yield Reason(Rule.SEVERAL_BEARERS, COMMON_NAME)
    if context.was_rejected_elsewhere(verdict.person.pk, slot):
        yield Reason(Rule.REJECTED_ELSEWHERE, REJECTED_ELSEWHERE)


def _affiliation(slot: Slot, person: KnownPerson, context: Context, is_doubtful: bool) -> Iterator[Reason]:
    if not slot.affiliation or not person.institutions:
        return
    named = context.institutions.named_in(slot.affiliation)
    if theirs := sorted(named & (person.institutions | {0})):
        yield Reason(Rule.AFFILIATION, AFFILIATION, theirs[:3])
    elif named or is_doubtful:
        points = FOREIGN_AFFILIATION if is_doubtful else OTHER_AFFILIATION
        yield Reason(Rule.OTHER_AFFILIATION, points, sorted(named)[:3])


def weigh_all(verdicts: list[Verdict], work: Work, context: Context) -> list[Verdict]:
    """Weigh everyone on one work, twice: whoever is likely the first time speaks for those they write with."""
    weighed = [weigh(row, work, context) for row in verdicts]
    likely = {row.person.pk for row in settle(weighed, set(), set()) if row.is_likely}
    if likely <= work.known_people:
        return weighed
    work.known_people |= likely
    return [weigh(row, work, context) for row in verdicts]


def settle(verdicts: list[Verdict], settled_slots: set[Any], settled_people: set[int]) -> list[Verdict]:
    """What is kept of all that was thought of one work: one person an author, one author a person.

    `settled_slots` and `settled_people` are those that a librarian has confirmed.
    """
    open_ones = [row for row in verdicts if row.slot.key not in settled_slots and row.person.pk not in settled_people]
    certain = [row for row in open_ones if row.is_certain]
    # Some sources give the ORCID of one author to all of them: the name tells whose it is.
    slots, people = _alone(certain)
    kept = []
    for row in open_ones:
        if row.is_certain:
            named = [other for other in certain if other.person.pk == row.person.pk and other.fit is not None]
            if row.slot.key in slots and (row.person.pk in people or named == [row]):
                kept.append(row)
            elif len(named) != 1:
                kept.append(row.held_back(Rule.TWICE))
        elif row.slot.key not in slots and row.person.pk not in people and row.state is not None:
            kept.append(row)
    return [_among_rivals(row, kept) for row in kept]


def _alone(certain: list[Verdict]) -> tuple[set[Any], set[int]]:
    """The authors and people whom an identifier settles without contradiction."""
    slots = [row.slot.key for row in certain]
    people = [row.person.pk for row in certain]
    return (
        {key for key in slots if slots.count(key) == 1},
        {pk for pk in people if people.count(pk) == 1},
    )


def _among_rivals(verdict: Verdict, kept: list[Verdict]) -> Verdict:
    if verdict.is_certain:
        return verdict
    for row in kept:
        if row is verdict or row.score <= verdict.score - LEAD:
            continue
        if row.slot.key == verdict.slot.key:
            verdict = verdict.held_back(Rule.RIVALS)
        elif row.person.pk == verdict.person.pk:
            verdict = verdict.held_back(Rule.TWICE)
    return verdict
