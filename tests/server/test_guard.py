"""What the middleware in front of Django admits, refuses and hands on."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from institute.accounts.models import User
from institute.server import admission, bodies
from institute.server.admission import Admission, OverloadedError
from institute.server.guard import RequestGuard


class Input:
    """A client's body as granian hands it over: in as many bytes as were asked for, nothing after a broken connection."""

    def __init__(self, content: bytes) -> None:
        self._content = BytesIO(content)
        self.sizes: list[int] = []

    def read(self, size: int) -> bytes:
        self.sizes.append(size)
        return self._content.read(size)


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


def ask(guard: RequestGuard, body: bytes = b"", **environ: Any) -> tuple[str, bytes]:
    """Return the status and the content of an answer."""
    statuses: list[str] = []
    request = {"REQUEST_METHOD": "POST", "PATH_INFO": "/oai", "wsgi.input": Input(body), **environ}
    answer = guard(request, lambda status, headers, *rest: statuses.append(status))
    content = b"".join(answer)
    if hasattr(answer, "close"):
        answer.close()
    return statuses[-1], content


@pytest.fixture
def guard() -> RequestGuard:
    return RequestGuard(echo, threads=4)


def test_a_body_is_read_whole_before_the_application_runs(guard: RequestGuard) -> None:
    body = bytes(range(256)) * 200
    assert ask(guard, body, CONTENT_LENGTH=str(len(body))) == ("200 OK", body)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "environ", "status"),
    [
        (b"cut", {"CONTENT_LENGTH": "20"}, "400"),
        (b"", {"CONTENT_LENGTH": "many"}, "400"),
        (b"", {"CONTENT_LENGTH": "-1"}, "400"),
        (b"3\r\nabc\r\n0\r\n\r\n", {"HTTP_TRANSFER_ENCODING": "chunked"}, "411"),
        (b"", {"CONTENT_LENGTH": str(64 * 1024 + 1)}, "413"),
        (b"", {"CONTENT_LENGTH": str(64 * 1024 + 1), "PATH_INFO": "/admin/login/"}, "413"),
        (b"a", {"CONTENT_LENGTH": "1", "PATH_INFO": "/-/live"}, "413"),
        (b"", {"CONTENT_LENGTH": str(10**12), "PATH_INFO": "/admin/", "HTTP_COOKIE": "sessionid=x"}, "413"),
    ],
)
def test_a_body_that_is_not_acceptable_is_refused(
    guard: RequestGuard, body: bytes, environ: dict[str, str], status: str
) -> None:
    assert ask(guard, body, **environ)[0].startswith(status)


@pytest.fixture(autouse=True)
def keep_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django would close the connection that holds the test's transaction."""
    monkeypatch.setattr("institute.server.sessions.close_old_connections", lambda: None)


UPLOAD = b"x" * (2 << 20)


def upload(guard: RequestGuard, cookie: str) -> tuple[str, bytes]:
    length = str(len(UPLOAD))
    return ask(guard, UPLOAD, PATH_INFO="/admin/images/add/", HTTP_COOKIE=cookie, CONTENT_LENGTH=length)


@pytest.mark.django_db
def test_those_who_are_signed_in_upload_files(guard: RequestGuard, client: Client) -> None:
    client.force_login(User.objects.create_superuser("editor"))
    assert upload(guard, f"a=b; sessionid={client.cookies['sessionid'].value}") == ("200 OK", UPLOAD)


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["sessionid=" + "a" * 32, "sessionid=x", "sessionid=", "othersessionid=abc", ""])
def test_upload_with_a_faked_session_cookie_is_refused_unread(guard: RequestGuard, cookie: str) -> None:
    assert upload(guard, cookie)[0].startswith("413")


@pytest.mark.django_db
def test_upload_with_the_session_of_a_visitor_is_refused(guard: RequestGuard, client: Client) -> None:
    """A visitor who has given the password of a page has a session as well."""
    session = client.session
    session["passed_page_view_restrictions"] = [1]
    session.save()
    assert upload(guard, f"sessionid={session.session_key}")[0].startswith("413")


@pytest.mark.django_db
def test_upload_is_refused_while_the_database_does_not_answer(guard: RequestGuard) -> None:
    def fail(*arguments: Any) -> Any:
        raise OperationalError("gone")

    with connection.execute_wrapper(fail):
        assert upload(guard, "sessionid=" + "a" * 32)[0].startswith("503")


def test_the_body_of_a_request_that_reads_is_ignored(guard: RequestGuard) -> None:
    assert ask(guard, b"x" * 9, REQUEST_METHOD="GET", CONTENT_LENGTH="9") == ("200 OK", b"")


