"""What the API answers when it cannot answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from directory.api import vocabularies

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["Content-Type"] == PROBLEM
    assert "ETag" not in response.headers
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    return found


def refused(response: Any) -> dict[str, str]:
    return {error["parameter"]: error["message"] for error in problem(response, 422)["errors"]}


def test_each_wrong_parameter_is_named(client: Client) -> None:
    found = refused(client.get("/api/v1/people?limit=0&locale=de&alumni=perhaps&color=red"))
    assert set(found) == {"limit", "locale", "alumni", "color"}
    assert found["color"] == "There is no such parameter here."


def test_what_is_not_known_is_said_and_nothing_where_nothing_was_given(client: Client) -> None:
    assert refused(client.get("/api/v1/people?fields=title,salary"))["fields"].startswith("salary: this should be")
    assert refused(client.get("/api/v1/people?fields="))["fields"].startswith("This should be some of id, type, ")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("limit=2.5", "limit"),
        ("limit=5&limit=6", "limit"),
        ("locale=", "locale"),
        ("cursor=made-up", "cursor"),
        ("fields=title,salary", "fields"),
        ("fields=", "fields"),
        ("fields=title,,photo", "fields"),
        ("fields=photo.alt", "fields"),
        ("institution=no-such-place", "institution"),
        ("letter=ab", "letter"),
        ("q=%00", "q"),
        ("topic=%00", "topic"),
        (f"q={'a' * 201}", "q"),
    ],
)
def test_a_parameter_that_cannot_be_followed_is_refused_not_ignored(
    query: str, parameter: str, client: Client
) -> None:
    assert set(refused(client.get(f"/api/v1/people?{query}"))) == {parameter}


def test_a_single_resource_refuses_unknown_parameters_too(client: Client) -> None:
    assert set(refused(client.get("/api/v1/people/nobody?limit=5"))) == {"limit"}
    assert set(refused(client.get("/api/v1/?verbose=1"))) == {"verbose"}


def test_a_missing_parameter_is_asked_for(client: Client) -> None:
    assert refused(client.get("/api/v1/resolve")) == {"path": "This parameter is required."}


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/people/", "/api/v1/pages/abc", "/api/v1/pages/999999999999999999999"]
)
def test_an_unknown_address_is_a_problem_not_a_page(path: str, client: Client) -> None:
    problem(client.get(path), 404)


def test_the_bare_root_leads_to_the_entry_points(client: Client) -> None:
    response = client.get("/api/v1")
    assert response.status_code == 301
    assert response.headers["Location"] == "/api/v1/"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method: str, client: Client) -> None:
    response = getattr(client, method)("/api/v1/people")
    problem(response, 405)
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_an_error_of_ours_tells_nothing_of_the_inside(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("SELECT secret FROM vault")

    monkeypatch.setattr(vocabularies, "people_counts", fail)
    client.raise_request_exception = False
    response = client.get("/api/v1/memberships")
    problem(response, 500)
    assert b"secret" not in response.content
    assert b"Traceback" not in response.content


def test_a_silent_database_is_told_as_such(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(vocabularies, "people_counts", fail)
    response = client.get("/api/v1/memberships")
    problem(response, 503)
    assert response.headers["Retry-After"] == "10"


def test_a_host_that_is_not_ours_is_refused(client: Client) -> None:
    problem(client.get("/api/v1/", headers={"host": "evil.example"}), 400)


def test_the_language_asked_for_is_that_of_the_errors(client: Client) -> None:
    response = client.get("/api/v1/people?locale=fr&color=red")
    assert response.headers["Content-Language"] == "fr"
    assert client.get("/api/v1/people?color=red").headers["Content-Language"] == "en"
