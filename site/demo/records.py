"""Loads the demo's records: vocabularies, people and publications.

Authors are not linked to people here: publishing a work or a person links them where the names match.
"""

import datetime as dt
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from bibliography.dates import DatePrecision
from demo.content import rows
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

PERSON_FIELDS = ("given_name", "family_name", "position_en", "position_fr", "chair_en", "chair_fr")


class Vocabularies:
    """The terms that records refer to, each kind by the key that the records use."""

    def __init__(self) -> None:
        self.institutions = _load_terms(Institution, "institutions", "key")
        self.topics = _load_terms(ResearchTopic, "topics", "name_en")
        self.memberships = _load_terms(Membership, "memberships", "slug")
        self.venues = _load_terms(Venue, "venues", "key")


def _load_terms(model: type[Model], name: str, key: str) -> dict[str, Any]:
    terms = {}
    for row in rows(name):
        term = model(**{field: value for field, value in row.items() if field != "key"})
        term.clean()  # Fills the slug.
        term.save()
        terms[row[key]] = term
    return terms


def load_people(index: Page, vocabularies: Vocabularies) -> dict[str, PersonPage]:
    """Add and publish the people, and return them by full name."""
    people = {}
    for row in rows("people"):
        person = PersonPage(
            membership=vocabularies.memberships.get(row["membership"]),
            live=False,
            **{field: row[field] for field in PERSON_FIELDS},
        )
        index.add_child(instance=person)
        person.affiliations.add(
            Affiliation(
                institution=vocabularies.institutions[row["institution"]],
                department_en=row["department_en"],
                department_fr=row["department_fr"],
                primary=True,
                sort_order=0,
            )
        )
        _add(person.topic_links, PersonTopic, ({"topic": vocabularies.topics[name]} for name in row["topics"]))
        _add(person.name_variants, NameVariant, ({"name": name} for name in row["name_variants"]))
        if "website" in row:
            _add(person.links, PersonLink, [{"kind": PersonLink.Kind.WEBSITE, "url": row["website"]}])
        publish(person)
        people[person.full_name] = person
    return people


def load_publications(index: Page, vocabularies: Vocabularies) -> dict[str, PublicationPage]:
    """Add and publish the publications, and return them by title."""
    papers = {}
    for row in rows("publications"):
        paper = _publication(row, vocabularies.venues)
        index.add_child(instance=paper)
        _add(paper.authorships, Authorship, row["authors"])
        _add(
            paper.publication_topics,
            PublicationTopic,
            ({"topic": vocabularies.topics[name]} for name in row["topics"]),
        )
        if "link" in row:
            _add(paper.links, PublicationLink, [{"url": row["source"], **row["link"]}])
        if "preprint" in row:
            preprint = {"kind": PublicationVersion.Kind.PREPRINT, "venue_text": "arXiv", **row["preprint"]}
            _add(paper.versions, PublicationVersion, [preprint])
        publish(paper)
        papers[row["title"]] = paper
    return papers


def _publication(row: dict[str, Any], venues: dict[str, Venue]) -> PublicationPage:
    year = row.get("year")
    identifiers = [f"doi:{row['doi']}"] if "doi" in row else []
    identifiers += [f"arXiv:{row['arxiv_id']}"] if "arxiv_id" in row else []
    return PublicationPage(
        full_title=row["title"],
        title=row["title"],
        kind=row["kind"],
        language="en",
        published=dt.date(year, 1, 1) if year else None,
        date_precision=DatePrecision.YEAR if year else DatePrecision.NONE,
        venue=venues.get(row["venue"]),
        venue_text=row["venue_text"],
        publisher=row.get("publisher", ""),
        identifiers_text="\n".join(identifiers),
        abstract_en=row.get("abstract_en", ""),
        abstract_fr=row.get("abstract_fr", ""),
        live=False,
    )


def feature_publications(people: dict[str, PersonPage], papers: dict[str, PublicationPage]) -> None:
    """Add the featured publications, which exist only once people and publications do."""
    for person, row in zip(people.values(), rows("people"), strict=True):
        if titles := row.get("featured_publications"):
            stored = PersonPage.objects.get(pk=person.pk)
            _add(
                stored.featured_publications, FeaturedPublication, ({"publication": papers[title]} for title in titles)
            )
            publish(stored)


def _add(manager: Any, model: type[Model], values: Any) -> None:
    """Add child rows to a page, in their order."""
    manager.add(*(model(**row, sort_order=order) for order, row in enumerate(values)))


def publish(page: Page) -> None:
    """Publish as an editor does: through a revision, which carries the child rows of the page."""
    page.save_revision(clean=False).publish()
