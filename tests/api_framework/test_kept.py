"""What was answered is answered again without being built, until visitors would see something else."""

from __future__ import annotations

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from institute.content.models import Image
from institute.webhooks.models import Channel, Token
from tests.factories.home import ImageFactory
from tests.fixtures import SiteTree
from tests.support import make_person, restrict, settle

pytestmark = pytest.mark.django_db

LIST = "/api/v1/people"


@pytest.fixture
def _people(site_tree: SiteTree) -> None:
    make_person(site_tree.directory["en"], "Ada", "Lovelace")
    settle()


@pytest.mark.usefixtures("_people")
@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_the_same_answer_costs_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, encoding: str, locale: str
) -> None:
    headers = {"accept-encoding": encoding}
    first = client.get(LIST, {"locale": locale}, headers=headers)
    with time_machine.travel(timezone.now() + timedelta(seconds=2)), django_assert_num_queries(1):
        again = client.get(LIST, {"locale": locale}, headers=headers)
    assert again.content == first.content
    # When it was changed could not be told within the same second.
    assert dict(again.headers) == dict(first.headers) | {"Last-Modified": again.headers["Last-Modified"]}


@pytest.mark.usefixtures("_people")
def test_the_next_request_after_a_change_sees_it(site_tree: SiteTree, client: Client) -> None:
    assert client.get(LIST).json()["count"] == client.get(LIST).json()["count"] == 1
    person = make_person(site_tree.directory["en"], "Grace", "Hopper")
    assert client.get(LIST).json()["count"] == 2, "before it is committed, whoever writes it sees it"
    settle()
    assert client.get(LIST).json()["count"] == 2
    person.unpublish()
    settle()
    assert client.get(LIST).json()["count"] == 1
    restrict(site_tree.directory["en"])
    settle()
    assert client.get(LIST).json()["count"] == 0


@pytest.mark.usefixtures("_people")
def test_the_headers_alone_are_those_of_the_answer(client: Client) -> None:
    answer = client.get(LIST, headers={"accept-encoding": "gzip"})
    headers = client.head(LIST, headers={"accept-encoding": "gzip"})
    assert headers.content == b""
    assert headers.headers["Content-Length"] == str(len(answer.content))
    again = client.get(LIST, headers={"accept-encoding": "gzip"})
    assert gzip.decompress(again.content) == gzip.decompress(answer.content)


@pytest.mark.usefixtures("_people")
def test_what_a_token_is_told_is_kept_for_nobody(client: Client) -> None:
    token = Token(channel=Channel.objects.create(name="App"), types=["person"])
    bearer = {"authorization": f"Bearer {token.issue()}"}
    told = client.get(LIST, headers=bearer)
    assert told.headers["Cache-Control"] == "private, no-store"
    public = client.get(LIST)
    assert "public" in public.headers["Cache-Control"]
    assert client.get(LIST, headers=bearer).headers["Cache-Control"] == "private, no-store"


@pytest.mark.usefixtures("_people")
def test_an_error_is_not_kept(client: Client) -> None:
    for address in (f"{LIST}/nobody", f"{LIST}?limit=0", "/api/v1/nothing"):
        assert client.get(address).status_code in (404, 422)
    assert not caches["answers"]._cache  # type: ignore[attr-defined]


@pytest.mark.usefixtures("_people")
def test_whatever_is_there_is_confirmed_from_what_is_kept(client: Client) -> None:
    client.get(LIST)
    assert client.get(LIST, headers={"if-none-match": "*"}).status_code == 304


@pytest.mark.usefixtures("_people")
def test_two_questions_that_are_written_alike_are_answered_apart(site_tree: SiteTree, client: Client) -> None:
    """Some send letters as they are, and others as the codes of other letters that look the same once rewritten."""
    make_person(site_tree.directory["en"], "Léa", "Tremblay")
    settle()
    as_codes_of_others, as_they_are = "q=L%C3%83%C2%A9a", "q=L\xc3\xa9a"
    assert client.get(LIST, QUERY_STRING=as_codes_of_others).json()["count"] == 0
    assert client.get(LIST, QUERY_STRING=as_they_are).json()["count"] == 1
    assert client.get(LIST, QUERY_STRING=as_codes_of_others).json()["count"] == 0


@pytest.mark.parametrize(
    "error",
    [OSError("The store of files does not answer."), IntegrityError("The picture was deleted meanwhile.")],
    ids=["file unreachable", "picture deleted"],
)
def test_what_could_not_be_told_whole_is_not_kept(
    site_tree: SiteTree, client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    person = make_person(site_tree.directory["en"], "Ada", "Lovelace", photo=ImageFactory())
    settle()

    def fail(*args: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(Image, "get_renditions", fail)
        broken = client.get(f"{LIST}/{person.slug}")
        assert broken.json()["photo"]["renditions"] == {}
        assert "ETag" not in broken.headers
        assert broken.headers["Cache-Control"] == "no-cache"
    assert client.get(f"{LIST}/{person.slug}").json()["photo"]["renditions"]
