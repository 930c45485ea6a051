"""One answer in several encodings, each with a tag of its own; and what a date confirms."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import brotli
import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from directory.models import Membership
from tests.support import settle

pytestmark = pytest.mark.django_db

LIST = "/api/v1/memberships"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, *;q=0.3", "gzip"),
        ("gzip;q=0", ""),
        ("identity, gzip;q=0.5", ""),
        ("gzip;q=much", ""),
        ("deflate", ""),
    ],
)
def test_the_encoding_is_the_one_the_client_likes_best(
    accepted: str, encoding: str, memberships: list[Membership], client: Client
) -> None:
    plain = client.get(LIST)
    response = client.get(LIST, headers={"accept-encoding": accepted})
    decode = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}[encoding]
    assert response.headers.get("Content-Encoding", "") == encoding
    assert json.loads(decode(response.content)) == plain.json()
    assert response.headers["Vary"] == "Authorization, Accept-Encoding"
    assert int(response.headers["Content-Length"]) == len(response.content)
    assert (response.headers["ETag"] == plain.headers["ETag"]) == (encoding == "")
    told = client.head(LIST, headers={"accept-encoding": accepted})
    assert told.headers["Content-Length"] == response.headers["Content-Length"]
    assert told.content == b""


def test_a_tag_confirms_the_encoding_it_belongs_to_alone(memberships: list[Membership], client: Client) -> None:
    tag = client.get(LIST, headers={"accept-encoding": "gzip"}).headers["ETag"]
    confirmed = client.get(LIST, headers={"accept-encoding": "gzip", "if-none-match": tag})
    assert confirmed.status_code == 304
    assert confirmed.headers["ETag"] == tag
    assert confirmed.headers["Vary"] == "Authorization, Accept-Encoding"
    assert client.get(LIST, headers={"accept-encoding": "br", "if-none-match": tag}).status_code == 200
    assert client.get(LIST, headers={"if-none-match": tag}).status_code == 200


def test_a_date_confirms_what_has_not_changed_since(memberships: list[Membership], client: Client) -> None:
    settle()
    later = timezone.now() + timedelta(minutes=1)
    with time_machine.travel(later):
        told = client.get(LIST).headers["Last-Modified"]
        assert client.get(LIST, headers={"if-modified-since": told}).status_code == 304
        older = "Mon, 01 Jan 2024 00:00:00 GMT"
        assert client.get(LIST, headers={"if-modified-since": older}).status_code == 200
        # A tag says more than a date.
        both = {"if-modified-since": told, "if-none-match": '"another"'}
        assert client.get(LIST, headers=both).status_code == 200
        memberships[0].name_en = "Renamed"
        memberships[0].save()
        settle()
        assert client.get(LIST, headers={"if-modified-since": told}).status_code == 200


def test_no_date_is_given_while_another_change_could_still_have_it(
    memberships: list[Membership], client: Client
) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False) as now:
        memberships[0].save()
        settle()
        assert "Last-Modified" not in client.get(LIST).headers
        now.shift(1)
        assert client.get(LIST).headers["Last-Modified"]
