"""A librarian tells one work from two in the admin, in either language."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile

from home.roles import ensure_roles
from institute.accounts.models import User
from publications.deduplication.candidates import declare_distinct
from publications.deduplication.merging import merge
from publications.models import Merge, PossibleDuplicate, PublicationIndexPage, PublicationPage, SourceRecord
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree, module_data

pytestmark = pytest.mark.django_db

TITLE = "Curriculum learning for graph neural networks in drug discovery"
INDEX = "possible_duplicates:index"


@pytest.fixture(scope="module")
def standing_pair(standing_site_tree: SiteTree, django_db_blocker: Any) -> PossibleDuplicate:
    with module_data(django_db_blocker):
        return make_pair()


@pytest.fixture
def pair(standing_pair: PossibleDuplicate, db: None) -> PossibleDuplicate:
    return copy.deepcopy(standing_pair)


def make_pair() -> PossibleDuplicate:
    authors = ["Ada Lovelace", "Grace Hopper"]
    PublicationPageFactory(
        full_title=TITLE, slug="article", authors=authors, date="2024", identifiers_text="10.1000/a"
    )
    PublicationPageFactory(full_title=TITLE, slug="preprint", authors=authors, date="2023", kind="preprint")
    return PossibleDuplicate.objects.select_related("first", "second").get()


def address_of(pair: PossibleDuplicate) -> str:
    return reverse("possible_duplicates:pair", args=[pair.first_id, pair.second_id])


def sign_in(client: Client, group: str, language: str = "en") -> User:
    ensure_roles()
    user = User.objects.create_user(group.lower(), f"{group}@example.org", "a good long password")
    user.groups.add(Group.objects.get(name=group))
    profile = UserProfile.get_for_user(user)
    profile.preferred_language = language
    profile.save()
    client.force_login(user)
    return user


@pytest.mark.parametrize("group", ["Librarians", "Moderators"])
def test_who_publishes_publications_finds_the_queue_in_the_menu(
    pair: PossibleDuplicate, client: Client, group: str
) -> None:
    sign_in(client, group)
    assert reverse(INDEX) in client.get(reverse("wagtailadmin_home")).text
    page = client.get(reverse(INDEX)).text
    assert page.count(TITLE) >= 2
    assert "the same authors" in page
    assert address_of(pair) in page


@pytest.mark.parametrize("group", ["Editors", "Directory managers", "Translators"])
def test_others_neither_see_nor_decide(pair: PossibleDuplicate, client: Client, group: str) -> None:
    sign_in(client, group)
    assert reverse(INDEX) not in client.get(reverse("wagtailadmin_home")).text
    for address in (
        reverse(INDEX),
        address_of(pair),
        reverse("possible_duplicates:merges"),
        reverse("possible_duplicates:choose", args=[pair.first_id]),
        reverse("possible_duplicates:split", args=[pair.first_id]),
    ):
        # Wagtail sends those who may not see a page of the admin to its first one.
        assert client.get(address).headers.get("Location") == reverse("wagtailadmin_home")
    client.post(address_of(pair), {"action": "merge", "kept": pair.first_id})
    assert not Merge.objects.exists()


@pytest.mark.slow
def test_the_queue_is_read_in_pages(pair: PossibleDuplicate, client: Client) -> None:
    for number in range(21):
        other = PublicationPageFactory(full_title=f"Works of every kind and number {number}")
        PossibleDuplicate.objects.create(first=pair.first, second=other, score=0.5)
    sign_in(client, "Librarians")
    first, second = client.get(reverse(INDEX)), client.get(reverse(INDEX), {"p": 2})
    assert "Page 1 of 2" in first.text
    assert first.text.index(address_of(pair)) > 0
    assert "number 20" in second.text


@pytest.mark.slow
def test_the_queue_costs_no_more_for_more_pairs(pair: PossibleDuplicate, client: Client) -> None:
    sign_in(client, "Librarians")
    client.get(reverse(INDEX))
    counts = []
    for _size in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(INDEX))
        counts.append(len(queries))
        for number in range(4):
            other = PublicationPageFactory(
                full_title=f"Works of every kind and number {number}", authors=["A. Author"]
            )
            PossibleDuplicate.objects.create(first=pair.first, second=other, score=0.5)
    assert counts[0] == counts[1]


def test_two_works_stand_side_by_side_with_what_differs_marked(pair: PossibleDuplicate, client: Client) -> None:
    sign_in(client, "Librarians")
    page = client.get(address_of(pair)).text
    assert "DOI 10.1000/a" in page
    # Title and authors are the same; kind, date and identifiers differ.
    assert page.count("differs</span>") == 3
    assert f'value="{pair.first_id}" checked' in page


def test_the_outcome_is_shown_before_anything_happens(pair: PossibleDuplicate, client: Client) -> None:
    sign_in(client, "Librarians")
    page = client.get(address_of(pair), {"kept": pair.first_id}).text
    assert "is kept" in page
    assert "/en/publications/preprint/, /fr/publications/preprint/" in page
    assert "is hidden until the merge is undone" in page
    assert not Merge.objects.exists()


def test_a_merge_is_done_and_undone(pair: PossibleDuplicate, client: Client) -> None:
    user = sign_in(client, "Librarians")
    response = client.post(address_of(pair), {"action": "merge", "kept": pair.first_id}, follow=True)
    [done] = Merge.objects.all()
    assert (done.kept_id, done.absorbed_id, done.merged_by) == (pair.first_id, pair.second_id, user)
    undo = reverse("possible_duplicates:undo", args=[done.pk])
    assert "Merged into" in response.text
    assert undo in response.text
    assert undo in client.get(reverse("possible_duplicates:merges")).text
    assert "Undo the merge" in client.get(undo).text
    assert "is a work of its own again" in client.post(undo, follow=True).text
    assert PublicationPage.objects.get(pk=pair.second_id).live
    assert "already undone" in client.post(undo, follow=True).text
    assert "already undone" in client.get(undo).text


def test_a_pair_is_declared_different_for_good(pair: PossibleDuplicate, client: Client) -> None:
    user = sign_in(client, "Librarians")
    client.post(address_of(pair), {"action": "distinct"})
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("distinct", user)
    assert "No pair is waiting" in client.get(reverse(INDEX)).text
    assert "declared to be different" in client.get(address_of(pair)).text


def test_a_merge_that_is_refused_says_why(pair: PossibleDuplicate, client: Client) -> None:
    sign_in(client, "Librarians")
    pair.first.abstract_en = "Not finished"
    pair.first.save_revision()
    assert "has a draft" in client.get(address_of(pair), {"kept": pair.first_id}).text
    response = client.post(address_of(pair), {"action": "merge", "kept": pair.first_id}, follow=True)
    assert "has a draft" in response.text
    response = client.post(address_of(pair), {"action": "merge"}, follow=True)
    assert "Choose which of the two is kept" in response.text
    assert not Merge.objects.exists()


def test_any_two_works_are_merged_from_the_page_of_one(pair: PossibleDuplicate, client: Client) -> None:
    sign_in(client, "Librarians")
    choose = reverse("possible_duplicates:choose", args=[pair.first_id])
    assert choose in client.get(reverse("wagtailadmin_pages:edit", args=[pair.first_id])).text
    assert "Which publication is the same work" in client.get(choose).text
    assert client.post(choose, {"other": pair.second_id}).headers["Location"] == address_of(pair)
    assert "Choose two different publications" in client.post(choose, {"other": pair.first_id}).text
    assert client.post(choose, {"other": ""}).status_code == 200


def test_the_other_work_is_chosen_with_the_scripts_of_its_chooser(pair: PossibleDuplicate, client: Client) -> None:
    sign_in(client, "Librarians")
    page = client.get(reverse("possible_duplicates:choose", args=[pair.first_id])).content.decode()
    assert 'data-new="PageChooser"' in page
    assert "wagtailadmin/js/page-chooser.js" in page


def test_the_page_that_was_absorbed_leads_to_its_merge(pair: PossibleDuplicate, client: Client) -> None:
    sign_in(client, "Librarians")
    client.post(address_of(pair), {"action": "merge", "kept": pair.first_id})
    edit = reverse("wagtailadmin_pages:edit", args=[pair.second_id])
    assert client.get(edit).headers["Location"] == reverse("possible_duplicates:undo", args=[Merge.objects.get().pk])


def test_a_record_is_split_off(pair: PossibleDuplicate, client: Client) -> None:
    values = {"full_title": "A record of its own", "authors": [{"name": "Ada Lovelace"}], "date": "2020"}
    for external_id in ("W1", "W2"):
        record = SourceRecord.objects.create(
            source="openalex",
            external_id=external_id,
            page=pair.first,
            payload_hash="0",
            values=values,
            fetched_at=timezone.now(),
        )
    sign_in(client, "Librarians")
    address = reverse("possible_duplicates:split", args=[pair.first_id])
    assert address in client.get(reverse("wagtailadmin_pages:edit", args=[pair.first_id])).text
    assert "A record of its own" in client.get(address).text
    response = client.post(address, {"record": record.pk}, follow=True)
    new = PublicationPage.objects.get(full_title="A record of its own")
    assert new.live
    assert reverse("possible_duplicates:pair", args=[pair.first_id, new.pk]) in response.text
    other = reverse("possible_duplicates:split", args=[pair.second_id])
    client.post(other, {"record": record.pk})
    record.refresh_from_db()
    assert record.page == new
    assert "written by hand" in client.get(other).text


def test_everything_is_said_in_french(pair: PossibleDuplicate, client: Client) -> None:
    sign_in(client, "Librarians", "fr")
    assert "Doublons possibles" in client.get(reverse(INDEX)).text
    page = client.get(address_of(pair), {"kept": pair.first_id}).text
    for text in ("les mêmes auteurs", "diffère", "Prépublication", "Fusionner", "Œuvres différentes"):
        assert text in page
    response = client.post(address_of(pair), {"action": "merge", "kept": pair.first_id}, follow=True)
    assert "Annuler" in response.text


@pytest.fixture
def member_with_one_work(pair: PossibleDuplicate, client: Client) -> User:
    """Somebody who may publish the first work of the pair alone, and the index of another language."""
    user = User.objects.create_user("assistant", "assistant@example.org", "a good long password")
    group = Group.objects.create(name="Assistants")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    french_index = PublicationIndexPage.objects.get(locale__language_code="fr")
    for page in (pair.first, french_index):
        GroupPagePermission.objects.create(group=group, page=page, permission_type="publish")
    user.groups.add(group)
    client.force_login(user)
    return user


@pytest.mark.parametrize("data", [{"action": "distinct"}, {"action": "merge", "kept": "first"}])
def test_pair_is_decided_by_those_alone_who_may_publish_both(
    pair: PossibleDuplicate, client: Client, member_with_one_work: User, data: dict[str, str]
) -> None:
    values = data | ({"kept": str(pair.first_id)} if "kept" in data else {})
    home = reverse("wagtailadmin_home")
    assert client.post(address_of(pair), values).headers["Location"] == home
    assert client.get(address_of(pair)).headers["Location"] == home
    pair.refresh_from_db()
    assert pair.state == "open"
    assert not Merge.objects.exists()


def test_queue_and_merges_list_nothing_that_the_user_may_not_publish(
    pair: PossibleDuplicate, client: Client, member_with_one_work: User
) -> None:
    assert address_of(pair) not in client.get(reverse(INDEX)).text
    done = merge(pair.first, pair.second, User.objects.create_superuser("root", "root@example.org", "a long password"))
    undo = reverse("possible_duplicates:undo", args=[done.pk])
    assert undo not in client.get(reverse("possible_duplicates:merges")).text
    assert client.post(undo).headers["Location"] == reverse("wagtailadmin_home")
    done.refresh_from_db()
    assert done.undone_at is None


def test_records_are_split_off_by_those_alone_who_may_publish_the_work(
    pair: PossibleDuplicate, client: Client, member_with_one_work: User
) -> None:
    for view in ("choose", "split"):
        address = reverse(f"possible_duplicates:{view}", args=[pair.second_id])
        assert client.get(address).headers["Location"] == reverse("wagtailadmin_home")
    choose, split = (reverse(f"possible_duplicates:{view}", args=[pair.first_id]) for view in ("choose", "split"))
    assert client.get(choose).status_code == 200
    # What is split off would be published in the index, over which they have no right.
    assert client.get(split).headers["Location"] == reverse("wagtailadmin_home")
    record = record_of(pair.first)
    assert client.post(split, {"record": record.pk}).headers["Location"] == reverse("wagtailadmin_home")
    record.refresh_from_db()
    assert record.page_id == pair.first_id


def allow_editing(user: User, *pages: PublicationPage) -> None:
    for page in pages:
        GroupPagePermission.objects.create(group=user.groups.get(), page=page, permission_type="change")


def test_form_offers_to_merge_and_split_those_works_alone_that_the_user_may_publish(
    pair: PossibleDuplicate, client: Client, member_with_one_work: User
) -> None:
    allow_editing(member_with_one_work, pair.first, pair.second)
    for page, is_offered in ((pair.first, True), (pair.second, False)):
        form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
        assert (reverse("possible_duplicates:choose", args=[page.pk]) in form) is is_offered
        assert reverse("possible_duplicates:split", args=[page.pk]) not in form


def test_absorbed_page_leads_to_the_kept_one_where_the_user_may_not_undo_the_merge(
    pair: PossibleDuplicate, client: Client, member_with_one_work: User
) -> None:
    allow_editing(member_with_one_work, pair.first, pair.second)
    merge(pair.second, pair.first, User.objects.create_superuser("root", "root@example.org", "a long password"))
    response = client.get(reverse("wagtailadmin_pages:edit", args=[pair.first_id]))
    assert response.headers["Location"] == reverse("wagtailadmin_pages:edit", args=[pair.second_id])


def record_of(page: PublicationPage, external_id: str = "W1", **values: object) -> SourceRecord:
    return SourceRecord.objects.create(
        source="openalex",
        external_id=external_id,
        page=page,
        payload_hash="0",
        values=values or {"full_title": TITLE},
        fetched_at=timezone.now(),
    )


def test_notice_is_not_offered_to_be_split_off(pair: PossibleDuplicate, client: Client) -> None:
    sign_in(client, "Librarians")
    record_of(pair.first)
    notice = record_of(pair.first, "notice 10.1000/notice", status="retracted")
    address = reverse("possible_duplicates:split", args=[pair.first_id])
    assert "notice 10.1000/notice" not in client.get(address).text
    assert "This record is a notice" in client.post(address, {"record": notice.pk}, follow=True).text
    notice.refresh_from_db()
    assert notice.page_id == pair.first_id


@pytest.mark.parametrize("key", ["", "0", "x", "-1", "9" * 30, "1\x00"])
def test_record_that_is_gone_is_answered_in_words(pair: PossibleDuplicate, client: Client, key: str) -> None:
    sign_in(client, "Librarians")
    address = reverse("possible_duplicates:split", args=[pair.first_id])
    assert "does not belong to this publication any more" in client.post(address, {"record": key}, follow=True).text


def test_second_librarian_reads_that_the_works_are_merged_by_now(pair: PossibleDuplicate, client: Client) -> None:
    sign_in(client, "Librarians")
    client.post(address_of(pair), {"action": "merge", "kept": pair.first_id})
    for data in ({"action": "distinct"}, {"action": "merge", "kept": pair.second_id}):
        assert "already merged" in client.post(address_of(pair), data, follow=True).text
    assert Merge.objects.count() == 1
    assert not PossibleDuplicate.objects.exists()


def test_merge_does_not_override_a_decision_that_the_librarian_has_not_seen(
    pair: PossibleDuplicate, client: Client
) -> None:
    user = sign_in(client, "Librarians")
    declare_distinct(pair.first_id, pair.second_id, user)
    data = {"action": "merge", "kept": pair.first_id}
    response = client.post(address_of(pair), {**data, "shown_state": "open"}, follow=True)
    assert response.text.count("declared to be different") == 2
    assert not Merge.objects.exists()
    # The form shows the decision by now.
    form = client.get(address_of(pair), {"kept": pair.first_id}).text
    assert 'name="shown_state" value="distinct"' in form
    client.post(address_of(pair), {**data, "shown_state": "distinct"})
    assert Merge.objects.exists()


@pytest.mark.parametrize("key", [0, 10**9, 10**30])
def test_works_that_are_not_there_are_not_found(pair: PossibleDuplicate, client: Client, key: int) -> None:
    sign_in(client, "Librarians")
    for view, keys in (("pair", [pair.first_id, key]), ("choose", [key]), ("split", [key]), ("undo", [key])):
        address = reverse(f"possible_duplicates:{view}", args=keys)
        assert client.get(address, follow=True).status_code == 404
        assert client.post(address, {"action": "distinct"}, follow=True).status_code == 404


@pytest.mark.parametrize("key", ["0", "x", "9" * 30])
def test_other_work_that_is_not_there_is_an_error_of_the_form(
    pair: PossibleDuplicate, client: Client, key: str
) -> None:
    sign_in(client, "Librarians")
    choose = reverse("possible_duplicates:choose", args=[pair.first_id])
    assert "Select a valid choice" in client.post(choose, {"other": key}).text


@pytest.mark.parametrize(
    ("score", "limits", "shown"), [(0.84, ["year"], "84% or more"), (0.84, [], "84%"), (0.6, ["year"], "60%")]
)
def test_likeness_says_where_a_score_was_held_back(
    pair: PossibleDuplicate, client: Client, score: float, limits: list[str], shown: str
) -> None:
    pair.score, pair.evidence = score, {"limits": limits}
    pair.save()
    sign_in(client, "Librarians")
    assert f"<td>{shown}</td>" in client.get(reverse(INDEX)).text
