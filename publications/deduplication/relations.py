"""What belongs to a work outside its revisions, moved from one page to another and back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from wagtail.contrib.redirects.models import Redirect

from bibliography.deduplication.author_comparison import Name, agreement, read_name
from bibliography.identifiers import Scheme
from bibliography.publication_types import INSIDE_A_BOOK
from directory.models import PersonPage
from institute.content import change_log
from institute.content.models import PublicPage
from publications.deduplication.candidates import State, in_order
from publications.deduplication.merged_pages import kept_pages
from publications.models import (
    AuthorMatch,
    Authorship,
    FeaturedPublication,
    Identifier,
    Merge,
    PossibleDuplicate,
    PublicationPage,
    SourceRecord,
)

Moved = dict[str, Any]

# What an import writes on a source record.
_HEARD_FIELDS = ("payload_hash", "values", "written", "unmapped")


def move_identifiers(kept: PublicationPage, absorbed: PublicationPage) -> Moved:
    """They lead to the kept page from now on; its own text does not name them, so publishing it leaves them alone."""
    rows = absorbed.identifiers.all()
    if kept.kind in INSIDE_A_BOOK:
        rows = rows.exclude(scheme=Scheme.ISBN)
    moved = [[row.pk, row.entered] for row in rows]
    absorbed.identifiers.filter(pk__in=[key for key, _entered in moved]).update(page=kept, entered=False)
    return {"identifiers": moved}


def return_identifiers(moved: Moved, kept: PublicationPage, absorbed: PublicationPage) -> None:
    for key, entered in moved["identifiers"]:
        Identifier.objects.filter(pk=key, page=kept).update(page=absorbed, entered=entered)


def move_sources(kept: PublicationPage, absorbed: PublicationPage) -> Moved:
    records = list(absorbed.source_records.values("pk", *_HEARD_FIELDS))
    keys = [record["pk"] for record in records]
    SourceRecord.objects.filter(pk__in=keys).update(page=kept)
    return {"sources": keys, "records": records}


def return_sources(moved: Moved, kept: PublicationPage, absorbed: PublicationPage) -> list[dict[str, str]]:
    """Return the records to the absorbed page as they were when they left it; return what they wrote on the kept one.

    Imports since the merge went to the kept page: the next one finds the absorbed page behind, not edited by hand.
    """
    before = {record["pk"]: record for record in moved.get("records", [])}
    departed = []
    for record in SourceRecord.objects.filter(pk__in=moved["sources"], page=kept).select_for_update():
        departed.append(record.written)
        for name in _HEARD_FIELDS if record.pk in before else ():
            setattr(record, name, before[record.pk][name])
        record.page = absorbed
        record.save(update_fields=["page", *_HEARD_FIELDS])
    return departed


def copy_decisions(kept: PublicationPage, absorbed: PublicationPage) -> Moved:
    """What people decided of an author holds for the author of that name on the kept page.

    What machines found is found anew when the page is published.
    """
    slots = _same_slots(kept, absorbed)
    known = {(match.author_key, match.person_id): match for match in kept.author_matches.all()}
    settled = {match.author_key for match in known.values() if match.state == "confirmed" and match.decided_by_id}
    created = []
    for match in absorbed.author_matches.filter(Q(decided_by__isnull=False) | Q(state="rejected")):
        slot = slots.get(match.author_key)
        there = known.get((slot, match.person_id))
        if slot is None or (there and (there.decided_by_id or there.state == "rejected")):
            continue
        if match.state == "confirmed" and slot in settled:
            continue
        if match.state == "confirmed":
            kept.author_matches.filter(author_key=slot, state="confirmed").delete()
        if there:
            kept.author_matches.filter(pk=there.pk).delete()
        values = {
            name: getattr(match, name)
            for name in ("person_id", "state", "hides_printed_name", "evidence", "decided_by_id", "decided_at")
        }
        created.append(AuthorMatch.objects.create(page=kept, author_key=slot, **values).pk)
    return {"matches": created}


def forget_decisions(done: Merge) -> None:
    """Delete the decisions that the merge copied, except those that a person has changed since."""
    copied = AuthorMatch.objects.filter(pk__in=done.moved["matches"], page=done.kept_id)
    copied.exclude(decided_at__gt=done.merged_at).delete()


def _same_slots(kept: PublicationPage, absorbed: PublicationPage) -> dict[Any, Any]:
    """The author of the kept page that each author of the absorbed one is, where the name leaves no choice."""
    there = [(row.key, _name(row)) for row in kept.authorships.all()]
    slots = {}
    for row in absorbed.authorships.all():
        alike = [key for key, name in there if row.key == key or agreement(_name(row), name) >= 0.8]
        if row.key in alike or len(alike) == 1:
            slots[row.key] = row.key if row.key in alike else alike[0]
    return slots


def _name(row: Authorship) -> Name:
    return read_name(row.given_name, row.family_name, row.name, is_group=row.is_group)


def move_featured(kept: PublicationPage, absorbed: PublicationPage) -> Moved:
    """People who put the absorbed page first put the kept one first."""
    theirs = set(kept.featured_by.values_list("person_id", flat=True))
    moved, dropped = [], []
    for row in absorbed.featured_by.all():
        if row.person_id in theirs:
            dropped.append([row.person_id, row.sort_order])
            row.delete()
        else:
            moved.append(row.pk)
    FeaturedPublication.objects.filter(pk__in=moved).update(publication=kept)
    return {"featured": moved, "featured_twice": dropped}


def return_featured(moved: Moved, kept: PublicationPage, absorbed: PublicationPage) -> None:
    FeaturedPublication.objects.filter(pk__in=moved["featured"], publication=kept).update(publication=absorbed)
    people = PersonPage.objects.filter(pk__in=[person for person, _order in moved["featured_twice"]])
    missing = set(people.exclude(featured_publications__publication=absorbed).values_list("pk", flat=True))
    FeaturedPublication.objects.bulk_create(
        FeaturedPublication(person_id=person, publication=absorbed, sort_order=order)
        for person, order in moved["featured_twice"]
        if person in missing
    )


def follow_merges(person: PersonPage) -> None:
    """Let the works that a person puts first be those that absorbed them."""
    rows = list(FeaturedPublication.objects.filter(person=person).order_by("sort_order", "pk"))
    lands_on = kept_pages([row.publication_id for row in rows])
    shown = {row.publication_id for row in rows if row.publication_id not in lands_on}
    for row in rows:
        if (kept := lands_on.get(row.publication_id)) is None:
            continue
        if kept in shown:
            row.delete()
        else:
            FeaturedPublication.objects.filter(pk=row.pk).update(publication=kept)
            shown.add(kept)


def addresses_of(page: PublicationPage) -> list[str]:
    return list(PublicPage.objects.filter(page=page.pk).order_by("language").values_list("path", flat=True))


def lead_addresses(paths: list[str], kept: PublicationPage, absorbed: PublicationPage) -> Moved:
    """Every address at which the absorbed page was ever read leads to the kept one, in each language."""
    older = list(Redirect.objects.filter(redirect_page=absorbed).values_list("pk", flat=True))
    Redirect.objects.filter(pk__in=older).update(redirect_page=kept)
    for path in paths:
        change_log.redirect_to(path, kept)
    return {"redirects": older, "addresses": paths}


def return_addresses(moved: Moved, kept: PublicationPage, absorbed: PublicationPage) -> None:
    Redirect.objects.filter(pk__in=moved["redirects"], redirect_page=kept).update(redirect_page=absorbed)
    paths = [Redirect.normalise_path(path) for path in moved["addresses"]]
    Redirect.objects.filter(old_path__in=paths, redirect_page=kept, automatically_created=True).delete()


def move_pairs(kept: PublicationPage, absorbed: PublicationPage) -> Moved:
    """What was doubted or decided of the absorbed page and a third one holds for the kept page.

    Of an open pair and one that was declared distinct, the decision holds.
    """
    pairs = list(PossibleDuplicate.objects.filter(Q(first=absorbed) | Q(second=absorbed)))
    removed = [_pair_as_json(pair) for pair in pairs]
    PossibleDuplicate.objects.filter(pk__in=[pair.pk for pair in pairs]).delete()
    created, decided = [], []
    for row in removed:
        third = row["second_id"] if row["first_id"] == absorbed.pk else row["first_id"]
        if third == kept.pk:
            continue
        first, second = in_order(kept.pk, third)
        pair, is_new = PossibleDuplicate.objects.get_or_create(
            first_id=first, second_id=second, defaults=_pair_values(row)
        )
        if is_new:
            created.append(pair.pk)
        elif pair.state == State.OPEN and row["state"] == State.DISTINCT:
            decided.append(_pair_as_json(pair))
            PossibleDuplicate.objects.filter(pk=pair.pk).update(**_decision(row))
    return {"pairs": removed, "pairs_made": created, "pairs_decided": decided}


def return_pairs(done: Merge) -> None:
    """Put the pairs back as they were, except those that a librarian has decided since the merge."""
    unchanged = PossibleDuplicate.objects.exclude(decided_at__gt=done.merged_at)
    unchanged.filter(pk__in=done.moved["pairs_made"]).delete()
    for row in done.moved.get("pairs_decided", []):
        unchanged.filter(first=row["first_id"], second=row["second_id"]).update(**_decision(row))
    pages = {row[name] for row in done.moved["pairs"] for name in ("first_id", "second_id")}
    still_there = set(PublicationPage.objects.filter(pk__in=pages).values_list("pk", flat=True))
    for row in done.moved["pairs"]:
        if {row["first_id"], row["second_id"]} <= still_there:
            pair, is_new = PossibleDuplicate.objects.get_or_create(
                first_id=row["first_id"], second_id=row["second_id"], defaults=_pair_values(row)
            )
            if not is_new and pair.state == State.OPEN:
                PossibleDuplicate.objects.filter(pk=pair.pk).update(**_decision(row))


def _pair_as_json(pair: PossibleDuplicate) -> dict[str, Any]:
    return {
        "first_id": pair.first_id,
        "second_id": pair.second_id,
        "score": pair.score,
        "evidence": pair.evidence,
        "state": pair.state,
        "decided_by_id": pair.decided_by_id,
        "decided_at": pair.decided_at.isoformat() if pair.decided_at else None,
    }


def _pair_values(row: dict[str, Any]) -> dict[str, Any]:
    return {"score": row["score"], "evidence": row["evidence"], **_decision(row)}


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    """Return who decided what and when; the account of who decided may have been deleted since."""
    return {
        "state": row["state"],
        "decided_by": get_user_model().objects.filter(pk=row["decided_by_id"]).first(),
        "decided_at": parse_datetime(row["decided_at"]) if row["decided_at"] else None,
    }
