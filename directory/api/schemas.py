"""What the API says of people, of the directory, and of the lists that people are described by."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from directory.models import (
    PersonLink,
)
from institute.api.facets import FacetItem, facets_field
from institute.api.pagination import Listing
from institute.api.pictures import Picture
from institute.api.schema_types import EnumValues, Url
from institute.api.serializers import PageDetail, PageItem, Reference, Term
from institute.api.site_layout import SiteLayout
from institute.api.sparse_fields import included


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

    kind: Annotated[str, EnumValues(PersonLink.Kind.values)]
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


class DirectoryDetail(PageDetail):
    """The page that lists the people of the institute; they themselves are at `/people`."""

    type: Literal["directory"]
    people_url: Url = Field(description="Where this API lists the people.")


class PersonList(Listing[PersonListItem]):
    """One page of the people of the institute."""

    facets: PeopleFacets | None = facets_field(PeopleFacets)
    page: DirectoryDetail | None = included("The page that shows the list to visitors; null where there is none.")
    layout: SiteLayout = included("What surrounds that page: its menu, its languages, its footer.")