def test_a_slow_client_is_asked_for_few_bytes_and_has_a_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(bodies.time, "monotonic", lambda: float(next(clock)))
    stream = Input(b"x" * 100)
    with pytest.raises(bodies.BodyError) as refusal:
        bodies.BodyReader(Admission(None, 4), seconds=15)._received(stream, 100)
    assert refusal.value.status == 408
    assert set(stream.sizes) == {1}
    assert len(stream.sizes) < 20


def test_a_full_disk_refuses_the_body(guard: RequestGuard, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(BytesIO):
        def write(self, piece: Any) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(bodies.tempfile, "SpooledTemporaryFile", lambda size: Full())
    assert ask(guard, b"abc", CONTENT_LENGTH="3")[0].startswith("503")


def test_slow_clients_of_one_kind_hold_a_quarter_of_the_threads() -> None:
    threads = Admission(8, 4)
    for _ in range(2):
        threads.wait_for_client("visitors")
    threads.wait_for_client("editors")
    for _ in range(8):
        threads.arrive()
    with pytest.raises(OverloadedError):
        threads.wait_for_client("visitors")
    threads.client_is_done("visitors")
    threads.wait_for_client("visitors")


def test_the_last_free_thread_refuses_while_nothing_makes_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "STALL_SECONDS", 0.01)
    threads = Admission(2, 1)
    for _ in range(2):
        threads.arrive()
    with threads.running(), pytest.raises(OverloadedError), threads.running():
        pass
    with threads.running():
        pass


def test_a_request_queues_for_another_that_completes() -> None:
    threads = Admission(4, 1)
    held, release = threading.Event(), threading.Event()

    def work() -> None:
        with threads.running():
            held.set()
            release.wait(10)

    other = threading.Thread(target=work)
    other.start()
    held.wait(10)
    threading.Timer(0.1, release.set).start()
    with threads.running():
        assert release.is_set()
    other.join()


def test_nothing_is_refused_where_the_number_of_threads_is_not_known() -> None:
    threads = Admission(None, 1)
    for _ in range(20):
        threads.arrive()
        threads.wait_for_client("visitors")
    with threads.running(), threads.running():
        pass


def streaming(pieces: int, length: str = "") -> Any:
    def application(environ: dict[str, Any], start_response: Any) -> Any:
        response = StreamingHttpResponse(iter([b"x"] * pieces), headers={"Content-Length": length} if length else {})
        start_response("200 OK", [])
        return response

    return application


@pytest.mark.django_db
def test_long_answers_hold_a_part_of_the_threads_and_give_them_back() -> None:
    guard = RequestGuard(streaming(3), threads=4)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": Input(b"")}
    statuses: list[str] = []
    first: Any = guard(dict(environ), lambda status, headers, *rest: statuses.append(status))
    assert next(first) == b"x"
    for _ in range(2):
        guard.admission.arrive()
    assert ask(guard)[0].startswith("503")
    first.close()
    assert ask(guard) == ("200 OK", b"xxx")


def test_running_requests_and_slow_clients_leave_a_thread_for_probes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "QUEUE_SECONDS", 0.01)
    threads = Admission(4, 4)
    threads.wait_for_client("visitors")
    with threads.running(), threads.running():
        with pytest.raises(OverloadedError), threads.running():
            pass
        with pytest.raises(OverloadedError):
            threads.wait_for_client("editors")
    # Something always runs.
    threads.wait_for_client("editors")
    threads.wait_for_client("readers")
    with threads.running():
        pass


@pytest.mark.django_db
def test_a_small_file_is_handed_over_whole() -> None:
    guard = RequestGuard(streaming(3, length="3"), threads=4)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": Input(b"")}
    assert guard(environ, lambda *arguments: None) == [b"xxx"]


def test_an_error_of_the_application_frees_its_thread() -> None:
    def fail(environ: dict[str, Any], start_response: Any) -> Any:
        raise ValueError("broken")

    guard = RequestGuard(fail, threads=1)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"):
            ask(guard)


@pytest.mark.django_db
def test_a_harvesters_post_begins_no_transaction(
    client: Client, monkeypatch: pytest.MonkeyPatch, site_tree: Any
) -> None:
    begun: list[Any] = []
    monkeypatch.setattr(
        "institute.content.locking.retry_on_deadlock", lambda work, **options: begun.append(work) or HttpResponse()
    )
    assert client.post("/oai", {"verb": "Identify"}).status_code == 200
    assert begun == []
