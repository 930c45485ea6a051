"""Every field of every page and block holds a word of its own: what visitors read of them, clients are told.

Unlike a comparison of texts, this misses nothing that happens to be said elsewhere as well: each word has one source.
A field that is added to a block or a page is filled and compared without a word here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from directory.models import Affiliation, PersonLink, PersonPage, PersonTopic
from home.blocks import article_body, long_form, sections
from home.models import ArticlePage, HomePage, NewsIndexPage, SectionPage
from institute.api.serializers import PAGE_SERIALIZERS
from publications.models import (
    FeaturedPublication,
    PublicationLink,
    PublicationPage,
    PublicationTopic,
    PublicationVersion,
)
from tests.api.conftest import stream
from tests.api.words import Words, words_in
from tests.api_client import Read
from tests.factories.directory import InstitutionFactory, MembershipFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.home import ArticlePageFactory, DocumentFactory, NewsIndexPageFactory, SectionPageFactory
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree
from tests.support import settle

pytestmark = pytest.mark.django_db

# What is made of other fields: a word that only stands there is not told where a client looks for it.
DERIVED = {
    "citation",
    "citations",
    "bibtex",
    "search_title",
    "search_description",
    "breadcrumbs",
    "exports",
    "initials",
}
# What a client asks for beside the page, where the page is a list.
LISTS: dict[str, tuple[str, dict[str, str]]] = {
    "directory": ("/people", {"facets": "true"}),
    "publications": ("/publications", {"facets": "true"}),
    "news": ("/articles", {}),
}
# What no visitor reads: what the head of the home page says of it, the title of a file that its block gives another,
# credits of pictures too small to have one.
UNSEEN = {
    "HomePage summary",
    "downloads files document of document",
    "featured cards image credit",
    "logos logos logo credit",
}


@dataclass
class Filled:
    words: Words
    pages: dict[type[Any], Any]


@pytest.fixture
def filled(site_tree: SiteTree) -> Filled:
    home = site_tree.home["en"]
    words = Words()
    person = PersonPageFactory(given_name="Ada", family_name=words.word("family name"))
    authors = [person.title, f"Grace {words.word('author')}"]
    work = PublicationPageFactory(full_title=words.word("full title"), authors=authors)
    section = SectionPageFactory(parent=home, title=words.word("section title"), show_in_menus=True)
    words.chosen = {PersonPage: person, PublicationPage: work, SectionPage: section}
    fill_person(words, person, work)
    fill_work(words, work)
    fill_section(words, section)
    article = fill_article(words, NewsIndexPageFactory(parent=home, title=words.word("news title")))
    fill_home(words, home, section)
    lists = [article.get_parent().specific, site_tree.directory["en"], site_tree.publications["en"]]
    for index in lists:
        index.summary = words.word(f"{type(index).__name__} summary")
        index.save_revision().publish()
    settle()
    pages = [home, section, article, person, work, *lists]
    return Filled(words, {type(page): page for page in pages})


def fill_person(words: Words, person: PersonPage, work: PublicationPage) -> None:
    besides = ("given_name", "family_name", "photo_consent", "orcid", "openalex_id", "google_scholar_id", "email")
    for name, word in words.texts_of(PersonPage, *besides).items():
        setattr(person, name, f"<p>{word}</p>" if name.startswith("biography") else word)
    person.photo = words.picture("photo")
    person.email, person.email_is_public = f"{words.word('email')}@example.org", True
    person.membership = MembershipFactory(**names(words, "membership"))
    institutions = [InstitutionFactory(**names(words, f"institution {place}")) for place in range(2)]
    topic = ResearchTopicFactory(**names(words, "topic"))
    person.topic_links, work.publication_topics = [PersonTopic(topic=topic)], [PublicationTopic(topic=topic)]
    person.affiliations = [
        Affiliation(institution=institution, sort_order=order, end=ended, **words.texts_of(Affiliation))
        for order, (institution, ended) in enumerate(zip(institutions, (None, date(2020, 1, 1)), strict=True))
    ]
    person.links = [PersonLink(url=f"https://{words.word('link of person')}.example/")]
    person.featured_publications = [FeaturedPublication(publication=work)]
    person.save_revision().publish()
    PersonPageFactory(given_name="Pupil", family_name=words.word("pupil"), supervisors=[person])


def names(words: Words, purpose: str) -> dict[str, str]:
    slug = purpose.replace(" ", "-")
    return {"name_en": words.word(f"{purpose}_en"), "name_fr": words.word(f"{purpose}_fr"), "slug": slug}


def fill_work(words: Words, work: PublicationPage) -> None:
    besides = (
        "full_title",
        "venue_text",
        "pages",
        "book_isbn",
        "license",
        "identifiers_text",
        "abstract_other",
        "notice_url",
    )
    for name, word in words.texts_of(PublicationPage, *besides).items():
        setattr(work, name, word)
    work.notice_url, work.status = f"https://{words.word('notice')}.example/", PublicationPage.Status.CORRECTED
    work.venue = VenueFactory(name=words.word("venue"), short_name=words.word("short name of venue"))
    work.pdf = DocumentFactory(title="A file")
    work.identifiers_text = f"10.1000/{words.word('doi')}"
    work.links = [
        PublicationLink(kind="code", url=f"https://{words.word('code')}.example/", label=words.word("label"))
    ]
    work.versions = [
        PublicationVersion(
            kind="preprint", venue_text=words.word("version"), url=f"https://{words.word('preprint')}.example/"
        )
    ]
    work.save_revision().publish()


def fill_section(words: Words, section: SectionPage) -> None:
    section.summary = words.word("section summary")
    section.hero_image, section.hero_image_alt = words.picture("hero"), words.word("hero alternative")
    section.body = words.stream([*sections(), *long_form()])
    section.save_revision().publish()
    SectionPageFactory(parent=section, title=words.word("child"), summary=words.word("child summary"))


def fill_article(words: Words, news: NewsIndexPage) -> ArticlePage:
    return ArticlePageFactory(
        parent=news,
        title=words.word("article title"),
        summary=words.word("article summary"),
        hero_image=words.picture("article"),
        hero_image_alt=words.word("article alternative"),
        authors=stream(("person", words.chosen[PersonPage].pk), ("name", words.word("typed author"))),
        body=words.stream(article_body()),
    )


def fill_home(words: Words, home: HomePage, section: SectionPage) -> None:
    for name, word in words.texts_of(HomePage, "action_url", "organisation_ror").items():
        setattr(home, name, f"<p>{word}</p>" if name in ("introduction", "footer", "contact") else word)
    home.hero_image = words.picture("home")
    home.action_page = home.about_page = section
    home.social_links = stream(
        ("link", {"label": words.word("network"), "url": f"https://{words.word('social')}.example/"})
    )
    home.body = words.stream([*sections(), *long_form()])
    home.save_revision().publish()


def told(answer: Any) -> Any:
    """Return ``answer`` without what is made of its other fields."""
    if isinstance(answer, dict):
        return {name: told(value) for name, value in answer.items() if name not in DERIVED}
    return [told(value) for value in answer] if isinstance(answer, list) else answer


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_word_that_visitors_read_is_told(language: str, filled: Filled, client: Client, read: Read) -> None:
    assert set(filled.pages) == set(PAGE_SERIALIZERS)
    lacking, seen = {}, set()
    for model, page in filled.pages.items():
        path = page.get_url_for(language)
        soup = BeautifulSoup(client.get(path).content, "html.parser")
        for part in soup.find_all(["script", "head"]):
            part.decompose()
        shown = words_in(str(soup))
        answers = [read("/resolve", path=path, include="layout")]
        if (listed := LISTS.get(PAGE_SERIALIZERS[model].name)) is not None:
            answers.append(read(listed[0], locale=language, **listed[1]))
        lacking[path] = {filled.words.purposes.get(word, word) for word in shown - words_in(json.dumps(told(answers)))}
        seen |= shown
    assert not any(lacking.values()), lacking
    other = "_fr" if language == "en" else "_en"
    unseen = {purpose for word, purpose in filled.words.purposes.items() if word not in seen}
    assert {purpose for purpose in unseen if not purpose.endswith(other)} == UNSEEN
