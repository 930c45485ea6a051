"""Narrowing the directory: words, terms, letters and alumni, alone and together."""

from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bibliography.text_normalization import normalize
from directory.filters import PersonFilter
from directory.models import PersonPage
from tests.factories.directory import (
    InstitutionFactory,
    MembershipFactory,
    PersonPageFactory,
    ResearchTopicFactory,
)
from tests.fixtures import SiteTree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


@pytest.fixture
def people(site_tree: SiteTree) -> dict[str, PersonPage]:
    """Three current members and an alumna, each with something that the others lack."""
    mcgill = InstitutionFactory(name_en="McGill University", name_fr="Université McGill", slug="mcgill", order=2)
    montreal = InstitutionFactory(name_fr="Université de Montréal", name_en="", slug="udem", order=1)
    learning = ResearchTopicFactory(name_en="Representation Learning", name_fr="Apprentissage de représentations")
    causality = ResearchTopicFactory(name_en="Causality", name_fr="Causalité")
    core = MembershipFactory(name_en="Core member", slug="core")
    regis = PersonPageFactory(
        given_name="Régis",
        family_name="Drouin",
        institutions=[montreal],
        topics=[causality, learning],
        membership=core,
    )
    emilie = PersonPageFactory(
        given_name="Émilie", family_name="Éthier", institutions=[mcgill], topics=[learning], membership=core
    )
    wei = PersonPageFactory(given_name="Wei", family_name="Li", institutions=[mcgill, montreal])
    ada = PersonPageFactory(
        given_name="Ada", family_name="Dubois", institutions=[mcgill], topics=[causality], left=date(2019, 6, 30)
    )
    return {"regis": regis, "emilie": emilie, "wei": wei, "ada": ada}


def found(query: str) -> list[str]:
    return [person.family_name for person in PersonFilter(QueryDict(query)).apply(PersonPage.objects.visible())]


def test_filters_find_people_alone_and_together() -> None:
    expected = {
        "": ["Drouin", "Éthier", "Li"],
        "q=regis": ["Drouin"],
        "q=RÉGIS": ["Drouin"],
        "q=ethier+emi": ["Éthier"],
        "q=apprentissage": ["Drouin", "Éthier"],
        "q=representation+montreal": ["Drouin"],
        "q=nobody": [],
        "institution=mcgill": ["Éthier", "Li"],
        "topic=causality": ["Drouin"],
        "membership=core": ["Drouin", "Éthier"],
        "letter=E": ["Éthier"],
        "letter=é": ["Éthier"],
        "alumni=only": ["Dubois"],
        "alumni=include&letter=d": ["Drouin", "Dubois"],
        "alumni=include&institution=mcgill&topic=causality": ["Dubois"],
        "membership=core&institution=udem&q=dro": ["Drouin"],
    }
    assert {query: sorted(found(query), key=normalize) for query in expected} == expected


def test_people_stand_by_family_name_without_regard_to_accents() -> None:
    assert found("alumni=include") == ["Drouin", "Dubois", "Éthier", "Li"]


def test_a_name_outranks_a_mention_where_words_are_searched() -> None:
    PersonPageFactory(given_name="Ann", family_name="Aalto", biography_en="<p>Works with Drouin.</p>")
    assert found("q=drouin") == ["Drouin", "Aalto"]


def test_a_wrong_filter_narrows_nothing_and_says_so() -> None:
    wrong = {
        "institution=nowhere": "institution",
        "topic=%00": "topic",
        "membership=" + "x" * 5000: "membership",
        "alumni=perhaps": "alumni",
        "letter=ab": "letter",
        "q=%00": "q",
        "q=" + "x" * 201: "q",
    }
    for query, field in wrong.items():
        filters = PersonFilter(QueryDict(query))
        assert filters.apply(PersonPage.objects.visible()).count() == 3, query
        assert list(filters.errors) == [field]


def test_marks_without_letters_break_nothing() -> None:
    for query in ["q=!%3F", "q='%26|!", "q=%E2%80%8B"]:
        assert found(query) == ["Drouin", "Éthier", "Li"], query
    for query in ["letter=%25", "letter=_", "letter=%CC%81"]:
        assert set(found(query)) <= {"Drouin", "Éthier", "Li"}, query


