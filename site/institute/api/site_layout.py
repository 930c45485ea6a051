"""What surrounds every page, for front ends that draw the site themselves."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from pydantic import BaseModel, Field

from institute.api.context import ApiContext
from institute.api.links import Link
from institute.api.parameters import Language
from institute.api.schema_types import Url
from institute.content.languages import LocalizedText
from institute.content.pages import BasePage
from institute.content.site_layout import SiteLayout as SiteFrame


class MenuItem(BaseModel):
    """A page of the menu."""

    title: str
    url: Url
    is_current: bool = Field(description="Whether the page is it, or stands below it.")
    fallback: str | None = Field(description="The language of the title, where it is not the one served.")


class LanguageLink(BaseModel):
    """The same page in a language, or the home page where there is none."""

    locale: Language
    name: str
    url: Url
    is_current: bool


class SiteLayout(BaseModel):
    """The frame of a page: name, menu, languages, search and footer."""

    name: str
    fallback: str | None = Field(
        description="The language of the name, the footer, the contact and the links, where it is not the one served."
    )
    home_url: Url
    search_url: Url = Field(description="Where visitors search the site, with their words in `q`.")
    menu: list[MenuItem]
    languages: list[LanguageLink]
    footer: str = Field(description="Rich text.")
    contact: str = Field(description="Rich text.")
    social_links: list[Link]


def layout(page: BasePage | None, context: ApiContext, view: dict[str, str] | None = None) -> SiteLayout:
    """Return the frame around ``page``, or around a view that is read at the paths of ``view``, by language."""
    paths = view or {}
    path = paths.get(context.language) or (context.url_resolver.path(page, context.language) if page else "") or ""
    found = SiteFrame.for_request(context.request, page)
    home: Any = found.home
    return SiteLayout(
        name=home.organisation_name if home is not None else "",
        fallback=_fallback(found.title, context),
        home_url=context.absolute(found.home_url),
        search_url=context.absolute(reverse("search")),
        menu=[
            MenuItem(
                title=item.title,
                url=context.absolute(item.url),
                is_current=path.startswith(item.url),
                fallback=_fallback(item.title, context),
            )
            for item in found.menu
        ],
        languages=[
            LanguageLink(
                locale=link.code,
                name=link.name,
                url=context.absolute(paths.get(link.code, link.url)),
                is_current=link.is_current,
            )
            for link in found.languages
        ],
        footer=context.rich_text(home.footer) if home is not None else "",
        contact=context.rich_text(home.contact) if home is not None else "",
        social_links=[
            Link(url=child.value["url"], text=child.value["label"])
            for child in (home.social_links if home is not None else [])
        ],
    )


def _fallback(text: LocalizedText | None, context: ApiContext) -> str | None:
    return text.language if text is not None and text.language != context.language else None
