"""How often one caller may ask: counted by address, or by what another part of the site knows of callers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.http import HttpRequest
from django.test import Client, RequestFactory

from directory.models import Membership
from institute.api import limits
from institute.api.limits import Caller, Rate, client_address

LIST = "/api/v1/memberships"

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_noon() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel("2026-03-31T12:00:30Z", tick=False) as traveller:
        yield traveller


def test_whoever_asks_too_often_is_told_when_to_come_back(
    memberships: list[Membership], client: Client, settings, at_noon: time_machine.Coordinates
) -> None:
    settings.API_RATE_LIMIT = (3, 60)
    answers = [client.get(LIST) for _number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    refused = client.get(LIST, {"locale": "fr"})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "30"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert refused.json()["title"] == "Trop de requêtes"
    assert client.options(LIST).status_code == 204
    at_noon.shift(30)
    assert client.get(LIST).status_code == 200


def test_what_is_confirmed_counts_and_no_answer_tells_of_the_count(
    memberships: list[Membership], client: Client, settings, at_noon: time_machine.Coordinates
) -> None:
    settings.API_RATE_LIMIT = (2, 60)
    first = client.get(LIST)
    second = client.get(LIST, headers={"if-none-match": first.headers["ETag"]})
    assert second.status_code == 304
    assert set(second.headers) <= set(first.headers)
    assert not any("ratelimit" in name.lower() for name in first.headers)
    assert client.get(LIST).status_code == 429


def test_each_address_is_counted_apart(memberships: list[Membership], client: Client, settings) -> None:
    settings.API_RATE_LIMIT = (1, 86_400)
    assert client.get(LIST, REMOTE_ADDR="192.0.2.1").status_code == 200
    assert client.get(LIST, REMOTE_ADDR="192.0.2.2").status_code == 200
    assert client.get(LIST, REMOTE_ADDR="192.0.2.1").status_code == 429


def test_without_a_limit_nothing_is_counted(memberships: list[Membership], client: Client) -> None:
    assert {client.get(LIST).status_code for _number in range(5)} == {200}


def test_a_caller_that_is_known_has_a_rate_of_its_own(
    memberships: list[Membership], client: Client, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_RATE_LIMIT = (1, 86_400)
    monkeypatch.setattr(limits, "_identifiers", [])

    @limits.identified_by
    def by_header(request: HttpRequest) -> Caller | None:
        name = request.headers.get("X-Screen")
        return Caller(f"screen {name}", None if name == "lobby" else Rate(2, 86_400)) if name else None

    def statuses(**headers: str) -> list[int]:
        return [client.get(LIST, headers=headers).status_code for _number in range(3)]

    assert statuses() == [200, 429, 429]
    assert statuses(**{"x-screen": "kitchen"}) == [200, 200, 429]
    assert statuses(**{"x-screen": "lobby"}) == [200, 200, 200]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "192.0.2.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "203.0.113.9, 198.51.100.7", "198.51.100.7"),
        (2, "203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (2, "198.51.100.7", "198.51.100.7"),
        (1, "", "192.0.2.1"),
        (1, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
        (1, "nonsense", "nonsense"),
    ],
)
def test_the_address_is_what_our_own_proxies_saw(
    proxies: int, forwarded: str, address: str, settings, rf: RequestFactory
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"x-forwarded-for": forwarded} if forwarded else {}
    assert client_address(rf.get("/", headers=headers, REMOTE_ADDR="192.0.2.1")) == address
