"""What the API says of scholarly works."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from bibliography.identifiers import Scheme
from bibliography.publication_types import Kind
from institute.api.facets import FacetItem, facets_field
from institute.api.pagination import Listing
from institute.api.schema_types import EnumValues, Url
from institute.api.serializers import PageDetail, PageItem, Reference, Term
from institute.api.site_layout import SiteLayout
from institute.api.sparse_fields import included
from publications.facets import MOST_VENUES
from publications.models import PublicationLink, PublicationPage, PublicationVersion

# What a list gives of each work: enough to cite all but the papers of large collaborations.
LISTED_AUTHORS = 100


class AuthorItem(BaseModel):
    """An author, as printed; a former name that must not be shown stands as the present one."""

    name: str
    given_name: str
    family_name: str
    suffix: str
    is_group: bool
    affiliation: str = Field(description="As printed.")
    corresponding: bool
    equal_contribution: bool
    orcid: str | None
    person: Reference | None = Field(description="The profile, where the author is someone of the institute.")


class IdentifierItem(BaseModel):
    """What the work is called in a register; `url` leads to it there."""

    scheme: Annotated[str, EnumValues(Scheme.values)]
    scheme_label: str
    value: str
    url: Url | None


class VenueReference(BaseModel):
    """Where a work appeared; its slug filters by it."""

    name: str
    short_name: str
    slug: str


class PublicationItem(PageItem):
    """A scholarly work, as a row of a list shows it. ``title`` is plain text."""

    type: Literal["publication"]
    slug: str
    full_title: str = Field(
        description="As printed, of any length, with mathematics in TeX between dollar signs and emphasis as `\\emph{…}`."
    )
    title_language: str = Field(description="The language of the title, where it is not the one served.")
    kind: Annotated[str, EnumValues(Kind.values)]
    kind_label: str
    status: Annotated[str, EnumValues(PublicationPage.Status.values)]
    published: str = Field(description="As much of the date as is known: `2024`, `2024-05`, `2024-05-12` or nothing.")
    year: int | None
    venue_name: str = Field(description="As printed.")
    venue_details: str = Field(description="What follows the name of the venue: `12(3), 101–110`.")
    venue: VenueReference | None
    authors: list[AuthorItem] = Field(description=f"In order; in lists the first {LISTED_AUTHORS}.")
    author_count: int
    abstract: str = Field(
        description="Text, with mathematics in TeX between dollar signs and emphasis as `\\emph{…}`."
    )
    topics: list[Term]
    identifiers: list[IdentifierItem]


class AbstractItem(BaseModel):
    """The abstract in one language."""

    language: str
    text: str


class VersionItem(BaseModel):
    """One state of the same work: its preprint, its article."""

    kind: Annotated[str, EnumValues(PublicationVersion.Kind.values)]
    kind_label: str
    venue_name: str
    date: str
    url: Url | None


class PublicationLinkItem(BaseModel):
    """Something of the work that lives elsewhere."""

    kind: Annotated[str, EnumValues(PublicationLink.Kind.values)]
    text: str
    url: Url


class PdfItem(BaseModel):
    """The file of a work on this site."""

    url: Url
    size: int | None = Field(description="In bytes.")


class ExportItem(BaseModel):
    """Publications in a format of others."""

    label: str = Field(description="What the format is called, the same in every language.")
    media_type: str
    url: Url


class CitationItem(BaseModel):
    """The work as a list of references in one style names it, in the language of the answer."""

    style: Literal["apa", "mla", "chicago", "ieee", "vancouver", "harvard"]
    label: str = Field(description="The name of the style.")
    html: str = Field(description="With its italics, as `<i>`; everything else is escaped.")
    text: str


class PublicationDetail(PublicationItem, PageDetail):
    """A scholarly work."""

    type: Literal["publication"]
    title_html: str = Field(description="The full title, its mathematics as MathML.")
    title_translated: str
    language: str
    language_name: str
    abstracts: list[AbstractItem] = Field(description="In every language that there is, the one served first.")
    abstract_html: str = Field(description="The abstract, its mathematics as MathML.")
    volume: str
    issue: str
    pages: str
    publisher: str
    edition: str
    book_isbn: str
    license: str
    license_url: Url | None
    funding: str
    status_date: date | None = Field(description="When the work was corrected or retracted.")
    notice_url: Url | None
    pdf: PdfItem | None = Field(description="The file on this site, unless it is under embargo.")
    embargo_until: date | None
    versions: list[VersionItem]
    links: list[PublicationLinkItem]
    citation: str = Field(description="The work as a list of references names it, after the APA.")
    citations: list[CitationItem]
    bibtex: str
    exports: list[ExportItem] = Field(description="The work as a file; none of a draft.")
    related: list[PublicationItem] = Field(
        description="Works that share authors, or at least half of the topics; those that share most first."
    )


class PublicationFacets(BaseModel):
    """How many works each choice of a filter would leave."""

    kind: list[FacetItem]
    year: list[FacetItem] = Field(
        description="For `year_from` and `year_to`, which are both left out of the counting."
    )
    topic: list[FacetItem]
    institution: list[FacetItem]
    venue: list[FacetItem] = Field(description=f"The {MOST_VENUES} with most works.")
    status: list[FacetItem]


class PublicationListItem(PublicationItem):
    """A scholarly work in the list of them, with what was to be included."""

    title_html: str = included("The full title, its mathematics as MathML.")
    abstracts: list[AbstractItem] = included("In every language that there is, the one served first.")
    abstract_html: str = included("The abstract, its mathematics as MathML.")
    pdf: PdfItem | None = included("The file on this site, unless it is under embargo.")
    versions: list[VersionItem] = included("Its states: preprint, article.")
    links: list[PublicationLinkItem] = included("What lives elsewhere: code, data, slides.")
    citations: list[CitationItem] = included("In every style, with all of its authors.")
    bibtex: str = included("The entry that the page of the work offers.")


class PublicationsDetail(PageDetail):
    """The page that lists the publications; they themselves are at `/publications`."""

    type: Literal["publications"]
    publications_url: Url = Field(description="Where this API lists the publications.")
    exports: list[ExportItem] = Field(description="All of them as files and feeds.")


class PublicationList(Listing[PublicationListItem]):
    """One page of the publications."""

    facets: PublicationFacets | None = facets_field(PublicationFacets)
    page: PublicationsDetail | None = included("The page that shows the list to visitors; null where there is none.")
    layout: SiteLayout = included("What surrounds that page: its menu, its languages, its footer.")
