"""The OpenAPI document: valid, whole, and changed by nobody unawares."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from home.models import ArticlePage, HomePage, SectionPage
from institute.api.assembly import api
from institute.api.blocks import BLOCKS
from institute.api.conditional import Validator
from institute.api.errors import CONTENT_TYPE
from institute.api.serializers import PAGE_SERIALIZERS
from institute.api.sparse_fields import ALWAYS
from institute.content.pages import BasePage

COMMITTED = Path(settings.BASE_DIR) / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return found


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_the_document_is_the_one_that_clients_were_given(document: dict[str, Any]) -> None:
    """After a change that is meant: manage.py export_openapi_schema (see docs/api.md)."""
    assert document == json.loads(COMMITTED.read_text())


def test_document_declares_what_linters_ask_for(document: dict[str, Any]) -> None:
    """The rules that Redocly and Spectral apply by default (`make check` runs both)."""
    assert document["servers"] == [{"url": "/api/v1", "description": "This site."}]
    assert document["info"]["contact"]
    assert set(document["components"]["securitySchemes"]) == {name for one in document["security"] for name in one}
    declared = {tag["name"] for tag in document["tags"] if tag["description"]}
    operations = [found for path in document["paths"].values() for found in path.values()]
    operations += [found for webhook in document["webhooks"].values() for found in webhook.values()]
    assert {tag for operation in operations for tag in operation["tags"]} == declared
    assert [one["operationId"] for one in operations if not one.get("description")] == []
    assert [path for path in document["paths"] if path != "/" and path.endswith("/")] == []


# What an answer may lack: what `include` adds.
ADDED = "Only with `include`."


def test_what_is_always_answered_is_required(document: dict[str, Any]) -> None:
    """Answers of which `fields` chose a part are schemas of their own, and the only ones with less."""
    for name, schema in document["components"]["schemas"].items():
        found = schema.get("properties", {})
        optional = set(found) - set(schema.get("required", []))
        if name.startswith(("JsonFeed", "Csl")):
            continue
        if name.startswith("Sparse") and "items" not in found:
            assert set(found) - optional == set(ALWAYS), name
        else:
            assert {one for one in optional if ADDED not in found[one].get("description", "")} == set(), name


def test_operation_that_takes_fields_answers_whole_or_sparse(document: dict[str, Any]) -> None:
    chosen = set()
    for path, operations in document["paths"].items():
        operation = operations["get"]
        content = operation["responses"]["200"]["content"].get("application/json", {"schema": {}})
        names = [one["$ref"].rpartition("/")[2] for one in content["schema"].get("anyOf", ()) if "$ref" in one]
        if "fields" in {one["name"] for one in operation["parameters"]}:
            assert names == [names[0], f"Sparse{names[0]}"], path
            chosen.add(names[0])
        else:
            assert not any(name.startswith("Sparse") for name in names), path
    assert chosen == {"PersonList", "Profile", "PublicationList", "PublicationDetail", "ArticleList"}


@pytest.mark.parametrize("operation", ["list_people", "person", "list_publications", "publication", "list_articles"])
def test_whole_answers_are_what_the_whole_schema_says(operation: str, document: dict[str, Any]) -> None:
    (found,) = [one["get"] for one in document["paths"].values() if one["get"]["operationId"] == operation]
    content = found["responses"]["200"]["content"]["application/json"]
    whole = {**content["schema"]["anyOf"][0], "components": document["components"]}
    Draft202012Validator(whole).validate(content["example"])


@pytest.mark.django_db
def test_the_site_serves_the_document(document: dict[str, Any], client: Client) -> None:
    assert client.get("/api/v1/openapi.json").json() == document


@pytest.mark.parametrize(("schema", "model"), [("Home", HomePage), ("Section", SectionPage), ("Article", ArticlePage)])
def test_every_block_has_a_schema_of_its_own(schema: str, model: Any, document: dict[str, Any]) -> None:
    palette = model._meta.get_field("body").stream_block.child_blocks
    told_apart = document["components"]["schemas"][schema]["properties"]["body"]["items"]["discriminator"]
    assert told_apart["propertyName"] == "type"
    assert set(told_apart["mapping"]) == set(palette)
    assert len(set(told_apart["mapping"].values())) == len(palette)
    assert set(palette) <= set(BLOCKS)


def test_every_kind_of_page_has_a_representation() -> None:
    def kinds(model: type[BasePage]) -> set[type[BasePage]]:
        below = {found for child in model.__subclasses__() for found in kinds(child)}
        return below if model._meta.abstract else {model, *below}

    assert kinds(BasePage) == set(PAGE_SERIALIZERS)


def test_nothing_in_an_answer_is_an_untyped_blob(document: dict[str, Any]) -> None:
    def blobs(value: Any, place: str) -> list[str]:
        if isinstance(value, list):
            return [found for number, item in enumerate(value) for found in blobs(item, f"{place}/{number}")]
        if not isinstance(value, dict):
            return []
        told = {"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"}
        is_schema = place.endswith(("/items", "/schema")) or ("/properties/" in place and place.count("/") == 3)
        mine = [place] if is_schema and not told & set(value) else []
        return mine + [found for name, item in value.items() for found in blobs(item, f"{place}/{name}")]

    assert blobs(document["components"]["schemas"], "") == []


def test_every_operation_tells_of_its_errors_and_of_conditional_requests(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        responses = operations["get"]["responses"]
        assert {"200", "304", "422"} <= set(responses), path
        assert "ETag" in responses["200"]["headers"]
        for status, response in responses.items():
            if int(status) >= 400:
                assert set(response["content"]) == {"application/problem+json"}


def properties(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    schemas = document["components"]["schemas"]
    return {
        f"{schema}.{name}": found
        for schema, told in schemas.items()
        for name, found in told.get("properties", {}).items()
        # Feeds and citations are described by those who made their formats.
        if not schema.startswith(("JsonFeed", "Csl"))
    }


def test_a_generator_of_clients_is_told_what_a_text_holds(document: dict[str, Any]) -> None:
    told = {name: json.dumps(found) for name, found in properties(document).items()}
    addresses = [name for name in told if name.endswith(("url", ".next", ".prev", ".target"))]
    assert len(addresses) > 50
    assert [name for name in addresses if '"format": "uri' not in told[name]] == []
    for name in ("PublicationItem.kind", "PublicationItem.status", "IdentifierItem.scheme", "Reference.type"):
        assert '"enum"' in told[name], name


def test_everything_that_is_asked_or_answered_is_described(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        parameters = operations["get"]["parameters"]
        assert [one["name"] for one in parameters if not one.get("description")] == [], path
    for name, schema in document["components"]["schemas"].items():
        if not name.startswith(("JsonFeed", "Csl")):
            assert schema.get("description"), name


@pytest.mark.django_db
def test_the_examples_of_problems_are_what_is_answered(
    document: dict[str, Any], client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    responses = document["paths"]["/people/{slug}"]["get"]["responses"]
    told = {status: found["content"][CONTENT_TYPE]["example"] for status, found in responses.items() if status >= "4"}
    answers = {
        "404": client.get("/api/v1/people/nobody"),
        "422": client.get("/api/v1/people?limit=101"),
        "401": client.get("/api/v1/people", headers={"authorization": "Bearer inst_nonsense"}),
    }
    settings.API_RATE_LIMIT = (1, 3600)
    client.get("/api/v1/")
    answers["429"] = client.get("/api/v1/")
    settings.API_RATE_LIMIT = None
    monkeypatch.setattr(Validator, "current", _no_database)
    answers["503"] = client.get("/api/v1/")
    assert {status: answer.json() for status, answer in answers.items()} == {name: told[name] for name in answers}
    for status, answer in answers.items():
        assert set(responses[status]["headers"]) <= set(answer.headers), status


def _no_database(request: Any) -> Any:
    raise OperationalError


@pytest.mark.django_db
def test_the_reference_needs_nothing_from_elsewhere_and_no_script_of_its_own(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert "http://" not in page
    assert "https://" not in page
    scripts = [part.partition(">")[0] for part in page.split("<script")[1:]]
    assert all("src=" in script or "application/json" in script for script in scripts)
