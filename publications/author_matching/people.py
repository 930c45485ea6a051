"""The people of the directory, held in memory as matching needs them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from django.db import connection
from django.db.models import Q
from wagtail.models import Page, Site

from bibliography.common_names import is_common
from bibliography.name_matching import Fit, Spelling, compare, is_better, readings, search_words, spell, spell_variant
from directory.models import Affiliation, Institution, NameVariant, PersonPage, PersonTopic, Supervision
from publications.author_matching.affiliations import Institutions

# Whatever these tables say of people is a reason to read them again.
_READ_FROM = (PersonPage, NameVariant, Affiliation, PersonTopic, Supervision, Institution, Site)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    pk: int
    orcid: str
    openalex_id: str
    joined: dt.date | None
    has_common_name: bool
    spellings: tuple[Spelling, ...]
    # Former names, never to be shown.
    hidden: tuple[Spelling, ...]
    institutions: frozenset[int]
    topics: frozenset[int]
    # Supervisors and students.
    circle: frozenset[int]


class NameFit(NamedTuple):
    person: KnownPerson
    fit: Fit
    hides_printed_name: bool


@dataclass
class PeopleIndex:
    """Everyone whom an author may be, by identifier and by name.

    Loading takes a few queries whatever the number of people; one index serves any number of batches, until
    `is_stale()`. Someone whose profile was taken down is still the author of their works, and is in it.
    """

    fingerprint: str
    people: dict[int, KnownPerson]
    institutions: Institutions
    by_orcid: dict[str, KnownPerson] = field(default_factory=dict)
    by_openalex: dict[str, KnownPerson] = field(default_factory=dict)
    _by_whole: dict[str, list[tuple[KnownPerson, bool]]] = field(default_factory=lambda: defaultdict(list))
    _by_family: dict[str, list[tuple[KnownPerson, Spelling, bool, bool]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _current: ClassVar[PeopleIndex | None] = None

    def __post_init__(self) -> None:
        for person in self.people.values():
            if person.orcid:
                self.by_orcid[person.orcid] = person
            if person.openalex_id:
                self.by_openalex[person.openalex_id] = person
            for spellings, is_hidden in ((person.spellings, False), (person.hidden, True)):
                for spelling in spellings:
                    self._add(person, spelling, is_hidden)

    def _add(self, person: KnownPerson, spelling: Spelling, is_hidden: bool) -> None:
        for form in spelling.whole:
            self._by_whole[form].append((person, is_hidden))
        for keys, is_half in ((spelling.families, False), (spelling.halves, True)):
            for key in keys:
                self._by_family[key].append((person, spelling, is_hidden, is_half))

    @classmethod
    def load(cls) -> PeopleIndex:
        fingerprint = _fingerprint()
        variants: dict[int, dict[bool, list[Spelling]]] = defaultdict(lambda: {False: [], True: []})
        for page, name, never_show in NameVariant.objects.values_list("page", "name", "never_show"):
            variants[page][never_show].append(spell_variant(name))
        institutions = _pairs(Affiliation.objects.values_list("page", "institution"))
        topics = _pairs(PersonTopic.objects.values_list("page", "topic"))
        supervisions = list(Supervision.objects.values_list("page", "supervisor"))
        circle = _pairs([*supervisions, *((supervisor, page) for page, supervisor in supervisions)])
        public = Q(live=True) | Q(first_published_at__isnull=False)
        people = PersonPage.objects.filter(public).values_list(
            "pk", "given_name", "family_name", "orcid", "openalex_id", "joined"
        )
        return cls(
            fingerprint,
            {
                pk: KnownPerson(
                    pk,
                    orcid or "",
                    openalex_id or "",
                    joined,
                    has_common_name=is_common(given, family),
                    spellings=(spell(given, family), *variants[pk][False]),
                    hidden=tuple(variants[pk][True]),
                    institutions=frozenset(institutions[pk]),
                    topics=frozenset(topics[pk]),
                    circle=frozenset(circle[pk]),
                )
                for pk, given, family, orcid, openalex_id, joined in people.order_by("pk")
            },
            Institutions.load(),
        )

    @classmethod
    def current(cls) -> PeopleIndex:
        """The index of this process, loaded anew where something changed since."""
        if cls._current is None or cls._current.is_stale():
            cls._current = cls.load()
        return cls._current

    def is_stale(self) -> bool:
        """Whether the directory says something else than when this was loaded; costs one query."""
        return _fingerprint() != self.fingerprint

    def named(self, normalized_name: str, given: str, family: str) -> list[NameFit]:
        """The people whom a printed name fits, each once with their best fit."""
        found: dict[tuple[int, bool], tuple[KnownPerson, Fit]] = {}
        for person, is_hidden in self._by_whole.get(normalized_name, ()):
            found[person.pk, is_hidden] = (person, Fit.FULL)
        for reading in readings(given, family):
            for person, spelling, is_hidden, is_half in self._by_family.get(reading.family, ()):
                fit = compare(reading, spelling.given, is_half=is_half)
                known = found.get((person.pk, is_hidden))
                if fit and (known is None or is_better(fit, known[1])):
                    found[person.pk, is_hidden] = (person, fit)
        return _best(found) if found else []

    def words_of(self, person: KnownPerson) -> tuple[set[str], set[str]]:
        """Whole names and words: every printed form of the person's names is one of those or holds one of these."""
        spellings = person.spellings + person.hidden
        whole = set().union(*(spelling.whole for spelling in spellings))
        return whole, set().union(*(search_words(spelling) for spelling in spellings))


def _best(found: dict[tuple[int, bool], tuple[KnownPerson, Fit]]) -> list[NameFit]:
    """The better of a person's shown and hidden names; a name that may be shown comes before one that may not."""
    best: dict[int, NameFit] = {}
    for (pk, is_hidden), (person, fit) in sorted(found.items(), key=lambda item: item[0]):
        known = best.get(pk)
        if known is None or is_better(fit, known.fit):
            best[pk] = NameFit(person, fit, is_hidden)
    return list(best.values())


def _pairs(rows: Any) -> dict[int, set[int]]:
    grouped: dict[int, set[int]] = defaultdict(set)
    for one, other in rows:
        grouped[one].add(other)
    return grouped


def _fingerprint() -> str:
    """What the database holds of the directory, in a few characters; rows are hashed where they lie."""
    quote = connection.ops.quote_name
    tables = [quote(model._meta.db_table) for model in _READ_FROM]
    sums = [f"(SELECT coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM {table} t)" for table in tables]
    pages, people = quote(Page._meta.db_table), quote(PersonPage._meta.db_table)
    key = quote(PersonPage._meta.pk.column)
    sums.append(
        "(SELECT coalesce(sum(hashtextextended(p.id || p.live::text || (p.first_published_at IS NULL)::text, 0)), 0)::text"
        f" FROM {pages} p JOIN {people} t ON t.{key} = p.id)"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT concat_ws(' ', {', '.join(sums)})")
        return str(cursor.fetchone()[0])
