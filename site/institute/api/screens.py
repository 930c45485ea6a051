"""Screens of the site that one call answers: lists with the page that shows them, and views outside the page tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, parse_qsl, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from pydantic import BaseModel, Field
from wagtail.models import Page, Site

from institute.api.context import ApiContext
from institute.api.errors import WrongParametersError
from institute.api.parameters import Language
from institute.api.schema_types import EnumValues, Url
from institute.api.serializers import Alternate, serialize_page
from institute.api.site_layout import SiteLayout, layout
from institute.content.languages import language_codes

# What a list's ``include`` may name beside what its items have.
SCREEN = frozenset({"page", "layout"})

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class View:
    """A screen of the site that is no page of the tree: its name in the URL configuration, and what answers it here."""

    name: str
    title: Promise
    # The operation that answers what the screen shows, and those of its parameters that the screen takes too.
    operation: str
    parameters: tuple[str, ...]


# By name; filled by ``represents_view`` when the apps' modules are imported.
VIEWS: dict[str, View] = {}


def register_view_serializer(view: View) -> None:
    """Declare a view that visitors see at an address of its own in each language."""
    VIEWS[view.name] = view


class ResolvedView(BaseModel):
    """A screen at the address that is no page: the search."""

    kind: Literal["view"]
    name: Annotated[str, EnumValues(lambda: sorted(VIEWS))]
    title: str
    url: Url
    locale: Language = Field(description="The language that was served.")
    alternates: list[Alternate] = Field(description="The view in each language.")
    api_url: Url = Field(description="Where this API answers what the view shows, with the parameters of the address.")
    layout: SiteLayout | None = Field(description="With `include=layout`; null without it.")


def split_address(address: str, request: HttpRequest) -> tuple[str, str]:
    """Return the path and the query of ``address``, a path or a whole URL of this site.

    Raise WrongParametersError for an address of another host, or one that cannot be read.
    """
    if address.startswith("/") and not address.startswith("//"):
        path, _question, query = address.partition("#")[0].partition("?")
        return path, query
    try:
        parts = urlsplit(address)
        is_ours = _is_of_this_site(parts, request)
    except ValueError:
        is_ours = False
    if not is_ours:
        raise WrongParametersError({"path": gettext("This is not an address of this site.")})
    return f"/{parts.path.lstrip('/')}", parts.query


def _is_of_this_site(parts: SplitResult, request: HttpRequest) -> bool:
    if not parts.netloc:
        return not parts.scheme
    if parts.scheme not in ("", *_DEFAULT_PORTS):
        return False
    hosts = {
        _host(urlsplit(f"{request.scheme}://{request.get_host()}")),
        _host(urlsplit(settings.WAGTAILADMIN_BASE_URL)),
    }
    hosts |= {_host(urlsplit(root.root_url)) for root in Site.get_site_root_paths()}
    return _host(parts) in hosts


def _host(parts: SplitResult) -> tuple[str, int | None]:
    """Return the host and its port, None for that of HTTP or HTTPS."""
    port = parts.port if parts.port not in _DEFAULT_PORTS.values() else None
    return (parts.hostname or "").lower(), port


def view_at(path: str, query: str, context: ApiContext, *, with_layout: bool) -> ResolvedView | None:
    """Return the declared view that visitors see at ``path``, or None."""
    language = path.split("/")[1]
    if language not in language_codes():
        return None
    with translation.override(language):
        try:
            view = VIEWS.get(resolve(path).view_name)
        except Resolver404:
            return None
        if view is None:
            return None
        given = {name: value for name, value in parse_qsl(query) if name in view.parameters}
        local = ApiContext(context.request)
        context.language = local.language
        return ResolvedView(
            kind="view",
            name=view.name,
            title=str(view.title),
            url=local.absolute(path),
            locale=local.language,
            alternates=[
                Alternate(locale=code, url=local.absolute(path)) for code, path in view_paths(view.name).items()
            ],
            api_url=local.list_url(view.operation, **given),
            layout=layout(None, local, view_paths(view.name)) if with_layout else None,
        )


def view_paths(name: str) -> dict[str, str]:
    """Return the path of a view in each language."""
    paths = {}
    for code in language_codes():
        with translation.override(code):
            paths[code] = reverse(name)
    return paths


def screen(index: Page | None, more: frozenset[str], context: ApiContext) -> dict[str, Any]:
    """Return what ``include`` adds to a list: the page that shows it to visitors, and what surrounds that page."""
    page = context.url_resolver.site_tree.whole(index) if index is not None and more & SCREEN else None
    values: dict[str, Any] = {}
    if "page" in more:
        values["page"] = serialize_page(page, context) if page is not None else None
    if "layout" in more:
        values["layout"] = layout(page, context)
    return values
