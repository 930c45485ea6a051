"""An institute in which everything shows something of everything else."""

from __future__ import annotations

import json
from typing import Any

from wagtail.models import Collection

from directory.models import (
    Supervision,
)
from home.models import HomePage
from institute.accounts.models import User
from publications.models import (
    FeaturedPublication,
)
from tests.factories.directory import InstitutionFactory, MembershipFactory, PersonPageFactory, ResearchTopicFactory
from tests.factories.home import (
    ArticlePageFactory,
    DocumentFactory,
    ImageFactory,
    NewsIndexPageFactory,
    SectionPageFactory,
)
from tests.factories.publications import PublicationPageFactory, VenueFactory
from tests.fixtures import make_site_tree

GIVEN, FAMILY = ["Ada", "Grace", "Alan", "Yoshua", "Joëlle"], ["Lovelace", "Hopper", "Turing", "Bengio", "Pineau"]


def stream(*blocks: tuple[str, Any]) -> str:
    return json.dumps(
        [{"type": name, "value": value, "id": f"{name}-{place}"} for place, (name, value) in enumerate(blocks)]
    )


def make_institute() -> None:
    """Make one of everything, and pages that show all of it."""
    tree = make_site_tree()
    if not Collection.objects.exists():
        # Tests that commit empty the tables when they end, what migrations wrote included.
        Collection.add_root(name="Root")
    home = tree.home["en"]
    User.objects.create_superuser("librarian", "librarian@example.org", "secret")
    institutions = [InstitutionFactory(name_en=f"University {letter}") for letter in "AB"]
    topics = [ResearchTopicFactory(name_en=f"Topic {letter}") for letter in "ABC"]
    memberships = [MembershipFactory(name_en=name, counts_as_professor=name == "Core") for name in ("Core", "Student")]
    venues = [VenueFactory(name=f"Venue {letter}") for letter in "AB"]
    images = [ImageFactory() for _number in range(2)]
    document = DocumentFactory()
    people = [
        PersonPageFactory(
            given_name=given,
            family_name=family,
            membership=memberships[number % 2],
            institutions=[institutions[number % 2]],
            topics=[topics[number % 3]],
            photo=images[0] if number == 0 else None,
        )
        for number, (given, family) in enumerate(zip(GIVEN, FAMILY, strict=True))
    ]
    people[1].supervisions = [Supervision(supervisor=people[0])]
    people[1].save_revision().publish()
    works = [
        PublicationPageFactory(
            full_title=f"Paper {number}",
            authors=[people[number % 5].title, people[(number * 2 + 1) % 5].title, "Emmy Noether"],
            topics=[topics[number % 3]],
            venue=venues[number % 2],
            date=str(2015 + number),
            pdf=document if number == 0 else None,
        )
        for number in range(8)
    ]
    people[0].featured_publications = [FeaturedPublication(publication=works[0])]
    people[0].biography_en = f'<p>See <a linktype="page" id="{works[1].pk}">this</a>.</p>'
    people[0].save_revision().publish()
    about = SectionPageFactory(parent=home, title="About", hero_image=images[1], hero_image_decorative=True)
    board = SectionPageFactory(parent=about, title="Board")
    news = NewsIndexPageFactory(parent=home)
    article = ArticlePageFactory(
        parent=news,
        title="Story",
        authors=stream(("person", people[0].pk), ("name", "Somebody")),
        body=stream(
            ("rich_text", f'<p><a linktype="page" id="{people[1].pk}">A link</a></p>'),
            ("featured", {"heading": "See also", "cards": [{"page": about.pk}, {"page": works[2].pk}]}),
        ),
    )
    about.body = body_of_section(people, works, article, images[0], document)
    about.save_revision().publish()
    board.save_revision().publish()
    home = HomePage.objects.get(pk=home.pk)
    home.about_page, home.about_label, home.founded = about, "", 1993
    home.body = body_of_home(people, works, article, board, topics[0], institutions[0])
    home.save_revision().publish()


def body_of_section(people: list[Any], works: list[Any], article: Any, image: Any, document: Any) -> str:
    return stream(
        ("people", {"heading": "", "people": [person.pk for person in people[:2]]}),
        (
            "featured",
            {"heading": "Featured", "cards": [{"page": article.pk}, {"page": works[0].pk}, {"page": people[2].pk}]},
        ),
        ("image", {"image": {"image": image.pk, "decorative": True, "alt_text": ""}, "caption": "", "wide": False}),
        ("downloads", {"heading": "", "files": [{"document": document.pk, "title": "", "language": ""}]}),
    )


def body_of_home(people: list[Any], works: list[Any], article: Any, section: Any, topic: Any, institution: Any) -> str:
    kinds = ("professors", "publications", "institutions", "years")
    return stream(
        ("latest_publications", {"heading": "Latest", "count": 3, "pinned": [works[3].pk]}),
        ("latest_publications", {"heading": "On a topic", "count": 2, "pinned": [], "topic": topic.pk}),
        ("latest_publications", {"heading": "There", "count": 2, "pinned": [], "institution": institution.pk}),
        ("latest_publications", {"heading": "Theirs", "count": 2, "pinned": [], "person": people[0].pk}),
        (
            "faculty",
            {"heading": "Faculty", "text": "", "figure": "", "figure_label": "professors", "link_label": "All"},
        ),
        ("figures", {"heading": "", "figures": [{"kind": kind, "number": "", "label": kind} for kind in kinds]}),
        ("featured", {"heading": "Featured", "cards": [{"page": article.pk}, {"page": section.pk}]}),
        ("section", {"heading": "More", "text": "", "side": "start", "theme": "plain", "link": {"page": section.pk}}),
    )
