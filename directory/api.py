"""People and the directory's lists, as the read API gives them.

The profile of one person shows papers as well: it is put together where papers are known, in
``publications.api``, from what stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from ninja import Query, Router
from pydantic import BaseModel, Field

from directory.filters import Facet, PersonFilter, institution_facets, membership_facets, topic_facets
from directory.models import (
    Affiliation,
    Companion,
    DirectoryPage,
    Institution,
    Membership,
    PersonLink,
    PersonPage,
)
from directory.querysets import PersonQuerySet
from institute.content.languages import LocalizedText, active_language
from institute.content.version import Remembered
from institute.rest.blocks import Block, block_picture, represents_block
from institute.rest.facets import FacetItem, FacetsQuery, facet_items, facets_field
from institute.rest.operations import read
from institute.rest.pagination import Listing, Ordering, paginate, selection, with_relevance
from institute.rest.parameters import ListQuery, OneOf, RichTextQuery
from institute.rest.pictures import Picture, picture
from institute.rest.problems import refuse_wrong_values
from institute.rest.reading import Reading
from institute.rest.representations import (
    PageDetail,
    PageItem,
    Reference,
    Term,
    detail_fields,
    fallbacks,
    item_fields,
    reference,
    represents,
    term,
)
from institute.rest.selection import (
    Selected,
    asked_for,
    fields_of,
    fields_parameter,
    include_parameter,
    included,
    more_of,
    select_from_items,
)
from institute.rest.told import Among, Url

router = Router()

BY_NAME = Ordering("name", ("sort_name", "pk"))
BY_RELEVANCE = Ordering("relevance", ("-relevance", "sort_name", "pk"))
IN_EDITORS_ORDER = Ordering("order", ("order", "slug"))


class AffiliationItem(BaseModel):
    """A person's place in an institution, now or in the past."""

    institution: Term
    department: str
    role: str
    primary: bool = Field(description="Whether it is the one to name beside the person.")
    current: bool
    start: date | None
    end: date | None
    fallbacks: dict[str, str] = Field(description="The texts that are in another language, and in which.")


class PersonItem(PageItem):
    """Someone of the institute, as a card shows them."""

    type: Literal["person"]
    slug: str
    given_name: str
    family_name: str
    honorific: str
    initials: str = Field(description="What stands for a missing photo.")
    photo: Picture | None
    membership: Term | None
    position: str
    chair: str
    affiliation: AffiliationItem | None = Field(description="The main one.")
    topics: list[Term]
    is_alumnus: bool


class PersonLinkItem(BaseModel):
    """A page of the person elsewhere."""

    kind: Annotated[str, Among(PersonLink.Kind.values)]
    label: str
    url: Url


class CompanionItem(BaseModel):
    """Someone whom a profile names, and as what."""

    person: Reference
    role: str


class PersonDetail(PersonItem, PageDetail):
    """A profile."""

    type: Literal["person"]
    biography: str = Field(description="Rich text.")
    affiliations: list[AffiliationItem]
    email: str | None = Field(description="Only where the person shows it publicly.")
    orcid: str | None
    openalex_id: str | None
    google_scholar_url: Url | None
    links: list[PersonLinkItem]
    name_variants: list[str] = Field(description="Other spellings under which the person publishes.")
    joined: date | None
    left: date | None
    supervisors: list[CompanionItem]
    students: list[CompanionItem]


class PersonListItem(PersonItem):
    """Someone in the list of people, with what was to be included."""

    biography: str = included("Rich text.")
    affiliations: list[AffiliationItem] = included("Present and past.")
    email: str | None = included("Where the person shows it publicly.")
    orcid: str | None = included("The address of the record at ORCID.")
    links: list[PersonLinkItem] = included("Pages of the person elsewhere.")


class PeopleFacets(BaseModel):
    """How many people each choice of a filter would leave."""

    institution: list[FacetItem]
    topic: list[FacetItem]
    membership: list[FacetItem]
    letter: list[FacetItem] = Field(description="The initials that someone has.")


class PersonList(Listing[PersonListItem]):
    """One page of the people of the institute."""

    facets: PeopleFacets | None = facets_field(PeopleFacets)


class PersonQuery(FacetsQuery, RichTextQuery, ListQuery):
    q: str | None = Field(None, max_length=200, description="Words of names, topics, institutions and profiles.")
    institution: str | None = Field(None, max_length=200, description="The slug of an institution.")
    topic: str | None = Field(None, max_length=200, description="The slug of a research topic.")
    membership: str | None = Field(None, max_length=200, description="The slug of a membership.")
    letter: str | None = Field(
        None, max_length=1, examples=["b"], description="The initial of the family name, whatever its accent."
    )
    alumni: Annotated[str, OneOf(("include", "only"))] | None = Field(
        None, description="Whether those who have left are listed too, or alone; without it they are not."
    )
    fields: Annotated[str, fields_of(PersonListItem)] | None = fields_parameter()
    include: Annotated[str, more_of(PersonListItem)] | None = include_parameter("what else the profiles have")


