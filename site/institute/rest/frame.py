"""What surrounds every page, for front ends that draw the site themselves."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from institute.content.frame import Frame as SiteFrame
from institute.content.pages import BasePage
from institute.rest.reading import Reading
from institute.rest.representations import Link


class MenuItem(BaseModel):
    title: str
    url: str
    is_current: bool = Field(description="Whether the page is it, or stands below it.")


class LanguageLink(BaseModel):
    """The same page in a language, or the home page where there is none."""

    locale: str
    name: str
    url: str
    is_current: bool


class Frame(BaseModel):
    """The frame of a page: name, menu, languages and footer."""

    name: str
    home_url: str
    menu: list[MenuItem]
    languages: list[LanguageLink]
    footer: str = Field(description="Rich text.")
    contact: str = Field(description="Rich text.")
    social_links: list[Link]


def frame(page: BasePage, path: str, reading: Reading) -> Frame:
    """Return the frame around ``page``, which stands at ``path``."""
    found = SiteFrame.for_request(reading.request, page)
    home: Any = found.home
    return Frame(
        name=home.organisation_name if home is not None else "",
        home_url=reading.absolute(found.home_url),
        menu=[
            MenuItem(title=item.title, url=reading.absolute(item.url), is_current=path.startswith(item.url))
            for item in found.menu
        ],
        languages=[
            LanguageLink(locale=link.code, name=link.name, url=reading.absolute(link.url), is_current=link.is_current)
            for link in found.languages
        ],
        footer=reading.rich_text(home.footer) if home is not None else "",
        contact=reading.rich_text(home.contact) if home is not None else "",
        social_links=[
            Link(url=child.value["url"], text=child.value["label"])
            for child in (home.social_links if home is not None else [])
        ],
    )
