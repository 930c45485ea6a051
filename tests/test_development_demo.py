"""`make demo`: what it makes once and keeps, and the one line that each mistake is answered with."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.contrib.auth import authenticate, get_user_model
from wagtail.models import Page, Site

from institute.devtools import clean, demo

LOCAL = "127.0.0.1"


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return probe.getsockname()[1]


class Sleeper:
    """A fake web server process."""

    def __init__(self, status: int | None = None) -> None:
        self.returncode = status

    def poll(self) -> int | None:
        return self.returncode


@contextmanager
def answering(port: int, statuses: list[int]) -> Iterator[None]:
    """Something that answers the health check on the port with each of these statuses in turn."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(statuses.pop(0) if self.path == "/-/ready" else 404)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Keep quiet."""

    server = HTTPServer((LOCAL, port), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


def run_demo(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "institute.devtools.demo"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_a_taken_port_is_one_line_and_a_suggestion():
    with socket.socket() as other:
        other.bind((LOCAL, 0))
        other.listen()
        port = other.getsockname()[1]
        result = run_demo(PORT=str(port))
    assert result.returncode == 1
    [line] = result.stderr.splitlines()
    assert line.startswith(f"make demo: cannot listen on {LOCAL}, port {port}")
    assert line.endswith(f"make demo PORT={port + 1}")


@pytest.mark.parametrize(("port", "reason"), [("http", "PORT must be a valid int"), ("70000", "between 1 and 65535")])
def test_a_port_that_is_none_is_one_line(port, reason):
    result = run_demo(PORT=port)
    assert result.returncode == 1
    [line] = result.stderr.splitlines()
    assert reason in line


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "does not name a PostgreSQL database"),
        ("postgres://site:secret@127.0.0.1:1/institute", "the database of DATABASE_URL does not answer"),
    ],
)
def test_a_broken_database_address_is_one_line_without_the_password(free_port, tmp_path, url, reason):
    result = run_demo(PORT=str(free_port), DATABASE_URL=url, STATE_DIR=str(tmp_path))
    assert result.returncode == 1
    [line] = result.stderr.splitlines()
    assert reason in line
    assert "secret" not in line + result.stdout


def test_the_demo_runs_without_the_debugger_under_a_key_that_it_keeps(monkeypatch, tmp_path):
    for name in ("DEBUG", "SECRET_KEY", "WAGTAILADMIN_BASE_URL", "ALLOWED_HOSTS"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setattr(demo, "STATE_DIR", tmp_path / "var")
    demo.configure(LOCAL, 8042)
    assert os.environ["DEBUG"] == "false"
    assert os.environ["WAGTAILADMIN_BASE_URL"] == "http://localhost:8042"
    assert "ALLOWED_HOSTS" not in os.environ
    key = os.environ["SECRET_KEY"]
    assert len(key) >= 50
    assert demo.kept_secret_key() == key
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o077 == 0


def test_a_demo_that_is_open_to_the_network_answers_to_any_name(monkeypatch, tmp_path):
    monkeypatch.setenv("ALLOWED_HOSTS", "")
    monkeypatch.delenv("ALLOWED_HOSTS")
    monkeypatch.setattr(demo, "STATE_DIR", tmp_path)
    demo.configure("0.0.0.0", 8042)
    assert os.environ["ALLOWED_HOSTS"] == "*"


@pytest.mark.django_db
def test_an_administrator_is_made_once_with_a_random_password():
    password = demo.create_administrator()
    assert password
    user = authenticate(username=demo.ADMINISTRATOR, password=password)
    assert user
    assert user.is_superuser
    assert demo.create_administrator() is None
    assert get_user_model().objects.filter(is_superuser=True).count() == 1


@pytest.mark.django_db
def test_full_addresses_name_the_port_of_this_run(monkeypatch):
    commands: list[str] = []
    monkeypatch.setattr(demo, "call_command", lambda name, **options: commands.append(name))
    site = Site.objects.get(is_default_site=True)
    site.hostname, site.port = "localhost", 80
    site.save()
    elsewhere = Site.objects.create(hostname="www.example.org", port=443, root_page=Page.objects.get(depth=1))
    demo.prepare_database(8042)
    assert commands == ["migrate", "load_demo"]
    assert Site.objects.get(pk=site.pk).port == 8042
    assert Site.objects.get(pk=elsewhere.pk).port == 443


def test_the_site_is_announced_only_when_it_can_serve_pages(free_port):
    statuses = [503, 503, 200]
    with answering(free_port, statuses):
        demo.wait_until_ready(Sleeper(), LOCAL, free_port)
    assert statuses == []


def test_a_server_that_ends_at_once_is_reported(free_port):
    with pytest.raises(demo.DemoError, match=r"does not start \(status 3\)"):
        demo.wait_until_ready(Sleeper(status=3), LOCAL, free_port)


def test_a_server_that_never_answers_is_reported(monkeypatch, free_port):
    monkeypatch.setattr(demo, "SECONDS_TO_ANSWER", 0.3)
    with pytest.raises(demo.DemoError, match=f"does not answer on port {free_port}"):
        demo.wait_until_ready(Sleeper(), LOCAL, free_port)


def test_the_password_is_shown_only_when_it_is_new(capsys):
    demo.welcome(8042, "a-new-one")
    assert "a-new-one" in capsys.readouterr().out
    demo.welcome(8042, None)
    output = capsys.readouterr().out
    assert "http://localhost:8042/" in output
    assert "password:" not in output.replace("a new password:", "")


def test_cleaning_removes_what_the_demo_made_and_nothing_else(monkeypatch, tmp_path: Path):
    for folder in ("media", "static", "cache", "postgres", "mine"):
        (tmp_path / folder).mkdir()
    (tmp_path / "secret-key").touch()
    removed: list[str] = []
    monkeypatch.setattr(clean, "STATE_DIR", tmp_path)
    monkeypatch.setattr(clean.postgres, "remove", lambda: removed.append("database"))
    assert clean.main() == 0
    assert removed == ["database"]
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_nothing_is_cleaned_while_the_database_is_used(monkeypatch, tmp_path: Path, capsys):
    (tmp_path / "media").mkdir()

    def refuse() -> None:
        raise demo.postgres.ServerUnavailable("Another command still uses the database: stop it first.")

    monkeypatch.setattr(clean, "STATE_DIR", tmp_path)
    monkeypatch.setattr(clean.postgres, "remove", refuse)
    assert clean.main() == 1
    assert (tmp_path / "media").exists()
    assert capsys.readouterr().err == "make clean: Another command still uses the database: stop it first.\n"
