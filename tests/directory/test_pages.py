"""The directory and the profiles as visitors meet them, in both languages."""

import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from directory.models import DirectoryPage, PersonPage
from tests.factories.directory import (
    InstitutionFactory,
    MembershipFactory,
    PersonPageFactory,
    ResearchTopicFactory,
)
from tests.factories.home import ImageFactory
from tests.fixtures import SiteTree
from tests.support import restrict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def soup(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def names(page: BeautifulSoup) -> list[str]:
    return [" ".join(name.get_text().split()) for name in page.select(".people-index .person-name")]


def text_of(page: BeautifulSoup, selector: str) -> str:
    return " ".join(page.select_one(selector).get_text().split())


def test_the_directory_lists_people_under_their_letter_in_each_language(client: Client) -> None:
    PersonPageFactory(given_name="Émilie", family_name="Éthier", position_fr="Professeure")
    PersonPageFactory(given_name="Régis", family_name="Drouin")
    for address, profile in (("/en/directory/", "/en/directory/"), ("/fr/annuaire/", "/fr/annuaire/")):
        page = soup(client, address)
        assert names(page) == ["Régis Drouin", "Émilie Éthier"]
        assert [letter.get_text() for letter in page.select(".margin-letter")] == ["D", "E"]
        assert page.select_one(".person-name a")["href"] == f"{profile}regis-drouin/"
        assert text_of(page, ".results-count").startswith("2 ")


def test_a_text_in_the_other_language_says_so(client: Client) -> None:
    PersonPageFactory(
        position_fr="Professeure", biography_en="<p>She studies <b>light</b>.</p>", family_name="Roy", given_name=""
    )
    assert soup(client, "/en/directory/").select_one(".person-position")["lang"] == "fr"
    profile = soup(client, "/fr/annuaire/roy/")
    assert profile.select_one("[aria-labelledby=biography] .prose")["lang"] == "en"
    assert not profile.select_one(".profile-position span").has_attr("lang")


def test_the_filters_stand_in_the_address_and_keep_each_other(client: Client) -> None:
    mcgill = InstitutionFactory(name_en="McGill University", name_fr="Université McGill", slug="mcgill")
    topic = ResearchTopicFactory(name_fr="Causalité", slug="causality")
    PersonPageFactory(family_name="Drouin", institutions=[mcgill], topics=[topic])
    PersonPageFactory(family_name="Roy")
    page = soup(client, "/fr/annuaire/?institution=mcgill&topic=causality")
    assert len(names(page)) == 1
    assert page.select_one("#filter-institution option[selected]").get_text() == "Université McGill (1)"
    letter = page.select_one(".letters a")
    assert (letter.get_text(), letter["href"]) == ("D", "?institution=mcgill&topic=causality&letter=D")
    lifted = [link["href"] for link in page.select(".active-filters a")]
    assert lifted == ["/fr/annuaire/?topic=causality", "/fr/annuaire/?institution=mcgill", "/fr/annuaire/"]


def test_all_letters_come_back_and_the_other_filters_stay(client: Client) -> None:
    PersonPageFactory(family_name="Drouin")
    for query, everyone in (
        ("?letter=D", "/en/directory/?"),
        ("?letter=D&alumni=include", "/en/directory/?alumni=include"),
    ):
        assert soup(client, f"/en/directory/{query}").select(".letters a")[-1]["href"] == everyone


def test_words_that_nobody_matches_leave_a_way_back(client: Client) -> None:
    PersonPageFactory()
    page = soup(client, "/en/directory/?q=<b>gardening")
    assert names(page) == []
    assert text_of(page, ".empty p") == "No one matches “<b>gardening”."
    assert page.select_one(".empty a")["href"] == "/en/directory/"


def test_a_wrong_filter_is_named_beside_its_field(client: Client) -> None:
    PersonPageFactory()
    page = soup(client, "/en/directory/?topic=nothing&alumni=perhaps&page=nonsense")
    assert len(names(page)) == 1
    assert page.select_one("#filter-topic")["aria-describedby"] == "error-topic"
    assert "nothing" in text_of(page, "#error-topic")
    assert page.select_one("#filter-alumni")["aria-invalid"] == "true"


def test_a_long_directory_is_turned_page_by_page(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DirectoryPage, "people_per_page", 2)
    for family in ("Ames", "Bell", "Cole", "Dunn", "Ellis"):
        PersonPageFactory(given_name="", family_name=family)
    second = soup(client, "/en/directory/?page=2")
    assert names(second) == ["Cole", "Dunn"]
    assert second.select_one(".pagination [rel=next]")["href"] == "?page=3"
    assert names(soup(client, "/en/directory/?page=99")) == ["Ellis"]
    assert text_of(second, ".results-count").startswith("5 ")


def queries_of(client: Client, address: str) -> int:
    """Count the queries of a page whose pictures have been drawn before."""
    client.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_directory_costs_the_same_whatever_its_length(client: Client) -> None:
    topic, membership, photo = ResearchTopicFactory(), MembershipFactory(), ImageFactory()

    def add_people(number: int) -> None:
        for _ in range(number):
            PersonPageFactory(institutions=[InstitutionFactory()], topics=[topic], membership=membership, photo=photo)

    add_people(2)
    cost_of_two = queries_of(client, "/fr/annuaire/")
    add_people(8)
    assert queries_of(client, "/fr/annuaire/") == cost_of_two


def test_a_profile_costs_the_same_however_many_people_it_names(client: Client) -> None:
    supervisor = PersonPageFactory(given_name="", family_name="Roy")

    def add_students(number: int) -> None:
        for _ in range(number):
            PersonPageFactory(supervisors=[supervisor])

    add_students(1)
    cost_of_one = queries_of(client, "/en/directory/roy/")
    add_students(5)
    assert queries_of(client, "/en/directory/roy/") == cost_of_one


def test_a_profile_tells_what_is_known_in_both_languages(client: Client) -> None:
    mcgill = InstitutionFactory(name_en="McGill University", name_fr="Université McGill", slug="mcgill")
    old = InstitutionFactory(name_en="Old College")
    person = PersonPageFactory(
        given_name="Régis",
        family_name="Drouin",
        honorific="Dr",
        position_en="Full Professor",
        position_fr="Professeur titulaire",
        chair_en="Canada Research Chair",
        membership=MembershipFactory(name_en="Core member", name_fr="Membre principal"),
        institutions=[mcgill, old],
        topics=[ResearchTopicFactory(name_en="Causality", name_fr="Causalité", slug="causality")],
        orcid="0000-0002-1694-233X",
        google_scholar_id="kukA0LcAAAAJ",
        email="regis@example.org",
        email_is_public=True,
        links=["https://example.org/regis"],
    )
    gone = person.affiliations.get(institution=old)
    gone.start, gone.end = date(2001, 1, 1), date(2009, 1, 1)
    gone.department_en = "Physics"
    gone.save()
    english, french = soup(client, "/en/directory/regis-drouin/"), soup(client, "/fr/annuaire/regis-drouin/")
    assert text_of(english, ".profile-position") == "Full Professor, Canada Research Chair"
    assert text_of(french, ".profile-position") == "Professeur titulaire, Canada Research Chair"
    assert text_of(french, ".membership") == "Membre principal"
    assert text_of(english, ".profile-head .affiliations") == "McGill University"
    assert text_of(english, "[aria-labelledby=past-affiliations] li") == "Old College, Physics, 2001–2009"
    assert french.select_one(".affiliation-name")["href"] == "/fr/annuaire/?institution=mcgill"
    topic = french.select_one(".topics a")
    assert (topic.get_text(), topic["href"]) == ("Causalité", "/fr/annuaire/?topic=causality")
    assert [link["href"] for link in english.select(".links a")] == [
        "https://example.org/regis",
        "https://orcid.org/0000-0002-1694-233X",
        "https://scholar.google.com/citations?user=kukA0LcAAAAJ",
        "mailto:regis@example.org",
    ]
    assert "https://orcid.org/0000-0002-1694-233X" in text_of(english, ".links")
    assert [letter.get_text() for letter in english.select(".monogram span")] == ["R", "D"]
    assert english.select_one(".breadcrumbs a")["href"] == "/en/directory/"
    assert french.select_one("link[hreflang=en]")["href"].endswith("/en/directory/regis-drouin/")


def test_a_photo_stands_with_its_credit_and_needs_no_text_beside_the_name(client: Client) -> None:
    PersonPageFactory(
        given_name="", family_name="Roy", photo=ImageFactory(credit="Ana Lens"), photo_consent="By e-mail"
    )
    response = client.get("/en/directory/roy/")
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one(".profile-head .portrait img")["alt"] == ""
    assert text_of(page, ".credit") == "Photo: Ana Lens"
    assert "By e-mail" not in response.content.decode()


def test_someone_who_left_is_called_so_and_found_among_the_alumni(client: Client) -> None:
    PersonPageFactory(given_name="", family_name="Roy", left=date(2019, 6, 30))
    assert "2019" in text_of(soup(client, "/en/directory/roy/"), ".notice")
    assert names(soup(client, "/en/directory/")) == []
    assert names(soup(client, "/en/directory/?alumni=only")) == ["Roy"]


def test_profiles_of_student_and_supervisor_lead_to_each_other(client: Client) -> None:
    supervisor = PersonPageFactory(given_name="", family_name="Roy")
    PersonPageFactory(given_name="", family_name="Ames", supervisors=[supervisor])
    students = soup(client, "/fr/annuaire/roy/").select("[aria-labelledby=students] a")
    assert [(link.get_text(), link["href"]) for link in students] == [("Ames", "/fr/annuaire/ames/")]
    supervisors = soup(client, "/en/directory/ames/").select("[aria-labelledby=supervisors] a")
    assert [(link.get_text(), link["href"]) for link in supervisors] == [("Roy", "/en/directory/roy/")]


def test_machines_read_the_profile_as_a_person(client: Client) -> None:
    institution = InstitutionFactory(name_en="McGill University", ror="https://ror.org/01pxwe438")
    PersonPageFactory(
        given_name="Wei",
        family_name="</script>",
        institutions=[institution],
        orcid="0000-0002-1694-233X",
        variants=["W. Li"],
        hidden_names=["Secret Name"],
        email="wei@example.org",
    )
    page = soup(client, "/en/directory/wei-script/")
    data = page.select_one('script[type="application/ld+json"]').get_text()
    assert '"ProfilePage"' in data
    assert '"mainEntity"' in data
    for fact in ("https://orcid.org/0000-0002-1694-233X", "https://ror.org/01pxwe438", "W. Li"):
        assert fact in data
    for secret in ("Secret Name", "wei@example.org", "</script>"):
        assert secret not in data


def make_draft() -> PersonPage:
    return PersonPageFactory(given_name="Zoé", family_name="Hidden", live=False)


def make_expired() -> PersonPage:
    return PersonPageFactory(given_name="Zoé", family_name="Hidden", expire_at=timezone.now() - timedelta(days=1))


def make_private() -> PersonPage:
    person = PersonPageFactory(given_name="Zoé", family_name="Hidden")
    restrict(person)
    return person


@pytest.mark.parametrize("make", [make_draft, make_expired, make_private])
def test_what_is_not_visible_leaves_by_no_door(client: Client, make: object) -> None:
    person = make()
    PersonPageFactory(given_name="", family_name="Ames", supervisors=[person])
    for address in (
        "/en/directory/",
        "/fr/annuaire/?q=zoe",
        "/en/directory/?letter=H",
        "/en/directory/ames/",
        "/en/directory/zoe-hidden/",
        "/fr/annuaire/zoe-hidden/",
    ):
        assert "Hidden" not in client.get(address).content.decode(), address


def test_a_former_name_a_consent_and_a_private_address_are_shown_and_searched_nowhere(client: Client) -> None:
    PersonPageFactory(
        given_name="",
        family_name="Roy",
        hidden_names=["Xavierine Formername"],
        variants=["R. Ouvertname"],
        email="hush@example.org",
        photo_consent="Signed in May",
    )
    for address in ("/en/directory/", "/en/directory/roy/", "/fr/annuaire/roy/", "/en/directory/?q=roy"):
        html = client.get(address).content.decode()
        assert not re.search("Formername|hush@|Signed in May", html)
    assert names(soup(client, "/en/directory/?q=formername")) == []
    assert names(soup(client, "/en/directory/?q=hush")) == []
    assert names(soup(client, "/en/directory/?q=ouvertname")) == ["Roy"]


def test_a_person_is_moved_nowhere_else_in_the_tree(site_tree: SiteTree) -> None:
    person = PersonPageFactory()
    assert not person.can_move_to(site_tree.directory["fr"])
    assert not PersonPage.can_create_at(site_tree.directory["fr"])
    assert Page.objects.filter(slug=person.slug).count() == 1
