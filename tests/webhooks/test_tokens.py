"""Tokens of channels: what they allow, and that nothing about a wrong one is silent."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from institute.webhooks.models import Channel, Token
from tests.api_client import ROOT
from tests.fixtures import SiteTree
from tests.support import make_person, make_section, settle

pytestmark = pytest.mark.django_db


def issue(**fields: Any) -> tuple[Token, str]:
    channel, _created = Channel.objects.get_or_create(name="App")
    token = Token(channel=channel, **fields)
    return token, token.issue()


def ask(client: Client, secret: str, path: str = "/people", /, **parameters: Any) -> Any:
    return client.get(f"{ROOT}{path}", parameters, headers={"Authorization": f"Bearer {secret}"})


def test_the_secret_is_kept_nowhere_and_its_use_is_noted() -> None:
    token, secret = issue()
    assert secret not in str(Token.objects.filter(pk=token.pk).values().get())
    assert ask(Client(), secret).status_code == 200
    token.refresh_from_db()
    assert token.used_at is not None


def test_an_answer_to_a_token_is_kept_by_nobody(site_tree: SiteTree, client: Client) -> None:
    _token, secret = issue()
    response = ask(client, secret)
    assert response["Cache-Control"] == "private, no-store"
    assert "Authorization" in response["Vary"]
    assert "ETag" not in response
    public = client.get(f"{ROOT}/people")
    assert "Authorization" in public["Vary"]
    held = client.get(f"{ROOT}/people", headers={"Authorization": f"Bearer {secret}", "If-None-Match": public["ETag"]})
    assert held.status_code == 200


@pytest.mark.parametrize("state", ["revoked", "expired", "off", "made up", "another scheme"])
def test_a_token_that_is_not_good_is_refused(site_tree: SiteTree, client: Client, state: str) -> None:
    token, secret = issue(expires_at=timezone.now() + dt.timedelta(hours=1))
    header = f"Bearer {secret}"
    match state:
        case "revoked":
            token.revoke()
        case "expired":
            Token.objects.update(expires_at=timezone.now())
        case "off":
            token.channel.switch_off()
        case "made up":
            header = "Bearer inst_nonsense"
        case "another scheme":
            header = "Basic YTpi"
    response = client.get(f"{ROOT}/people", headers={"Authorization": header})
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert "no-store" in response["Cache-Control"]


def test_a_token_reads_the_types_it_names(site_tree: SiteTree, client: Client) -> None:
    person = make_person(site_tree.directory["en"])
    section = make_section(site_tree.home["en"], "Programs")
    settle()
    _token, secret = issue(types=["person"])
    assert ask(client, secret, "/people").status_code == 200
    assert ask(client, secret, f"/pages/{person.pk}").status_code == 200
    assert ask(client, secret, f"/pages/{section.pk}").status_code == 403
    assert ask(client, secret, "/resolve", path="/en/programs/").status_code == 403
    for suffix in ("bib", "xlsx", "atom"):
        assert ask(client, secret, f"/publications.{suffix}").status_code == 403
    assert ask(client, secret, "/search", q="Bengio", type="person").status_code == 200
    assert ask(client, secret, "/search", q="Programs", type="section").status_code == 403
    assert {item["type"] for item in ask(client, secret, "/changes").json()["items"]} == {"person"}


def test_a_token_finds_the_types_it_names(site_tree: SiteTree, client: Client) -> None:
    make_person(site_tree.directory["en"], "Programs", "Person")
    make_section(site_tree.home["en"], "Programs")
    settle()
    _token, secret = issue(types=["person"])
    found = ask(client, secret, "/search", q="programs").json()
    assert [result["item"]["type"] for result in found["items"]] == ["person"]
    assert [row["type"] for row in found["types"]] == ["person"]
    assert found["count"] == 1
    assert client.get(f"{ROOT}/search", {"q": "programs"}).json()["count"] == 2, "others are told all of it"
    assert ask(client, secret, "/search", q="programs", type="section").status_code == 403
    assert ask(client, secret, "/search", q="programs", type="person").status_code == 200


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("institution", "/institutions"),
        ("topic", "/topics"),
        ("membership", "/memberships"),
        ("venue", "/venues"),
    ],
)
def test_a_token_reads_the_vocabularies_it_names(site_tree: SiteTree, client: Client, name: str, path: str) -> None:
    _token, secret = issue(types=[name])
    assert ask(client, secret, path).status_code == 200
    _token, other = issue(types=["person"])
    assert ask(client, other, path).status_code == 403


def test_reading_often_seldom_writes(site_tree: SiteTree, client: Client) -> None:
    token, secret = issue()
    ask(client, secret)
    token.refresh_from_db()
    first = token.used_at
    ask(client, secret)
    token.refresh_from_db()
    assert token.used_at == first


def test_a_browser_may_send_a_token(client: Client) -> None:
    asked = {"Origin": "https://app.example.org", "Access-Control-Request-Headers": "authorization"}
    response = client.options(f"{ROOT}/people", headers=asked)
    assert response.status_code == 204
    assert "Authorization" in response["Access-Control-Allow-Headers"]
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_token_opens_no_draft(site_tree: SiteTree, client: Client) -> None:
    section = make_section(site_tree.home["en"], "Programs")
    section.unpublish()
    _token, secret = issue(preview=True)
    assert ask(client, secret, f"/pages/{section.pk}").status_code == 404


def test_a_token_has_a_rate_of_its_own(site_tree: SiteTree, client: Client) -> None:
    _token, secret = issue(requests_per_minute=2)
    assert [ask(client, secret).status_code for _number in range(3)] == [200, 200, 429]
    _other, unlimited = issue()
    assert ask(client, unlimited).status_code == 200


def test_a_channel_that_only_stopped_hearing_may_still_read(site_tree: SiteTree, client: Client) -> None:
    token, secret = issue()
    Channel.objects.update(active=False, switched_off_at=timezone.now())
    assert ask(client, secret).status_code == 200
    token.channel.switch_off()
    assert ask(client, secret).status_code == 401


def test_whoever_guesses_at_tokens_is_counted(site_tree: SiteTree, client: Client, settings: Any) -> None:
    settings.API_RATE_LIMIT = (2, 60)
    assert [ask(client, "inst_nonsense").status_code for _number in range(3)] == [401, 401, 429]
