"""Many works are matched at once, what librarians decided holds, and hidden names stay hidden."""

from __future__ import annotations

import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bibliography.names import parse_name
from directory.models import Affiliation, Institution, PersonPage, Supervision
from institute.accounts.models import User
from institute.content.models import Change
from publications import author_matching
from publications.author_matching import PeopleIndex
from publications.author_matching.evidence import explain
from publications.models import AuthorMatch, Authorship, PublicationPage
from tests.factories.publications import PublicationPageFactory
from tests.publications.conftest import MakePerson

pytestmark = pytest.mark.django_db

State = AuthorMatch.State


def imported(*names: str, **values: Any) -> PublicationPage:
    """A live work as an import leaves it before its authors are matched."""
    page = PublicationPageFactory(publish=False)
    PublicationPage.objects.filter(pk=page.pk).update(live=True)
    write_authors(page, *names, **values)
    return page


def write_authors(page: PublicationPage, *names: str, **values: Any) -> None:
    Authorship.objects.filter(page=page).delete()
    rows = [
        Authorship.named(parse_name(name), page=page, sort_order=order, **values) for order, name in enumerate(names)
    ]
    for row in rows:
        row.derive()
    Authorship.objects.bulk_create(rows)


def test_a_batch_costs_the_same_queries_whatever_its_size(make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    make_person("Doina", "Precup")
    index = PeopleIndex.load()
    counts = []
    for number in (2, 6):
        pages = [imported("Yoshua Bengio", "D. Precup", *["Ada Lovelace"] * number).pk for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            assert author_matching.match_publications(pages, index, tell=False) == pages
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


@pytest.mark.slow
def test_a_thousand_authors_are_no_trouble(make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    page = imported(*[f"Author{number} Family{number}" for number in range(1200)], "Yoshua Bengio")
    assert author_matching.match_publications([page.pk]) == [page.pk]
    assert page.author_matches.get().state == State.CONFIRMED


def test_drafts_are_passed_over(make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    page = PublicationPageFactory(authors=["Yoshua Bengio"], publish=False)
    assert author_matching.match_publications([page.pk]) == []
    page.save_revision().publish()
    assert page.author_matches.exists()


def test_visitors_are_told_of_links_only(make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    linked, waiting = imported("Yoshua Bengio"), imported("Y. Bengio")
    before = {page: Change.objects.filter(subject_id=page.pk).count() for page in (linked, waiting)}
    assert author_matching.match_publications([linked.pk, waiting.pk]) == [linked.pk, waiting.pk]
    told = {page.pk: Change.objects.filter(subject_id=page.pk).count() - count for page, count in before.items()}
    assert told == {linked.pk: 2, waiting.pk: 0}


@pytest.mark.parametrize("state", [State.REJECTED, State.CONFIRMED])
@pytest.mark.parametrize("later", ["Yoshua Bengio", "Y. Bengio"])
def test_a_decision_outlives_the_keys_of_the_authors(
    make_person: MakePerson, librarian: User, state: str, later: str
) -> None:
    person = make_person("Yoshua", "Bengio")
    page = PublicationPageFactory(authors=["Ada Lovelace", "Yoshua Bengio"])
    author_matching.decide(page.author_matches.get(), state, librarian)
    write_authors(page, later, "Ada Lovelace")
    author_matching.match_publications([page.pk])
    match = page.author_matches.get()
    assert (match.person_id, match.state, match.decided_by) == (person.pk, state, librarian)
    assert match.author_key == page.authorships.get(name=later).key


def test_an_openalex_author_settles_between_namesakes(make_person: MakePerson) -> None:
    make_person("Yang", "Liu")
    second = make_person("Yang", "Liu", slug="second", openalex_id="https://openalex.org/A5000000002")
    page = imported("Yang Liu", openalex_id="https://openalex.org/A5000000002")
    author_matching.match_publications([page.pk])
    assert page.author_matches.get(state=State.CONFIRMED).person_id == second.pk


def test_an_openalex_author_of_another_name_is_for_a_librarian(make_person: MakePerson) -> None:
    make_person("Yang", "Liu", openalex_id="https://openalex.org/A5000000002")
    page = imported("Maria Gomez", openalex_id="https://openalex.org/A5000000002")
    author_matching.match_publications([page.pk])
    assert page.author_matches.get().state == State.SUGGESTED


def test_another_orcid_is_another_person(make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio", orcid="https://orcid.org/0000-0002-1825-0097")
    page = imported("Yoshua Bengio", orcid="https://orcid.org/0000-0002-1694-233X")
    author_matching.match_publications([page.pk])
    assert not page.author_matches.exists()


def test_an_orcid_given_to_all_authors_is_that_of_the_one_so_named(make_person: MakePerson) -> None:
    person = make_person("Yoshua", "Bengio", orcid="https://orcid.org/0000-0002-1825-0097")
    page = imported("Ada Lovelace", "Yoshua Bengio", orcid="https://orcid.org/0000-0002-1825-0097")
    author_matching.match_publications([page.pk])
    match = page.author_matches.get()
    assert (match.person_id, match.author_key) == (person.pk, page.authorships.get(name="Yoshua Bengio").key)


def test_a_common_name_needs_more_than_itself(make_person: MakePerson) -> None:
    person = make_person("Yang", "Liu")
    mcgill = Institution.objects.create(slug="mcgill", name_en="McGill University", name_fr="Université McGill")
    Affiliation.objects.create(page=person, institution=mcgill)
    alone, affiliated, abroad = (
        imported("Yang Liu"),
        imported("Yang Liu", affiliation="Département de physique, Université McGill"),
        imported("Yang Liu", affiliation="Tsinghua University, Beijing"),
    )
    author_matching.match_publications([alone.pk, affiliated.pk, abroad.pk])
    assert [page.author_matches.values_list("state", flat=True).first() for page in (alone, affiliated, abroad)] == [
        State.SUGGESTED,
        State.CONFIRMED,
        None,
    ]


def test_known_co_authors_speak_for_initials(make_person: MakePerson, librarian: User) -> None:
    for given, family in (("Hugo", "Larochelle"), ("Doina", "Precup"), ("Yoshua", "Bengio")):
        make_person(given, family)
    PublicationPageFactory(authors=["Hugo Larochelle", "Doina Precup", "Yoshua Bengio"])
    page = PublicationPageFactory(authors=["Hugo Larochelle", "Doina Precup", "Y. Bengio"])
    assert set(page.author_matches.values_list("state", flat=True)) == {State.CONFIRMED}


def test_a_librarian_s_rejection_casts_doubt_on_namesakes(make_person: MakePerson, librarian: User) -> None:
    make_person("Yoshua", "Bengio")
    first = PublicationPageFactory(authors=["Yoshua Bengio"])
    author_matching.decide(first.author_matches.get(), State.REJECTED, librarian)
    second = PublicationPageFactory(authors=["Yoshua Bengio"])
    assert second.author_matches.get().state == State.SUGGESTED


def test_identifiers_of_decided_authors_are_learned(make_person: MakePerson, librarian: User) -> None:
    make_person("Yang", "Liu")
    ours, theirs = "https://orcid.org/0000-0002-1825-0097", "https://orcid.org/0000-0002-1694-233X"
    confirmed, rejected = imported("Yang Liu", orcid=ours), imported("Yang Liu", orcid=theirs)
    author_matching.match_publications([confirmed.pk, rejected.pk])
    author_matching.decide(confirmed.author_matches.get(), State.CONFIRMED, librarian)
    author_matching.decide(rejected.author_matches.get(), State.REJECTED, librarian)
    again, never = imported("Yang Liu", orcid=ours), imported("Yang Liu", orcid=theirs)
    author_matching.match_publications([again.pk, never.pk])
    assert again.author_matches.get().state == State.CONFIRMED
    assert not never.author_matches.exists()


def test_a_renamed_person_is_found_under_the_new_spelling(make_person: MakePerson) -> None:
    person = make_person("Nova", "Tremblay")
    page = PublicationPageFactory(authors=["Nova O'Brien-Tremblay"])
    assert not page.author_matches.filter(state=State.CONFIRMED).exists()
    person.family_name = "O’Brien-Tremblay"
    person.save_revision().publish()
    assert page.author_matches.get().state == State.CONFIRMED


def test_reasons_never_tell_a_name_that_is_never_shown(make_person: MakePerson) -> None:
    make_person("Nova", "Tremblay", variants=["-Marc Tremblay"])
    page = imported("M. Tremblay")
    author_matching.match_publications([page.pk])
    match = page.author_matches.get()
    assert match.hides_printed_name
    (reasons,) = explain([match]).values()
    assert [reason.text for reason in reasons] == ["A name that the profile lists"]
    assert "marc" not in str(match.evidence).lower()


def test_every_reason_has_words(make_person: MakePerson) -> None:
    from bibliography.name_matching import Fit
    from publications.author_matching.scoring import Rule

    person = make_person("Yoshua", "Bengio")
    page = PublicationPageFactory(authors=["Ada Lovelace"])
    details: dict[str, Any] = {Rule.NAME: [str(fit) for fit in Fit], Rule.CO_AUTHORS: [[person.pk]]}
    evidence = [
        {"rule": str(rule), "points": points, "detail": detail}
        for rule in Rule
        for points in (-10, 100)
        for detail in details.get(rule, [[0] if rule == Rule.AFFILIATION else None])
    ]
    match = AuthorMatch.objects.create(
        page=page, author_key=uuid.uuid4(), person=person, state=State.SUGGESTED, evidence=evidence
    )
    texts = [reason.text for reason in explain([match])[match.pk]]
    assert len(texts) == len(evidence)
    assert all(texts)
    assert "Written with Yoshua Bengio, as other works" in texts
    assert "Affiliated with the institute" in texts


def test_someone_who_supervises_an_author_speaks_for_them(make_person: MakePerson) -> None:
    supervisor = make_person("Doina", "Precup")
    student = make_person("Yang", "Liu")
    page = imported("Yang Liu", "Doina Precup")
    author_matching.match_publications([page.pk])
    assert page.author_matches.get(person=student).state == State.SUGGESTED
    Supervision.objects.create(page=student, supervisor=supervisor)
    PersonPage.objects.get(pk=student.pk).save_revision().publish()
    assert page.author_matches.get(person=student).state == State.CONFIRMED


def test_a_command_matches_everything_until_nothing_changes(make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    page = imported("Yoshua Bengio")
    told = StringIO()
    call_command("match_authors", stdout=told)
    assert page.author_matches.get().state == State.CONFIRMED
    assert told.getvalue().splitlines() == [
        "Round 1: the matches of 1 of 1 works changed.",
        "Round 2: the matches of 0 of 1 works changed.",
    ]
