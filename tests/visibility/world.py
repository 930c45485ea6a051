"""One thing of every kind that can be hidden, each with words that are nowhere else, and pages that refer to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from typing import Any

from django.core.files.base import ContentFile
from django.test import TestCase
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page, PageViewRestriction

from directory.models import PersonPage
from home.models import ArticlePage, NewsIndexPage, SectionPage
from institute.webhooks.models import Channel
from publications.models import AuthorMatch, FeaturedPublication, PublicationPage
from tests.api.conftest import compose_home, stream
from tests.api.words import Words
from tests.factories.directory import PersonPageFactory, ResearchTopicFactory
from tests.factories.home import (
    ArticlePageFactory,
    DocumentFactory,
    ImageFactory,
    NewsIndexPageFactory,
    SectionPageFactory,
)
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.support import settle

# A word that hidden and visible things share: what a search for it finds says which are found.
SHARED = "Quasar"


@dataclass
class World:
    tree: SiteTree
    words: Words
    hall: SectionPage
    news: NewsIndexPage
    channel: Channel
    # What can be hidden: the page of each kind whose state decides.
    section: SectionPage = field(init=False)
    french_section: SectionPage = field(init=False)
    translated: SectionPage = field(init=False)
    translation: SectionPage = field(init=False)
    article: ArticlePage = field(init=False)
    person: PersonPage = field(init=False)
    work: PublicationPage = field(init=False)
    # What is always visible, and refers to all of them.
    reader: PersonPage = field(init=False)
    shown_work: PublicationPage = field(init=False)
    hub: SectionPage = field(init=False)

    @property
    def sources(self) -> list[Any]:
        """The pages to hide, as they are now."""
        names = ("section", "french_section", "translated", "translation", "article", "person", "work")
        return [getattr(self, name).specific_class.objects.get(pk=getattr(self, name).pk) for name in names]

    @property
    def hideable_words(self) -> set[str]:
        return set(self.words.purposes)

    def words_of(self, *purposes: str) -> set[str]:
        return {word for word, purpose in self.words.purposes.items() if purpose.split()[0] in purposes}


def make_world(tree: SiteTree) -> World:
    words = Words()
    home = tree.home["en"]
    hall = SectionPageFactory(parent=home, title="Hall", show_in_menus=True)
    news = NewsIndexPageFactory(parent=home, title="News")
    world = World(tree, words, hall, news, Channel(name="Follower", url="https://example.org/hook"))
    french_hall = SectionPage.objects.get(translation_key=hall.translation_key, locale__language_code="fr")
    world.section = SectionPageFactory(parent=hall, slug="old-1", **prose(words, "section"))
    world.french_section = SectionPageFactory(parent=french_hall, slug="old-2", **prose(words, "begun"))
    world.translated = SectionPageFactory(parent=hall, slug="old-3", **prose(words, "translated"))
    world.translation = _translate(world.translated, **prose(words, "translation"))
    world.article = ArticlePageFactory(parent=news, slug="old-4", **prose(words, "article"))
    world.person = make_person(words, "person")
    world.work = make_work(words, "work", venue=VenueFactory(name="Journal of Stars"))
    _refer(world)
    for number, page in enumerate(world.sources):
        _rename(page, f"now-{number}")
    settle()
    world.channel.save()
    return world


def prose(words: Words, purpose: str) -> dict[str, Any]:
    """Return the texts of an editorial page."""
    return {
        "title": f"{words.word(f'{purpose} title')} {SHARED}",
        "summary": words.word(f"{purpose} summary"),
        "search_description": words.word(f"{purpose} description"),
        "hero_image": words.picture(f"{purpose} picture"),
        "hero_image_alt": words.word(f"{purpose} alternative"),
        "body": stream(("rich_text", f"<h2>{words.word(f'{purpose} heading')}</h2><p>{SHARED}</p>")),
    }


def make_person(words: Words, purpose: str, **fields: Any) -> PersonPage:
    return PersonPageFactory(
        **{
            "slug": f"old-{purpose}",
            "given_name": words.word(f"{purpose} name"),
            "family_name": SHARED,
            "position_en": words.word(f"{purpose} position"),
            "position_fr": words.word(f"{purpose} poste"),
            "biography_en": f"<p>{words.word(f'{purpose} biography')}</p>",
            "email": f"{words.word(f'{purpose} address')}@example.org",
            "email_is_public": True,
            "photo": words.picture(f"{purpose} photo"),
            "variants": [words.word(f"{purpose} variant")],
            "links": [f"https://example.org/{words.word(f'{purpose} link')}"],
            "topics": [ResearchTopicFactory()],
            **fields,
        }
    )


def make_work(words: Words, purpose: str, **fields: Any) -> PublicationPage:
    return PublicationPageFactory(
        **{
            "slug": f"old-{purpose}",
            "full_title": f"{words.word(f'{purpose} title')} {SHARED}",
            "abstract_en": words.word(f"{purpose} abstract"),
            "authors": [words.word(f"{purpose} author"), "Ada Reader"],
            "identifiers_text": f"10.1000/{words.word(f'{purpose} identifier')}",
            "volume": words.word(f"{purpose} volume"),
            "pdf": DocumentFactory(file=ContentFile(b"Nine lines", name=f"{words.word('pdf name')}.txt")),
            **fields,
        }
    )


def _translate(source: SectionPage, **fields: Any) -> SectionPage:
    page = SectionPage.objects.get(translation_key=source.translation_key, locale__language_code="fr")
    ConvertAliasPageAction(page).execute()
    page = SectionPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return page


def _rename(page: Any, slug: str) -> None:
    """Publish the page under another address, so that the one before is a former address."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        page.slug = slug
        page.save_revision().publish()


