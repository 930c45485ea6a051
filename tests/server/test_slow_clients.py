"""Slow clients and stalled requests against a real server: they hold some threads, never all of them."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from institute.settings.environment import BASE_DIR
from tests.fixtures import make_site_tree

pytestmark = pytest.mark.django_db(transaction=True)

LOCAL = "127.0.0.1"
OAI_POST = "POST /oai HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"


class Server:
    """granian as a deployment runs it, on the database of the test."""

    def __init__(self, port: int) -> None:
        self.port = port

    def status(self, path: str, timeout: float = 30) -> int:
        try:
            with urllib.request.urlopen(f"http://{LOCAL}:{self.port}{path}", timeout=timeout) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def send(self, head: str, body: bytes = b"") -> socket.socket:
        client = socket.create_connection((LOCAL, self.port), timeout=20)
        client.sendall(f"{head}\r\nHost: localhost\r\n\r\n".encode() + body)
        return client


def database_url() -> str:
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{connection.settings_dict['NAME']}"


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a server with 2 workers of some threads each."""
    started: list[subprocess.Popen[bytes]] = []

    def start(threads: int = 4, **environment: str) -> Server:
        with socket.socket() as probe:
            probe.bind((LOCAL, 0))
            port = probe.getsockname()[1]
        command = [
            Path(sys.executable).with_name("granian"),
            "institute.wsgi:application",
            "--interface=wsgi",
            f"--port={port}",
            "--workers=2",
            f"--blocking-threads={threads}",
            "--workers-kill-timeout=2",
            "--log-level=error",
        ]
        variables = {
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "institute.settings.test",
            "STATE_DIR": str(tmp_path),
            "LOG_LEVEL": "CRITICAL",
            **environment,
        }
        started.append(subprocess.Popen(command, env={**os.environ, **variables}, cwd=BASE_DIR))
        server = Server(port)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if server.status("/-/ready") == 200:
                    return server
            time.sleep(0.2)
        raise AssertionError("The server does not start.")

    yield start
    for process in started:
        process.terminate()
        process.wait(20)


@pytest.fixture
def site() -> None:
    make_site_tree()


def first_line(client: socket.socket) -> str:
    """Return the status line, or nothing where none came."""
    with contextlib.suppress(OSError):
        return client.recv(1000).split(b"\r\n", 1)[0].decode()
    return ""


def timed(action: Callable[[], int]) -> tuple[int, float]:
    started = time.monotonic()
    return action(), time.monotonic() - started


def test_slow_bodies_leave_threads_for_probes_and_pages(site: None, serve: Callable[..., Server]) -> None:
    server = serve(REQUEST_BODY_TIMEOUT="3")
    assert server.status("/en/") == 200
    clients = [server.send(f"{OAI_POST}Content-Length: 200", b"verb=") for _ in range(40)]
    # While those that were not refused dribble on, both workers answer.
    for _ in range(4):
        time.sleep(0.5)
        for client in clients:
            with contextlib.suppress(OSError):
                client.sendall(b"I")
        for _ in range(4):
            status, seconds = timed(lambda: server.status("/-/live"))
            assert status == 200
            assert seconds < 3
        assert server.status("/en/") == 200
    time.sleep(2)
    for client in clients:
        with contextlib.suppress(OSError):
            client.sendall(b"I")
    lines = [first_line(client) for client in clients]
    for client in clients:
        client.close()
    assert {line.split(" ")[1] for line in lines if line} == {"503", "408"}
    # The server has recovered: a whole body is read and answered.
    whole = b"verb=Identify"
    for _ in range(8):
        with server.send(f"{OAI_POST}Content-Length: {len(whole)}", whole) as client:
            assert " 200 " in first_line(client)


def test_silent_bodies_and_a_locked_table_leave_a_thread_for_probes(site: None, serve: Callable[..., Server]) -> None:
    server = serve()
    assert server.status("/en/") == 200
    clients = [server.send(f"{OAI_POST}Content-Length: 200") for _ in range(20)]
    with psycopg.connect(database_url()) as other, ThreadPoolExecutor(20) as pool:
        other.execute("LOCK TABLE wagtailcore_page")
        pages = [pool.submit(server.status, "/en/") for _ in range(20)]
        time.sleep(2)
        for _ in range(4):
            status, seconds = timed(lambda: server.status("/-/live"))
            assert status == 200
            assert seconds < 4
        other.rollback()
        # Some pages came when the table was free, others were refused meanwhile; none failed.
        assert {page.result() for page in pages} <= {200, 503}
    for client in clients:
        client.close()
    assert [server.status("/en/") for _ in range(4)] == [200] * 4