@read(router, "/people", PersonList, tag="people", summary="The people of the institute, by name")
def list_people(reading: Reading, query: Query[PersonQuery]) -> BaseModel | Selected:
    """Without `alumni`, those who have left are not among them. With `q` the best matches come first."""
    form = PersonFilter(query.model_dump(exclude_none=True))
    refuse_wrong_values(form)
    everyone = PersonPage.objects.visible(reading.language)
    people = form.apply(everyone)
    ordering = BY_NAME
    if form.is_by_relevance:
        people, ordering = with_relevance(people), BY_RELEVANCE
    more = asked_for(query.include)
    people = people.for_listing(reading.language)
    people = people.defer(None) if "biography" in more else people
    people = people.prefetch_related("links") if "links" in more else people
    page, listing = paginate(people, ordering, query, reading)
    if "biography" in more:
        reading.expand(str(person.biography) for person in page)
    counted = Remembered[PeopleFacets](reading.request, "facets", *selection(reading))
    facets = counted.or_else(lambda: people_facets(form, everyone)) if query.facets else None
    answer = PersonList(items=[_list_item(person, more, reading) for person in page], facets=facets, **listing)
    return select_from_items(answer, query.fields, query.include)


def _list_item(person: PersonPage, more: frozenset[str], reading: Reading) -> PersonListItem:
    values = person_item_fields(person, reading)
    if "biography" in more:
        values["fallbacks"] |= fallbacks(biography=person.biography)
    return PersonListItem(**values, **{name: MORE[name](person, reading) for name in more})


def people_facets(form: PersonFilter, everyone: PersonQuerySet) -> PeopleFacets:
    letters = [
        Facet(letter.letter.lower(), LocalizedText(letter.letter, active_language()), letter.count, letter.selected)
        for letter in form.letters(everyone)
        if letter.available or letter.selected
    ]
    counted = {name: facet_items(facets) for name, facets in form.facets(everyone).items()}
    return PeopleFacets(letter=facet_items(letters), **counted)


def person_item(person: PersonPage, reading: Reading) -> PersonItem:
    return PersonItem(**person_item_fields(person, reading))


def person_item_fields(person: PersonPage, reading: Reading) -> dict[str, Any]:
    """Return the values of ``PersonItem``; costs no query on people selected with ``for_listing``."""
    affiliation = person.main_affiliation
    values = item_fields(person, reading)
    texts: dict[str, LocalizedText] = {"position": person.position, "chair": person.chair}
    return values | {
        "fallbacks": values["fallbacks"] | fallbacks(**texts),
        "slug": person.slug,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "honorific": person.honorific,
        "initials": person.initials,
        "photo": picture(person.photo, person.full_name, reading),
        "membership": term(person.membership) if person.membership else None,
        "position": str(person.position),
        "chair": str(person.chair),
        "affiliation": _affiliation(affiliation) if affiliation else None,
        "topics": [term(topic) for topic in person.topics],
        "is_alumnus": person.is_alumnus,
    }


# What a profile has that lists give only where it is to be included.
MORE: dict[str, Callable[[PersonPage, Reading], Any]] = {
    "biography": lambda person, reading: reading.rich_text(str(person.biography)),
    "affiliations": lambda person, reading: [
        _affiliation(row) for row in (*person.current_affiliations, *person.past_affiliations)
    ],
    "email": lambda person, reading: person.public_email or None,
    "orcid": lambda person, reading: person.orcid,
    "links": lambda person, reading: [
        PersonLinkItem(kind=link.kind, label=link.label, url=link.url) for link in person.links.all()
    ],
}


def person_detail_fields(person: PersonPage, reading: Reading) -> dict[str, Any]:
    """Return the values of ``PersonDetail``."""
    values = detail_fields(person, reading) | person_item_fields(person, reading)
    return values | {
        "fallbacks": values["fallbacks"] | fallbacks(biography=person.biography),
        **{name: build(person, reading) for name, build in MORE.items()},
        "openalex_id": person.openalex_id,
        "google_scholar_url": person.google_scholar_url or None,
        "name_variants": person.public_name_variants,
        "joined": person.joined,
        "left": person.left,
        "supervisors": companions(person.supervisors(), reading),
        "students": companions(person.students(), reading),
    }


