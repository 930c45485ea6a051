"""The read API: each app's operations, collected."""

from __future__ import annotations

from django.urls import path
from ninja import Query, Router
from pydantic import BaseModel, Field

import directory.api
import home.api
import home.search_api
import publications.api
from institute.api import changes
from institute.api.context import NAMESPACE, ApiContext
from institute.api.documentation import Reference
from institute.api.openapi import ReadAPI
from institute.api.operations import handle_errors, read
from institute.api.pages import page_router
from institute.api.parameters import LocaleQuery
from institute.content.languages import default_language, language_codes
from institute.previews import preview
from institute.webhooks.openapi import WebhookEvent, webhooks

VERSION = "1.0.0"
DESCRIPTION = """\
Everything that visitors of the site can read, for other channels: applications, screens, partner sites, newsletters.

Nothing here needs a key, and nothing here is hidden from visitors. Every answer is JSON, in the language that
`locale` asks for; without it, in the default language of the site. Parameters that an operation does not have are
refused. Errors are problem details (RFC 9457). Answers carry a strong `ETag`: send it back in `If-None-Match`, and an
answer of 304 says that nothing has changed.
"""
TAGS = {
    "pages": "Pages of any type, by their address or identifier.",
    "people": "The directory of people.",
    "publications": "Scholarly works, and their formats.",
    "search": "All types of content by their words.",
    "vocabularies": "The lists that people and publications are filtered by.",
    "changes": "What changed: to read, or to be sent.",
}

api = ReadAPI(
    title="Institute",
    version=VERSION,
    description=DESCRIPTION,
    urls_namespace=NAMESPACE,
    docs=Reference(),
    webhooks=webhooks,
    event=WebhookEvent,
    openapi_extra={
        "info": {
            "license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"},
            "contact": {"name": "The administrators of this site"},
        },
        "tags": [{"name": name, "description": text} for name, text in TAGS.items()],
    },
)
handle_errors(api)
entrance = Router()

# The entry points that are the same for every language.
WITHOUT_LANGUAGE = frozenset({"openapi", "documentation"})


class Entrance(BaseModel):
    """Where to go on from here."""

    version: str
    languages: list[str] = Field(description="The default one first.")
    default_language: str
    entry_points: dict[str, str] = Field(description="The addresses to start from, by what is found there.")


@read(entrance, "/", Entrance, tag="pages", summary="Where to start")
def entry_points(context: ApiContext, query: Query[LocaleQuery]) -> Entrance:
    """The addresses of the lists and of the home page, in the language asked for."""
    operations = {
        "home": "home",
        "people": "list_people",
        "publications": "list_publications",
        "institutions": "list_institutions",
        "articles": "list_articles",
        "topics": "list_topics",
        "memberships": "list_memberships",
        "venues": "list_venues",
        "search": "search",
        "resolve": "resolve",
        "changes": "list_changes",
        "openapi": "openapi-json",
        "documentation": "openapi-view",
    }
    return Entrance(
        version=VERSION,
        languages=language_codes(),
        default_language=default_language(),
        entry_points={
            name: context.operation_url(operation, locale=query.locale if name not in WITHOUT_LANGUAGE else None)
            for name, operation in operations.items()
        },
    )


for router in (
    entrance,
    home.api.router,
    home.search_api.router,
    directory.api.router,
    publications.api.router,
    page_router(),
    changes.router(),
    preview.router(),
):
    api.add_router("", router)

urlpatterns = [path("", api.urls)]
