"""What librarians decide of matches, and taking a decision back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from directory.models import PersonPage
from institute.content.folding import fold
from publications.matching.batches import match_publications, tell_visitors
from publications.models import AuthorMatch, Authorship, PublicationPage

if TYPE_CHECKING:
    from institute.accounts.models import User

State = AuthorMatch.State


def decide(match: AuthorMatch, state: str, user: User) -> None:
    """Keep what a librarian decided: the author is this person, or is not."""
    decide_many([match], state, user)


@transaction.atomic
def decide_many(matches: Iterable[AuthorMatch], state: str, user: User) -> int:
    """Decide of many matches at once; returns how many. What follows for their works is worked out once."""
    matches = list(matches)
    pages = sorted({match.page_id for match in matches})
    _lock(pages)
    now = timezone.now()
    if state == State.CONFIRMED:
        # Of several people confirmed for one author in one go, the last stands.
        matches = list({(match.page_id, match.author_key): match for match in matches}.values())
        for match in matches:
            rivals = AuthorMatch.objects.filter(page=match.page_id, author_key=match.author_key)
            rivals.filter(state=State.CONFIRMED).exclude(person=match.person_id).update(
                state=State.SUGGESTED, decided_by=None, decided_at=None
            )
    for match in matches:
        match.state, match.decided_by, match.decided_at = state, user, now
    # The machine may have given up the suggestion since it was read.
    AuthorMatch.objects.bulk_create(
        [_copy(match) for match in matches],
        update_conflicts=True,
        unique_fields=["page", "author_key", "person"],
        update_fields=["state", "decided_by", "decided_at"],
    )
    match_publications(pages, tell=False)
    tell_visitors(pages)
    return len(matches)


@transaction.atomic
def take_back(matches: Iterable[AuthorMatch]) -> int:
    """Undo decisions: the authors are matched anew, as if nobody had decided of them."""
    matches = list(matches)
    pages = sorted({match.page_id for match in matches})
    _lock(pages)
    AuthorMatch.objects.filter(pk__in=[match.pk for match in matches]).update(
        state=State.SUGGESTED, decided_by=None, decided_at=None
    )
    match_publications(pages, tell=False)
    tell_visitors(pages)
    return len(matches)


@transaction.atomic
def match_by_hand(work: PublicationPage, author_key: uuid.UUID, person: PersonPage, user: User) -> AuthorMatch:
    """Say that an author is a person whom the machine did not think of. Raises Authorship.DoesNotExist."""
    authorship = Authorship.objects.get(page=work.pk, key=author_key)
    match, _created = AuthorMatch.objects.get_or_create(
        page_id=work.pk,
        author_key=author_key,
        person_id=person.pk,
        defaults={"state": State.SUGGESTED, "folded_name": fold(authorship.name)},
    )
    decide(match, State.CONFIRMED, user)
    return match


def _copy(match: AuthorMatch) -> AuthorMatch:
    values = {field.attname: getattr(match, field.attname) for field in AuthorMatch._meta.fields}
    return AuthorMatch(**{**values, "id": None})


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
