"""What can be harvested: the works that visitors may see, and the traces of those that they can no longer see.

A record's stamp is the moment from which visitors could see it as it is, from the addresses kept beside the change
log; that of a trace the moment of the last removal. Both are read from the default language's tree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, F, Max, Min, OuterRef, Q

from bibliography.publication_types import Kind
from directory.models import Affiliation, Institution, PersonPage
from institute.content.languages import default_language
from institute.content.models import Change, PublicPage
from publications.models import PublicationPage
from publications.oai.protocol import OaiError, Selection

PER_LIST = 100

_SUBJECT = PublicationPage._meta.label_lower
_KINDS, _INSTITUTIONS = "kind", "institution"


@dataclass(frozen=True)
class Header:
    """A record by its number and stamp; of one that is deleted there is no more than that."""

    key: int
    stamp: datetime
    is_deleted: bool


@dataclass(frozen=True)
class Set:
    spec: str
    name: str


def headers(selection: Selection, after: tuple[datetime, int] | None = None, most: int = PER_LIST) -> list[Header]:
    """Return the first ``most`` headers that come ``after`` the one with that stamp and key, in that order."""
    live = _after(_live(selection), "stamp", "pk", after)
    gone = _after(_gone(selection), "stamp", "subject_id", after)
    found = [Header(key, stamp, is_deleted=False) for stamp, key in live[:most]]
    found += [Header(key, stamp, is_deleted=True) for stamp, key in gone[:most]]
    return sorted(found, key=lambda header: (header.stamp, header.key))[:most]


def count(selection: Selection) -> int:
    return _live(selection).count() + _gone(selection).count()


def header_of(key: int) -> Header | None:
    """Return the header of one record, or None where there never was one."""
    for stamp, _key in _live(Selection()).filter(pk=key):
        return Header(key, stamp, is_deleted=False)
    for stamp, _key in _gone(Selection()).filter(subject_id=key):
        return Header(key, stamp, is_deleted=True)
    return None


def kinds(keys: Iterable[int]) -> dict[int, str]:
    """Return the kinds of works that are visible, by key: all that a header says besides the institutions."""
    visible = PublicationPage.objects.filter(pk__in=list(keys)).visible(default_language())
    return dict(visible.values_list("pk", "kind"))


def works(keys: Iterable[int]) -> dict[int, PublicationPage]:
    """Return visible works by key, with all that is said of them; the queries are as many for one as for a hundred."""
    language = default_language()
    found = PublicationPage.objects.filter(pk__in=list(keys)).visible(language).for_listing(language)
    found = found.with_pdf().prefetch_related("versions", "links")
    return {work.pk: work for work in found}


def earliest_stamp() -> datetime:
    """Return a moment before which no record changed."""
    removed = Change.objects.filter(subject_type=_SUBJECT, kind=Change.Kind.REMOVED)
    moments = (
        _live(Selection()).aggregate(first=Min("stamp"))["first"],
        removed.aggregate(first=Min("recorded_at"))["first"],
    )
    return min((moment for moment in moments if moment), default=datetime(1990, 1, 1, tzinfo=UTC))


def horizon(now: datetime) -> datetime:
    """Return up to when lists are complete: ``now``, or when the oldest transaction began that still writes.

    What it writes has stamps from its own time, and is not seen before it is committed. Who harvests again from
    here misses nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"
        )
        (oldest,) = cursor.fetchone()
    return min(now, oldest) if oldest is not None else now


# Sets


def sets() -> list[Set]:
    """Return the kinds and the institutions, each below the set of all of them."""
    kinds = [Set(f"{_KINDS}:{value}", str(label)) for value, label in Kind.choices]
    institutions = [
        Set(f"{_INSTITUTIONS}:{row.slug}", str(row.name)) for row in Institution.objects.order_by("order", "slug")
    ]
    return [
        Set(_KINDS, "Works by kind"),
        *kinds,
        Set(_INSTITUTIONS, "Works by institution of their authors"),
        *institutions,
    ]


def institutions_of(keys: Iterable[int]) -> dict[int, list[str]]:
    """Return the slugs of the institutions of works, by the works' keys; the rule is that of the filter."""
    people = PersonPage.objects.visible(default_language())
    rows = (
        Affiliation.objects.filter(
            page__in=people,
            page__author_matches__state="confirmed",
            page__author_matches__page__in=list(keys),
        )
        .order_by("institution__slug")
        .values_list("page__author_matches__page", "institution__slug")
        .distinct()
    )
    found: dict[int, list[str]] = defaultdict(list)
    for key, slug in rows:
        found[key].append(slug)
    return found


def set_specs(kind: str, institutions: Iterable[str]) -> list[str]:
    return [f"{_KINDS}:{kind}", *(f"{_INSTITUTIONS}:{slug}" for slug in institutions)]


def _of_set(works: Any, spec: str) -> Any:
    group, _colon, member = spec.partition(":")
    if group == _KINDS:
        if not member:
            return works
        if member in Kind.values:
            return works.filter(kind=member)
    if group == _INSTITUTIONS:
        if not member:
            return works.of_people(PersonPage.objects.visible().filter(affiliations__isnull=False).values("pk"))
        if (institution := Institution.objects.filter(slug=member).first()) is not None:
            return works.of_institution(institution)
    raise OaiError("noRecordsMatch", "There is no such set.")


# The two kinds of rows


def _live(selection: Selection) -> Any:
    language = default_language()
    works = PublicationPage.objects.visible(language)
    if selection.set_spec:
        works = _of_set(works, selection.set_spec)
    stamped = (
        works.order_by().filter(public_addresses__language=language).annotate(stamp=F("public_addresses__updated_at"))
    )
    return _within(stamped, "stamp", selection).values_list("stamp", "pk")


def _gone(selection: Selection) -> Any:
    """Return the last removal of each work that has no address any more.

    Of which sets a work was is not remembered: its trace is in all of them, and tells nothing to who never had it.
    """
    addresses = PublicPage.objects.filter(page=OuterRef("subject_id"), language=default_language())
    rows = Change.objects.filter(
        ~Exists(addresses),
        subject_type=_SUBJECT,
        language=default_language(),
        kind=Change.Kind.REMOVED,
        position__isnull=False,
    )
    last = rows.order_by().values("subject_id").annotate(stamp=Max("recorded_at"))
    return _within(last, "stamp", selection).values_list("stamp", "subject_id")


def _within(rows: Any, column: str, selection: Selection) -> Any:
    if selection.since is not None:
        rows = rows.filter(**{f"{column}__gte": selection.since})
    if selection.until is not None:
        rows = rows.filter(**{f"{column}__lt": selection.until})
    return rows


def _after(rows: Any, stamp: str, key: str, after: tuple[datetime, int] | None) -> Any:
    if after is not None:
        rows = rows.filter(
            Q(**{f"{stamp}__gt": after[0]}) | Q(**{stamp: after[0], f"{key}__gt": after[1]}),
            **{f"{stamp}__gte": after[0]},
        )
    return rows.order_by(F(stamp), F(key))
