"""What each kind of page costs: few queries, and as many for a hundred rows as for twenty.

Counted for an anonymous visitor with no page in any cache, by a process that has answered before.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.signal_handlers import disable_reference_index_auto_update

from bibliography.dates import DatePrecision
from bibliography.names import parse_name
from directory.models import Affiliation, PersonLink, PersonPage, PersonTopic, Supervision
from institute.content.languages import language_codes
from publications.models import AuthorMatch, FeaturedPublication, PublicationPage, PublicationTopic
from tests.factories.directory import InstitutionFactory, MembershipFactory, ResearchTopicFactory
from tests.factories.home import ArticlePageFactory, ImageFactory, NewsIndexPageFactory, SectionPageFactory
from tests.factories.publications import IdentifierFactory, VenueFactory
from tests.fixtures import SLUGS, SiteTree

pytestmark = pytest.mark.django_db

FEW, MANY = 20, 100

# Kind of page, where it is read in a language, and the most queries that it may take there. At least three find
# the page and its frame: the site, the top of both languages' trees, the home page in that language.
MOST_QUERIES = {
    "home page": ("/{language}/", 15),
    "directory": ("/{language}/{directory}/", 14),
    "directory, searched and filtered": ("/{language}/{directory}/?q=person&topic=learning", 15),
    "list of publications": ("/{language}/publications/", 12),
    "list of publications, searched and filtered": ("/{language}/publications/?q=paper&topic=learning", 15),
    "profile": ("/{language}/{directory}/person-0/", 15),
    "publication": ("/{language}/publications/paper-0/", 14),
    "section page": ("/{language}/programs/", 12),
    "list of articles": ("/{language}/news/", 9),
    "article": ("/{language}/news/story/", 13),
    "API: list of publications": ("/api/v1/publications?limit=20&locale={language}", 5),
    "API: publications, counted": ("/api/v1/publications?limit=20&facets=true&locale={language}", 11),
    "API: list of people": ("/api/v1/people?limit=20&locale={language}", 6),
    "API: people, counted": ("/api/v1/people?limit=20&facets=true&locale={language}", 10),
}


def cost(client: Client, address: str) -> int:
    """Count the queries of an answer, once content types, addresses and renditions are known."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


class Rows:
    """Fills the lists: people, works that they wrote together, articles and the sections that link to them."""

    def __init__(self, tree: SiteTree) -> None:
        self.tree = tree
        self.made = 0
        self.topic = ResearchTopicFactory(name_en="Learning")
        self.institution, self.membership, self.venue = InstitutionFactory(), MembershipFactory(), VenueFactory()
        self.photo = ImageFactory()
        home = tree.home["en"]
        self.picture = {"hero_image": ImageFactory(), "hero_image_decorative": True}
        self.news = NewsIndexPageFactory(parent=home, slug="news", show_in_menus=True)
        self.programs = SectionPageFactory(parent=home, slug="programs", show_in_menus=True, **self.picture)
        self.story = ArticlePageFactory(parent=self.news, slug="story", **self.picture)

    def add(self, number: int) -> None:
        with disable_reference_index_auto_update():
            for index in range(self.made, self.made + number):
                self._add(index)
        self.made += number

    def _add(self, index: int) -> None:
        person = self._person(index)
        work = self._work(index)
        for position, match in enumerate([person, self.first_person]):
            AuthorMatch.objects.get_or_create(
                page=work,
                person=match,
                defaults={"author_key": work.authorships.all()[position].key, "state": AuthorMatch.State.CONFIRMED},
            )
        if index % 10 == 0:
            FeaturedPublication.objects.create(person=self.first_person, publication=work)
        if index < FEW:
            ArticlePageFactory(parent=self.news, date=date(2025, 1, 1), **self.picture)

    def _person(self, index: int) -> PersonPage:
        person = PersonPage(
            given_name="Person", family_name=str(index), photo=self.photo, membership=self.membership, live=True
        )
        person.affiliations = [Affiliation(institution=self.institution)]
        person.topic_links = [PersonTopic(topic=self.topic)]
        person.links = [PersonLink(url="https://example.org/")]
        self.tree.directory["en"].add_child(instance=person)
        if index == 0:
            self.first_person = person
        else:
            Supervision.objects.create(page=person, supervisor=self.first_person)
            if index == 1:
                self.first_person.supervisions = [Supervision(supervisor=person)]
                self.first_person.save()
        return person

    def _work(self, index: int) -> PublicationPage:
        work = PublicationPage(
            full_title=f"Paper {index}",
            published=date(2024, 1, 1),
            date_precision=DatePrecision.YEAR,
            venue=self.venue,
            abstract_en="Words.",
        )
        work.add_authors([parse_name(name) for name in ("Ada Lovelace", "Charles Babbage")])
        work.publication_topics = [PublicationTopic(topic=self.topic)]
        self.tree.publications["en"].add_child(instance=work)
        IdentifierFactory(page=work)
        return work

    def show_on_home_page(self) -> None:
        """Give the home page the sections that the demo's has."""
        home = self.tree.home["en"]
        home.refresh_from_db()
        image = ImageFactory()
        image.contextual_alt_text = "Stars"
        works = list(PublicationPage.objects.latest()[:4])
        home.hero_image, home.hero_image_decorative = ImageFactory(), True
        home.about_page, home.action_page, home.action_label = self.programs, self.tree.publications["en"], "Read"
        home.founded = 1993
        home.body = [
            ("featured", {"heading": "Featured", "cards": [{"page": self.story}, {"page": self.programs}]}),
            (
                "faculty",
                {"heading": "Faculty", "text": "", "figure": "140", "figure_label": "people", "link_label": "All"},
            ),
            ("latest_publications", {"heading": "Latest publications", "count": 4, "pinned": works}),
            ("section", {"heading": "Humanity", "text": "", "image": image, "link": {"page": self.programs}}),
            (
                "figures",
                {
                    "heading": "In figures",
                    "figures": [
                        {"kind": kind, "label": "things"}
                        for kind in ("professors", "institutions", "publications", "years")
                    ],
                },
            ),
        ]
        home.save_revision().publish()


@pytest.mark.slow
def test_every_kind_of_page_takes_few_queries_whatever_its_length(site_tree: SiteTree, client: Client) -> None:
    rows = Rows(site_tree)
    rows.add(FEW)
    rows.show_on_home_page()
    costs: dict[int, dict[str, int]] = {}
    for size in (FEW, MANY):
        rows.add(size - rows.made)
        costs[size] = {
            address: cost(client, address)
            for pattern, _most in MOST_QUERIES.values()
            for language in language_codes()
            for address in [pattern.format(language=language, directory=SLUGS[language]["directory"])]
        }
    most = {
        pattern.format(language=language, directory=SLUGS[language]["directory"]): number
        for pattern, number in MOST_QUERIES.values()
        for language in language_codes()
    }
    assert costs[MANY] == costs[FEW]
    assert {address: number for address, number in costs[FEW].items() if number > most[address]} == {}


def test_nothing_is_remembered_from_one_answer_to_the_next(site_tree: SiteTree, client: Client) -> None:
    section: Any = SectionPageFactory(
        parent=site_tree.home["en"], title="Programs", slug="programs", show_in_menus=True
    )
    assert "Programs" in client.get("/en/").content.decode()
    section.title = "Studies"
    section.save_revision().publish()
    assert "Studies" in client.get("/en/").content.decode()
    section.unpublish()
    html = client.get("/en/").content.decode()
    assert "Studies" not in html
    assert "Programs" not in html
    assert client.get("/en/programs/").status_code == 410
