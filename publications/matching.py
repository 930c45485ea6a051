"""Who the authors of a work are: printed names matched to the people of the directory.

The rule is simple and cautious. A name is a person's when it equals their name or one of the spellings under which they
publish, accents and capitals aside, in either order (`Given Family`, `Family, Given`); an equal ORCID settles it. One
person so named is confirmed, several are suggested to a librarian. What a librarian decided is never changed; what this
module decided is worked out anew each time, so that the result does not depend on the order in which things were added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import PersonPage
from institute.content import changes, search
from institute.content.folding import fold
from publications.models import AuthorMatch, Authorship, PublicationPage
from publications.names import parse_name

State = AuthorMatch.State


@dataclass(frozen=True)
class Candidate:
    person: PersonPage
    rule: str
    hides_printed_name: bool


def match_publication(page: PublicationPage) -> bool:
    """Bring the matches of one published work up to date; tells whether anything changed."""
    return bool(_match([page.pk]))


def match_person(person: PersonPage) -> int:
    """Find a person in the works that are already there; returns the number of works whose matches changed."""
    named = Q(folded_name__in=_all_names(person))
    if person.orcid:
        named |= Q(orcid=person.orcid)
    pages = set(Authorship.objects.filter(named, page__live=True).values_list("page", flat=True))
    pages |= set(AuthorMatch.objects.filter(person=person).values_list("page", flat=True))
    return len(_match(sorted(pages)))


def decide(match: AuthorMatch, state: str, user: Any) -> None:
    """Keep what a librarian decided: the author is this person, or is not."""
    with transaction.atomic():
        if state == State.CONFIRMED:
            rivals = AuthorMatch.objects.filter(
                page=match.page_id, author_key=match.author_key, state=State.CONFIRMED
            ).exclude(pk=match.pk)
            rivals.update(state=State.SUGGESTED, decided_by=None, decided_at=None)
        match.state, match.decided_by, match.decided_at = state, user, timezone.now()
        match.save(update_fields=["state", "decided_by", "decided_at"])
        _tell([match.page_id])


@transaction.atomic
def _match(page_ids: list[int]) -> list[int]:
    """Match the authors of these works; returns the works for which something changed."""
    pages = PublicationPage.objects.filter(pk__in=page_ids, live=True).order_by("pk").select_for_update(of=("self",))
    changed = []
    for page in pages.prefetch_related("authorships", "author_matches"):
        if _match_one(page):
            changed.append(page.pk)
    _tell(changed)
    return changed


def _match_one(page: PublicationPage) -> bool:
    authorships = [row for row in page.authorships.all() if not row.is_group]
    candidates = _candidates(authorships)
    times_found = Counter(candidate.person.pk for found in candidates.values() for candidate in found)
    decided: dict[tuple[Any, int], AuthorMatch] = {}
    by_machine: dict[tuple[Any, int], AuthorMatch] = {}
    for match in page.author_matches.all():
        (decided if match.decided_by_id or match.state == State.REJECTED else by_machine)[
            match.author_key, match.person_id
        ] = match
    wanted: dict[tuple[Any, int], AuthorMatch] = {}
    for authorship in authorships:
        found = [row for row in candidates[authorship.key] if (authorship.key, row.person.pk) not in decided]
        is_settled = any(
            match.state == State.CONFIRMED for (key, _person), match in decided.items() if key == authorship.key
        )
        for candidate in found:
            is_certain = candidate.rule == "orcid" or (len(found) == 1 and times_found[candidate.person.pk] == 1)
            wanted[authorship.key, candidate.person.pk] = AuthorMatch(
                page=page,
                author_key=authorship.key,
                person_id=candidate.person.pk,
                state=State.CONFIRMED if is_certain and not is_settled else State.SUGGESTED,
                hides_printed_name=candidate.hides_printed_name,
                evidence={"rule": candidate.rule, "name": authorship.name},
                decided_at=timezone.now(),
            )
    return _write(by_machine, wanted) | _refresh_hidden_names(decided, candidates)


def _write(existing: dict[Any, AuthorMatch], wanted: dict[Any, AuthorMatch]) -> bool:
    """Make the machine's own rows equal to what it wants now."""
    stale = [row.pk for key, row in existing.items() if key not in wanted or not _same(row, wanted[key])]
    AuthorMatch.objects.filter(pk__in=stale).delete()
    missing = [row for key, row in wanted.items() if key not in existing or not _same(existing[key], row)]
    AuthorMatch.objects.bulk_create(missing)
    return bool(stale or missing)


