"""Authors are linked to the people that they are, and to nobody else."""

from __future__ import annotations

import pytest
from django.db.models import ProtectedError
from django.test import Client

from directory.models import PersonPage
from institute.accounts.models import User
from institute.content.models import Change
from publications import author_matching
from publications.models import AuthorMatch, PublicationPage
from tests.factories.publications import PublicationPageFactory
from tests.publications.conftest import MakePerson

pytestmark = pytest.mark.django_db


def people_of(page: PublicationPage) -> list[str | None]:
    page = PublicationPage.objects.get(pk=page.pk)
    return [author.person.title if author.person else None for author in page.authors]


def test_an_author_is_the_one_person_of_that_name(make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    page = PublicationPageFactory(authors=["Ada Lovelace", "Yoshua Bengio"])
    assert people_of(page) == [None, "Yoshua Bengio"]


@pytest.mark.parametrize("printed", ["Regis Lefevre", "Lefèvre, Régis", "RÉGIS LEFÈVRE", "LEFÈVRE Régis"])
def test_accents_capitals_and_order_do_not_matter(make_person: MakePerson, printed: str) -> None:
    make_person("Régis", "Lefèvre")
    assert people_of(PublicationPageFactory(authors=[printed])) == ["Régis Lefèvre"]


def test_a_similar_name_is_somebody_else(make_person: MakePerson) -> None:
    make_person("Wei", "Li")
    assert people_of(PublicationPageFactory(authors=["Wei Liu", "W. Li", "Li Wei"])) == [None, None, None]


def test_a_spelling_from_the_profile_matches(make_person: MakePerson) -> None:
    make_person("Sarath", "Chandar", variants=["Chandar, A. P. Sarath"])
    assert people_of(PublicationPageFactory(authors=["A. P. Sarath Chandar"])) == ["Sarath Chandar"]


def test_a_person_added_later_is_found_in_the_works_already_there(make_person: MakePerson) -> None:
    page = PublicationPageFactory(authors=["Doina Precup"])
    make_person("Doina", "Precup")
    assert people_of(page) == ["Doina Precup"]


def test_the_result_does_not_depend_on_who_was_added_first(make_person: MakePerson) -> None:
    make_person("Yang", "Liu")
    page = PublicationPageFactory(authors=["Yang Liu"])
    make_person("Yang", "Liu", slug="yang-liu-mcgill")
    assert people_of(page) == [None]
    assert set(page.author_matches.values_list("state", flat=True)) == {"suggested"}


def test_an_orcid_settles_between_people_of_one_name(make_person: MakePerson) -> None:
    make_person("Yang", "Liu")
    second = make_person("Yang", "Liu", slug="second", orcid="https://orcid.org/0000-0002-1825-0097")
    page = PublicationPageFactory(authors=["Yang Liu"], publish=False)
    row = page.authorships.get()
    row.orcid = second.orcid
    page.authorships.set([row])
    page.save_revision().publish()
    assert [match.person_id for match in page.confirmed_matches] == [second.pk]


def test_two_authors_of_one_name_on_one_work_are_left_to_a_librarian(make_person: MakePerson) -> None:
    make_person("Yang", "Liu")
    page = PublicationPageFactory(authors=["Yang Liu", "Yang Liu"])
    assert people_of(page) == [None, None]


def test_a_group_is_nobody(make_person: MakePerson) -> None:
    make_person("", "The Example Collaboration")
    assert people_of(PublicationPageFactory(authors=["The Example Collaboration"])) == [None]


def test_a_rejection_is_remembered(make_person: MakePerson, librarian: User) -> None:
    person = make_person("Yoshua", "Bengio")
    page = PublicationPageFactory(authors=["Yoshua Bengio"])
    author_matching.decide(page.author_matches.get(), AuthorMatch.State.REJECTED, librarian)
    page.save_revision().publish()
    author_matching.match_person(person)
    assert people_of(page) == [None]
    assert page.author_matches.get().decided_by == librarian


def test_confirming_another_person_frees_the_author(make_person: MakePerson, librarian: User) -> None:
    make_person("Yang", "Liu")
    second = make_person("Yang", "Liu", slug="second")
    page = PublicationPageFactory(authors=["Yang Liu"])
    for match in page.author_matches.order_by("person"):
        author_matching.decide(match, AuthorMatch.State.CONFIRMED, librarian)
    assert [match.person_id for match in PublicationPage.objects.get(pk=page.pk).confirmed_matches] == [second.pk]


def test_correcting_the_printed_name_takes_back_a_match_of_the_machine(make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    page = PublicationPageFactory(authors=["Yoshua Bengio"])
    row = page.authorships.get()
    row.name, row.given_name, row.family_name = "Samy Bengio", "Samy", "Bengio"
    page.authorships.set([row])
    page.save_revision().publish()
    assert not page.author_matches.exists()


def test_restoring_an_old_draft_undoes_no_decision(make_person: MakePerson, librarian: User) -> None:
    make_person("Yang", "Liu")
    make_person("Yang", "Liu", slug="second")
    page = PublicationPageFactory(authors=["Yang Liu"])
    old = page.latest_revision
    author_matching.decide(page.author_matches.first(), AuthorMatch.State.CONFIRMED, librarian)
    page.abstract_en = "Later."
    page.save_revision().publish()
    old.publish()
    assert people_of(page) == ["Yang Liu"]


def test_a_profile_that_visitors_may_not_see_is_not_linked(make_person: MakePerson) -> None:
    person = make_person("Yoshua", "Bengio")
    page = PublicationPageFactory(authors=["Yoshua Bengio"])
    person.unpublish()
    assert people_of(page) == [None]


def test_a_former_name_matches_and_appears_nowhere(make_person: MakePerson) -> None:
    make_person("Nova", "Tremblay", variants=["-Marc Tremblay"])
    page = PublicationPageFactory(authors=["Marc Tremblay", "Ada Lovelace"])
    page = PublicationPage.objects.get(pk=page.pk)
    assert [author.name for author in page.authors] == ["Nova Tremblay", "Ada Lovelace"]
    assert page.authors[0].given_name == "Nova"
    assert "Marc" not in page.search_document().names


def test_a_former_name_stays_hidden_when_the_profile_is_unpublished(make_person: MakePerson) -> None:
    person = make_person("Nova", "Tremblay", variants=["-Marc Tremblay"])
    page = PublicationPageFactory(authors=["Marc Tremblay"])
    person.unpublish()
    page.save_revision().publish()
    author = PublicationPage.objects.get(pk=page.pk).authors[0]
    assert (author.name, author.person) == ("Nova Tremblay", None)


@pytest.mark.parametrize("address", ["/admin/pages/{}/delete/", "/admin/bulk/wagtailcore/page/delete/?id={}"])
def test_a_profile_that_hides_a_former_name_is_not_deleted_in_the_admin(
    make_person: MakePerson, admin_client: Client, address: str
) -> None:
    person = make_person("Nova", "Tremblay", variants=["-Marc Tremblay"])
    page = PublicationPageFactory(authors=["Marc Tremblay"])
    for target in (person, person.get_parent()):
        answer = admin_client.post(address.format(target.pk), follow=True)
        assert "never be shown" in answer.content.decode()
    assert [author.name for author in PublicationPage.objects.get(pk=page.pk).authors] == ["Nova Tremblay"]


def test_no_code_deletes_a_profile_that_hides_a_former_name(make_person: MakePerson) -> None:
    person = make_person("Nova", "Tremblay", variants=["-Marc Tremblay"])
    PublicationPageFactory(authors=["Marc Tremblay"])
    with pytest.raises(ProtectedError, match="never be shown"):
        person.delete()
    assert PersonPage.objects.filter(pk=person.pk).exists()


def test_a_profile_that_hides_nothing_can_be_deleted(make_person: MakePerson, admin_client: Client) -> None:
    person = make_person("Ada", "Lovelace")
    PublicationPageFactory(authors=["Ada Lovelace"])
    admin_client.post(f"/admin/pages/{person.pk}/delete/")
    assert not PersonPage.objects.filter(pk=person.pk).exists()


def test_a_new_match_is_told_as_a_change_of_the_work(make_person: MakePerson) -> None:
    page = PublicationPageFactory(authors=["Doina Precup"])
    before = Change.objects.filter(subject_id=page.pk).count()
    make_person("Doina", "Precup")
    assert Change.objects.filter(subject_id=page.pk).count() == before + 2  # one for each language


def test_publishing_a_person_again_changes_nothing(make_person: MakePerson) -> None:
    person = make_person("Doina", "Precup")
    PublicationPageFactory(authors=["Doina Precup"])
    assert author_matching.match_person(person) == 0


def test_a_name_that_becomes_one_never_to_show_is_hidden_where_a_librarian_confirmed_it(
    make_person: MakePerson, librarian: User
) -> None:
    person = make_person("Nova", "Tremblay", variants=["Marc Tremblay"])
    page = PublicationPageFactory(authors=["Marc Tremblay"])
    author_matching.decide(page.author_matches.get(), AuthorMatch.State.CONFIRMED, librarian)
    variant = person.name_variants.get()
    variant.never_show = True
    person.name_variants.set([variant])
    person.save_revision().publish()
    assert PublicationPage.objects.get(pk=page.pk).authors[0].name == "Nova Tremblay"
