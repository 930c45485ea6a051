"""Librarians clear the authors to confirm: by person or paper, one by one or many at once, and can take it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directory.models import PersonPage
from home.roles import ensure_roles
from institute.accounts.models import User
from publications import author_matching
from publications.models import AuthorMatch, PublicationPage
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree
from tests.publications.conftest import MakePerson

pytestmark = pytest.mark.django_db

State = AuthorMatch.State


@pytest.fixture
def queue() -> str:
    return reverse("author_queue:index")


@pytest.fixture
def librarian(site_tree: SiteTree) -> User:
    ensure_roles()
    user = User.objects.create_user("librarian", password="a good long password")
    user.groups.add(Group.objects.get(name="Librarians"))
    return user


@pytest.fixture
def client(librarian: User) -> Client:
    client = Client()
    client.force_login(librarian)
    return client


@pytest.fixture
def bengio(make_person: MakePerson) -> PersonPage:
    return make_person("Yoshua", "Bengio")


def make_suggestions(number: int, name: str = "Y. Bengio") -> list[PublicationPage]:
    return [PublicationPageFactory(authors=[name, "Ada Lovelace"], date=f"{2000 + index}") for index in range(number)]


def states(*pages: PublicationPage) -> list[str]:
    return [page.author_matches.get().state for page in pages]


def shown(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_initials_wait_for_a_librarian_with_their_reason(client: Client, queue: str, bengio: PersonPage) -> None:
    make_suggestions(1)
    text = shown(client, queue)
    assert "Y. Bengio" in text
    assert "Yoshua Bengio" in text
    assert "Same family name and initials" in text
    assert "Ada Lovelace" in text


def test_one_is_confirmed_and_one_rejected(client: Client, queue: str, bengio: PersonPage, librarian: User) -> None:
    first, second = make_suggestions(2)
    client.post(queue, {"one": f"confirmed-{first.author_matches.get().pk}"})
    client.post(queue, {"one": f"rejected-{second.author_matches.get().pk}"})
    assert states(first, second) == [State.CONFIRMED, State.REJECTED]
    assert first.author_matches.get().decided_by == librarian
    assert "data-suggestion tabindex" not in shown(client, queue)


def test_many_are_decided_at_once(client: Client, queue: str, bengio: PersonPage) -> None:
    pages = make_suggestions(3)
    ticked = [page.author_matches.get().pk for page in pages[:2]]
    client.post(queue, {"match": ticked, "state": "confirmed"})
    assert states(*pages) == [State.CONFIRMED, State.CONFIRMED, State.SUGGESTED]
    assert "2 authors confirmed." in shown(client, queue)


def test_the_last_decisions_are_taken_back_one_after_the_other(client: Client, queue: str, bengio: PersonPage) -> None:
    first, second = make_suggestions(2)
    client.post(queue, {"one": f"confirmed-{first.author_matches.get().pk}"})
    client.post(queue, {"one": f"rejected-{second.author_matches.get().pk}"})
    client.post(queue, {"undo": "1"})
    assert states(first, second) == [State.CONFIRMED, State.SUGGESTED]
    client.post(queue, {"undo": "1"})
    assert states(first, second) == [State.SUGGESTED, State.SUGGESTED]
    assert first.author_matches.get().decided_by is None
    response = client.post(queue, {"undo": "1"}, follow=True)
    assert "There is nothing to take back." in response.content.decode()


def test_taking_back_restores_whom_a_librarian_had_chosen_before(
    client: Client, make_person: MakePerson, librarian: User
) -> None:
    one = make_person("Yang", "Liu")
    other = make_person("Yang", "Liu", slug="other")
    page = PublicationPageFactory(authors=["Yang Liu"])
    author_matching.decide(page.author_matches.get(person=one), State.CONFIRMED, librarian)
    address = reverse("publication_author_matches", args=[page.pk])
    client.post(address, {"by_hand": "1", "author": str(page.authorships.get().key), "person": other.pk})
    assert [row.person_id for row in page.author_matches.filter(state=State.CONFIRMED)] == [other.pk]
    client.post(address, {"undo": "1"})
    assert [row.person_id for row in page.author_matches.filter(state=State.CONFIRMED)] == [one.pk]
    assert page.author_matches.get(person=one).decided_by == librarian


def test_the_queue_is_narrowed_and_grouped(client: Client, queue: str, make_person: MakePerson) -> None:
    bengio, precup = make_person("Yoshua", "Bengio"), make_person("Doina", "Precup")
    (first,) = make_suggestions(1)
    second = PublicationPageFactory(authors=["D. Precup"], date="2020", full_title="Learning options")
    for query, listed in {
        "": {first, second},
        f"?person={bengio.pk}": {first},
        "?q=options": {second},
        "?q=D.+PRECUP": {second},
        "?year=2020&by=work": {second},
        "?score=55": set(),
        "?score=-40": {first, second},
        "?score=nonsense&person=0&year=x&p=99&by=nothing": {first, second},
    }.items():
        groups = client.get(queue + query).context["groups"]
        found = {row.match.page for group in groups for row in group.suggestions}
        assert {page.pk for page in found} == {page.pk for page in listed}, query
    by_person = client.get(queue).context["groups"]
    assert [group.heading.title for group in by_person] == [bengio.title, precup.title]
    by_work = client.get(queue, {"by": "work"}).context["groups"]
    assert [group.heading.title for group in by_work] == [second.title, first.title]


def test_everything_on_the_page_is_ticked_without_a_script(client: Client, queue: str, bengio: PersonPage) -> None:
    make_suggestions(2)
    assert shown(client, queue).count(" checked>") == 1
    assert shown(client, queue + "?all=1").count(" checked>") == 3


def test_a_decision_returns_to_the_same_list(client: Client, queue: str, bengio: PersonPage) -> None:
    (page,) = make_suggestions(1)
    address = f"{queue}?by=work&year=2000"
    response = client.post(address, {"one": f"confirmed-{page.author_matches.get().pk}"})
    assert response["Location"] == address


def test_what_is_decided_already_is_said_and_changes_nothing(
    client: Client, queue: str, bengio: PersonPage, librarian: User
) -> None:
    (page,) = make_suggestions(1)
    match = page.author_matches.get()
    author_matching.decide(match, State.REJECTED, librarian)
    for data in ({"one": f"confirmed-{match.pk}"}, {"match": [match.pk], "state": "confirmed"}, {"one": "x-y"}, {}):
        client.post(queue, data)
        assert states(page) == [State.REJECTED]


@pytest.mark.parametrize("group", ["Editors", "Directory managers", "Translators"])
def test_only_those_who_may_publish_publications_decide(
    queue: str, bengio: PersonPage, librarian: User, group: str
) -> None:
    (page,) = make_suggestions(1)
    match = page.author_matches.get()
    other = User.objects.create_user("somebody", password="a good long password")
    other.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(other)
    for address in (queue, reverse("publication_author_matches", args=[page.pk])):
        assert client.get(address).status_code == 302
        client.post(address, {"one": f"confirmed-{match.pk}"})
    assert states(page) == [State.SUGGESTED]
    assert queue not in shown(client, reverse("wagtailadmin_home"))
    Client().post(queue, {"one": f"confirmed-{match.pk}"})
    assert states(page) == [State.SUGGESTED]


def test_moderators_decide_too(queue: str, bengio: PersonPage, librarian: User) -> None:
    (page,) = make_suggestions(1)
    librarian.groups.set([Group.objects.get(name="Moderators")])
    client = Client()
    client.force_login(librarian)
    assert queue in shown(client, reverse("wagtailadmin_home"))
    client.post(queue, {"one": f"confirmed-{page.author_matches.get().pk}"})
    assert states(page) == [State.CONFIRMED]


def test_a_match_is_added_by_hand_and_changed(client: Client, make_person: MakePerson, bengio: PersonPage) -> None:
    page = PublicationPageFactory(authors=["The Learner"])
    address = reverse("publication_author_matches", args=[page.pk])
    key = str(page.authorships.get().key)
    client.post(address, {"by_hand": "1", "author": key, "person": bengio.pk})
    match = page.author_matches.get()
    assert (match.person_id, match.state) == (bengio.pk, State.CONFIRMED)
    text = shown(client, address)
    assert "Chosen by hand" in text
    assert [author.person for author in PublicationPage.objects.get(pk=page.pk).authors] == [bengio]
    client.post(address, {"one": f"rejected-{match.pk}"})
    assert states(page) == [State.REJECTED]
    assert "This field is required." in client.post(address, {"by_hand": "1", "author": key}).content.decode()
    response = client.post(address, {"by_hand": "1", "author": "unknown", "person": bengio.pk})
    assert "Select a valid choice" in response.content.decode()


def test_a_person_s_form_leads_to_what_waits_for_them(make_person: MakePerson, librarian: User) -> None:
    bengio = make_person("Yoshua", "Bengio")
    make_suggestions(2)
    librarian.is_superuser = True
    librarian.save()
    client = Client()
    client.force_login(librarian)
    text = shown(client, reverse("wagtailadmin_pages:edit", args=[bengio.pk]))
    assert "2 publications to confirm" in text
    assert f"?person={bengio.pk}" in text


def test_the_queue_speaks_french(client: Client, queue: str, bengio: PersonPage, librarian: User) -> None:
    make_suggestions(1)
    from wagtail.users.models import UserProfile

    UserProfile.objects.update_or_create(user=librarian, defaults={"preferred_language": "fr"})
    text = shown(client, queue)
    assert "Auteurs à confirmer" in text
    assert "Même nom de famille et mêmes initiales" in text


@pytest.mark.slow
def test_a_long_queue_costs_no_more_queries(client: Client, queue: str, bengio: PersonPage) -> None:
    counts = []
    make_suggestions(1)
    shown(client, queue)
    for number in (2, 6):
        make_suggestions(number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown(client, queue)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


def test_the_keys_have_their_script(client: Client, queue: str, bengio: PersonPage) -> None:
    make_suggestions(1)
    assert "publications/js/author-queue" in shown(client, queue)
    script = finders.find("publications/js/author-queue.js")
    assert script
    text = Path(script).read_text()
    for key in ("j:", "k:", "c:", "r:", "u:", "ArrowDown"):
        assert key in text