def _same(old: AuthorMatch, new: AuthorMatch) -> bool:
    return (old.state, old.hides_printed_name, old.evidence) == (new.state, new.hides_printed_name, new.evidence)


def _refresh_hidden_names(decided: dict[Any, AuthorMatch], candidates: dict[Any, list[Candidate]]) -> bool:
    """A name may become one never to show after a librarian confirmed the match."""
    changed = False
    for (key, person), match in decided.items():
        candidate = next((row for row in candidates.get(key, []) if row.person.pk == person), None)
        hides = bool(candidate and candidate.hides_printed_name)
        if match.hides_printed_name != hides:
            match.hides_printed_name = hides
            match.save(update_fields=["hides_printed_name"])
            changed = True
    return changed


def _candidates(authorships: list[Authorship]) -> dict[Any, list[Candidate]]:
    """The people whose names or ORCIDs these authors carry, by the key of the author."""
    folded = {name for row in authorships for name in _author_names(row)}
    inverted = {fold(f"{row.family_name} {row.given_name}") for row in authorships}
    orcids = {row.orcid for row in authorships if row.orcid}
    # Someone whose profile was taken down is still the author; what visitors may see is decided when it is shown.
    public = Q(live=True) | Q(first_published_at__isnull=False)
    people = PersonPage.objects.filter(public).filter(
        Q(sort_name__in=inverted) | Q(name_variants__folded_name__in=folded) | Q(orcid__in=orcids)
    )
    people = list(people.distinct().prefetch_related("name_variants"))
    found: dict[Any, list[Candidate]] = {}
    for row in authorships:
        names = _author_names(row)
        by_orcid = [person for person in people if row.orcid and person.orcid == row.orcid]
        matching = by_orcid or [
            # An author with an ORCID is nobody who has another one.
            person
            for person in people
            if names & _all_names(person) and not (row.orcid and person.orcid)
        ]
        found[row.key] = [
            Candidate(
                person,
                "orcid" if by_orcid else "name",
                hides_printed_name=bool(names & _hidden_names(person)) and not names & _public_names(person),
            )
            for person in matching
        ]
    return found


def _author_names(authorship: Authorship) -> set[str]:
    return {fold(authorship.name)} | _forms(authorship.given_name, authorship.family_name)


def _all_names(person: PersonPage) -> set[str]:
    return _public_names(person) | _hidden_names(person)


def _public_names(person: PersonPage) -> set[str]:
    names = _forms(person.given_name, person.family_name)
    return names.union(*(_variant_forms(row.name) for row in person.name_variants.all() if not row.never_show))


def _hidden_names(person: PersonPage) -> set[str]:
    return set().union(*(_variant_forms(row.name) for row in person.name_variants.all() if row.never_show))


def _variant_forms(name: str) -> set[str]:
    parsed = parse_name(name)
    return {fold(name)} | _forms(parsed.given, parsed.family)


def _forms(given: str, family: str) -> set[str]:
    if not given or not family:
        return {fold(given or family)} - {""}
    return {fold(f"{given} {family}"), fold(f"{family}, {given}")}


def _tell(page_ids: Iterable[int]) -> None:
    """What visitors read on these works changed, and what a search finds them by."""
    page_ids = list(page_ids)
    if page_ids:
        changes.touch_pages(page_ids)
        search.index_pages(PublicationPage.objects.filter(pk__in=page_ids, live=True).for_listing())


def refuse_to_reveal(person: PersonPage) -> None:
    """Raise ProtectedError where works rely on ``person`` to hide a name that must never be shown.

    Without the profile nothing would know that the printed name is a former one, and it would appear.
    """
    hiding = AuthorMatch.objects.filter(
        person=person, state=AuthorMatch.State.CONFIRMED, hides_printed_name=True
    ).select_related("page")
    if hiding:
        message = _(
            "“%(person)s” has works printed under a name that must never be shown. Deleting the profile would show "
            "it: unpublish the profile instead."
        )
        raise ProtectedError(message % {"person": person}, {match.page for match in hiding})
