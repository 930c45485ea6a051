"""The OpenAPI document: what ninja writes of the operations, and what it cannot know."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from pydantic import BaseModel

from institute.api.errors import CONTENT_TYPE, problem_example

EXAMPLES = Path(__file__).parent / "examples"

_HEADERS = {
    "ETag": "Changes when the answer would: send it back in `If-None-Match`, and 304 says that nothing has changed.",
    "Last-Modified": "When the content of the site, or the day, last changed.",
    "Content-Language": "The language that was served.",
}
_PROBLEM_HEADERS = {"Content-Language": "The language of the words."}
_CHALLENGE = {"WWW-Authenticate": "That a token is sent as `Bearer`."}
_RETRY_AFTER = {"Retry-After": "After how many seconds to ask again."}
_DEPRECATION_HEADERS = {
    "Deprecation": "Since when this is deprecated, after RFC 9745.",
    "Sunset": "From when it may be gone, after RFC 8594.",
    "Link": "Where that is explained: `deprecation` and `sunset`.",
}
_LOCATION = {"Location": "The present address."}
_CONFIRMATION_HEADERS = {
    "ETag": "The one that the client holds.",
    "Last-Modified": "When the content of the site, or the day, last changed.",
}
# What ninja knows only by name.
_PATH_PARAMETERS = {
    "page_id": "The `id` of a page, the same in every language.",
    "vocabulary_id": "The `id` of a row, the same in every language.",
    "publication_id": "The `id` of a publication.",
    "slug": "The `slug` of a person.",
    "scheme": "What kind of identifier it is.",
    "identifier": "Such as `10.1000/xyz`, or the address of its resolver.",
    "token": "From the link that an editor was given.",
}
_LIST_HEADERS = {"Link": "The addresses of the next page and of the one before, after RFC 8288."}


# Where an operation says in what its answer comes, on its way into the document.
MEDIA_TYPE = "x-media-type"


# A token is never needed: the first of the two choices is to send none.
SECURITY: list[dict[str, list[str]]] = [{}, {"token": []}]
SECURITY_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of a channel: for a rate of its own, and for previews. Nothing else needs one.",
    }
}


class ReadAPI(NinjaAPI):
    """An API whose document tells of problems, headers and conditional requests as they are.

    ``webhooks`` returns what clients are sent, ``event`` is the model of its body.
    """

    def __init__(
        self, *, webhooks: Callable[[], dict[str, Any]] = dict, event: type[BaseModel] | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self._webhooks = webhooks
        self._event = event

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        root = self.get_root_path({}).rstrip("/")
        document["servers"] = [{"url": root, "description": "This site."}]
        document["paths"] = {path.removeprefix(root): found for path, found in document["paths"].items()}
        document["security"] = SECURITY
        document["components"]["securitySchemes"] = SECURITY_SCHEMES
        schemas = document["components"]["schemas"]
        document["webhooks"] = self._webhooks()
        if self._event is not None:
            event = self._event.model_json_schema(ref_template=REF_TEMPLATE)
            schemas |= event.pop("$defs") | {self._event.__name__: event}
        for operations in document["paths"].values():
            for operation in operations.values():
                _complete(operation, schemas)
        _drop_unused(document, schemas)
        return document


def _example(operation: str) -> Any | None:
    """Return an answer of an operation, made of those that the tests agree upon (``tests/api/test_examples.py``)."""
    path = EXAMPLES / f"{operation}.json"
    return json.loads(path.read_text()) if path.exists() else None


def _complete(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            parameter["description"] = _PATH_PARAMETERS[parameter["name"]]
        parameter["schema"] = _given(parameter["schema"])
        # Ninja copies these from the schema to where the specification wants them named.
        parameter.pop("examples", None)
        if parameter["schema"].pop("deprecated", False):
            parameter["deprecated"] = True
    responses = operation["responses"] = {str(status): told for status, told in operation["responses"].items()}
    for status, response in responses.items():
        if int(status) >= 400 and "content" in response:
            told = response["content"]["application/json"]
            response["content"] = {CONTENT_TYPE: {**told, "example": problem_example(int(status))}}
            response["headers"] = _told(_PROBLEM_HEADERS)
    answer = responses["200"]
    schema = answer["content"]["application/json"]["schema"]
    if (example := _example(operation["operationId"])) is not None:
        answer["content"]["application/json"]["example"] = example
    answer["content"] = {operation.pop(MEDIA_TYPE): answer["content"]["application/json"]}
    is_leaving = any(one.get("deprecated") for one in (operation, *operation["parameters"]))
    headers = _DEPRECATION_HEADERS if is_leaving else {}
    answer["headers"] = _told(_HEADERS | headers | (_LIST_HEADERS if _is_list(schema, schemas) else {}))
    for status in ("429", "503"):
        responses[status]["headers"] |= _told(_RETRY_AFTER)
    responses["401"]["headers"] |= _told(_CHALLENGE)
    if "301" in responses:
        responses["301"]["headers"] = _told(_LOCATION)
    responses["304"] = {
        "description": "What the client holds is still what it would be sent.",
        "headers": _told(_CONFIRMATION_HEADERS),
    }


def _told(headers: dict[str, str]) -> dict[str, Any]:
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()}


def _given(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a parameter holds where it is given: a query has no null."""
    told = {name: value for name, value in schema.items() if name not in ("anyOf", "title", "description")}
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    return {**told, **choices[0]} if len(choices) == 1 else schema


def _drop_unused(document: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Leave out what ninja names and nothing refers to: the models of parameters."""
    unused = [name for name in schemas if f'"#/components/schemas/{name}"' not in json.dumps(document)]
    for name in unused:
        del schemas[name]


def _is_list(schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    # One of which fields may be chosen is either of two: whole, or sparse.
    whole = schema.get("anyOf", [schema])[0]
    name = whole.get("$ref", "").rpartition("/")[2]
    return "next" in schemas.get(name, {}).get("properties", {})
