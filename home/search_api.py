"""The search of the whole site in the read API: what visitors find, with the words found marked in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router
from pydantic import BaseModel, Field
from wagtail.models import Page

from directory.api.people import person_item
from directory.api.schemas import PersonItem
from home.api import ArticleItem
from home.models import ArticlePage, HomePage, SectionPage
from institute.api.authorization import allowed_of, require
from institute.api.context import ApiContext
from institute.api.errors import WrongParametersError
from institute.api.operations import read
from institute.api.pagination import Listing, Ordering, paginate, with_relevance
from institute.api.parameters import ListQuery, OneOf
from institute.api.pictures import Picture, picture
from institute.api.screens import View, register_view_serializer, view_paths
from institute.api.serializers import PAGE_SERIALIZERS, PageItem, item_fields
from institute.api.site_layout import SiteLayout, layout
from institute.api.sparse_fields import included
from institute.content.blocks.choosers import looked_up
from institute.content.blocks.choosing import gather_images, gather_renditions, image_fields
from institute.content.languages import LocalizedText
from institute.content.pages import BasePage
from institute.search.highlighting import Highlighter
from institute.search.index import has_words
from institute.search.results import SiteSearch
from publications.api.schemas import LISTED_AUTHORS, PublicationItem
from publications.api.serializers import publication_item
from publications.models import PublicationPage

router = Router()

register_view_serializer(View("search", _("Search"), operation="search", parameters=("q",)))

BEST_FIRST = Ordering("relevance", ("-relevance", "pk"))
TYPES = {kind.name: model for model, kind in PAGE_SERIALIZERS.items()}


class OtherPageItem(PageItem):
    """A page of prose, or one that lists others."""

    type: Literal["home", "section", "news", "directory", "publications"]
    image: Picture | None


class SearchResult(BaseModel):
    """Something found: what a list says of it, and why it was found."""

    title_html: str = Field(description="The title as HTML, the words found in `<mark>`.")
    excerpt_html: str = Field(
        description="Where most of the words stand in its text, or how it begins; HTML, the words found in `<mark>`."
    )
    excerpt_language: str = Field(description="The language of the excerpt, where it is not the one served.")
    item: Annotated[PersonItem | PublicationItem | ArticleItem | OtherPageItem, Field(discriminator="type")]


class TypeCount(BaseModel):
    """How many results are of one type."""

    type: Annotated[str, OneOf(tuple(TYPES))]
    count: int


class SearchResults(Listing[SearchResult]):
    """One page of what was found, the best matches first."""

    types: list[TypeCount] = Field(description="How many of each type were found, most first; `type` narrows to one.")
    layout: SiteLayout = included("What surrounds the search page: its menu, its languages, its footer.")


class SearchQuery(ListQuery):
    q: str = Field(
        max_length=200,
        examples=["learning"],
        description="Words; all of them must be found, whatever their accents and endings.",
    )
    type: Annotated[str, OneOf(tuple(TYPES))] | None = Field(None, description="Only what is of this type.")
    include: Annotated[str, OneOf(("layout",))] | None = Field(
        None, description="`layout` adds what a front end needs to draw the menu and the footer."
    )


@read(router, "/search", SearchResults, tag="search", summary="People, publications and pages by their words")
def search(context: ApiContext, query: Query[SearchQuery]) -> SearchResults:
    """As the search of the site: an accent, a capital or an ending makes no difference, in either language."""
    if not has_words(query.q):
        raise WrongParametersError({"q": gettext("There is no word to look for here.")})
    if query.type:
        require(context.request, [query.type])
    site_search = SiteSearch(query.q, context.language, context.request)
    allowed = allowed_of(context.request, TYPES)
    wanted = site_search.all_results()
    if len(allowed) < len(TYPES):
        models = ContentType.objects.get_for_models(*(TYPES[name] for name in allowed)).values()
        wanted = wanted.filter(content_type__in=list(models))
    if query.type:
        wanted = wanted.filter(content_type=ContentType.objects.get_for_model(TYPES[query.type]))
    page, listing = paginate(with_relevance(wanted), BEST_FIRST, query, context)
    results = _results(query.q, page, context)
    around: dict[str, Any] = {"layout": layout(None, context, view_paths("search"))} if query.include else {}
    return SearchResults(items=results, types=_counts(site_search, allowed), **listing, **around)


def _counts(site_search: SiteSearch, allowed: list[str]) -> list[TypeCount]:
    counts = (
        (PAGE_SERIALIZERS[model].name, number)
        for model, number in site_search.counts().items()
        if model in PAGE_SERIALIZERS
    )
    return [TypeCount(type=name, count=number) for name, number in counts if name in allowed]


def _results(text: str, found: list[Page], context: ApiContext) -> list[SearchResult]:
    pages = _whole(found, context)
    with looked_up([page.body for page in pages if isinstance(page, (ArticlePage, HomePage, SectionPage))]):
        passages = {page.pk: page.search_passages() for page in pages}
    titles = [page.title for page in pages]
    highlighter = Highlighter(text, [*titles, *(passage for texts in passages.values() for passage in texts)])
    results = []
    for page in pages:
        passage = highlighter.best(passages[page.pk])
        language = passage.language if isinstance(passage, LocalizedText) and passage.is_fallback else ""
        results.append(
            SearchResult(
                title_html=highlighter.marked(page.title),
                excerpt_html=highlighter.excerpt(passage),
                excerpt_language=language,
                item=_item(page, context),
            )
        )
    return results


def _whole(found: Iterable[Page], context: ApiContext) -> list[Any]:
    """Return the pages ``found`` in their order, with all that is said of them; a few queries for each type."""
    keys: dict[Any, list[int]] = defaultdict(list)
    for page in found:
        keys[page.specific_class].append(page.pk)
    pages: dict[int, Any] = {}
    for model, mine in keys.items():
        pages |= {page.pk: page for page in _of_type(model, mine, context)}
    prose = [page for page in pages.values() if not page.served_in_every_language]
    gather_renditions(gather_images(prose))
    return [pages[page.pk] for page in found if page.pk in pages]


def _of_type(model: Any, keys: list[int], context: ApiContext) -> Iterable[BasePage]:
    pages = model.objects.filter(pk__in=keys)
    if model is PublicationPage:
        return pages.for_listing(context.language, most_authors=LISTED_AUTHORS)
    if model.served_in_every_language:
        return pages.for_listing(context.language).defer(None)
    return pages.for_serving().select_related(*(field.name for field in image_fields(model)))


def _item(page: Any, context: ApiContext) -> Any:
    if isinstance(page, PublicationPage):
        return publication_item(page, context)
    if page.served_in_every_language:
        return person_item(page, context)
    values = {**item_fields(page, context), "image": picture(page.card_image, "", context)}
    return ArticleItem(**values, date=page.date) if isinstance(page, ArticlePage) else OtherPageItem(**values)
