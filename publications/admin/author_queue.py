"""The suggestions that wait for a librarian: which ones, in what order, by which filters; and the last decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.models import PersonPage
from institute.search.index import normalized_words
from publications.admin.permissions import publishable_works
from publications.author_matching.decisions import Before
from publications.author_matching.evidence import Explained, explain
from publications.models import AuthorMatch, Authorship

PER_PAGE = 50
NAMED_CO_AUTHORS = 6
# How many decisions can be undone, the last one first.
REMEMBERED = 20
SESSION_KEY = "author_decisions"

State = AuthorMatch.State


def _joined(name: Any) -> Any:
    """Return a folded name without apostrophes, hyphens and spaces: "osullivan" finds "o'sullivan"."""
    for mark in ("'", "-", " "):
        name = Replace(name, Value(mark), Value(""))
    return name


class QueueFilter(forms.Form):
    BY_PERSON, BY_WORK = "person", "work"

    by = forms.ChoiceField(
        label=_("Grouped"), choices=[(BY_PERSON, _("by person")), (BY_WORK, _("by publication"))], required=False
    )
    q = forms.CharField(label=_("Title or printed name"), required=False, max_length=200)
    person = forms.ModelChoiceField(PersonPage.objects.none(), label=_("Person"), required=False)
    score = forms.TypedChoiceField(
        label=_("Score"),
        choices=[("", _("any")), ("55", _("likely (55 or more)")), ("40", _("40 or more")), ("-40", _("below 40"))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1, max_value=9999)

    def __init__(self, data: Any, user: Any) -> None:
        super().__init__(data)
        self.all_suggestions = AuthorMatch.objects.filter(
            state=State.SUGGESTED, page__in=publishable_works(user).values("pk")
        )
        people = PersonPage.objects.filter(author_matches__in=self.all_suggestions.values("pk"))
        people = people.annotate(waiting=Count("author_matches")).order_by("sort_name", "pk")
        chooser: Any = self.fields["person"]
        chooser.queryset = people
        chooser.label_from_instance = lambda person: f"{person.title} ({person.waiting})"

    @property
    def is_by_work(self) -> bool:
        return self.chosen.get("by") == self.BY_WORK

    @property
    def chosen(self) -> dict[str, Any]:
        """What was chosen; a value that makes no sense counts as not chosen."""
        self.is_valid()
        return self.cleaned_data

    def suggestions(self) -> QuerySet[AuthorMatch]:
        chosen = self.chosen
        found = self.all_suggestions
        if text := normalized_words(chosen.get("q", "")):
            found = found.annotate(joined_name=_joined(F("normalized_name")))
            joined = re.sub(r"['\s-]", "", text)
            found = found.filter(Q(joined_name__contains=joined) | Q(page__sort_title__contains=text))
        if person := chosen.get("person"):
            found = found.filter(person=person)
        if score := chosen.get("score"):
            found = found.filter(score__gte=score) if score > 0 else found.filter(score__lt=-score)
        if year := chosen.get("year"):
            found = found.filter(page__published__year=year)
        if self.is_by_work:
            return found.order_by("-page__sort_date", "page", "normalized_name", "-score", "pk")
        return found.order_by("person__sort_name", "person", "-score", "-page__sort_date", "pk")


@dataclass
class Suggestion:
    """One match with what a librarian reads of it."""

    match: AuthorMatch
    printed_name: str
    affiliation: str
    co_authors: list[str]
    has_more_authors: bool
    reasons: list[Explained]


@dataclass
class Group:
    """The suggestions of one person, or of one work."""

    heading: Any
    suggestions: list[Suggestion] = field(default_factory=list)


def with_context(matches: QuerySet[AuthorMatch] | Iterable[AuthorMatch]) -> list[Suggestion]:
    """Tell of each match who is printed, beside whom, and why; in a few queries for all of them."""
    matches = list(matches)
    keys = {match.author_key for match in matches}
    pages = {match.page_id for match in matches}
    slots = Authorship.objects.filter(page__in=pages).filter(Q(key__in=keys) | Q(sort_order__lte=NAMED_CO_AUTHORS))
    by_page: dict[int, list[Authorship]] = {}
    for slot in slots.order_by("page", "sort_order", "pk"):
        by_page.setdefault(slot.page_id, []).append(slot)
    reasons = explain(matches)
    return [_suggestion(match, by_page.get(match.page_id, []), reasons[match.pk]) for match in matches]


def _suggestion(match: AuthorMatch, slots: list[Authorship], reasons: list[Explained]) -> Suggestion:
    printed = next((slot for slot in slots if slot.key == match.author_key), None)
    others = [slot.name for slot in slots if slot.key != match.author_key]
    return Suggestion(
        match,
        printed.name if printed else "",
        printed.affiliation if printed else "",
        others[:NAMED_CO_AUTHORS],
        len(others) > NAMED_CO_AUTHORS,
        reasons,
    )


def grouped(suggestions: list[Suggestion], *, by_work: bool) -> list[Group]:
    groups: list[Group] = []
    for suggestion in suggestions:
        heading = suggestion.match.page if by_work else suggestion.match.person
        if not groups or groups[-1].heading != heading:
            groups.append(Group(heading))
        groups[-1].suggestions.append(suggestion)
    return groups


def waiting_for(person: PersonPage, user: Any) -> int:
    """How many suggestions of a person a user may decide of."""
    works = publishable_works(user).values("pk")
    return AuthorMatch.objects.filter(person=person.pk, state=State.SUGGESTED, page__in=works).count()


# Decisions that can be undone


def remember(request: HttpRequest, text: str, before: list[Before]) -> None:
    decisions = [*request.session.get(SESSION_KEY, []), {"text": text, "before": [list(row) for row in before]}]
    request.session[SESSION_KEY] = decisions[-REMEMBERED:]


def last_decision(request: HttpRequest) -> str:
    """What was last decided, in words; empty when nothing is left to undo."""
    decisions = request.session.get(SESSION_KEY) or [{"text": ""}]
    return str(decisions[-1]["text"])


def forget_last(request: HttpRequest) -> list[Before]:
    """Take the last decision from those that are remembered."""
    decisions = request.session.get(SESSION_KEY, [])
    if not decisions:
        return []
    request.session[SESSION_KEY] = decisions[:-1]
    return [Before(*row) for row in decisions[-1]["before"]]
