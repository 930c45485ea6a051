"""What librarians decide of matches, and taking a decision back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from bibliography.text_normalization import normalize
from directory.models import PersonPage
from publications.author_matching.batches import match_publications, tell_visitors
from publications.models import AuthorMatch, Authorship, PublicationPage

if TYPE_CHECKING:
    from institute.accounts.models import User

State = AuthorMatch.State


class Before(NamedTuple):
    """A match as it was before a decision, in plain values that a session can hold."""

    page: int
    author_key: str
    person: int
    normalized_name: str
    # Empty where there was no match, or one that the machine may change.
    state: str = ""
    decided_by: int | None = None

    @classmethod
    def of(cls, match: AuthorMatch) -> Before:
        before = cls(match.page_id, str(match.author_key), match.person_id, match.normalized_name)
        return before._replace(state=match.state, decided_by=match.decided_by_id) if match.is_decided else before


def decide(match: AuthorMatch, state: str, user: User) -> list[Before]:
    """Keep what a librarian decided: the author is this person, or is not."""
    return decide_many([match], state, user)


@transaction.atomic
def decide_many(matches: Iterable[AuthorMatch], state: str, user: User) -> list[Before]:
    """Decide of many matches at once. Returns what `take_back` needs; what follows for works is worked out once."""
    wanted = {(match.page_id, match.author_key, match.person_id): match for match in matches}
    if state == State.CONFIRMED:
        # Of several people confirmed for one author in one go, the last stands.
        last = {(page, key): (page, key, person) for page, key, person in wanted}
        wanted = {pair: wanted[pair] for pair in last.values()}
    pages = sorted({page for page, _key, _person in wanted})
    _lock(pages)
    now = timezone.now()
    rows = AuthorMatch.objects.filter(page__in=pages, author_key__in={key for _page, key, _person in wanted})
    existing = {(row.page_id, row.author_key, row.person_id): row for row in rows}
    before = [Before.of(existing.get(pair, match)) for pair, match in wanted.items()]
    if state == State.CONFIRMED:
        authors = {(page, key) for page, key, _person in wanted}
        rivals = [
            row
            for pair, row in existing.items()
            if pair not in wanted and pair[:2] in authors and row.state == State.CONFIRMED
        ]
        before += [Before.of(row) for row in rivals]
        AuthorMatch.objects.filter(pk__in=[row.pk for row in rivals]).delete()
    for match in wanted.values():
        match.state, match.decided_by, match.decided_at = state, user, now
    _store(wanted.values())
    match_publications(pages, tell=False)
    tell_visitors(pages)
    return before


@transaction.atomic
def take_back(before: Iterable[Before]) -> int:
    """Undo a decision; returns the number of matches. What nobody had decided of is matched anew."""
    before = list(before)
    pages = sorted({row.page for row in before})
    _lock(pages)
    for row in before:
        AuthorMatch.objects.filter(page=row.page, author_key=row.author_key, person=row.person).delete()
    _store(
        AuthorMatch(
            page_id=row.page,
            author_key=row.author_key,
            person_id=row.person,
            normalized_name=row.normalized_name,
            state=row.state,
            decided_by_id=row.decided_by,
            decided_at=timezone.now(),
        )
        for row in before
        if row.state and PersonPage.objects.filter(pk=row.person).exists()
    )
    match_publications(pages, tell=False)
    tell_visitors(pages)
    return len(before)


def _store(matches: Iterable[AuthorMatch]) -> None:
    """Write decided matches, whether or not the machine has given them up since they were read."""
    fields = [field.attname for field in AuthorMatch._meta.fields]
    AuthorMatch.objects.bulk_create(
        [AuthorMatch(**{**{name: getattr(match, name) for name in fields}, "id": None}) for match in matches],
        update_conflicts=True,
        unique_fields=["page", "author_key", "person"],
        update_fields=["state", "decided_by", "decided_at"],
    )


@transaction.atomic
def match_by_hand(work: PublicationPage, author_key: uuid.UUID | str, person: PersonPage, user: User) -> list[Before]:
    """Say that an author is a person whom the machine did not think of. Raises Authorship.DoesNotExist."""
    authorship = Authorship.objects.get(page=work.pk, key=author_key)
    match = AuthorMatch(
        page_id=work.pk,
        author_key=authorship.key,
        person_id=person.pk,
        state=State.SUGGESTED,
        normalized_name=normalize(authorship.name),
    )
    return decide(match, State.CONFIRMED, user)


def _lock(page_ids: list[int]) -> None:
    """Two librarians, or a librarian and an import, take turns on a work."""
    list(PublicationPage.objects.filter(pk__in=page_ids).order_by("pk").select_for_update(of=("self",)).only("title"))


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
