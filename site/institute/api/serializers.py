"""What all representations are made of: references, pictures, the envelope of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field
from wagtail.models import Page

from institute.api.context import ApiContext
from institute.api.parameters import Language
from institute.api.pictures import SHARED, SIZES, Picture, picture
from institute.api.schema_types import EnumValues, OptionalUrl, Url
from institute.api.site_layout import SiteLayout
from institute.api.sparse_fields import included
from institute.content import visibility
from institute.content.languages import LocalizedText
from institute.content.pages import BasePage

PageBuilder = Callable[[Any, ApiContext], BaseModel]


@dataclass(frozen=True)
class PageSerializer:
    """How pages of one class leave the site: under which name, and as what."""

    name: str
    schema: type[BaseModel]
    build: PageBuilder


# By page class; filled by ``represents`` when the apps' modules are imported.
PAGE_SERIALIZERS: dict[type[Page], PageSerializer] = {}

Builder = TypeVar("Builder", bound=PageBuilder)


def register_serializer(model: type[Page], name: str, schema: type[BaseModel]) -> Callable[[Builder], Builder]:
    """Declare the function that builds the full representation of a page of class ``model``."""

    def register(build: Builder) -> Builder:
        PAGE_SERIALIZERS[model] = PageSerializer(name, schema, build)
        return build

    return register


def serialize_page(page: BasePage, context: ApiContext) -> BaseModel:
    """Return everything that the API says of ``page``."""
    return PAGE_SERIALIZERS[type(page)].build(page, context)


def type_names() -> list[str]:
    """Return what pages are called, once every kind is known."""
    return [kind.name for kind in PAGE_SERIALIZERS.values()]


class Reference(BaseModel):
    """A page that is named: enough to draw a link, and to ask for the rest."""

    id: int = Field(description="The same in every language.")
    type: Annotated[str, EnumValues(type_names)]
    title: str
    url: Url = Field(description="Where visitors read it.")


class Alternate(BaseModel):
    """The same page in a language."""

    locale: Language
    url: Url


class PageItem(BaseModel):
    """What every page has, in lists and alone."""

    id: int = Field(description="The same in every language.")
    type: str
    title: str
    url: OptionalUrl = Field(description="Where visitors read it, in the language of the answer.")
    locale: Language = Field(description="The language that was served.")
    fallbacks: dict[str, str] = Field(
        description="The texts that do not exist in the language served, and the language that each of them is in."
    )
    summary: str


class PageDetail(PageItem):
    """What every page has when it is read alone."""

    search_title: str = Field(description="The title for search engines and tabs.")
    search_description: str
    image: Picture | None = Field(
        description="What stands for the page where it is shared; also as `social`, 1200 by 630 pixels in JPEG."
    )
    first_published_at: datetime | None
    last_published_at: datetime | None
    alternates: list[Alternate] = Field(description="The page in each language in which it can be read.")
    breadcrumbs: list[Reference] = Field(description="The pages above it, from the home page down.")
    layout: SiteLayout = included(
        "What surrounds the page: its menu, its languages, its footer. In an answer of `/resolve` it stands beside the page."
    )


def reference(page: Page, context: ApiContext) -> Reference | None:
    """Return the reference to ``page``, or None where it has no address in this language."""
    url = context.url(page)
    if url is None:
        return None
    return Reference(id=context.identifier(page), type=type_name(page), title=page.title, url=url)


def type_name(page: Page) -> str:
    return PAGE_SERIALIZERS[page.specific_class].name


def item_fields(page: BasePage, context: ApiContext) -> dict[str, Any]:
    """Return the values of ``PageItem`` for ``page``."""
    summary = page.public_summary
    return {
        "id": context.identifier(page),
        "type": type_name(page),
        "title": page.title,
        "url": context.url(page) or "",
        "locale": context.language,
        "fallbacks": fallbacks(title=page.public_title, summary=summary),
        "summary": str(summary),
    }


def detail_fields(page: BasePage, context: ApiContext) -> dict[str, Any]:
    """Return the values of ``PageDetail`` for ``page``."""
    paths = page.alternate_paths(context.request)
    return {
        **item_fields(page, context),
        "search_title": page.seo_title or page.title,
        "search_description": page.search_description or str(page.public_summary),
        "image": picture(page.card_image, "", context, specifications=SIZES | SHARED),
        "first_published_at": page.first_published_at,
        "last_published_at": page.last_published_at,
        "alternates": [Alternate(locale=code, url=context.absolute(path)) for code, path in paths.items()],
        "breadcrumbs": breadcrumbs(page, context),
    }


def breadcrumbs(page: BasePage, context: ApiContext) -> list[Reference]:
    """Return the pages above ``page`` that visitors may see in the language of this read."""
    keys = page.get_ancestors().values("translation_key")
    above = Page.objects.filter(translation_key__in=keys, locale__language_code=context.language)
    found = (
        reference(ancestor, context) for ancestor in visibility.visible(above).filter(depth__gt=1).order_by("depth")
    )
    return [crumb for crumb in found if crumb is not None]


def fallbacks(**texts: str) -> dict[str, str]:
    """Return, for each of ``texts`` that stands in for a missing one, the language it is in."""
    return {
        name: text.language
        for name, text in texts.items()
        if isinstance(text, LocalizedText) and text and text.is_fallback
    }


class Term(BaseModel):
    """A word of one of the site's lists; its slug is the same in every language, and filters by it."""

    slug: str
    name: str
    fallback: str | None = Field(description="The language of the name, where it is not the one served.")


class VocabularyItem(Term):
    """A row of one of the site's lists, read with the list or by itself."""

    id: int = Field(description="The same in every language; the one that `/changes` and webhooks give.")


def vocabulary_fields(row: Any) -> dict[str, Any]:
    """Return the values of ``VocabularyItem`` for a row of a vocabulary."""
    return {"id": row.pk, **term(row).model_dump()}


def term(row: Any) -> Term:
    """Return a row of a vocabulary, with its name in the active language."""
    return Term(slug=row.slug, name=str(row.name), fallback=row.name.language if row.name.is_fallback else None)
