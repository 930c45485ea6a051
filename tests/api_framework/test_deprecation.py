"""What is deprecated says so itself: shown on an API that exists in this test alone."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

import pytest
from django.test import Client
from django.urls import path
from ninja import Query, Router
from pydantic import BaseModel

from institute.api.context import ApiContext
from institute.api.deprecation import Deprecation
from institute.api.openapi import ReadAPI
from institute.api.operations import handle_errors, read
from institute.api.parameters import LocaleQuery
from institute.urls import urlpatterns as site

OLD = Deprecation(date(2023, 7, 1), sunset=date(2024, 7, 1), explained_at="https://example.org/old")
OLDER = Deprecation(date(2023, 6, 1))


class Answer(BaseModel):
    said: str
    next: str | None = None


class AnswerQuery(LocaleQuery):
    word: Annotated[str | None, OLDER] = None
    term: Annotated[str | None, OLD] = None


router = Router()


@read(router, "/old", Answer, tag="test", summary="Old", deprecated=OLD)
def old(context: ApiContext, query: Query[AnswerQuery]) -> Answer:
    return Answer(said="old", next="https://example.org/next")


@read(router, "/new", Answer, tag="test", summary="New")
def new(context: ApiContext, query: Query[AnswerQuery]) -> Answer:
    return Answer(said=query.word or "new")


api = ReadAPI(title="Test", urls_namespace="deprecation-test")
handle_errors(api)
api.add_router("", router)

urlpatterns = [path("api/v1/", api.urls), *site]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _this_api_first(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def test_a_deprecated_operation_says_so_in_each_answer(client: Client) -> None:
    headers = client.get("/api/v1/old").headers
    assert headers["Deprecation"] == "@1688169600"
    assert headers["Sunset"] == "Mon, 01 Jul 2024 00:00:00 GMT"
    assert headers["Link"] == (
        '<https://example.org/next>; rel="next", '
        '<https://example.org/old>; rel="deprecation", <https://example.org/old>; rel="sunset"'
    )
    assert {"Deprecation", "Sunset"} <= set(headers["Access-Control-Expose-Headers"].split(", "))


def test_a_deprecated_parameter_says_so_where_it_is_given(client: Client) -> None:
    assert "Deprecation" not in client.get("/api/v1/new").headers
    headers = client.get("/api/v1/new?word=a").headers
    assert headers["Deprecation"] == "@1685577600"
    assert "Sunset" not in headers
    assert "Link" not in headers
    headers = client.get("/api/v1/new?word=a&term=b").headers
    assert headers["Deprecation"] == "@1685577600"
    assert headers["Sunset"] == "Mon, 01 Jul 2024 00:00:00 GMT"
    assert client.get("/api/v1/new?word=a").json()["said"] == "a"


def test_the_document_marks_what_is_deprecated() -> None:
    paths = json.loads(json.dumps(api.get_openapi_schema()))["paths"]
    old, new = paths["/old"]["get"], paths["/new"]["get"]
    assert old["deprecated"] is True
    assert "deprecated" not in new
    assert {parameter["name"] for parameter in new["parameters"] if parameter.get("deprecated")} == {"word", "term"}
    assert {"Deprecation", "Sunset", "Link"} <= set(new["responses"]["200"]["headers"])


def test_nothing_is_gone_before_it_is_deprecated() -> None:
    with pytest.raises(ValueError, match="cannot be gone before"):
        Deprecation(date(2024, 1, 2), sunset=date(2024, 1, 1))
