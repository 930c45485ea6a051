"""What is hidden leaves by no door, whatever hides it, in whatever language, and whatever was kept of it before.

Every text of a thing that is hidden is a word that is nowhere else. The doors are asked with the entity tags that
they gave while everything was visible, in the process that answered then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from directory.models import NameVariant, PersonPage
from home.models import SectionPage
from institute.accounts.models import User
from institute.content.change_log import refresh
from publications.deduplication import merging
from publications.models import AuthorMatch, PublicationPage
from tests.api.words import words_in
from tests.factories.home import ArticlePageFactory, SectionPageFactory
from tests.support import restrict, settle, undone
from tests.visibility import world as states
from tests.visibility.doors import Answer, Door, Doors, ask
from tests.visibility.world import World, make_person, make_work, prose

pytestmark = pytest.mark.django_db

Hide = Callable[[World], None]


HIDING: dict[str, Hide] = {
    "unpublished": states.unpublish,
    "expired": states.expire,
    "deleted": states.delete,
    "restricted": states.restrict_each,
    "restricted above": states.restrict_above,
}


def leaks(asked: Iterable[Door], hidden: set[str], before: dict[Door, Answer]) -> list[tuple[str, str, list[str]]]:
    """Return the doors that show a hidden word, or that confirm an answer which did."""
    found = []
    for door in asked:
        held = before.get(door, Answer(0, "", ""))
        answer = ask(door, held.etag)
        shown = words_in(answer.text) | (words_in(held.text) if answer.status == 304 else set())
        # An error page may repeat the address that was asked for.
        shown -= words_in(door.url)
        if shown & hidden:
            found.append((door.url, str(answer.status), sorted(shown & hidden)))
    return found


def assert_not_found(*words: str) -> None:
    """Not even by what they hold: neither the page itself nor one that names it."""
    for word in words:
        for path in ("people", "publications", "search"):
            for code in ("en", "fr"):
                found = Client().get(f"/api/v1/{path}", {"q": word, "locale": code}).json()
                assert found["count"] == 0, (path, word, found["items"])


def assert_gone(urls: Iterable[str]) -> None:
    for url in urls:
        for address in (url, f"/api/v1/resolve?path={url}"):
            answer = ask(Door(address, ""))
            assert answer.status in (404, 410), (address, answer.status)
            assert "Location" not in answer.text, address


def test_everything_is_shown_by_some_door_while_it_is_visible(
    world: World, before: dict[Door, Answer], doors: Doors
) -> None:
    """What no door ever shows, no test of hiding it means anything."""
    shown = set().union(*(words_in(answer.text) for answer in before.values()))
    never = {purpose for word, purpose in world.words.purposes.items() if word not in shown}
    assert {purpose for purpose in never if "description" not in purpose} == set()
    assert sum(answer.status == 200 for answer in before.values()) > 100


@pytest.mark.parametrize("state", HIDING)
def test_hidden_page_leaves_by_no_door(world: World, doors: Doors, before: dict[Door, Answer], state: str) -> None:
    HIDING[state](world)
    settle()
    hidden = world.hideable_words - world.words_of("pdf")
    assert leaks(doors, hidden, before) == []
    # Links and former addresses of what is hidden lead nowhere.
    assert_gone((path for _language, path in doors.former))
    # A process that has answered nothing yet, and a client that holds nothing; expired pages are taken down by then.
    call_command("publish_scheduled")
    settle()
    for cache in caches.all(initialized_only=True):
        cache.clear()
    assert leaks(doors.lists(), hidden, {}) == []
    assert words_in(doors.events()) == set()
    assert_not_found(world.person.given_name, world.work.full_title.split()[0], world.article.title.split()[0])


def test_page_that_is_not_yet_public_leaves_by_no_door(world: World, doors: Doors, before: dict[Door, Answer]) -> None:
    """Its address holds the words of its title: not even the log may name it."""
    known = world.hideable_words
    words, new = world.words, []
    soon = timezone.now() + timedelta(days=3)
    for state in ({"live": False}, {"live": True, "go_live_at": soon}):
        for code in ("en", "fr"):
            section = SectionPageFactory(
                parent=world.tree.home[code], show_in_menus=True, **prose(words, "newsection"), **state
            )
            new.append(section)
        new.append(ArticlePageFactory(parent=world.news, **prose(words, "newarticle"), **state))
        new.append(make_person(words, "newperson", slug="", **state))
        new.append(make_work(words, "newwork", slug="", publish=False))
        if state["live"]:
            for page in new[-5:]:
                states.schedule(type(page).objects.get(pk=page.pk))
    settle()
    addresses = []
    for page in [other for source in new for other in (source, *source.aliases.all())]:
        addresses.append(page.url_path.replace("/home-fr/", "/fr/").replace("/home/", "/en/"))
        for code in ("en", "fr"):
            assert ask(Door(f"/api/v1/pages/{page.pk}?locale={code}", "")).status == 404
    addresses += [f"/fr/annuaire/{page.slug}/" for page in new if isinstance(page, PersonPage)]
    addresses += [f"/fr/publications/{page.slug}/" for page in new if isinstance(page, PublicationPage)]
    assert_gone(addresses)
    hidden = world.hideable_words - known
    assert len(hidden) > 40
    assert leaks(doors, hidden, before) == []
    assert words_in(doors.events()) & hidden == set()


def test_change_that_is_not_yet_published_leaves_by_no_door(
    world: World, doors: Doors, before: dict[Door, Answer]
) -> None:
    known = world.hideable_words
    for number, page in enumerate(world.sources):
        word = world.words.word("draft title")
        if hasattr(page, "full_title"):
            page.full_title = word
        elif hasattr(page, "given_name"):
            page.given_name = word
        page.title, page.slug = word, word
        if number % 2:
            page.save_revision()
        else:
            states.schedule(page)
    settle()
    assert leaks(doors, world.hideable_words - known, before) == []


def test_translation_is_hidden_apart_from_its_source(world: World, doors: Doors, before: dict[Door, Answer]) -> None:
    SectionPage.objects.get(pk=world.translation.pk).unpublish()
    settle()
    assert (
        leaks(doors.about(SectionPage.objects.get(pk=world.translation.pk)), world.words_of("translation"), before)
        == []
    )
    source = Door("/en/hall/now-2/", "en")
    assert words_in(ask(source).text) & world.words_of("translated")


@pytest.mark.parametrize("state", ["unpublished", "restricted"])
def test_records_are_hidden_below_the_index_that_is(
    world: World, doors: Doors, before: dict[Door, Answer], state: str
) -> None:
    for indexes in (world.tree.directory, world.tree.publications):
        index = type(indexes["fr"]).objects.get(pk=indexes["fr"].pk)
        if state == "restricted":
            restrict(index)
        else:
            index.unpublish()
    settle()
    hidden = world.words_of("person", "work", "pdf")
    assert leaks((door for door in doors if door.language == "fr"), hidden, before) == []
    english = Door("/api/v1/publications?locale=en", "en")
    assert words_in(ask(english).text) & world.words_of("work")


def test_merged_work_leaves_by_no_door(
    world: World, doors: Doors, before: dict[Door, Answer], admin_user: User
) -> None:
    """What the kept work takes over of it (identifiers, the file) is its own from then on."""
    kept = PublicationPage.objects.get(pk=world.shown_work.pk)
    kept.abstract_en, kept.volume, kept.pdf = "Kept", "1", None
    kept.save_revision().publish()
    merging.merge(kept, PublicationPage.objects.get(pk=world.work.pk), admin_user)
    settle()
    own = {
        word
        for word, purpose in world.words.purposes.items()
        if purpose in ("work title", "work abstract", "work author", "work volume")
    }
    assert leaks(doors.about(PublicationPage.objects.get(pk=world.work.pk)), own, before) == []
    for code in ("en", "fr"):
        answer = Client().get(f"/{code}/publications/old-work/")
        assert (answer.status_code, answer["Location"]) == (301, f"/{code}/publications/shown/")


def test_file_under_embargo_leaves_by_no_door(world: World, doors: Doors, before: dict[Door, Answer]) -> None:
    work = PublicationPage.objects.get(pk=world.work.pk)
    work.embargo_until = timezone.localdate() + timedelta(days=1)
    work.save_revision().publish()
    settle()
    assert leaks(doors.about(work), world.words_of("pdf"), before) == []
    assert Client().get(work.pdf.url).status_code == 404


def test_file_of_a_hidden_work_is_hidden(world: World, doors: Doors) -> None:
    url = world.work.pdf.url
    for hide in (states.unpublish, states.expire, states.restrict_each):
        with undone():
            hide(world)
            assert Client().get(url).status_code in (403, 404)


def test_name_that_must_never_be_shown_leaves_by_no_door(
    world: World, doors: Doors, before: dict[Door, Answer]
) -> None:
    """A person takes another name: the printed one, the old addresses and the spellings say nothing of it."""
    former = PersonPage.objects.get(pk=world.person.pk)
    name = former.given_name
    for slug in (f"{name}-quasar", "alex-quasar"):
        person = PersonPage.objects.get(pk=former.pk)
        person.slug, person.given_name = slug, "Alex"
        person.name_variants = [NameVariant(name=f"{name} Quasar", never_show=True)]
        person.save_revision().publish()
    AuthorMatch.objects.filter(person=former).update(hides_printed_name=True)
    refresh([former.pk, world.shown_work.pk], touched=True)
    settle()
    spelled = [f"/en/directory/{name}-quasar/", f"/fr/annuaire/{name}-quasar/"]
    assert leaks(doors, {name}, before) == []
    assert_gone(spelled)
    assert name not in doors.events()
    assert_not_found(name)
