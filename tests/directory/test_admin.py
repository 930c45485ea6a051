"""Keeping the directory: the forms, the lists and the choosers that editors work with."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from directory.models import Institution, PersonPage, ResearchTopic
from tests.factories.directory import InstitutionFactory, MembershipFactory, PersonPageFactory, ResearchTopicFactory
from tests.fixtures import SiteTree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(get_user_model().objects.create_superuser("editor", "editor@example.org", "a long password"))
    return client


def person_form(**given: Any) -> dict[str, Any]:
    # Other apps add rows of their own to the form, so its relations are read from it.
    relations = PersonPage.get_edit_handler().get_form_class().formsets
    empty = {relation: inline_formset([]) for relation in relations}
    fields = {"biography_en": rich_text(""), "biography_fr": rich_text("")}
    return nested_form_data({**fields, **empty, **given})


def add_url(site_tree: SiteTree) -> str:
    return reverse("wagtailadmin_pages:add", args=["directory", "personpage", site_tree.directory["en"].pk])


def edit_url(person: PersonPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[person.pk])


def messages_of(response: Any) -> str:
    form = response.context["form"]
    rows = [str(formset.errors) + str(formset.non_form_errors()) for formset in form.formsets.values()]
    return str(form.errors) + "".join(rows)


def test_a_name_is_all_it_takes_to_publish_a_person(editor: Client, site_tree: SiteTree) -> None:
    editor.post(
        add_url(site_tree), person_form(given_name="Régis", family_name="Drouin", **{"action-publish": "publish"})
    )
    person = PersonPage.objects.get()
    assert (person.title, person.slug, person.live) == ("Régis Drouin", "regis-drouin", True)
    assert editor.get("/fr/annuaire/regis-drouin/").status_code == 200


def test_everything_about_a_person_is_kept_from_the_form(editor: Client, site_tree: SiteTree) -> None:
    institution, topics = InstitutionFactory(), [ResearchTopicFactory(), ResearchTopicFactory()]
    membership, supervisor = MembershipFactory(), PersonPageFactory()
    form = person_form(
        given_name="Ada",
        family_name="Ames",
        membership=membership.pk,
        position_en="Professor",
        affiliations=inline_formset([{"institution": institution.pk, "primary": "on", "department_fr": "Physique"}]),
        topic_links=inline_formset([{"topic": topic.pk} for topic in topics]),
        supervisions=inline_formset([{"supervisor": supervisor.pk, "role": "mentor"}]),
        name_variants=inline_formset([{"name": "A. Ames", "never_show": "on"}]),
        links=inline_formset([{"kind": "github", "url": "https://github.com/ames"}]),
        biography_fr=rich_text("<p>Bonjour</p>"),
        orcid="000000021694233X",
        slug="",
        **{"action-publish": "publish"},
    )
    editor.post(add_url(site_tree), form)
    person = PersonPage.objects.get(family_name="Ames")
    assert person.main_affiliation.department_fr == "Physique"
    assert person.topics == topics
    assert [companion.role for companion in person.supervisors()] == ["Mentor"]
    assert person.name_variants.get().never_show
    assert person.links.get().label == "GitHub"
    assert person.orcid == "https://orcid.org/0000-0002-1694-233X"
    assert "Bonjour" in person.biography_fr


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "Give a given name or a family name"),
        ({"family_name": "Roy", "orcid": "0000-0002-1694-2330"}, "is not an ORCID iD"),
        ({"family_name": "Roy", "joined": "2020-01-01", "left": "2019-01-01"}, "cannot leave before they join"),
    ],
)
def test_a_mistake_in_a_field_is_told_in_words(
    editor: Client, site_tree: SiteTree, given: dict[str, str], message: str
) -> None:
    response = editor.post(add_url(site_tree), person_form(**given))
    assert message in messages_of(response)
    assert not PersonPage.objects.exists()


def test_mistakes_across_rows_are_told_at_the_row(editor: Client) -> None:
    institution, topic = InstitutionFactory(), ResearchTopicFactory()
    person, other = PersonPageFactory(), PersonPageFactory()
    form = person_form(
        family_name="Roy",
        slug="roy",
        affiliations=inline_formset(
            [
                {"institution": institution.pk, "primary": "on", "start": "2020-01-01", "end": "2019-01-01"},
                {"institution": institution.pk, "primary": "on"},
                {"institution": institution.pk, "primary": "on"},
            ]
        ),
        topic_links=inline_formset([{"topic": topic.pk}, {"topic": topic.pk}]),
        supervisions=inline_formset(
            [{"supervisor": supervisor.pk, "role": "mentor"} for supervisor in (person, other, other)]
        ),
    )
    errors = messages_of(editor.post(edit_url(person), form))
    assert "An affiliation cannot end before it starts" in errors
    assert "Another affiliation is already the main one" in errors
    assert "This supervisor is already named" in errors
    assert "Nobody supervises themselves" in errors


def test_the_main_affiliation_can_pass_from_one_row_to_the_next(editor: Client) -> None:
    person = PersonPageFactory(institutions=[InstitutionFactory(), InstitutionFactory()])
    first, second = person.affiliations.all()
    first.primary = True
    first.save()
    rows = [
        {"id": first.pk, "institution": first.institution_id, "primary": ""},
        {"id": second.pk, "institution": second.institution_id, "primary": "on"},
    ]
    form = person_form(
        family_name="Roy", slug="roy", affiliations=inline_formset(rows, initial=2), **{"action-publish": "publish"}
    )
    editor.post(edit_url(person), form)
    assert PersonPage.objects.get(pk=person.pk).main_affiliation == second


def test_a_draft_is_previewed_in_each_language(editor: Client, site_tree: SiteTree) -> None:
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=["directory", "personpage", site_tree.directory["en"].pk]
    )
    topic = ResearchTopicFactory(name_en="Causality", name_fr="Causalité")
    form = person_form(family_name="Roy", topic_links=inline_formset([{"topic": topic.pk}]))
    assert editor.post(address, form).json()["is_valid"]
    assert "Causality" in editor.get(address, {"mode": "en"}).content.decode()
    french = editor.get(address, {"mode": "fr"}).content.decode()
    assert "Causalité" in french
    assert 'lang="fr"' in french


def test_people_are_listed_searched_without_accents_and_filtered(editor: Client) -> None:
    institution, membership = InstitutionFactory(), MembershipFactory()
    PersonPageFactory(given_name="Régis", family_name="Éthier", institutions=[institution], membership=membership)
    PersonPageFactory(given_name="Ada", family_name="Ames", live=False)
    listing = reverse("people:index")

    def listed(**query: Any) -> list[str]:
        return [person.title for person in editor.get(listing, query).context["object_list"]]

    assert listed() == ["Ada Ames", "Régis Éthier"]
    assert listed(q="regis") == ["Régis Éthier"]
    assert listed(institution=institution.pk) == ["Régis Éthier"]
    assert listed(membership=membership.pk, presence="current") == ["Régis Éthier"]
    assert listed(presence="alumni") == []
    assert listed(q="ethier", institution=institution.pk, presence="current") == ["Régis Éthier"]


def test_the_list_of_people_asks_once_for_what_its_columns_show(editor: Client) -> None:
    def add_people(number: int) -> None:
        for _ in range(number):
            PersonPageFactory(institutions=[InstitutionFactory()], membership=MembershipFactory())

    def queries_of_columns() -> int:
        with CaptureQueriesContext(connection) as queries:
            editor.get(reverse("people:index_results"))
        tables = ('FROM "directory_affiliation"', 'FROM "directory_institution"', 'FROM "directory_membership"')
        return sum(any(table in query["sql"] for table in tables) for query in queries)

    add_people(1)
    assert queries_of_columns() == 3
    add_people(4)
    assert queries_of_columns() == 3


def test_choosers_find_people_topics_and_institutions_without_accents(editor: Client) -> None:
    PersonPageFactory(given_name="Régis", family_name="Éthier")
    ResearchTopicFactory(name_en="Causality", name_fr="Causalité")
    InstitutionFactory(name_en="", name_fr="École de technologie supérieure", short_name="ÉTS", slug="ets")
    people = editor.get(
        reverse("wagtailadmin_choose_page_search"), {"q": "ethier", "page_type": "directory.personpage"}
    )
    assert "Régis Éthier" in people.content.decode()
    for model, words, name in (
        (ResearchTopic, "causalite", "Causality"),
        (Institution, "ecole", "École de technologie"),
        (Institution, "ets", "École de technologie"),
    ):
        chooser = model.snippet_viewset.chooser_viewset
        results = editor.get(reverse(chooser.get_url_name("choose_results")), {"q": words})
        assert name in results.content.decode()


def test_a_missing_topic_is_made_while_choosing(editor: Client) -> None:
    chooser = ResearchTopic.snippet_viewset.chooser_viewset
    editor.post(reverse(chooser.get_url_name("create")), {"name_en": "New Topic", "name_fr": ""})
    assert ResearchTopic.objects.get().slug == "new-topic"


@pytest.mark.parametrize("model", ["institution", "researchtopic", "membership"])
def test_a_term_is_made_from_one_name(editor: Client, model: str) -> None:
    response = editor.post(
        reverse(f"wagtailsnippets_directory_{model}:add"),
        {"name_en": "", "name_fr": "Réseaux", "slug": "", "order": "0"},
    )
    assert response.status_code == 302
    listing = editor.get(reverse(f"wagtailsnippets_directory_{model}:list"))
    assert "Réseaux" in listing.content.decode()


def test_a_wrong_ror_identifier_is_told_in_words(editor: Client) -> None:
    response = editor.post(
        reverse("wagtailsnippets_directory_institution:add"),
        {"name_en": "University", "slug": "", "order": "0", "ror": "https://ror.org/0161xgx35"},
    )
    assert "is not a ROR identifier" in str(response.context["form"].errors)


def test_topic_chosen_twice_is_kept_once(editor: Client, site_tree: SiteTree) -> None:
    topic, other = ResearchTopicFactory(), ResearchTopicFactory()
    person = PersonPageFactory(family_name="Lovelace", topics=[topic])
    link = person.topic_links.get()
    rows = [
        {"id": link.pk, "topic": topic.pk, "ORDER": "1"},
        {"topic": other.pk, "ORDER": "2"},
        {"topic": topic.pk, "ORDER": "3"},
        {"topic": other.pk, "ORDER": "4"},
    ]
    form = person_form(
        family_name="Lovelace", topic_links=inline_formset(rows, initial=1), **{"action-publish": "action-publish"}
    )
    response = editor.post(edit_url(person), form)
    assert response.status_code == 302, response.context["form"].errors
    assert [row.topic for row in PersonPage.objects.get(pk=person.pk).topic_links.all()] == [topic, other]
