"""The examples of the document: taken from the answers agreed upon, true to their schemas, and calls that work."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from jsonschema import Draft202012Validator

from directory.models import Institution, Membership, ResearchTopic
from institute.api.assembly import api
from institute.api.openapi import EXAMPLES
from institute.previews.preview import preview_token
from publications.models import Venue
from tests.api.conftest import Institute
from tests.api.test_goldens import GOLDENS
from tests.factories.directory import InstitutionFactory

# Operations, and the answer that is an example of theirs.
TAKEN_FROM = {
    "entry_points": "entrance",
    "publication_by_identifier": "publication",
    "home": "home",
    "page": "section",
    "list_people": "people",
    "person": "student",
    "list_publications": "publications",
    "publication": "thesis",
    "list_institutions": "institutions",
    "list_topics": "topics",
    "list_memberships": "memberships",
    "list_venues": "venues",
    "list_articles": "articles",
    "search": "search",
    "resolve": "resolve",
}
_CURL = re.compile(r"^curl .*'(http://localhost:8000/[^']+)'$", re.MULTILINE)


def made_whole(golden: Any) -> Any:
    """Return a golden with something in place of what differs from run to run."""
    if isinstance(golden, dict):
        return {name: made_whole(value) for name, value in golden.items()}
    if isinstance(golden, list):
        return [made_whole(value) for value in golden]
    if not isinstance(golden, str):
        return golden
    if golden.startswith("<id of "):
        return zlib.crc32(golden.encode()) % 9000 + 1000
    text = golden.replace("<moment>", "2026-03-31T12:00:00Z").replace("http://testserver", "https://www.example.org")
    text = re.sub(r"/media/images/<([\w-]+)>\.webp", r"/media/images/portrait.format-webp.\1.webp", text)
    text = re.sub(r"/media/images/<([\w-]+)>\.jpg", r"/media/images/portrait.\1.format-jpeg.jpg", text)
    text = text.replace("/documents/<id>/<name>", "/documents/7/annual-report.pdf")
    return text.replace("<cursor>", "WyJuYW1lIl0").replace("_<id>,", "_12,").replace("/<id>.", "/12.")


def test_examples_are_the_answers_agreed_upon(request: pytest.FixtureRequest) -> None:
    """After a change that is meant: --update-goldens, as for those."""
    for operation, golden in TAKEN_FROM.items():
        example = made_whole(json.loads((GOLDENS / f"{golden}.json").read_text()))
        text = json.dumps(example, indent=2, ensure_ascii=False) + "\n"
        assert "<" not in re.sub(r"</?\w[^>]*>", "", text), operation
        path = EXAMPLES / f"{operation}.json"
        if request.config.getoption("--update-goldens"):
            path.write_text(text)
        assert path.read_text() == text, operation
    assert {path.stem for path in EXAMPLES.iterdir()} == set(TAKEN_FROM)


def test_every_example_is_what_its_schema_says() -> None:
    document = json.loads(json.dumps(api.get_openapi_schema()))
    found = set()
    for operations in document["paths"].values():
        content = operations["get"]["responses"]["200"]["content"].get("application/json", {})
        if "example" in content:
            schema = {**content["schema"], "components": document["components"]}
            Draft202012Validator(schema).validate(content["example"])
            found.add(operations["get"]["operationId"])
    assert found == set(TAKEN_FROM)


@pytest.mark.django_db
def test_every_example_of_a_parameter_is_answered(institute: Institute, client: Client) -> None:
    known = {
        "page_id": institute.about.pk,
        "publication_id": institute.paper.pk,
        "slug": "yoshua-bengio",
        "scheme": "doi",
        "identifier": "10.1000/xyz",
        "token": preview_token(institute.about.save_revision(), "en"),
    }
    rows = {
        "institutions": Institution.objects.first(),
        "topics": ResearchTopic.objects.first(),
        "memberships": Membership.objects.first(),
        "venues": Venue.objects.first(),
    }
    asked = 0
    for path, operations in api.get_openapi_schema()["paths"].items():
        parameters = operations["get"]["parameters"]
        examples = {one["name"]: one["schema"]["examples"][0] for one in parameters if "examples" in one["schema"]}
        required = {one["name"] for one in parameters if one["required"] and one["in"] == "query"}
        row = rows.get(path.split("/")[1])
        address = f"/api/v1{path.format(**known, vocabulary_id=row.pk if row else None)}"
        for name in [None, *examples]:
            query = {key: examples[key] for key in {*required, *([name] if name else [])}}
            assert client.get(address, query).status_code == 200, (path, query)
            asked += 1
    assert asked > len(TAKEN_FROM)


@pytest.mark.django_db
def test_every_call_of_the_guide_is_answered(institute: Institute, client: Client) -> None:
    InstitutionFactory(slug="universite-de-montreal")
    calls = _CURL.findall((Path(settings.BASE_DIR) / "docs" / "api.md").read_text())
    assert len(calls) >= 8
    for call in calls:
        assert client.get(call.removeprefix("http://localhost:8000")).status_code == 200, call
