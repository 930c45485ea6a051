"""Records find the work that they are, on the site and among themselves."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bibliography.deduplication.blocking import write_fingerprints
from bibliography.entry import AuthorRecord, WorkRecord
from bibliography.identifiers import ParsedIdentifier
from bibliography.names import parse_name
from bibliography.publication_types import Kind
from publications.deduplication.candidates import declare_distinct, look_for_duplicates, note_pairs
from publications.deduplication.resolver import Resolution, Resolver
from publications.models import Fingerprint, Merge, PossibleDuplicate
from tests.factories.publications import IdentifierFactory, PublicationPageFactory
from tests.fixtures import SiteTree

pytestmark = pytest.mark.django_db

TITLE = "Curriculum learning for graph neural networks in drug discovery"
AUTHORS = ("Ada Lovelace", "Émilie du Châtelet", "Grace Hopper")


def record(title: str = TITLE, authors: Any = AUTHORS, year: int | None = 2024, **values: Any) -> WorkRecord:
    names = [parse_name(author) for author in authors]
    return WorkRecord(
        source="test",
        external_id=title,
        title=title,
        published=dt.date(year, 1, 1) if year else None,
        authors=tuple(AuthorRecord(name.name, name.given, name.family) for name in names),
        identifiers=tuple(ParsedIdentifier(*pair) for pair in values.pop("identifiers", ())),
        **values,
    )


def resolve(*records: WorkRecord) -> list[Resolution]:
    return Resolver().resolve(records)


def test_an_identifier_leads_to_the_work_whatever_else_differs(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    IdentifierFactory(page=page, value="10.1000/abc")
    [found] = resolve(record("Apprentissage par programme", identifiers=[("doi", "10.1000/abc")]))
    assert (found.page_id, found.reason) == (page.pk, "identifier")


def test_an_identifier_copied_to_another_work_is_a_doubt(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    IdentifierFactory(page=page, value="10.1000/abc")
    [found] = resolve(
        record("The geometry of protein folding", ["Ida Rhodes", "Kay McNulty"], identifiers=[("doi", "10.1000/abc")])
    )
    assert found.page_id is None
    assert [doubt.page_id for doubt in found.doubtful] == [page.pk]


@pytest.mark.parametrize("publish", [True, False])
def test_a_work_is_found_by_title_authors_and_year(site_tree: SiteTree, publish: bool) -> None:
    page = PublicationPageFactory(full_title=TITLE, authors=AUTHORS, publish=publish)
    [found] = resolve(record(TITLE.upper(), ["Lovelace, A.", "Chatelet, E.", "Hopper, G."]))
    assert (found.page_id, found.reason, found.doubtful) == (page.pk, "rule", ())
    assert found.evidence["title"] == "exact"


@pytest.mark.parametrize(
    "title",
    [
        "Curiculum learning for graph neural networks in drug dicsovery",
        "Curriculum learning for graph neural networks in drug discovery: a study of three tasks",
        "Curriculum learning for graph neural networks in drug …",
        "Curriculum Learning for <i>Graph</i> Neural Networks in \\emph{Drug} Discovery",
    ],
)
def test_a_work_is_found_under_a_damaged_title(site_tree: SiteTree, title: str) -> None:
    page = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    [found] = resolve(record(title))
    assert found.page_id == page.pk


def test_another_work_is_not_found(site_tree: SiteTree) -> None:
    PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    [found] = resolve(record("Curriculum learning for graph neural networks in traffic forecasting"))
    assert (found.page_id, found.same_as, found.reason) == (None, None, "")


def test_two_editorials_by_different_people_are_two_works(site_tree: SiteTree) -> None:
    PublicationPageFactory(full_title="Editorial", authors=["Ada Lovelace"])
    [found] = resolve(record("Editorial", ["Grace Hopper"]))
    assert found == Resolution(fingerprints=found.fingerprints)


def test_records_of_one_new_work_meet_within_the_batch(site_tree: SiteTree) -> None:
    first, second, third, fourth = resolve(
        record(identifiers=[("doi", "10.1000/abc")]),
        record("The geometry of protein folding in crowded cells", ["Ida Rhodes"]),
        record("Something wholly different from the first", (), identifiers=[("doi", "10.1000/abc")]),
        record(kind=Kind.PREPRINT, year=2023, identifiers=[("arxiv", "2301.00001")]),
    )
    assert (first.same_as, second.same_as) == (None, None)
    assert (third.same_as, third.reason) == (0, "identifier")
    assert (fourth.same_as, fourth.reason) == (0, "rule")


def test_a_page_goes_before_a_record_that_has_none(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    first, second = resolve(record(), record())
    assert (first.page_id, second.page_id, second.same_as) == (page.pk, page.pk, None)


def test_what_was_absorbed_leads_to_what_was_kept(site_tree: SiteTree) -> None:
    absorbed = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    middle = PublicationPageFactory(full_title="A title of its own for the middle work", authors=AUTHORS)
    kept = PublicationPageFactory(full_title="The last title under which it appeared", authors=AUTHORS)
    Merge.objects.create(kept=middle, absorbed=absorbed)
    Merge.objects.create(kept=kept, absorbed=middle)
    [found] = resolve(record())
    assert found.page_id == kept.pk


def test_a_declared_pair_gives_no_doubt(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    other = PublicationPageFactory(full_title=TITLE, authors=AUTHORS, date="2020")
    IdentifierFactory(page=page, value="10.1000/abc")
    wanted = record(identifiers=[("doi", "10.1000/abc")])
    assert [doubt.page_id for doubt in resolve(wanted)[0].doubtful] == [other.pk]
    declare_distinct(other.pk, page.pk, None)
    assert resolve(wanted)[0].doubtful == ()


def test_a_record_as_like_one_as_the_other_of_a_declared_pair_is_a_doubt(site_tree: SiteTree) -> None:
    pages = [PublicationPageFactory(full_title=TITLE, authors=AUTHORS) for _number in range(2)]
    assert resolve(record())[0].page_id == pages[0].pk
    declare_distinct(pages[0].pk, pages[1].pk, None)
    [found] = resolve(record())
    assert found.page_id is None
    assert {doubt.page_id for doubt in found.doubtful} == {page.pk for page in pages}


@pytest.mark.parametrize("size", [2, 60])
def test_the_number_of_queries_does_not_grow_with_the_batch(site_tree: SiteTree, size: int) -> None:
    for number in range(3):
        page = PublicationPageFactory(full_title=f"{TITLE} after {number} years", authors=AUTHORS)
        IdentifierFactory(page=page, value=f"10.1000/{number}")
    records = [
        record(f"{TITLE} after {number} years", identifiers=[("doi", f"10.1000/{number}")]) for number in range(size)
    ]
    with CaptureQueriesContext(connection) as queries:
        resolve(*records)
    assert len(queries) == 7


def test_fingerprints_follow_the_work(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    before = set(page.fingerprints.values_list("value", flat=True))
    write_fingerprints([page.pk])
    assert set(page.fingerprints.values_list("value", flat=True)) == before
    page.full_title = "The geometry of protein folding in crowded cells"
    draft = page.save_revision()
    assert set(page.fingerprints.values_list("value", flat=True)) == before
    draft.publish()
    assert not before & set(page.fingerprints.values_list("value", flat=True))
    page.delete()
    assert not Fingerprint.objects.exists()


def test_command_writes_fingerprints_of_all_works_anew(site_tree: SiteTree) -> None:
    page = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    before = set(page.fingerprints.values_list("value", flat=True))
    Fingerprint.objects.all().delete()
    Fingerprint.objects.create(page=page, value="made otherwise")
    call_command("write_fingerprints")
    assert set(page.fingerprints.values_list("value", flat=True)) == before


def test_titles_that_many_bear_are_found_with_an_author_only(site_tree: SiteTree) -> None:
    first = PublicationPageFactory(full_title="Editorial", authors=["Ada Lovelace"])
    second = PublicationPageFactory(full_title="Editorial", authors=["Grace Hopper"])
    values = [set(page.fingerprints.values_list("value", flat=True)) for page in (first, second)]
    assert values[0]
    assert not values[0] & values[1]


def test_a_publication_like_another_is_queued_and_not_merged(site_tree: SiteTree) -> None:
    first = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    second = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    [pair] = PossibleDuplicate.objects.all()
    assert (pair.first, pair.second, pair.state) == (first, second, "open")
    assert pair.score > 0.9


def test_a_decided_pair_never_comes_back(site_tree: SiteTree) -> None:
    first = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    second = PublicationPageFactory(full_title=TITLE, authors=AUTHORS)
    declare_distinct(first.pk, second.pk, None)
    second.save_revision().publish()
    note_pairs(look_for_duplicates(second))
    assert [pair.state for pair in PossibleDuplicate.objects.all()] == ["distinct"]
