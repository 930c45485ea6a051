"""The profile of a person: what the directory says of them, and their works."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from directory.api.people import person_detail_fields
from directory.api.schemas import PersonDetail
from directory.models import DirectoryPage, PersonPage
from institute.api.context import ApiContext
from institute.api.errors import NotFoundError
from institute.api.operations import moved_to, read
from institute.api.pages import page_redirected_from
from institute.api.parameters import RichTextQuery
from institute.api.schema_types import Url
from institute.api.serializers import Reference, reference, register_serializer
from institute.api.sparse_fields import Selected, fields_of, fields_parameter, select
from publications.api.schemas import LISTED_AUTHORS, ExportItem, PublicationItem
from publications.api.serializers import export_items, publication_item
from publications.exports.formats import links_for_list
from publications.models import PublicationPage
from publications.querysets import co_authors_of

router = Router()

LISTED_WORKS = 100


class CoAuthorItem(BaseModel):
    """Someone of the institute who wrote with the person."""

    person: Reference
    shared: int = Field(description="How many works they wrote together.")


class Profile(PersonDetail):
    """A profile, with the works of the person."""

    featured_publications: list[PublicationItem] = Field(description="Those that the person puts first.")
    publications: list[PublicationItem] = Field(description=f"The newest first, {LISTED_WORKS} at most.")
    publication_count: int
    publications_url: Url = Field(description="Where this API lists all of them.")
    exports: list[ExportItem] = Field(description="All of them as files and feeds.")
    co_authors: list[CoAuthorItem] = Field(description="Those who share most works first.")


class ProfileQuery(RichTextQuery):
    fields: Annotated[str, fields_of(Profile)] | None = fields_parameter()


@read(
    router,
    "/people/{slug}",
    Profile,
    tag="people",
    summary="One person",
    may_be_missing=True,
    may_have_moved=True,
    tells="person",
)
def person(context: ApiContext, slug: str, query: Query[ProfileQuery]) -> BaseModel | Selected | HttpResponse:
    """A slug that the person had before answers 301 with the present address, where `/resolve` leads on too."""
    found = PersonPage.objects.visible(context.language).filter(slug=slug).first() if "\x00" not in slug else None
    if found is None:
        return _redirect_to_present_slug(slug, context)
    return select(profile(found, context), query.fields)


def _redirect_to_present_slug(slug: str, context: ApiContext) -> HttpResponse:
    index = context.url_resolver.site_tree.index(DirectoryPage, context.language)
    path = context.url_resolver.path(index, context.language) if index is not None else None
    page = page_redirected_from(f"{path}{slug}/", context) if path and "\x00" not in slug else None
    if not isinstance(page, PersonPage) or page.slug == slug:
        raise NotFoundError
    return moved_to(context.operation_url("person", {"slug": page.slug}, **context.request.GET.dict()))


@register_serializer(PersonPage, "person", Profile)
def profile(page: PersonPage, context: ApiContext) -> Profile:
    everything = PublicationPage.objects.visible(context.language)
    works = everything.of_person(page)
    featured = everything.filter(featured_by__person=page).order_by("featured_by__sort_order", "featured_by__pk")
    return Profile(
        **person_detail_fields(page, context),
        featured_publications=_items(featured, context),
        publications=_items(works.latest()[:LISTED_WORKS], context),
        publication_count=works.count(),
        publications_url=context.list_url("list_publications", person=page.slug),
        exports=export_items(links_for_list(urlencode({"person": page.slug})), context),
        co_authors=[
            CoAuthorItem(person=found, shared=co_author.shared)
            for co_author in co_authors_of(page, context.language)
            if (found := reference(co_author, context)) is not None
        ],
    )


def _items(works: Any, context: ApiContext) -> list[PublicationItem]:
    listed = works.for_listing(context.language, most_authors=LISTED_AUTHORS)
    return [publication_item(work, context) for work in listed]
