"""Narrowing the directory: one form, shared by the page and the API, whose state is in the address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from string import ascii_uppercase
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.db.models.functions import Left
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bibliography.text_normalization import normalize
from directory.models.relations import Affiliation, PersonTopic
from directory.models.vocabularies import Institution, Membership, ResearchTopic
from directory.querysets import PersonQuerySet, counting_affiliations
from institute.content.languages import Localized, LocalizedText
from institute.search.index import has_words


@dataclass(frozen=True)
class Facet:
    """A term that can narrow the list, and how many people it would leave."""

    slug: str
    name: LocalizedText
    count: int
    selected: bool = False


@dataclass(frozen=True)
class Letter:
    """An initial of family names, and how many people it would leave."""

    letter: str
    count: int
    selected: bool

    @property
    def available(self) -> bool:
        return self.count > 0


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force, and the query string that lifts it."""

    label: str
    value: str
    query_without: str


class Alumni:
    EXCLUDED, INCLUDED, ONLY = "", "include", "only"


ALUMNI_CHOICES = [
    (Alumni.EXCLUDED, _("Current members")),
    (Alumni.INCLUDED, _("Current members and alumni")),
    (Alumni.ONLY, _("Alumni only")),
]


class TermField(forms.ModelChoiceField):
    """A term by its slug, or None."""

    def __init__(self, model: Any, label: Any) -> None:
        super().__init__(
            queryset=model.objects.all(),
            to_field_name="slug",
            required=False,
            label=label,
            error_messages={"invalid_choice": _("There is no such choice: “%(value)s”.")},
        )

    def to_python(self, value: Any) -> Any:
        if value and "\x00" in str(value):
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": ""})
        return super().to_python(value)


class PersonFilter(forms.Form):
    """The filters of the directory; each that is empty or wrong narrows nothing, and says so if wrong."""

    q = forms.CharField(max_length=200, required=False, label=_("Search names, topics, institutions"))
    institution = TermField(Institution, _("Institution"))
    topic = TermField(ResearchTopic, _("Research topic"))
    membership = TermField(Membership, _("Membership"))
    letter = forms.CharField(max_length=1, required=False, label=_("Letter"))
    alumni = forms.ChoiceField(
        required=False,
        label=_("Alumni"),
        choices=ALUMNI_CHOICES,
        error_messages={"invalid_choice": _("There is no such choice: “%(value)s”.")},
    )

    def clean_letter(self) -> str:
        return normalize(self.cleaned_data["letter"])[:1]

    @property
    def chosen(self) -> dict[str, Any]:
        """The filters in force: those that were given and are right."""
        self.is_valid()
        return {name: value for name, value in getattr(self, "cleaned_data", {}).items() if value}

    def apply(self, people: PersonQuerySet, *, leaving_out: str = "") -> PersonQuerySet:
        """Narrow and order ``people``: best matches first where words are searched, else by name.

        ``leaving_out`` names a filter to ignore, for counting what its other choices would give.
        """
        chosen = {name: value for name, value in self.chosen.items() if name != leaving_out}
        alumni = chosen.get("alumni", Alumni.EXCLUDED)
        if alumni == Alumni.ONLY:
            people = people.alumni()
        elif alumni == Alumni.EXCLUDED:
            people = people.current()
        if "institution" in chosen:
            people = people.affiliated_with(chosen["institution"])
        if "topic" in chosen:
            people = people.working_on(chosen["topic"])
        if "membership" in chosen:
            people = people.filter(membership=chosen["membership"])
        if "letter" in chosen:
            people = people.filter(sort_name__startswith=chosen["letter"])
        if "q" in chosen:
            people = people.matching(chosen["q"])
        ordering = ["sort_name", "pk"]
        return people.order_by(*(["-rank"] if self.is_by_relevance else []), *ordering)

    @property
    def is_by_relevance(self) -> bool:
        """Whether the best matches come first: only where there are words to match."""
        return has_words(self.chosen.get("q", ""))

    def facets(self, people: PersonQuerySet) -> dict[str, list[Facet]]:
        """Return, for each list of terms, what choosing another of them would give; a query a list."""
        counters = {"institution": institution_facets, "topic": topic_facets, "membership": membership_facets}
        found = {name: counter(self.apply(people, leaving_out=name)) for name, counter in counters.items()}
        chosen = {name: self.chosen.get(name) for name in counters}
        return {
            name: with_selection(facets, Facet(term.slug, term.name, 0) if (term := chosen[name]) else None)
            for name, facets in found.items()
        }

    def letters(self, people: PersonQuerySet) -> list[Letter]:
        """Return the alphabet and any other initial, with how many people each would leave."""
        found = self.apply(people, leaving_out="letter").order_by().annotate(initial=Left("sort_name", 1))
        rows = found.values_list("initial").annotate(Count("pk"))
        counts = {initial.upper(): number for initial, number in rows if initial}
        selected = self.chosen.get("letter", "").upper()
        return [
            Letter(letter, counts.get(letter, 0), letter == selected)
            for letter in [*ascii_uppercase, *sorted(counts.keys() - set(ascii_uppercase))]
        ]

    def active(self) -> list[ActiveFilter]:
        """Return the filters in force, each with the way to lift it."""
        return [
            ActiveFilter(str(self.fields[name].label), self._shown(name, value), self.query_string(without=name))
            for name, value in self.chosen.items()
            if name != "q"
        ]

    def _shown(self, name: str, value: Any) -> str:
        if name == "letter":
            return str(value).upper()
        return str(dict(ALUMNI_CHOICES)[value] if name == "alumni" else value)

    def query_string(self, without: str = "") -> str:
        """Return the filters as they were given, as a query string for links."""
        query = QueryDict(mutable=True)
        for key in self.fields:
            if key != without and self.data.get(key):
                query[key] = self.data[key]
        return query.urlencode()


