"""WSGI middleware that keeps slow clients and stalled requests from holding every thread of a worker.

What the server does not do is done here: granian hands a request to a thread before its body has come, and keeps the
thread until the client has taken the answer.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.urls import reverse

from institute.server.admission import Admission, OverloadedError
from institute.server.bodies import BodyError, BodyReader, announced_length
from institute.server.sessions import is_signed_in

# Health checks need no slot: they answer while every other request waits.
PROBES = frozenset({"/-/live", "/-/ready"})
RETRY_AFTER = "5"
# Kinds of slow clients, so that those of one keep nobody else waiting.
VISITORS, EDITORS, READERS = "visitors", "editors", "readers"
# A file up to this size is handed to the server whole, so that no thread waits for whoever downloads it.
BUFFERED_FILE = 1 << 20

# Where none is asked for, granian makes threads by the hundred.
UNBOUNDED_THREADS = 64

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class RequestGuard:
    """Reads bodies first, and bounds what the threads of the worker do at once."""

    def __init__(self, application: Application, *, threads: int | None) -> None:
        self.application = application
        self.admission = Admission(threads, settings.APPLICATION_THREADS)
        self.bodies = BodyReader(self.admission, settings.REQUEST_BODY_TIMEOUT)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        self.admission.arrive()
        is_left_to_stream = False
        try:
            answer = self._answer(environ, start_response)
            is_left_to_stream = isinstance(answer, _Stream)
            return answer
        except BodyError as error:
            return _refuse(error.status, start_response)
        except OverloadedError:
            return _refuse(503, start_response)
        finally:
            if not is_left_to_stream:
                self.admission.leave()

    def _answer(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        # Django would hand files to the server itself, without the care that is taken here.
        environ.pop("wsgi.file_wrapper", None)
        if environ["PATH_INFO"] in PROBES:
            with self.bodies.read(environ, 0, VISITORS):
                return self._run(environ, start_response)
        is_upload = announced_length(environ) > 0 and self._may_upload(environ)
        limit, kind = (settings.ADMIN_BODY_MAX, EDITORS) if is_upload else (settings.PUBLIC_BODY_MAX, VISITORS)
        with self.bodies.read(environ, limit, kind), self.admission.running():
            return self._run(environ, start_response)

    def _may_upload(self, environ: dict[str, Any]) -> bool:
        """Return whether the request may send files: it is for a form of the administration, from somebody signed in.

        The forms that need no session have the limit of visitors.
        """
        path = environ["PATH_INFO"]
        without_session = tuple(reverse(name) for name in ("wagtailadmin_login", "wagtailadmin_password_reset"))
        if not path.startswith(reverse("wagtailadmin_home")) or path.startswith(without_session):
            return False
        # It asks the database, as the application does.
        with self.admission.running():
            return is_signed_in(environ)

    def _run(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        started: list[tuple[Any, ...]] = []
        response = self.application(environ, lambda *arguments: started.append(arguments))
        if _is_slow_to_send(response):
            try:
                self.admission.wait_for_client(READERS)
            except OverloadedError:
                _close(response)
                raise
            start_response(*started[-1])
            return _Stream(response, self.admission)
        try:
            body = b"".join(response)
        finally:
            _close(response)
        start_response(*started[-1])
        return [body]


class _Stream:
    """A long answer: its thread waits for the client, and runs the application for each piece of it only."""

    def __init__(self, response: Iterable[bytes], admission: Admission) -> None:
        self._response = response
        self._pieces = iter(response)
        self._admission = admission
        self._is_closed = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with self._admission.running(patient=True):
            return next(self._pieces)

    def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            self._admission.client_is_done(READERS)
            self._admission.leave()
            _close(self._response)


def granian_threads() -> int | None:
    """Return how many threads this worker of granian has for requests, by granian's own reading of its options."""
    if "granian.server" not in sys.modules:
        return None
    from granian.cli import cli

    context = cli.make_context("granian", sys.argv[1:], resilient_parsing=True, auto_envvar_prefix="GRANIAN")
    return int(context.params.get("blocking_threads") or UNBOUNDED_THREADS)


def _is_slow_to_send(response: Any) -> bool:
    if not getattr(response, "streaming", False):
        return False
    return int(response.headers.get("Content-Length", BUFFERED_FILE + 1)) > BUFFERED_FILE


def _close(response: Any) -> None:
    if hasattr(response, "close"):
        response.close()


def _refuse(status: int, start_response: StartResponse) -> list[bytes]:
    phrase = f"{status} {HTTPStatus(status).phrase}"
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
    if status == 503:
        headers.append(("Retry-After", RETRY_AFTER))
    start_response(phrase, headers)
    return [f"{phrase}\n".encode()]
