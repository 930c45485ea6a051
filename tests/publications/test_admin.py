"""Librarians keep publications in the admin: quickly, by the thousand authors, and in both languages."""

from __future__ import annotations

import html
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from wagtail.users.models import UserProfile

from institute.accounts.models import User
from publications.models import AuthorMatch, PublicationPage, Venue
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.publications.conftest import MakePerson

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _signed_in(site_tree: SiteTree, client: Client, librarian: User) -> None:
    client.force_login(librarian)


def posted(**fields: Any) -> dict[str, Any]:
    """A whole form as the browser sends it, with `fields` filled in."""
    data = {"full_title": "A paper", "kind": "article", "status": "published", "date": "", "slug": "", **fields}
    for relation in ("authorships", "versions", "links", "publication_topics", "comments"):
        data.setdefault(f"{relation}-TOTAL_FORMS", "0")
        data.setdefault(f"{relation}-INITIAL_FORMS", "0")
    return data


def author_forms(page: PublicationPage) -> dict[str, Any]:
    rows = list(page.authorships.all())
    data: dict[str, Any] = {"authorships-TOTAL_FORMS": len(rows), "authorships-INITIAL_FORMS": len(rows)}
    for index, row in enumerate(rows):
        data |= {
            f"authorships-{index}-id": row.pk,
            f"authorships-{index}-name": row.name,
            f"authorships-{index}-given_name": row.given_name,
            f"authorships-{index}-family_name": row.family_name,
            f"authorships-{index}-ORDER": index + 1,
        }
    return data


