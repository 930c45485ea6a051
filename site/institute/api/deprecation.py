"""Taking leave of an operation or a parameter: clients are told long before, by every answer that uses it.

An operation is deprecated where it is declared (``read(..., deprecated=Deprecation(...))``), a parameter in its
annotation (``Annotated[str | None, Deprecation(...)]``). Nothing else is to be done: the answers' headers
(RFC 9745, RFC 8594) and the OpenAPI document follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http.response import HttpResponseBase
from django.utils.http import http_date
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True)
class Deprecation:
    """Since when something is deprecated, the day from which it may be gone, and where that is explained."""

    since: date
    sunset: date | None = None
    explained_at: str = ""

    def __post_init__(self) -> None:
        if self.sunset is not None and self.sunset < self.since:
            raise ValueError("What is deprecated cannot be gone before.")

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler(source)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "deprecated": True}


def tell(response: HttpResponseBase, deprecations: Iterable[Deprecation]) -> None:
    """Say in the headers of ``response`` what the request used that is deprecated: of several, what comes first."""
    used = list(deprecations)
    if not used:
        return
    response.headers["Deprecation"] = f"@{int(_start(min(one.since for one in used)).timestamp())}"
    sunsets = [one.sunset for one in used if one.sunset is not None]
    if sunsets:
        response.headers["Sunset"] = http_date(_start(min(sunsets)).timestamp())
    for one in used:
        if one.explained_at:
            add_link(response, one.explained_at, "deprecation")
            if one.sunset is not None:
                add_link(response, one.explained_at, "sunset")


def add_link(response: HttpResponseBase, url: str, relation: str) -> None:
    """Add a link to those that ``response`` has in its header (RFC 8288)."""
    link = f'<{url}>; rel="{relation}"'
    known = response.headers.get("Link")
    if known is None:
        response.headers["Link"] = link
    elif link not in known.split(", "):
        response.headers["Link"] = f"{known}, {link}"


def _start(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
