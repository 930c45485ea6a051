"""How right the matches are, on names and contexts of which it is known who wrote what."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bibliography.dates import parse_partial_date
from bibliography.names import parse_name
from directory.models import Affiliation, Institution, PersonPage
from publications import author_matching
from publications.models import AuthorMatch, Authorship, PublicationPage
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree, module_data
from tests.publications.conftest import MakePerson, person_maker

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

Slot = tuple[int, uuid.UUID]

# As told in docs/publications.md; of what is confirmed, nothing is wrong.
RECALL_OF_CONFIRMED = 0.88
PRECISION_OF_BOTH = 0.84
RECALL_OF_BOTH = 1.0

LABELLED = json.loads((Path(__file__).parent / "data" / "labelled.json").read_text())


def make_people(make_person: MakePerson) -> dict[int, str]:
    """The people of the set; returns their keys by primary key."""
    institutions = {
        key: Institution.objects.create(slug=key, name_en=english, name_fr=french, short_name=short)
        for key, (english, french, short) in LABELLED["institutions"].items()
    }
    people = {}
    for row in LABELLED["people"]:
        person = make_person(
            row["given"],
            row["family"],
            variants=row.get("variants", ()),
            slug=row["key"],
            orcid=row.get("orcid"),
            openalex_id=row.get("openalex"),
            joined=row.get("joined"),
        )
        Affiliation.objects.bulk_create(
            Affiliation(page=person, institution=institutions[key]) for key in row["institutions"]
        )
        people[person.pk] = row["key"]
    return people


def make_work(row: dict[str, Any]) -> dict[Slot, tuple[str, str | None]]:
    """A live work as an import leaves it; returns the name and the true person of each author."""
    date, precision = parse_partial_date(str(row["year"]))
    page = PublicationPageFactory(publish=False, published=date, date_precision=precision)
    PublicationPage.objects.filter(pk=page.pk).update(live=True)
    truth, rows = {}, []
    for order, (name, person, *more) in enumerate(row["authors"]):
        values = more[0] if more else {}
        authorship = Authorship.named(
            parse_name(name),
            page=page,
            sort_order=order,
            orcid=values.get("orcid", ""),
            openalex_id=values.get("openalex", ""),
            affiliation=values.get("affiliation", ""),
        )
        authorship.derive()
        rows.append(authorship)
        truth[page.pk, authorship.key] = (name, person)
    Authorship.objects.bulk_create(rows)
    return truth


@pytest.fixture(scope="module")
def standing_works(standing_site_tree: SiteTree, django_db_blocker: Any) -> Works:
    with module_data(django_db_blocker):
        return make_works(person_maker(standing_site_tree))


@pytest.fixture
def works(standing_works: Works, db: None) -> Works:
    return standing_works


def make_works(make_person: MakePerson) -> Works:
    people = make_people(make_person)
    truth: dict[Slot, tuple[str, str | None]] = {}
    for row in LABELLED["works"]:
        truth.update(make_work(row))
    works = Works(people, truth)
    works.match()
    return works


@dataclass
class Works:
    people: dict[int, str]
    truth: dict[Slot, tuple[str, str | None]]

    def match(self) -> None:
        """What one work tells of another is known once all were read."""
        pages = {page for page, _key in self.truth}
        rounds = 0
        while author_matching.match_publications(pages):
            rounds += 1
            assert rounds <= 4


def pairs() -> set[tuple[Any, ...]]:
    return set(AuthorMatch.objects.values_list("page", "author_key", "person", "state", "hides_printed_name"))


def test_matches_are_as_right_as_published(works: Works) -> None:
    counts: Counter[str] = Counter()
    doubtful = []
    found = set()
    for match in AuthorMatch.objects.order_by("pk"):
        slot = (match.page_id, match.author_key)
        name, person = works.truth[slot]
        is_right = person == works.people[match.person_id]
        counts[f"{match.state} {'right' if is_right else 'wrong'}"] += 1
        if is_right:
            found.add(slot)
        if not (is_right and match.state == "confirmed"):
            doubtful.append((name, person, works.people[match.person_id], match.state, match.score))
    missing = [names for slot, names in works.truth.items() if names[1] and slot not in found]
    known = sum(1 for _name, person in works.truth.values() if person)
    confirmed, suggested = counts["confirmed right"], counts["suggested right"]
    explained = "\n".join(map(str, [counts, "missing", *missing, "doubtful", *doubtful]))
    assert counts["confirmed wrong"] == 0, explained
    assert confirmed / known >= RECALL_OF_CONFIRMED, explained
    assert (confirmed + suggested) / counts.total() >= PRECISION_OF_BOTH, explained
    assert len(found) / known >= RECALL_OF_BOTH, explained


def test_matching_again_changes_nothing(works: Works) -> None:
    before = pairs()
    assert author_matching.match_publications({page for page, _key in works.truth}) == []
    assert pairs() == before


def test_people_added_later_are_found_in_the_same_works(works: Works) -> None:
    before = pairs()
    AuthorMatch.objects.all().delete()
    for _round in range(3):
        for person in PersonPage.objects.filter(pk__in=works.people):
            author_matching.match_person(person)
    assert pairs() == before