def edit_url(page: PublicationPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def names(page: PublicationPage) -> list[str]:
    page = PublicationPage.objects.get(pk=page.pk)
    return [row.name for row in page.get_latest_revision_as_object().authorships.all()]


def test_a_paper_is_made_from_what_one_pastes(client: Client, site_tree: SiteTree) -> None:
    venue = VenueFactory()
    address = reverse(
        "wagtailadmin_pages:add", args=["publications", "publicationpage", site_tree.publications["en"].pk]
    )
    assert client.get(address).status_code == 200
    response = client.post(
        address,
        posted(
            full_title="The $x^2$ paper",
            paste_authors="Yoshua Bengio; Ada Lovelace and Alan Turing",
            published_on="2024-05",
            venue=venue.pk,
            identifiers_text="https://doi.org/10.1000/A",
            **{"action-publish": "1"},
        ),
    )
    assert response.status_code == 302
    page = PublicationPage.objects.get()
    assert (page.title, page.live, page.date_text, page.doi) == ("The x^2 paper", True, "2024-05", "10.1000/a")
    assert [row.name for row in page.authorships.all()] == ["Yoshua Bengio", "Ada Lovelace", "Alan Turing"]


def test_a_wrong_date_or_identifier_is_told_at_its_field(client: Client) -> None:
    page = PublicationPageFactory()
    response = client.post(edit_url(page), posted(published_on="May 2024", identifiers_text="nonsense"))
    errors = response.context["form"].errors
    assert set(errors) >= {"published_on", "identifiers_text"}


def test_an_identifier_of_another_paper_is_told_before_publishing(client: Client) -> None:
    PublicationPageFactory(full_title="The first", identifiers_text="10.1000/a")
    page = PublicationPageFactory()
    response = client.post(edit_url(page), posted(identifiers_text="10.1000/a", **{"action-publish": "1"}))
    assert "“The first”" in str(response.context["form"].errors["identifiers_text"])


def test_a_name_written_over_another_is_another_person(client: Client, make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    page = PublicationPageFactory(authors=["Yoshua Bengio"])
    form = author_forms(page) | {"authorships-0-name": "Samy Bengio"}
    client.post(edit_url(page), posted(**form, **{"action-publish": "1"}))
    row = PublicationPage.objects.get(pk=page.pk).authorships.get()
    assert (row.name, row.given_name, row.family_name) == ("Samy Bengio", "Samy", "Bengio")
    assert not page.author_matches.exists()


def test_saving_in_the_background_adds_pasted_authors_once(client: Client) -> None:
    page = PublicationPageFactory(authors=["Ada Lovelace"], publish=False)
    page.save_revision()
    form = author_forms(page)
    for text in ("Yoshua Ben", "Yoshua Bengio", "Yoshua Bengio\nAlan Turing"):
        response = client.post(
            edit_url(page), posted(paste_authors=text, **form), headers={"accept": "application/json"}
        )
        assert response.json()["success"]
    assert names(page) == ["Ada Lovelace", "Yoshua Bengio", "Alan Turing"]


@pytest.mark.slow
def test_a_thousand_authors_are_edited_as_text(client: Client) -> None:
    page = PublicationPageFactory(authors=[f"Ada Number{number}" for number in range(1000)])
    keys = {row.name: row.key for row in page.authorships.all()}
    form = client.get(edit_url(page)).context["form"]
    assert "authorships" not in form.formsets
    lines = form.initial["author_lines"].splitlines()
    assert len(lines) == 1000
    changed = [lines[-1], *lines[:500], "Lovelace, Augusta Ada", *lines[501:-1]]
    response = client.post(edit_url(page), posted(author_lines="\n".join(changed), **{"action-publish": "1"}))
    assert response.status_code == 302
    rows = list(PublicationPage.objects.get(pk=page.pk).authorships.all())
    assert [row.name for row in rows] == [*changed[:501], "Augusta Ada Lovelace", *changed[502:]]
    assert rows[0].key == keys["Ada Number999"]
    assert "Ada Number500" not in [row.name for row in rows]


def test_topics_are_chosen_once(client: Client) -> None:
    from directory.models import ResearchTopic

    topic = ResearchTopic.objects.create(name_en="Causality", slug="causality")
    page = PublicationPageFactory()
    rows = {"publication_topics-TOTAL_FORMS": 2}
    for index in range(2):
        rows |= {f"publication_topics-{index}-topic": topic.pk, f"publication_topics-{index}-ORDER": index + 1}
    assert client.post(edit_url(page), posted(**rows, **{"action-publish": "1"})).status_code == 302
    assert [row.topic for row in PublicationPage.objects.get(pk=page.pk).publication_topics.all()] == [topic]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_draft_is_previewed_in_each_language(client: Client, language: str) -> None:
    page = PublicationPageFactory(publish=False, abstract_fr="En français.")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.post(address, posted(full_title="The draft", identifiers_text="10.1000/draft"))
    text = client.get(f"{address}?mode={language}").content.decode()
    assert f'<html lang="{language}"' in text
    assert "The draft" in text
    assert "10.1000/draft" in text


def test_a_new_paper_is_previewed_before_it_is_saved(client: Client, site_tree: SiteTree) -> None:
    arguments = ["publications", "publicationpage", site_tree.publications["en"].pk]
    address = reverse("wagtailadmin_pages:preview_on_add", args=arguments)
    client.post(address, posted(full_title="Not saved", paste_authors="Ada Lovelace", identifiers_text="10.1000/a"))
    text = client.get(f"{address}?mode=en").content.decode()
    assert "Not saved" in text
    assert "Ada Lovelace" in text
    assert "10.1000/a" in text


def test_the_list_of_the_admin_is_filtered(client: Client) -> None:
    PublicationPageFactory(full_title="Undated thesis", date="", kind="thesis")
    PublicationPageFactory(full_title="Other work", date="2020")
    address = reverse("publications:index")
    assert "Other work" in client.get(address).content.decode()
    for query in ("kind=thesis", "missing=date", "q=thesis", "missing=date&kind=thesis"):
        text = client.get(f"{address}?{query}").content.decode()
        assert "Undated thesis" in text, query
        assert "Other work" not in text, query
    assert "Other work" in client.get(f"{address}?year=2020").content.decode()
    assert client.get(f"{address}?export=csv").status_code == 200


def test_venues_are_found_without_accents(client: Client) -> None:
    VenueFactory(name="Économie et société")
    address = reverse(f"{Venue.snippet_viewset.chooser_viewset.name}:choose_results")
    assert "Économie et société" in client.get(f"{address}?q=economie").content.decode()


def test_a_venue_is_edited_with_its_other_names_one_a_line(client: Client) -> None:
    venue = VenueFactory(name="Neural Information Processing Systems")
    address = reverse(Venue.snippet_viewset.get_url_name("edit"), args=[venue.pk])
    data = {"name": venue.name, "kind": "conference", "aliases": "NIPS\n\n Advances in NIPS \n", "issn": "1049-5258"}
    assert client.post(address, data).status_code == 302
    venue.refresh_from_db()
    assert (venue.aliases, venue.issn) == (["NIPS", "Advances in NIPS"], "1049-5258")
    assert "NIPS\nAdvances in NIPS" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "There is already a venue of this name: “Nature”"), ("fr", "lieu de publication de ce nom")],
)
def test_a_second_venue_of_a_name_is_refused_in_words(
    client: Client, librarian: User, language: str, said: str
) -> None:
    UserProfile.objects.create(user=librarian, preferred_language=language)
    VenueFactory(name="Nature", issn="0028-0836")
    address = reverse(Venue.snippet_viewset.get_url_name("add"))
    answer = client.post(address, {"name": "NATURE", "kind": "journal"})
    assert said in html.unescape(answer.content.decode())
    assert Venue.objects.count() == 1


