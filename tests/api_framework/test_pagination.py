"""Lists that are read page by page, forwards and back."""

from __future__ import annotations

import pytest
from django.test import Client

from directory.models import Membership
from tests.api_client import Read
from tests.factories.directory import MembershipFactory

pytestmark = pytest.mark.django_db


def follow(client: Client, address: str | None, link: str) -> list[list[str]]:
    """Return the slugs of each page from ``address`` on, following ``link``."""
    pages = []
    while address:
        answer = client.get(address).json()
        pages.append([item["slug"] for item in answer["items"]])
        address = answer[link]
    return pages


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_hold_every_item_once_and_in_order(limit: int, memberships: list[Membership], client: Client) -> None:
    expected = [membership.slug for membership in memberships]
    pages = follow(client, f"/api/v1/memberships?limit={limit}", "next")
    assert [slug for page in pages for slug in page] == expected
    assert all(len(page) == limit for page in pages[:-1])


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_going_back_meets_the_same_pages(limit: int, memberships: list[Membership], client: Client) -> None:
    address = f"/api/v1/memberships?limit={limit}"
    forwards = follow(client, address, "next")
    while following := client.get(address).json()["next"]:
        address = following
    backwards = follow(client, address, "prev")
    assert [slug for page in reversed(backwards) for slug in page] == [slug for page in forwards for slug in page]


def test_each_page_tells_how_many_there_are_and_where_to_go_on(memberships: list[Membership], client: Client) -> None:
    first = client.get("/api/v1/memberships?limit=3&locale=fr")
    answer = first.json()
    assert answer["count"] == 7
    assert answer["prev"] is None
    assert answer["next"].startswith("http://testserver/api/v1/memberships?limit=3&locale=fr&cursor=")
    assert first.headers["Link"] == f'<{answer["next"]}>; rel="next"'
    middle = client.get(answer["next"])
    assert middle.headers["Link"] == (f'<{middle.json()["next"]}>; rel="next", <{middle.json()["prev"]}>; rel="prev"')
    assert middle.json()["count"] == 7


def test_an_item_that_appears_meanwhile_moves_no_other(memberships: list[Membership], client: Client) -> None:
    first = client.get("/api/v1/memberships?limit=3").json()
    MembershipFactory(name_en="A newcomer", order=0)
    second = client.get(first["next"]).json()
    seen = [item["slug"] for page in (first, second) for item in page["items"]]
    assert seen == [membership.slug for membership in memberships][:6]


def test_an_empty_list_has_no_pages_around_it(read: Read) -> None:
    answer = read("/memberships")
    assert (answer["count"], answer["items"], answer["next"], answer["prev"]) == (0, [], None, None)


def test_a_page_whose_items_are_gone_is_empty(memberships: list[Membership], client: Client) -> None:
    following = client.get("/api/v1/memberships?limit=6").json()["next"]
    memberships[-1].delete()
    answer = client.get(following).json()
    assert (answer["count"], answer["items"]) == (6, [])


def test_a_cursor_is_taken_only_by_a_list_in_the_same_order(memberships: list[Membership], client: Client) -> None:
    cursor = client.get("/api/v1/memberships?limit=3").json()["next"].partition("cursor=")[2]
    assert client.get(f"/api/v1/topics?cursor={cursor}").status_code == 422


@pytest.mark.parametrize("cursor", ["", "x", "eyJ9:abc", "%00", "WyJvcmRlciIsIm5leHQiLFsxLDFdXQ"])
def test_a_cursor_that_was_made_up_is_refused(cursor: str, memberships: list[Membership], client: Client) -> None:
    response = client.get(f"/api/v1/memberships?cursor={cursor}")
    assert response.status_code == 422
    assert [error["parameter"] for error in response.json()["errors"]] == ["cursor"]
