"""The change log between transactions, which only tests that commit can show."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from psycopg.errors import DeadlockDetected, DivisionByZero

from institute.content import change_log, locking
from institute.content.middleware import AtomicWritesMiddleware
from institute.content.models import Change
from tests.fixtures import make_site_tree
from tests.support import make_section

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_slow_transaction_never_slips_in_behind_a_reader() -> None:
    """One transaction writes its row first and commits last; its row must come last."""
    make_site_tree()
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            change_log.record_change(Change.Kind.UPDATED, "test.slow", 1)
            written.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    change_log.record_change(Change.Kind.UPDATED, "test.quick", 1)
    read = change_log.latest_position()
    may_commit.set()
    thread.join(10)
    slow_row = Change.objects.get(subject_type="test.slow")
    assert Change.objects.get(subject_type="test.quick").position == read
    assert slow_row.position > read


def test_of_two_that_wait_for_one_another_both_are_done() -> None:
    """PostgreSQL ends one of them; it is done again once the other is through."""
    both_hold_one = threading.Barrier(2)
    tries: list[int] = []

    def take(first: int, second: int) -> None:
        def work() -> None:
            tries.append(first)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [first])
                if len(tries) <= 2:
                    both_hold_one.wait(10)
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [second])
            change_log.record_change(Change.Kind.UPDATED, "test.turn", first)

        locking.retry_on_deadlock(work)
        connection.close()

    threads = [threading.Thread(target=take, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert set(Change.objects.values_list("subject_id", flat=True)) == {1, 2}
    assert len(tries) == 3


def test_a_request_that_the_database_refused_is_served_again_with_all_that_it_sent() -> None:
    sent: list[bytes] = []

    def view(request: HttpRequest) -> HttpResponse:
        sent.append(request.FILES["file"].read())
        if len(sent) == 1:
            raise OperationalError from DeadlockDetected()
        return HttpResponse(request.POST["name"])

    request = RequestFactory().post("/", {"name": "Ada", "file": SimpleUploadedFile("cv.txt", b"words")})
    response = AtomicWritesMiddleware(view).process_view(request, view, [], {})
    assert response is not None
    assert response.content == b"Ada"
    assert sent == [b"words", b"words"]


def swallow_error(statement: str, *, in_savepoint: bool) -> None:
    """Run ``statement`` as the task does that updates the search index: what goes wrong in it is only logged."""
    with suppress(DatabaseError), connection.cursor() as cursor:
        if in_savepoint:
            with transaction.atomic(savepoint=False):
                cursor.execute(statement)
        else:
            cursor.execute(statement)


@pytest.mark.parametrize("in_savepoint", [False, True])
@pytest.mark.parametrize("goes_on", [False, True])
def test_deadlock_that_other_code_swallowed_is_tried_again(goes_on: bool, in_savepoint: bool) -> None:
    both_hold_one = threading.Barrier(2)
    tries: list[int] = []
    errors: list[BaseException] = []

    def take(first: int, second: int) -> None:
        def work() -> None:
            tries.append(first)
            change_log.record_change(Change.Kind.UPDATED, "test.turn", first)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [first])
            if len(tries) <= 2:
                both_hold_one.wait(10)
            with transaction.atomic():
                swallow_error(f"SELECT pg_advisory_xact_lock({second})", in_savepoint=in_savepoint)
                if goes_on:
                    change_log.record_change(Change.Kind.UPDATED, "test.next", first)

        try:
            locking.retry_on_deadlock(work)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=pair) for pair in ((1, 2), (2, 1))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert errors == []
    assert len(tries) == 3
    assert set(Change.objects.filter(subject_type="test.turn").values_list("subject_id", flat=True)) == {1, 2}


@pytest.mark.parametrize("goes_on", [False, True])
def test_error_that_aborted_the_transaction_is_raised_although_it_was_swallowed(goes_on: bool) -> None:
    """PostgreSQL would roll back without a word, and the editor would be told that the page was saved."""
    tries: list[None] = []

    def work() -> None:
        tries.append(None)
        swallow_error("SELECT 1 / 0", in_savepoint=False)
        if goes_on:
            Change.objects.count()

    with pytest.raises(DatabaseError) as raised:
        locking.retry_on_deadlock(work)
    assert isinstance(raised.value.__cause__, DivisionByZero)
    assert len(tries) == 1


def test_error_within_a_savepoint_of_its_own_ends_nothing() -> None:
    def work() -> int:
        with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        return Change.objects.count()

    assert locking.retry_on_deadlock(work) == 0


def test_request_whose_commit_failed_leaves_no_file_of_the_first_try(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    tries: list[str] = []
    commit = connection._commit

    def fail_at_first() -> None:
        if len(tries) == 1:
            raise OperationalError from DeadlockDetected()
        commit()

    def view(request: HttpRequest) -> HttpResponse:
        tries.append(default_storage.save("cv.txt", ContentFile(b"words")))
        return HttpResponse(tries[-1])

    request = RequestFactory().post("/")
    monkeypatch.setattr(connection, "_commit", fail_at_first)
    response = AtomicWritesMiddleware(view).process_view(request, view, [], {})
    assert response is not None
    assert len(tries) == 2
    assert [path.name for path in tmp_path.iterdir()] == [response.content.decode()]


@pytest.mark.parametrize("error", [OperationalError("gone"), ValueError("wrong")])
def test_any_other_error_is_that_of_the_view(error: Exception) -> None:
    tries: list[None] = []

    def work() -> None:
        tries.append(None)
        raise error

    with pytest.raises(type(error)):
        locking.retry_on_deadlock(work)
    assert len(tries) == 1


def test_nothing_is_logged_of_what_was_rolled_back() -> None:
    tree = make_site_tree()
    before = change_log.latest_position()
    with transaction.atomic():
        make_section(tree.home["en"], "Programs")
        transaction.set_rollback(True)
    assert change_log.latest_position() == before
