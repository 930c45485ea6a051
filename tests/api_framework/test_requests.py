"""What holds for every answer: methods, origins, languages, and what is sent again only when it changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from directory.models import Membership
from tests.api_client import Read
from tests.fixtures import SiteTree
from tests.support import make_section, settle

pytestmark = pytest.mark.django_db

LIST = "/api/v1/memberships"


def etag(client: Client, address: str = LIST) -> str:
    return str(client.get(address).headers["ETag"])


def is_current(client: Client, tag: str, address: str = LIST) -> bool:
    response = client.get(address, headers={"if-none-match": tag})
    assert response.status_code in (200, 304)
    return response.status_code == 304


def test_what_the_client_holds_is_confirmed_by_one_query(
    memberships: list[Membership], client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    tag = etag(client)
    assert tag.startswith('"')
    with time_machine.travel(timezone.now() + timedelta(seconds=2)), django_assert_num_queries(1):
        response = client.get(LIST, headers={"if-none-match": f'"other", {tag}'})
    assert response.status_code == 304
    assert response.content == b""
    assert response.headers["ETag"] == tag
    assert response.headers["Last-Modified"]


def test_a_confirmation_says_nothing_that_would_change_what_is_kept(site_tree: SiteTree, client: Client) -> None:
    """A cache takes its headers for those of the answer: none may say otherwise, whatever the page's language."""
    with time_machine.travel(timezone.now() + timedelta(seconds=2)):
        answer = client.get("/api/v1/resolve?path=/fr/")
        for tag in (answer.headers["ETag"], f"W/{answer.headers['ETag']}"):
            confirmed = client.get("/api/v1/resolve?path=/fr/", headers={"if-none-match": tag})
            assert confirmed.status_code == 304
            assert {"ETag", "Cache-Control", "Vary", "Last-Modified"} <= set(confirmed.headers)
            assert "Content-Type" not in confirmed.headers
            assert dict(confirmed.headers).items() <= (dict(answer.headers) | {"ETag": tag}).items()


def test_whoever_asks_only_for_what_was_never_there_is_told_that_something_is(
    memberships: list[Membership], client: Client
) -> None:
    response = client.get(LIST, headers={"if-none-match": "*"})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == etag(client)
    assert client.get("/api/v1/pages/99999", headers={"if-none-match": "*"}).status_code == 404


def test_an_answer_is_checked_each_time_and_may_be_kept_by_anyone(
    memberships: list[Membership], client: Client
) -> None:
    headers = client.get(LIST).headers
    assert set(headers["Cache-Control"].split(", ")) == {"public", "max-age=0", "must-revalidate"}
    assert headers["Vary"] == "Authorization, Accept-Encoding"
    assert "Set-Cookie" not in headers


def test_any_change_of_the_content_is_seen_by_the_next_request(memberships: list[Membership], client: Client) -> None:
    settle()
    tag = etag(client)
    assert is_current(client, tag)
    memberships[0].name_en = "Renamed"
    memberships[0].save()
    settle()
    assert not is_current(client, tag)
    assert "Renamed" in client.get(LIST).content.decode()


def test_each_address_and_language_has_a_tag_of_its_own(memberships: list[Membership], client: Client) -> None:
    addresses = [LIST, f"{LIST}?locale=fr", f"{LIST}?limit=3", "/api/v1/"]
    assert len({etag(client, address) for address in addresses}) == len(addresses)


def test_the_expiry_of_a_page_is_seen_before_any_task_has_run(site_tree: SiteTree, client: Client) -> None:
    expiry = timezone.now() + timedelta(minutes=5)
    page = make_section(site_tree.home["en"], expire_at=expiry)
    settle()
    address = f"/api/v1/pages/{page.pk}"
    tag = etag(client, address)
    with time_machine.travel(expiry + timedelta(seconds=1)):
        assert client.get(address, headers={"if-none-match": tag}).status_code == 404


def test_a_new_day_is_seen(memberships: list[Membership], client: Client) -> None:
    tag = etag(client)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert not is_current(client, tag)


def test_head_tells_what_get_would(memberships: list[Membership], client: Client) -> None:
    with time_machine.travel(timezone.now() + timedelta(seconds=2)):
        got, told = client.get(LIST), client.head(LIST)
    assert told.content == b""
    assert dict(told.headers) == dict(got.headers)


def test_any_origin_may_read(memberships: list[Membership], client: Client) -> None:
    response = client.options(LIST, headers={"origin": "https://app.example"})
    assert response.status_code == 204
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response.headers["Access-Control-Allow-Headers"]
    for answer in (response, client.get(LIST), client.get("/api/v1/nothing")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_the_language_is_asked_for_never_guessed(client: Client, read: Read, memberships: list[Membership]) -> None:
    Membership.objects.filter(pk=memberships[0].pk).update(name_fr="Membre")
    french = {"accept-language": "fr"}
    assert client.get(LIST, headers=french).json()["locale"] == "en"
    answer = read("/memberships", locale="fr")
    assert answer["locale"] == "fr"
    assert [(item["name"], item["fallback"]) for item in answer["items"][:2]] == [
        ("Membre", None),
        (memberships[1].name_en, "en"),
    ]


def test_the_entry_points_lead_on(client: Client, read: Read, site_tree: SiteTree) -> None:
    answer = read("/")
    assert answer["languages"] == ["en", "fr"]
    needing_more = {"resolve", "search"}
    for name, address in answer["entry_points"].items():
        assert client.get(address).status_code == (422 if name in needing_more else 200), name