def _refer(world: World) -> None:
    """Let pages that stay visible choose, link to, list and feature everything that is to be hidden."""
    world.reader = PersonPageFactory(
        given_name="Ada", family_name="Reader", slug="ada-reader", supervisors=[world.person]
    )
    world.shown_work = PublicationPageFactory(
        full_title=f"Shown {SHARED}", slug="shown", authors=["N. N.", "Ada Reader"], venue=world.work.venue
    )
    for work, person, position in (
        (world.shown_work, world.person, 0),
        (world.shown_work, world.reader, 1),
        (world.work, world.reader, 1),
    ):
        key = work.authorships.all()[position].key
        AuthorMatch.objects.filter(page=work, author_key=key).delete()
        AuthorMatch.objects.create(
            page=work, author_key=key, person=person, state="confirmed", hides_printed_name=position == 0
        )
    reader = PersonPage.objects.get(pk=world.reader.pk)
    reader.featured_publications = [FeaturedPublication(publication=world.work)]
    reader.save_revision().publish()
    pages = [world.section, world.french_section, world.translated, world.article, world.person, world.work]
    links = "".join(f'<a linktype="page" id="{page.pk}">a page</a> ' for page in pages)
    body = stream(
        ("rich_text", f"<p>{links}</p>"),
        ("featured", {"heading": "Featured", "cards": [{"page": page.pk} for page in pages[:4]]}),
        ("people", {"heading": "People", "people": [world.person.pk]}),
        ("latest_publications", {"heading": "Latest", "count": 4, "pinned": [world.work.pk]}),
    )
    world.hub = SectionPageFactory(parent=world.tree.home["en"], title="Hub", body=body, show_in_menus=True)
    ArticlePageFactory(
        parent=world.news, title="Shown article", authors=stream(("person", world.person.pk)), body=stream()
    )
    compose_home(
        world.tree.home["en"], world.section, world.article, world.person, world.work, ImageFactory(title="Sky")
    )


# The states, each for a page that visitors could see until then.


def unpublish(world: World) -> None:
    for page in world.sources:
        page.unpublish()


def expire(world: World) -> None:
    """Let the time of the pages pass, with nothing else to notice it."""
    Page.objects.filter(pk__in=[page.pk for page in world.sources]).update(expire_at=timezone.now())


def delete(world: World) -> None:
    for page in world.sources:
        if Page.objects.filter(pk=page.pk).exists():
            page.delete()


def _restrict(pages: Iterable[Page]) -> None:
    """Ask for a password, an account or a group, of one page after the other."""
    kinds = cycle(("password", "login", "groups"))
    for page, kind in zip(pages, kinds, strict=False):
        PageViewRestriction.objects.create(page=page, restriction_type=kind, password="open sesame")


def restrict_each(world: World) -> None:
    _restrict(world.sources)


def restrict_above(world: World) -> None:
    french_hall = SectionPage.objects.get(translation_key=world.hall.translation_key, locale__language_code="fr")
    _restrict([world.hall, french_hall, world.news, world.person.get_parent(), world.work.get_parent()])


def schedule(page: Any) -> None:
    """Publish ``page`` with a go-live time to come."""
    page.go_live_at = timezone.now() + timedelta(days=3)
    page.save_revision().publish()
