"""Operations on people, and how a person becomes their representation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from ninja import Query, Router
from pydantic import BaseModel, Field

from directory.api.schemas import (
    AffiliationItem,
    CompanionItem,
    DirectoryDetail,
    PeopleFacets,
    PersonItem,
    PersonLinkItem,
    PersonList,
    PersonListItem,
)
from directory.filters import Facet, PersonFilter
from directory.models import (
    Affiliation,
    Companion,
    DirectoryPage,
    PersonPage,
)
from directory.querysets import PersonQuerySet
from institute.api.context import ApiContext
from institute.api.errors import refuse_wrong_values
from institute.api.facets import FacetsQuery, facet_items
from institute.api.operations import read
from institute.api.pagination import Ordering, paginate, selection, with_relevance
from institute.api.parameters import ListQuery, OneOf, RichTextQuery
from institute.api.pictures import picture
from institute.api.screens import SCREEN, screen
from institute.api.serializers import detail_fields, fallbacks, item_fields, reference, register_serializer, term
from institute.api.sparse_fields import (
    Selected,
    fields_of,
    fields_parameter,
    includable,
    include_parameter,
    parse_include,
    select_from_items,
)
from institute.content.content_version import VersionedCache
from institute.content.languages import LocalizedText, active_language

router = Router()

BY_NAME = Ordering("name", ("sort_name", "pk"))
BY_RELEVANCE = Ordering("relevance", ("-relevance", "sort_name", "pk"))


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
    include: Annotated[str, includable(PersonListItem, PersonList)] | None = include_parameter(
        "what else the profiles have"
    )


@read(router, "/people", PersonList, tag="people", summary="The people of the institute, by name")
def list_people(context: ApiContext, query: Query[PersonQuery]) -> BaseModel | Selected:
    """Without `alumni`, those who have left are not among them. With `q` the best matches come first."""
    form = PersonFilter(query.model_dump(exclude_none=True))
    refuse_wrong_values(form)
    everyone = PersonPage.objects.visible(context.language)
    people = form.apply(everyone)
    ordering = BY_NAME
    if form.is_by_relevance:
        people, ordering = with_relevance(people), BY_RELEVANCE
    asked = parse_include(query.include)
    more = asked - SCREEN
    people = people.for_listing(context.language)
    people = people.defer(None) if "biography" in more else people
    people = people.prefetch_related("links") if "links" in more else people
    page, listing = paginate(people, ordering, query, context)
    if "biography" in more:
        context.expand(str(person.biography) for person in page)
    counted = VersionedCache[PeopleFacets](context.request, "facets", *selection(context))
    facets = counted.get_or_set(lambda: people_facets(form, everyone)) if query.facets else None
    index = context.url_resolver.site_tree.index(DirectoryPage, context.language)
    answer = PersonList(
        items=[_list_item(person, more, context) for person in page],
        facets=facets,
        **listing,
        **screen(index, asked, context),
    )
    return select_from_items(answer, query.fields, query.include)


def _list_item(person: PersonPage, more: frozenset[str], context: ApiContext) -> PersonListItem:
    values = person_item_fields(person, context)
    if "biography" in more:
        values["fallbacks"] |= fallbacks(biography=person.biography)
    return PersonListItem(**values, **{name: MORE[name](person, context) for name in more})


def people_facets(form: PersonFilter, everyone: PersonQuerySet) -> PeopleFacets:
    letters = [
        Facet(letter.letter.lower(), LocalizedText(letter.letter, active_language()), letter.count, letter.selected)
        for letter in form.letters(everyone)
        if letter.available or letter.selected
    ]
    counted = {name: facet_items(facets) for name, facets in form.facets(everyone).items()}
    return PeopleFacets(letter=facet_items(letters), **counted)


def person_item(person: PersonPage, context: ApiContext) -> PersonItem:
    return PersonItem(**person_item_fields(person, context))


def person_item_fields(person: PersonPage, context: ApiContext) -> dict[str, Any]:
    """Return the values of ``PersonItem``; costs no query on people selected with ``for_listing``."""
    affiliation = person.main_affiliation
    values = item_fields(person, context)
    texts: dict[str, LocalizedText] = {"position": person.position, "chair": person.chair}
    return values | {
        "fallbacks": values["fallbacks"] | fallbacks(**texts),
        "slug": person.slug,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "honorific": person.honorific,
        "initials": person.initials,
        "photo": picture(person.photo, person.full_name, context),
        "membership": term(person.membership) if person.membership else None,
        "position": str(person.position),
        "chair": str(person.chair),
        "affiliation": _affiliation(affiliation) if affiliation else None,
        "topics": [term(topic) for topic in person.topics],
        "is_alumnus": person.is_alumnus,
    }


# What a profile has that lists give only where it is to be included.
MORE: dict[str, Callable[[PersonPage, ApiContext], Any]] = {
    "biography": lambda person, context: context.rich_text(str(person.biography)),
    "affiliations": lambda person, context: [
        _affiliation(row) for row in (*person.current_affiliations, *person.past_affiliations)
    ],
    "email": lambda person, context: person.public_email or None,
    "orcid": lambda person, context: person.orcid,
    "links": lambda person, context: [
        PersonLinkItem(kind=link.kind, label=link.label, url=link.url) for link in person.links.all()
    ],
}


def person_detail_fields(person: PersonPage, context: ApiContext) -> dict[str, Any]:
    """Return the values of ``PersonDetail``."""
    values = detail_fields(person, context) | person_item_fields(person, context)
    return values | {
        "fallbacks": values["fallbacks"] | fallbacks(biography=person.biography),
        **{name: build(person, context) for name, build in MORE.items()},
        "openalex_id": person.openalex_id,
        "google_scholar_url": person.google_scholar_url or None,
        "name_variants": person.public_name_variants,
        "joined": person.joined,
        "left": person.left,
        "supervisors": companions(person.supervisors(), context),
        "students": companions(person.students(), context),
    }


def companions(people: list[Companion], context: ApiContext) -> list[CompanionItem]:
    found = ((reference(companion.person, context), companion.role) for companion in people)
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


@register_serializer(DirectoryPage, "directory", DirectoryDetail)
def directory_detail(page: DirectoryPage, context: ApiContext) -> DirectoryDetail:
    return DirectoryDetail(**detail_fields(page, context), people_url=context.list_url("list_people"))
