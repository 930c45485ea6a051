"""A small institute with something of everything that the API tells, in two languages."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel
from wagtail.models import Page

from directory.models import PersonPage
from home.models import ArticlePage, HomePage, SectionPage
from publications.models import FeaturedPublication, PublicationLink, PublicationPage, PublicationVersion
from tests.factories.directory import (
    InstitutionFactory,
    MembershipFactory,
    PersonPageFactory,
    ResearchTopicFactory,
)
from tests.factories.home import (
    ArticlePageFactory,
    DocumentFactory,
    ImageFactory,
    NewsIndexPageFactory,
    SectionPageFactory,
)
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import SiteTree, module_data
from tests.support import settle


@dataclass
class Institute:
    tree: SiteTree
    home: HomePage
    about: SectionPage
    article: ArticlePage
    professor: PersonPage
    student: PersonPage
    paper: PublicationPage
    thesis: PublicationPage


@pytest.fixture(scope="module")
def standing_institute(standing_site_tree: SiteTree, django_db_blocker: Any) -> Institute:
    with module_data(django_db_blocker):
        return make_institute(copy.deepcopy(standing_site_tree))


@pytest.fixture
def institute(standing_institute: Institute, db: None) -> Institute:
    return copy.deepcopy(standing_institute)


def make_institute(tree: SiteTree) -> Institute:
    montreal = InstitutionFactory(
        name_en="", name_fr="Université de Montréal", slug="udem", short_name="UdeM", ror="https://ror.org/0161xgx34"
    )
    learning = ResearchTopicFactory(name_en="Deep Learning", name_fr="Apprentissage profond")
    core = MembershipFactory(name_en="Core member", name_fr="Membre principal", counts_as_professor=True)
    student = MembershipFactory(name_en="Student", name_fr="", order=1)
    photo = ImageFactory(
        title="A portrait",
        credit="Maryse Boyce",
        focal_point_x=30,
        focal_point_y=20,
        focal_point_width=10,
        focal_point_height=10,
    )
    about = SectionPageFactory(
        parent=tree.home["en"],
        title="About",
        summary="Who we are.",
        show_in_menus=True,
        body=stream(
            ("rich_text", "<h2>Our story</h2><p>It began in <b>1993</b>.</p><h2>Our place</h2><p>Montréal.</p>")
        ),
    )
    SectionPageFactory(parent=about, title="Governance", summary="Who decides.")
    professor = PersonPageFactory(
        given_name="Yoshua",
        family_name="Bengio",
        honorific="Prof.",
        photo=photo,
        membership=core,
        position_en="Full professor",
        position_fr="Professeur titulaire",
        chair_en="Canada CIFAR AI Chair",
        biography_en=f'<p>Works on <b>deep learning</b>; see <a linktype="page" id="{about.pk}">about us</a>.</p>',
        orcid="https://orcid.org/0000-0002-9322-3515",
        email="yoshua@example.org",
        email_is_public=True,
        institutions=[montreal],
        topics=[learning],
        links=["https://yoshuabengio.org/"],
        variants=["Y. Bengio"],
        joined=date(1993, 9, 1),
    )
    pupil = PersonPageFactory(
        given_name="Émilie",
        family_name="Tremblay",
        membership=student,
        supervisors=[professor],
        email="emilie@example.org",
    )
    venue = VenueFactory(name="Journal of Machine Learning Research", short_name="JMLR", kind="journal")
    paper = PublicationPageFactory(
        full_title="Learning $\\alpha$-representations",
        date="2024-05",
        authors=["Yoshua Bengio", "Emilie Tremblay", "Ada Lovelace"],
        topics=[learning],
        venue=venue,
        volume="12",
        issue="3",
        pages="101--110",
        abstract_en="We learn $x^2$ from examples.",
        identifiers_text="10.1000/xyz\narXiv:2101.00001",
        license="CC BY 4.0",
    )
    paper.links = [PublicationLink(kind="code", url="https://example.org/code")]
    paper.versions = [
        PublicationVersion(kind="preprint", venue_text="arXiv", date="2021", url="https://arxiv.org/abs/2101.00001")
    ]
    paper.save_revision().publish()
    thesis = PublicationPageFactory(
        full_title="Une thèse sur l’apprentissage",
        date="",
        kind="thesis",
        language="fr",
        authors=["Émilie Tremblay"],
        abstract_fr="Ce que nous avons appris.",
    )
    professor.featured_publications = [FeaturedPublication(publication=paper)]
    professor.save_revision().publish()
    news = NewsIndexPageFactory(parent=tree.home["en"], title="News")
    article = ArticlePageFactory(
        parent=news,
        title="A prize",
        summary="For work on learning.",
        authors=stream(("person", professor.pk), ("name", "The editors")),
        body=stream(("rich_text", "<p>It was given in March.</p>")),
    )
    home = compose_home(tree.home["en"], about, article, professor, paper, photo)
    settle()
    return Institute(tree, home, about, article, professor, pupil, paper, thesis)


def compose_home(home: HomePage, about: Page, article: Page, professor: Page, paper: Page, picture: Any) -> HomePage:
    """Put one of every block on the home page."""
    image = {"image": picture.pk, "decorative": False, "alt_text": "A portrait in a library"}
    text = f'<p>Read <a linktype="page" id="{about.pk}">about us</a> and <a href="https://example.org/">more</a>.</p>'
    report = DocumentFactory(title="Annual report")
    home.body = stream(
        (
            "featured",
            {
                "heading": "Featured",
                "cards": [
                    {"page": article.pk},
                    {"url": "https://example.org/", "title": "Elsewhere", "kicker": "News"},
                ],
            },
        ),
        (
            "faculty",
            {
                "heading": "Faculty",
                "text": text,
                "figure": "over 140",
                "figure_label": "professors",
                "portrait": image,
                "caption": "Yoshua Bengio",
                "link_label": "Browse the directory",
            },
        ),
        ("latest_publications", {"heading": "Latest publications", "count": 2, "pinned": [paper.pk]}),
        (
            "section",
            {
                "heading": "AI for Humanity",
                "text": text,
                "image": image,
                "side": "start",
                "link": {"page": about.pk},
                "theme": "night",
            },
        ),
        (
            "figures",
            {
                "heading": "In figures",
                "figures": [
                    {"kind": "typed", "number": "1,200", "label": "researchers"},
                    {"kind": "professors", "label": "professors"},
                ],
            },
        ),
        ("people", {"heading": "People", "people": [professor.pk]}),
        ("quote", {"quote": "We only see a short distance ahead.", "name": "Alan Turing", "role": "mathematician"}),
        ("logos", {"heading": "Partners", "logos": [{"name": "Université de Montréal", "logo": picture.pk}]}),
        ("rich_text", text),
        ("image", {"image": image, "caption": "At work", "wide": True}),
        ("embed", {"url": "https://www.example.org/watch", "title": "A lecture", "picture": picture.pk}),
        ("embed", {"url": "https://vimeo.com/76979871", "title": "A film"}),
        (
            "table",
            {
                "heading": "Programmes",
                "row_headings": True,
                "table": {
                    "caption": "Students",
                    "columns": [
                        {"type": "text", "heading": "Programme"},
                        {"type": "number", "heading": "Students"},
                        {"type": "rich_text", "heading": "Notes"},
                    ],
                    "rows": [{"values": ["Master’s", 210, text]}],
                },
            },
        ),
        ("accordion", {"heading": "Questions", "entries": [{"title": "Who may apply?", "text": "<p>Anyone.</p>"}]}),
        ("downloads", {"heading": "Downloads", "files": [{"document": report.pk}]}),
    )
    home.hero_image, home.hero_image_alt = picture, "A starry sky"
    home.introduction = text
    home.action_label, home.action_page = "Join us", about
    home.about_label, home.about_page = "About the institute", about
    home.founded = 1993
    home.save_revision().publish()
    home.refresh_from_db()
    return home


def included_in(item: type[BaseModel]) -> list[str]:
    """Return the names of what ``include`` adds to an item of a list."""
    return [name for name, field in item.model_fields.items() if not field.is_required()]


def stream(*blocks: tuple[str, Any]) -> str:
    """Return what a StreamField keeps, each block with an id that is the same in every run."""
    return json.dumps(
        [{"type": name, "value": value, "id": f"{name}-{place}"} for place, (name, value) in enumerate(blocks)]
    )
