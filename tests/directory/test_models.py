"""What a person, their rows and the vocabularies accept, derive and refuse."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from directory.models import Affiliation, Institution, PersonPage, PersonTopic, ResearchTopic, Supervision
from tests.factories.directory import (
    InstitutionFactory,
    MembershipFactory,
    PersonPageFactory,
    ResearchTopicFactory,
)
from tests.support import settle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def test_the_title_the_slug_and_the_sort_key_come_from_the_name() -> None:
    person = PersonPageFactory(given_name=" Régis ", family_name="Œuvray")
    assert person.title == "Régis Œuvray"
    assert person.slug == "regis-oeuvray"
    assert person.sort_name == "oeuvray regis"
    assert person.letter == "O"


def test_two_people_of_one_name_have_two_addresses() -> None:
    slugs = [PersonPageFactory(given_name="Yang", family_name="Liu").slug for _ in range(2)]
    assert slugs == ["yang-liu", "yang-liu-2"]


def test_a_new_name_changes_the_title_and_keeps_the_address() -> None:
    person = PersonPageFactory(given_name="Ada", family_name="Byron")
    person.family_name = "Lovelace"
    person.save()
    person.refresh_from_db()
    assert (person.title, person.sort_name, person.slug) == ("Ada Lovelace", "lovelace ada", "ada-byron")


def test_one_name_is_enough() -> None:
    assert PersonPageFactory(given_name="", family_name="Plato").title == "Plato"
    assert PersonPageFactory(given_name="Madonna", family_name="").letter == "M"


def test_a_person_without_any_name_is_refused_by_the_form_and_by_the_database() -> None:
    with pytest.raises(ValidationError, match="Give a given name or a family name"):
        PersonPageFactory(given_name=" ", family_name="")
    person = PersonPageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonPage.objects.filter(pk=person.pk).update(given_name="", family_name="")


def test_a_draft_takes_its_title_from_the_name_too() -> None:
    assert PersonPageFactory(given_name="Doina", family_name="Precup", live=False).title == "Doina Precup"


@pytest.mark.parametrize(
    ("given", "family", "initials"),
    [
        ("Yoshua", "Bengio", "YB"),
        ("Émilie", "van der Berg", "ÉB"),
        ("", "Plato", "P"),
        ("Sarath Chandar", "Anbil Parthipan", "SA"),
        ("bell", "hooks", "BH"),
        ("(Wei)", "'Li", "WL"),
    ],
)
def test_initials_skip_particles_and_marks(given: str, family: str, initials: str) -> None:
    assert PersonPage(given_name=given, family_name=family).initials == initials


def test_the_colour_of_the_initials_is_drawn_from_the_name_and_stays() -> None:
    hues = {PersonPage(given_name="Given", family_name=str(number)).monogram_hue for number in range(200)}
    assert hues == set(range(12))
    assert PersonPage(given_name="Yoshua", family_name="Bengio").monogram_hue == 3


def test_an_orcid_is_stored_in_full_and_belongs_to_one_person() -> None:
    assert PersonPageFactory(orcid="000000021694233x").orcid == "https://orcid.org/0000-0002-1694-233X"
    with pytest.raises(ValidationError, match="Another person has this ORCID iD"):
        PersonPageFactory(orcid="0000-0002-1694-233X")


def test_any_number_of_people_have_no_identifier() -> None:
    people = [PersonPageFactory(orcid="", openalex_id="", google_scholar_id="") for _ in range(2)]
    assert [PersonPage.objects.get(pk=person.pk).orcid for person in people] == [None, None]


def test_the_day_after_the_last_a_person_is_an_alumnus() -> None:
    person = PersonPageFactory(left=date(2026, 5, 31))
    with time_machine.travel("2026-05-31 23:00-04:00", tick=False):
        assert not person.is_alumnus
        assert person in PersonPage.objects.current()
    with time_machine.travel("2026-06-01 01:00-04:00", tick=False):
        assert person.is_alumnus
        assert person in PersonPage.objects.alumni()
        assert person not in PersonPage.objects.current()


def test_nobody_leaves_before_joining() -> None:
    with pytest.raises(ValidationError, match="cannot leave before they join"):
        PersonPageFactory(joined=date(2020, 1, 1), left=date(2019, 1, 1))


def test_professors_are_those_whose_membership_counts_and_who_have_not_left() -> None:
    core = MembershipFactory(counts_as_professor=True)
    professor = PersonPageFactory(membership=core)
    PersonPageFactory(membership=core, left=date(2001, 1, 1))
    PersonPageFactory(membership=MembershipFactory())
    PersonPageFactory()
    assert list(PersonPage.objects.professors()) == [professor]


def test_the_main_affiliation_is_the_chosen_one_or_the_first_that_lasts() -> None:
    past, first, second = (InstitutionFactory() for _ in range(3))
    person = PersonPageFactory(institutions=[past, first, second])
    gone, _first_row, second_row = person.affiliations.all()
    gone.end = date(2001, 1, 1)
    gone.save()
    assert PersonPage.objects.get(pk=person.pk).main_affiliation.institution == first
    second_row.primary = True
    second_row.save()
    assert PersonPage.objects.get(pk=person.pk).main_affiliation.institution == second


def test_the_database_refuses_an_affiliation_that_ends_before_it_starts() -> None:
    person = PersonPageFactory(institutions=[InstitutionFactory()])
    with pytest.raises(IntegrityError, match="ends_after_start"), transaction.atomic():
        Affiliation.objects.filter(page=person).update(start=date(2020, 1, 1), end=date(2019, 1, 1))


def test_the_database_refuses_a_second_main_affiliation() -> None:
    person = PersonPageFactory(institutions=[InstitutionFactory(), InstitutionFactory()])

    def make_both_the_main_one() -> None:
        Affiliation.objects.filter(page=person).update(primary=True)
        settle()

    with pytest.raises(IntegrityError, match="one_primary"), transaction.atomic():
        make_both_the_main_one()


def test_rows_may_swap_what_must_be_unique_in_one_save() -> None:
    topics = [ResearchTopicFactory(), ResearchTopicFactory()]
    person = PersonPageFactory(institutions=[InstitutionFactory(), InstitutionFactory()], topics=topics)
    Affiliation.objects.filter(pk=person.affiliations.first().pk).update(primary=True)
    person = PersonPage.objects.get(pk=person.pk)
    first, second = person.affiliations.all()
    first.primary, second.primary = False, True
    one, other = person.topic_links.all()
    one.topic, other.topic = other.topic, one.topic
    person.affiliations = [second, first]
    person.topic_links = [one, other]
    person.save()
    settle()
    saved = PersonPage.objects.get(pk=person.pk)
    assert saved.topics == topics[::-1]
    assert saved.main_affiliation == second


def test_the_database_refuses_a_topic_twice_and_supervising_oneself() -> None:
    topic = ResearchTopicFactory()
    person = PersonPageFactory(topics=[topic])

    def list_the_topic_again() -> None:
        PersonTopic.objects.create(page=person, topic=topic)
        settle()

    with pytest.raises(IntegrityError, match="persontopic_once"), transaction.atomic():
        list_the_topic_again()
    with pytest.raises(IntegrityError, match="not_oneself"), transaction.atomic():
        Supervision.objects.create(page=person, supervisor=person)


def test_students_and_supervisors_are_told_from_both_sides() -> None:
    supervisor = PersonPageFactory()
    student = PersonPageFactory(supervisors=[supervisor])
    assert [companion.person for companion in student.supervisors()] == [supervisor]
    assert [companion.person for companion in supervisor.students()] == [student]
    assert student.students() == []


def test_a_draft_is_nobodys_student_or_supervisor_in_public() -> None:
    draft = PersonPageFactory(live=False)
    supervisor = PersonPageFactory()
    student = PersonPageFactory(supervisors=[draft, supervisor])
    PersonPageFactory(supervisors=[supervisor], live=False)
    assert [companion.person for companion in student.supervisors()] == [supervisor]
    assert [companion.person for companion in supervisor.students()] == [student]


def test_an_old_draft_can_be_opened_and_published_after_what_it_named_was_deleted() -> None:
    institution, topic, membership = InstitutionFactory(), ResearchTopicFactory(), MembershipFactory()
    supervisor = PersonPageFactory()
    person = PersonPageFactory(
        institutions=[institution], topics=[topic], membership=membership, supervisors=[supervisor]
    )
    revision = person.save_revision()
    for gone in (institution, topic, membership, supervisor):
        gone.delete()
    restored = revision.as_object()
    assert [list(rows.all()) for rows in (restored.affiliations, restored.topic_links, restored.supervisions)] == [
        [],
        [],
        [],
    ]
    assert restored.membership is None
    revision.publish()
    settle()


def test_restoring_an_identifier_that_another_person_has_taken_since_says_so() -> None:
    person = PersonPageFactory(orcid="0000-0002-1694-233X")
    old = person.save_revision()
    person.orcid = None
    person.save_revision().publish()
    PersonPageFactory(orcid="0000-0002-1694-233X")
    with pytest.raises(ValidationError, match="Another person has this ORCID iD"):
        old.publish()


def test_texts_follow_the_language_and_stand_in_for_each_other() -> None:
    person = PersonPage(position_en="Full Professor", position_fr="Professeure titulaire", chair_en="Chair")
    with translation.override("fr"):
        assert person.position == "Professeure titulaire"
        assert (person.chair, person.chair.language, person.chair.is_fallback) == ("Chair", "en", True)


def test_a_term_takes_its_slug_from_its_name() -> None:
    topic = ResearchTopic(name_fr="Réseaux de neurones")
    topic.full_clean()
    assert topic.slug == "reseaux-de-neurones"


def test_a_term_without_a_name_is_refused_by_the_form_and_by_the_database() -> None:
    with pytest.raises(ValidationError, match="at least one of the languages"):
        ResearchTopic(slug="nameless").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        ResearchTopic.objects.create(slug="nameless")


def test_two_terms_cannot_share_a_slug() -> None:
    ResearchTopicFactory(name_en="Causality")
    with pytest.raises(ValidationError, match="already exists"):
        ResearchTopic(name_en="Causality").full_clean()


def test_an_institution_keeps_its_ror_identifier_in_full() -> None:
    institution = Institution(name_en="Université de Montréal", ror="0161xgx34")
    institution.full_clean()
    assert institution.ror == "https://ror.org/0161xgx34"
