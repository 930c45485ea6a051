"""Statements that exceed the timeout of PostgreSQL: a clear error, and the next request is served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from home.models import SectionPage
from institute.accounts.models import User
from tests.fixtures import make_site_tree
from tests.support import make_section

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def statement_timeout(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connect as a web server does, with a limit of half a second."""
    connection.close()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", "-c statement_timeout=500")
    yield
    connection.close()


@contextmanager
def slow_table(table: str) -> Iterator[None]:
    """Make the first statement that names ``table`` take longer than is allowed."""
    is_slow = True

    def execute_slowly(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal is_slow
        if is_slow and table in sql:
            is_slow = False
            execute("SELECT pg_sleep(20)", None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(execute_slowly):
        yield
    assert not is_slow


def test_page_whose_statement_takes_too_long_is_answered_503() -> None:
    make_site_tree()
    client = Client(raise_request_exception=False)
    with slow_table("home_homepage"):
        response = client.get("/en/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"
    assert "no-store" in response.headers["Cache-Control"]
    assert "<h1" in response.content.decode()
    assert client.get("/en/").status_code == 200
    assert client.get("/-/ready").status_code == 200


def test_api_answers_503_where_a_statement_takes_too_long() -> None:
    make_site_tree()
    client = Client(raise_request_exception=False)
    with slow_table("publications_publicationpage"):
        response = client.get("/api/v1/publications")
    assert response.status_code == 503
    assert response.headers["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/publications").status_code == 200


def test_edit_that_takes_too_long_changes_nothing_and_can_be_repeated() -> None:
    section = make_section(make_site_tree().home["en"], "Programs")
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.create_superuser("editor", "editor@example.org", "a password"))
    address = reverse("wagtailadmin_pages:delete", args=[section.pk])
    with slow_table("DELETE FROM"):
        assert client.post(address).status_code == 503
    assert SectionPage.objects.filter(pk=section.pk).exists()
    assert client.post(address).status_code == 302
    assert not SectionPage.objects.filter(pk=section.pk).exists()
