"""Reading the API in tests, and the answers agreed upon with those who read it elsewhere."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

ROOT = "/api/v1"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
_CURSOR = re.compile(r"cursor=[\w%.:=-]+")
_RENDITION = re.compile(r"/media/images/[\w.-]+?\.format-webp\.(\w+-[\dx]+)\.webp")
_SHARED = re.compile(r"/media/images/[\w.-]+?\.(\w+-[\dx]+)\.format-jpeg\.jpg")
_EXPORT = re.compile(r"/publications/\d+\.")
_DOCUMENT = re.compile(r"/documents/\d+/[\w-]+")
_BIBTEX_KEY = re.compile(r"^(@\w+\{\w+_)\d+,")

Read = Callable[..., Any]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="write what the API answers now as the answers agreed upon"
    )


@pytest.fixture
def read(client: Client) -> Read:
    """Return what the API answers at a path, which has to be there."""

    def read(path: str, /, **parameters: Any) -> Any:
        response = client.get(f"{ROOT}{path}", parameters)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    return read


@pytest.fixture
def agrees(request: pytest.FixtureRequest) -> Callable[[Path, Any], str]:
    """Return how an answer differs from the one kept in a file; with --update-goldens, keep it."""

    def compare(golden: Path, answer: Any) -> str:
        text = json.dumps(without_chance(answer), indent=2, ensure_ascii=False) + "\n"
        if request.config.getoption("--update-goldens"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(text)
        agreed = golden.read_text() if golden.exists() else ""
        lines = difflib.unified_diff(agreed.splitlines(), text.splitlines(), golden.name, "answer", lineterm="")
        return "\n".join(lines)

    return compare


def without_chance(answer: Any) -> Any:
    """Return ``answer`` without what differs from run to run: keys, moments, names of files."""
    if isinstance(answer, dict):
        return {
            name: f"<id of {answer.get('title') or answer.get('name')}>"
            if name == "id" and isinstance(value, int)
            else without_chance(value)
            for name, value in answer.items()
        }
    if isinstance(answer, list):
        return [without_chance(value) for value in answer]
    if isinstance(answer, str):
        answer = _MOMENT.sub("<moment>", answer)
        answer = _CURSOR.sub("cursor=<cursor>", answer)
        answer = _RENDITION.sub(r"/media/images/<\1>.webp", answer)
        answer = _SHARED.sub(r"/media/images/<\1>.jpg", answer)
        answer = _BIBTEX_KEY.sub(r"\1<id>,", answer)
        answer = _EXPORT.sub("/publications/<id>.", answer)
        return _DOCUMENT.sub("/documents/<id>/<name>", answer)
    return answer