def with_selection(facets: list[Facet], chosen: Facet | None) -> list[Facet]:
    """Return ``facets`` with the one that is in force marked, and added where it leaves nothing."""
    if chosen is None:
        return facets
    known = any(facet.slug == chosen.slug for facet in facets)
    return [replace(facet, selected=facet.slug == chosen.slug) for facet in (facets if known else [*facets, chosen])]


def institution_facets(people: PersonQuerySet) -> list[Facet]:
    """Return the institutions of ``people``, in their order, with how many belong to each."""
    rows = Affiliation.objects.filter(counting_affiliations(), page__in=_keys(people))
    return facets_of(
        rows.order_by("institution__order", "institution__slug"),
        prefix="institution__",
        count=Count("page", distinct=True),
        extra=["institution__order"],
    )


def topic_facets(people: PersonQuerySet) -> list[Facet]:
    """Return the topics of ``people``, in the alphabet of the reader, with how many work on each."""
    rows = PersonTopic.objects.filter(page__in=_keys(people)).order_by()
    facets = facets_of(rows, prefix="topic__", count=Count("page", distinct=True))
    return sorted(facets, key=lambda facet: normalize(facet.name))


def membership_facets(people: PersonQuerySet) -> list[Facet]:
    """Return the memberships of ``people``, in their order, with how many have each."""
    rows = Membership.objects.filter(people__in=_keys(people)).order_by("order", "slug")
    return facets_of(rows, prefix="", count=Count("people", distinct=True), extra=["order"])


def _keys(people: PersonQuerySet) -> Any:
    return people.order_by().values("pk")


def facets_of(rows: Any, *, prefix: str, count: Count, extra: Iterable[str] = ()) -> list[Facet]:
    """Return the terms that ``rows`` name behind ``prefix``, each with its ``count``."""
    columns = [f"{prefix}slug", f"{prefix}name_en", f"{prefix}name_fr"]
    return [
        Facet(
            slug=row[columns[0]],
            name=Localized.of(SimpleNamespace(name_en=row[columns[1]], name_fr=row[columns[2]]), "name"),
            count=row["number"],
        )
        for row in rows.values(*columns, *extra).annotate(number=count)
    ]