def test_an_affiliation_that_ended_no_longer_places_someone_unless_they_left(people: dict[str, PersonPage]) -> None:
    for person in people.values():
        person.affiliations.update(end=date(2019, 6, 30))
    assert found("institution=mcgill") == []
    assert found("institution=mcgill&alumni=include") == ["Dubois"]


def test_facets_count_what_each_choice_would_leave(people: dict[str, PersonPage]) -> None:
    filters = PersonFilter(QueryDict("topic=representation-learning&institution=mcgill"))
    facets = filters.facets(PersonPage.objects.visible())
    assert [(facet.slug, facet.count, facet.selected) for facet in facets["institution"]] == [
        ("udem", 1, False),
        ("mcgill", 1, True),
    ]
    assert [(facet.slug, facet.count) for facet in facets["topic"]] == [("representation-learning", 1)]
    assert [(facet.slug, facet.count) for facet in facets["membership"]] == [("core", 1)]


def test_a_choice_that_leaves_nobody_is_still_offered_while_it_is_chosen() -> None:
    filters = PersonFilter(QueryDict("topic=causality&q=wei"))
    topics = filters.facets(PersonPage.objects.visible())["topic"]
    assert [(facet.slug, facet.count, facet.selected) for facet in topics] == [("causality", 0, True)]


def test_topics_are_named_and_sorted_in_the_language_of_the_reader() -> None:
    filters = PersonFilter(QueryDict(""))
    with translation.override("fr"):
        names = [facet.name for facet in filters.facets(PersonPage.objects.visible())["topic"]]
    assert names == ["Apprentissage de représentations", "Causalité"]
    assert [facet.name for facet in filters.facets(PersonPage.objects.visible())["topic"]] == [
        "Causality",
        "Representation Learning",
    ]


def test_letters_tell_where_someone_stands() -> None:
    PersonPageFactory(given_name="", family_name="李")
    letters = PersonFilter(QueryDict("letter=l")).letters(PersonPage.objects.visible())
    assert [letter.letter for letter in letters if letter.available] == ["D", "E", "L", "李"]
    assert [letter.letter for letter in letters if letter.selected] == ["L"]
    assert len(letters) == 27


def test_each_active_filter_can_be_lifted_alone() -> None:
    filters = PersonFilter(QueryDict("q=a&institution=mcgill&letter=d&alumni=only&topic=nothing&page=3"))
    assert [(active.label, active.value, active.query_without) for active in filters.active()] == [
        ("Institution", "McGill University", "q=a&topic=nothing&letter=d&alumni=only"),
        ("Letter", "D", "q=a&institution=mcgill&topic=nothing&alumni=only"),
        ("Alumni", "Alumni only", "q=a&institution=mcgill&topic=nothing&letter=d"),
    ]


@pytest.mark.parametrize("more", [0, 6])
def test_a_list_costs_the_same_whatever_its_length(more: int) -> None:
    topic = ResearchTopicFactory()
    for _ in range(more):
        PersonPageFactory(institutions=[InstitutionFactory()], topics=[topic], membership=MembershipFactory())
    with CaptureQueriesContext(connection) as queries:
        for person in PersonPage.objects.visible("en").by_name().for_listing("en"):
            assert person.title
            assert person.membership is None or person.membership.name
            assert person.main_affiliation is None or person.main_affiliation.institution.name
            assert person.public_summary is not None
            assert len([topic.name for topic in person.topics]) <= 2
            assert person.photo is None
    assert len(queries) == 3


def test_a_renamed_or_deleted_institution_or_topic_is_searched_by_its_new_name(people: dict[str, PersonPage]) -> None:
    institution = people["emilie"].main_affiliation.institution
    institution.name_en = "Royal Institution"
    institution.save()
    assert found("q=royal") == ["Éthier", "Li"]
    institution.delete()
    assert found("q=royal") == []
    topic = people["regis"].topics[0]
    topic.name_fr = "Causes et effets"
    topic.save()
    assert found("q=effets") == ["Drouin"]
    topic.delete()
    assert found("q=effets") == []