def test_two_venues_of_one_name_are_told_apart_by_their_issn(client: Client) -> None:
    VenueFactory(name="Review of Economics", issn="1049-5258")
    address = reverse(Venue.snippet_viewset.get_url_name("add"))
    client.post(address, {"name": "Review of Economics", "kind": "journal", "electronic_issn": "0028-0836"})
    assert Venue.objects.count() == 2


def test_a_venue_can_be_saved_again_under_its_own_name() -> None:
    VenueFactory(name="Nature").full_clean()


def test_the_database_refuses_a_second_venue_of_a_name() -> None:
    VenueFactory(name="Nature", issn="", electronic_issn="")
    with pytest.raises(IntegrityError):
        VenueFactory(name="Nature ", issn="", electronic_issn="")


def test_a_librarian_decides_who_an_author_is(client: Client, make_person: MakePerson, librarian: User) -> None:
    make_person("Yang", "Liu")
    make_person("Yang", "Liu", slug="second")
    page = PublicationPageFactory(authors=["Yang Liu"])
    address = reverse("publication_author_matches", args=[page.pk])
    assert client.get(address).content.decode().count('value="confirmed-') == 2
    match = page.author_matches.first()
    client.post(address, {"match": match.pk, "state": "confirmed"})
    match.refresh_from_db()
    assert (match.state, match.decided_by) == (AuthorMatch.State.CONFIRMED, librarian)
    assert "Yang Liu" in client.get(edit_url(page)).content.decode()


def test_who_may_not_publish_may_not_decide(client: Client, make_person: MakePerson) -> None:
    make_person("Yoshua", "Bengio")
    page = PublicationPageFactory(authors=["Yoshua Bengio"])
    visitor = User.objects.create_user(f"user-{uuid.uuid4()}", password="a good long password")
    client.force_login(visitor)
    address = reverse("publication_author_matches", args=[page.pk])
    response = client.post(address, {"match": page.author_matches.get().pk, "state": "rejected"})
    assert response.status_code in (302, 403)
    assert page.author_matches.get().state == AuthorMatch.State.CONFIRMED
    assert not Group.objects.filter(user=visitor).exists()


def test_featured_publications_are_chosen_in_the_form_of_a_person(client: Client, make_person: MakePerson) -> None:
    person = make_person("Doina", "Precup")
    text = client.get(reverse("wagtailadmin_pages:edit", args=[person.pk])).content.decode()
    assert "featured_publications-TOTAL_FORMS" in text