def companions(people: list[Companion], reading: Reading) -> list[CompanionItem]:
    found = ((reference(companion.person, reading), companion.role) for companion in people)
    return [CompanionItem(person=person, role=str(role)) for person, role in found if person is not None]


def _affiliation(row: Affiliation) -> AffiliationItem:
    return AffiliationItem(
        institution=term(row.institution),
        department=str(row.department),
        role=str(row.role),
        primary=row.primary,
        current=row.is_current,
        start=row.start,
        end=row.end,
        fallbacks=fallbacks(department=row.department, role=row.role),
    )


# The directory's page


class DirectoryDetail(PageDetail):
    """The page that lists the people of the institute; they themselves are at `/people`."""

    type: Literal["directory"]
    people_url: Url = Field(description="Where this API lists the people.")


@represents(DirectoryPage, "directory", DirectoryDetail)
def directory_detail(page: DirectoryPage, reading: Reading) -> DirectoryDetail:
    return DirectoryDetail(**detail_fields(page, reading), people_url=reading.operation_url("list_people"))


# Vocabularies


class MembershipItem(Term):
    """A way of belonging to the institute."""

    counts_as_professor: bool
    people: int = Field(description="How many people have it now.")


class MembershipList(Listing[MembershipItem]):
    """One page of the memberships."""


@read(
    router,
    "/memberships",
    MembershipList,
    tag="vocabularies",
    summary="The ways of belonging to the institute",
    tells="membership",
)
def list_memberships(reading: Reading, query: Query[ListQuery]) -> MembershipList:
    page, listing = paginate(Membership.objects.all(), IN_EDITORS_ORDER, query, reading)
    counts = people_counts(membership_facets, reading)
    return MembershipList(
        items=[
            MembershipItem(
                **term(row).model_dump(),
                counts_as_professor=row.counts_as_professor,
                people=counts.get(row.slug, 0),
            )
            for row in page
        ],
        **listing,
    )


class InstitutionItem(Term):
    """A university, a hospital or a company that people belong to."""

    short_name: str
    ror: str | None
    city: str
    website: str
    logo: Picture | None
    is_affiliated: bool = Field(description="Whether it is affiliated with the institute.")
    people: int = Field(description="How many people belong to it now.")


def institution_fields(row: Institution, reading: Reading) -> dict[str, Any]:
    """Return what the directory says of an institution, but how many people belong to it."""
    return {
        **term(row).model_dump(),
        "short_name": row.short_name,
        "ror": row.ror,
        "city": row.city,
        "website": row.website,
        "logo": picture(row.logo, str(row.name), reading),
        "is_affiliated": row.is_affiliated,
    }


class TopicItem(Term):
    """A field of research."""

    people: int = Field(description="How many people work on it now.")


def people_counts(facets: Any, reading: Reading) -> dict[str, int]:
    """Return how many current people stand behind each term, by its slug."""
    people = PersonPage.objects.visible(reading.language).current()
    remembered: Remembered[dict[str, int]] = Remembered(reading.request, "people", facets.__name__, reading.language)
    return remembered.or_else(lambda: {facet.slug: facet.count for facet in facets(people)})


def people_by_institution(reading: Reading) -> dict[str, int]:
    return people_counts(institution_facets, reading)


def people_by_topic(reading: Reading) -> dict[str, int]:
    return people_counts(topic_facets, reading)


# Blocks


class PeopleBlock(Block):
    """Chosen people."""

    type: Literal["people"]
    heading: str
    people: list[PersonItem]


@represents_block(PeopleBlock)
def people_block(value: Any, reading: Reading) -> dict[str, Any] | None:
    people = [person_item(person, reading) for person in value.shown]
    return {"heading": value["heading"], "people": people} if people else None


class FacultyBlock(Block):
    """The professors in a figure, the affiliated institutions, and the way to the directory."""

    type: Literal["faculty"]
    heading: str
    text: str = Field(description="Rich text.")
    figure: str = Field(description="How many professors: typed, or counted now.")
    figure_label: str
    professor_count: int = Field(description="How many professors there are now.")
    image: Picture | None
    caption: str
    institutions: list[Term]
    directory: Reference | None
    link_label: str


@represents_block(FacultyBlock)
def faculty_block(value: Any, reading: Reading) -> dict[str, Any]:
    directory = reading.addressing.landmarks.index(DirectoryPage, reading.language)
    return {
        "heading": value["heading"],
        "text": reading.rich_text(value["text"].source),
        "figure": str(value.number),
        "figure_label": value["figure_label"],
        "professor_count": value.professor_count,
        "image": block_picture(value["portrait"], reading),
        "caption": value["caption"],
        "institutions": [term(institution) for institution in value.institutions],
        "directory": reference(directory, reading) if directory is not None else None,
        "link_label": value["link_label"],
    }
