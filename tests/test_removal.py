"""The pages that ask for confirmation say what a deletion or an unpublishing changes elsewhere."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import PersonPage
from home.roles import ensure_roles
from institute.accounts.models import User
from institute.content.models import Image
from publications.deduplication.merging import merge
from publications.models import AuthorMatch, PublicationPage, SourceRecord, Venue
from tests.factories.directory import InstitutionFactory, MembershipFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.home import DocumentFactory, ImageFactory
from tests.factories.publications import FeaturedPublicationFactory, PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.support import make_section

pytestmark = pytest.mark.django_db


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def delete_page(page: object) -> str:
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def delete_term(term: object) -> str:
    return reverse(type(term).snippet_viewset.get_url_name("delete"), args=[term.pk])


@pytest.fixture
def professor(site_tree: SiteTree) -> PersonPage:
    """A professor of three papers, who supervises somebody and is shown first on nothing."""
    person = PersonPageFactory(given_name="Ada", family_name="Lovelace")
    for number in range(3):
        work = PublicationPageFactory(full_title=f"Notes, part {number}", authors=["Ada Lovelace"])
        match, _new = AuthorMatch.objects.update_or_create(
            page=work,
            author_key=work.authorships.get().key,
            person=person,
            defaults={"state": AuthorMatch.State.CONFIRMED},
        )
    match.decided_by = User.objects.create_user("librarian")
    match.save()
    PersonPageFactory(family_name="Student", supervisors=[person])
    return person


def test_deletion_of_a_person_says_what_is_unlinked(professor: PersonPage, admin_client: Client) -> None:
    text = words(admin_client, delete_page(professor))
    assert "3 publications lose the link from their author to this profile" in text
    assert "The names on them stay as printed" in text
    assert "referenced 0 times" not in text
    assert "1 decision of a librarian about the person as an author is lost" in text
    assert "1 profile loses its supervisor" in text


def test_names_stay_on_the_papers_of_a_person_who_was_deleted(
    professor: PersonPage, admin_client: Client, client: Client
) -> None:
    admin_client.post(delete_page(professor))
    assert not PersonPage.objects.filter(pk=professor.pk).exists()
    for work in PublicationPage.objects.all():
        assert [author.name for author in work.authorships.all()] == ["Ada Lovelace"]
        assert "Ada Lovelace" in client.get(work.get_url()).content.decode()


def test_deletion_of_a_person_offers_that_they_have_left(professor: PersonPage, admin_client: Client) -> None:
    assert 'name="last_day"' in words(admin_client, delete_page(professor))
    address = reverse("person_has_left", args=[professor.pk])
    assert admin_client.post(address, {"last_day": "2024-06-30"}).status_code == 302
    professor.refresh_from_db()
    assert (professor.left, professor.live, professor.is_alumnus) == (dt.date(2024, 6, 30), True, True)
    assert AuthorMatch.objects.filter(person=professor).count() == 3
    assert professor.latest_revision.as_object().left == dt.date(2024, 6, 30)
    assert 'name="last_day"' not in words(admin_client, delete_page(professor))


@pytest.mark.parametrize("last_day", ["", "30 juin", "0000-00-00", "\x00", "1700-01-01"])
def test_last_day_that_is_no_date_or_too_early_changes_nothing(
    professor: PersonPage, admin_client: Client, last_day: str
) -> None:
    professor.joined = dt.date(2020, 1, 1)
    professor.save_revision().publish()
    answer = admin_client.post(reverse("person_has_left", args=[professor.pk]), {"last_day": last_day})
    assert answer.headers["Location"] == delete_page(professor)
    professor.refresh_from_db()
    assert professor.left is None


def test_last_day_is_not_set_over_somebody_elses_draft(professor: PersonPage, admin_client: Client) -> None:
    professor.position_en = "Countess"
    professor.save_revision()
    admin_client.post(reverse("person_has_left", args=[professor.pk]), {"last_day": "2024-06-30"})
    professor.refresh_from_db()
    assert (professor.left, professor.position_en) == (None, "")
    assert professor.latest_revision.as_object().position_en == "Countess"


def test_last_day_is_set_by_those_alone_who_may_publish_the_profile(professor: PersonPage, client: Client) -> None:
    ensure_roles()
    user = User.objects.create_user("editor")
    user.groups.add(Group.objects.get(name="Librarians"))
    client.force_login(user)
    client.post(reverse("person_has_left", args=[professor.pk]), {"last_day": "2024-06-30"})
    professor.refresh_from_db()
    assert professor.left is None


def test_unpublishing_a_person_says_so_too(professor: PersonPage, admin_client: Client) -> None:
    text = words(admin_client, reverse("wagtailadmin_pages:unpublish", args=[professor.pk]))
    assert "3 publications lose the link" in text
    assert "decision" not in text
    assert 'name="last_day"' not in text


def test_deletion_of_a_publication_says_what_goes_with_it(professor: PersonPage, admin_client: Client) -> None:
    work = PublicationPage.objects.first()
    FeaturedPublicationFactory(person=professor, publication=work)
    SourceRecord.objects.create(
        source="openalex", external_id="W1", page=work, payload_hash="0", values={}, fetched_at=timezone.now()
    )
    merge(work, PublicationPageFactory(full_title="Notes on the engine"), None)
    text = words(admin_client, delete_page(work))
    assert "It disappears from the profile of 1 person" in text
    assert "1 profile that shows it first" in text
    assert "The next import of that source adds the publication again" in text
    assert "1 publication that was merged into it stays, unpublished" in text


def test_deletion_of_a_term_says_who_loses_it(site_tree: SiteTree, admin_client: Client) -> None:
    institution, topic, membership = InstitutionFactory(), ResearchTopicFactory(), MembershipFactory()
    PersonPageFactory(institutions=[institution], topics=[topic], membership=membership)
    PersonPageFactory(institutions=[institution], topics=[topic])
    PublicationPageFactory(topics=[topic])
    assert "2 people lose this affiliation" in words(admin_client, delete_term(institution))
    text = words(admin_client, delete_term(topic))
    assert "2 people lose this research topic" in text
    assert "1 publication loses this topic" in text
    assert "The field “membership” is emptied: 1 person." in words(admin_client, delete_term(membership))


def test_venue_of_works_that_were_written_in_bulk_is_not_deleted(site_tree: SiteTree, admin_client: Client) -> None:
    venue = VenueFactory()
    PublicationPage.objects.filter(pk=PublicationPageFactory().pk).update(venue=venue)
    for method in (admin_client.get, admin_client.post):
        answer = method(delete_term(venue), follow=True)
        assert "cannot be deleted: it is used by 1 publication" in answer.content.decode()
    bulk = f"/admin/bulk/publications/venue/delete/?id={venue.pk}"
    assert "cannot be deleted" in admin_client.post(bulk, follow=True).content.decode()
    assert Venue.objects.filter(pk=venue.pk).exists()


def test_deletion_of_a_file_says_where_it_was_shown(site_tree: SiteTree, admin_client: Client) -> None:
    image, document = ImageFactory(), DocumentFactory()
    PersonPage.objects.filter(pk=PersonPageFactory().pk).update(photo=image)
    PublicationPage.objects.filter(pk=PublicationPageFactory().pk).update(pdf=document)
    text = words(admin_client, reverse("wagtailimages:delete", args=[image.pk]))
    assert "The field “photo” is emptied: 1 person." in text
    text = words(admin_client, reverse("wagtaildocs:delete", args=[document.pk]))
    assert "The field “PDF” is emptied: 1 publication." in text
    assert Image.objects.exists()


def test_unpublishing_an_index_says_what_disappears(site_tree: SiteTree, admin_client: Client) -> None:
    for _number in range(3):
        PublicationPageFactory()
    PublicationPageFactory(publish=False)
    address = reverse("wagtailadmin_pages:unpublish", args=[site_tree.publications["en"].pk])
    text = words(admin_client, address)
    assert "3 records below this page disappear from the site in this language: English and Français." in text
    french = site_tree.publications["fr"]
    french.alias_of = None
    french.save()
    assert "in this language: English." in words(admin_client, address)
    text = words(admin_client, reverse("wagtailadmin_pages:unpublish", args=[french.pk]))
    assert "3 records below this page disappear from the site in this language: Français." in text


def test_unpublishing_a_page_names_the_languages_that_mirror_it(site_tree: SiteTree, admin_client: Client) -> None:
    section = make_section(site_tree.home["en"])
    text = words(admin_client, reverse("wagtailadmin_pages:unpublish", args=[section.pk]))
    assert "no translation of its own in Français and disappears there too" in text


def bulk(action: str, *pages: object, model: str = "wagtailcore/page") -> str:
    return f"/admin/bulk/{model}/{action}/?" + "&".join(f"id={page.pk}" for page in pages)


def test_bulk_deletion_says_of_each_page_what_is_unlinked(professor: PersonPage, admin_client: Client) -> None:
    visitor = PersonPageFactory(family_name="Visitor")
    text = words(admin_client, bulk("delete", professor, visitor))
    assert text.count("3 publications lose the link from their author to this profile") == 1
    assert "1 decision of a librarian about the person as an author is lost" in text
    assert "1 profile loses its supervisor" in text
    for person in (professor, visitor):
        assert f'action="{reverse("person_has_left", args=[person.pk])}"' in text
        assert f'for="last_day_{person.pk}"' in text


def test_bulk_deletion_of_publications_says_what_goes_with_each(professor: PersonPage, admin_client: Client) -> None:
    work = PublicationPage.objects.first()
    FeaturedPublicationFactory(person=professor, publication=work)
    text = words(admin_client, bulk("delete", *PublicationPage.objects.all()))
    assert text.count("It disappears from the profile of 1 person") == 3
    assert text.count("1 profile that shows it first") == 1
    admin_client.post(bulk("delete", *PublicationPage.objects.all()))
    assert not PublicationPage.objects.exists()


def test_bulk_unpublishing_says_of_each_page_what_disappears(
    professor: PersonPage, site_tree: SiteTree, admin_client: Client
) -> None:
    section, visitor = make_section(site_tree.home["en"]), PersonPageFactory(family_name="Visitor")
    pages = (professor, visitor, section, site_tree.publications["en"])
    text = words(admin_client, bulk("unpublish", *pages))
    assert "3 publications lose the link" in text
    assert "no translation of its own in Français and disappears there too" in text
    assert "3 records below this page disappear from the site in this language: English and Français." in text
    assert text.count("<dt>") == 3
    assert "Include subpages" in text
    admin_client.post(bulk("unpublish", *pages))
    professor.refresh_from_db()
    assert not professor.live


def test_bulk_removal_describes_a_bounded_number_of_pages(
    professor: PersonPage, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("institute.content.templatetags.removal_tags.DESCRIBED_AT_ONCE", 2)
    works = PublicationPage.objects.all()
    for action in ("delete", "unpublish"):
        text = words(admin_client, bulk(action, *works))
        assert text.count("It disappears from the profile of 1 person") == 2
        assert text.count("What changes elsewhere is listed for the first 2 only.") == 1


def test_bulk_deletion_of_terms_and_files_says_where_they_were_used(site_tree: SiteTree, admin_client: Client) -> None:
    topic, other, image, document = ResearchTopicFactory(), ResearchTopicFactory(), ImageFactory(), DocumentFactory()
    person, work = PersonPageFactory(topics=[topic]), PublicationPageFactory()
    PersonPage.objects.filter(pk=person.pk).update(photo=image)
    PublicationPage.objects.filter(pk=work.pk).update(pdf=document)
    for topics in ([topic], [topic, other]):
        text = words(admin_client, bulk("delete", *topics, model="directory/researchtopic"))
        assert "1 person loses this research topic" in text
    text = words(admin_client, bulk("delete", image, model="content/image"))
    assert "The field “photo” is emptied: 1 person." in text
    text = words(admin_client, bulk("delete", document, model="content/document"))
    assert "The field “PDF” is emptied: 1 publication." in text
