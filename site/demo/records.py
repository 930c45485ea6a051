"""Loads the demo's facts: vocabularies, people and publications.

Who wrote what is not said here: publishing a work or a person links them where the names match.
"""

import datetime as dt
from typing import Any

from wagtail.models import Page

from bibliography.dates import DatePrecision
from bibliography.publication_types import Kind
from bibliography.text_normalization import normalize
from demo.fixtures import facts
from demo.links import link_of
from demo.typography import typeset_french
from directory.models import (
    Affiliation,
    Institution,
    Membership,
    NameVariant,
    PersonLink,
    PersonPage,
    PersonTopic,
    ResearchTopic,
)
from publications.models import (
    Authorship,
    FeaturedPublication,
    PublicationLink,
    PublicationPage,
    PublicationTopic,
    PublicationVersion,
    Venue,
)

KINDS = {
    "article": Kind.ARTICLE,
    "journal": Kind.ARTICLE,
    "conference": Kind.CONFERENCE_PAPER,
    "workshop": Kind.CONFERENCE_PAPER,
    "preprint": Kind.PREPRINT,
    "software": Kind.SOFTWARE,
    "book": Kind.BOOK,
}

FEATURED_PAPERS = {
    "Yoshua Bengio": (
        "Neural machine translation by jointly learning to align and translate",
        "Generative Adversarial Nets",
        "Deep Learning",
    ),
    "Aaron Courville": (
        "Improved training of Wasserstein GANs",
        "FiLM: Visual Reasoning with a General Conditioning Layer",
    ),
    "Doina Precup": ("Off-Policy Deep Reinforcement Learning without Exploration",),
}


def load_institutions() -> dict[str, Institution]:
    institutions = {}
    for order, row in enumerate(facts("institutions"), start=1):
        institution = Institution(
            name_en=row["name_en"],
            name_fr=row["name_fr"],
            short_name=row["short_name"],
            city=row["city"],
            website=row["website"],
            ror=row["ror_id"],
            order=order,
        )
        institutions[row["key"]] = _saved(institution)
    return institutions


def load_topics() -> dict[str, ResearchTopic]:
    return {row["name_en"]: _saved(ResearchTopic(**row)) for row in facts("topics")}


def load_memberships() -> dict[str, Membership]:
    rows = enumerate(facts("memberships"), start=1)
    return {row["slug"]: _saved(Membership(**row, order=order)) for order, row in rows}


def load_venues() -> dict[str, Venue]:
    return {
        row["key"]: _saved(Venue(**{name: value for name, value in row.items() if name != "key"}))
        for row in facts("venues")
    }


def _saved(term: Any) -> Any:
    """Save after the checks that the admin would make, which also fill the slug."""
    term.clean()
    term.save()
    return term


def load_people(
    index: Page,
    institutions: dict[str, Institution],
    topics: dict[str, ResearchTopic],
    memberships: dict[str, Membership],
) -> dict[str, PersonPage]:
    people = {}
    for row in facts("people"):
        person = PersonPage(
            given_name=row["given_name"],
            family_name=row["family_name"],
            membership=memberships.get(row["membership"]),
            position_en=row["position_en"],
            position_fr=row["position_fr"],
            chair_en=row["chair_en"],
            chair_fr=row["chair_fr"],
            live=False,
        )
        index.add_child(instance=person)
        person.affiliations.add(
            Affiliation(
                institution=institutions[row["institution"]],
                department_en=row["department_en"],
                department_fr=row["department_fr"],
                primary=True,
                sort_order=0,
            )
        )
        person.topic_links.add(
            *(PersonTopic(topic=topics[name], sort_order=order) for order, name in enumerate(row["topics"]))
        )
        person.name_variants.add(
            *(NameVariant(name=name, sort_order=order) for order, name in enumerate(row["also_printed_as"]))
        )
        if row["source"].rstrip("/").endswith(".github.io"):
            person.links.add(PersonLink(kind=PersonLink.Kind.WEBSITE, url=row["source"], sort_order=0))
        publish(person)
        people[person.full_name] = person
    return people


def load_publications(
    index: Page, venues: dict[str, Venue], topics: dict[str, ResearchTopic]
) -> dict[str, PublicationPage]:
    abstracts = {row["title"]: row for row in facts("abstracts")}
    papers = {}
    for row in facts("publications"):
        paper = _publication(row, venues, abstracts.get(row["title"], {}))
        index.add_child(instance=paper)
        paper.authorships.add(*(Authorship(**author, sort_order=order) for order, author in enumerate(row["authors"])))
        paper.publication_topics.add(
            *(PublicationTopic(topic=topics[name], sort_order=order) for order, name in enumerate(row["topics"]))
        )
        if link := link_of(row["source"]):
            paper.links.add(PublicationLink(kind=link.kind, url=row["source"], label=link.label, sort_order=0))
        if row["venue"] and "arxiv_id" in row:
            paper.versions.add(_preprint(row["arxiv_id"]))
        publish(paper)
        papers[row["title"]] = paper
    return papers


def _publication(row: dict[str, Any], venues: dict[str, Venue], abstract: dict[str, str]) -> PublicationPage:
    venue = venues.get(row["venue"])
    if venue is None and row["type"] == "preprint":
        venue = venues["arxiv"]
    known_names = {normalize(name) for name in (venue.name, venue.short_name, *venue.aliases)} if venue else set()
    year = row.get("year")
    identifiers = [f"doi:{row['doi']}"] if "doi" in row else []
    identifiers += [f"arXiv:{row['arxiv_id']}"] if "arxiv_id" in row else []
    return PublicationPage(
        full_title=row["title"],
        title=row["title"],
        kind=KINDS[row["type"]],
        language="en",
        published=dt.date(year, 1, 1) if year else None,
        date_precision=DatePrecision.YEAR if year else DatePrecision.NONE,
        venue=venue,
        venue_text=row["venue_text"] if normalize(row["venue_text"]) not in known_names else "",
        publisher=row.get("publisher", ""),
        identifiers_text="\n".join(identifiers),
        abstract_en=abstract.get("en", ""),
        abstract_fr=typeset_french(abstract.get("fr", "")),
        live=False,
    )


def _preprint(arxiv_id: str) -> PublicationVersion:
    """The preprint of a work that appeared elsewhere; the number begins with the year and month it was posted."""
    return PublicationVersion(
        kind=PublicationVersion.Kind.PREPRINT,
        venue_text="arXiv",
        date=f"20{arxiv_id[:2]}-{arxiv_id[2:4]}",
        url=f"https://arxiv.org/abs/{arxiv_id}",
        sort_order=0,
    )


def feature_papers(people: dict[str, PersonPage], papers: dict[str, PublicationPage]) -> None:
    for name, titles in FEATURED_PAPERS.items():
        person = PersonPage.objects.get(pk=people[name].pk)
        person.featured_publications.add(
            *(FeaturedPublication(publication=papers[title], sort_order=order) for order, title in enumerate(titles))
        )
        publish(person)


def publish(page: Page) -> None:
    """Publish as an editor does: through a revision, which carries the rows that belong to the page."""
    page.save_revision(clean=False).publish()
