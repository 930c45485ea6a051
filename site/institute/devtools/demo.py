"""
`make demo`: from a fresh environment to a site that answers, and back to nothing running.

Each step that takes a while says what it does; each thing that goes wrong is one line and a non-zero exit.
"""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import django
import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from institute.devtools import postgres
from institute.devtools.worker import publishing, stop, working
from institute.settings.environment import BASE_DIR, STATE_DIR, env

ADMINISTRATOR = "admin"
WORKERS = 2
# Most of them wait for slow clients or queue: see institute.server.
THREADS = 16
SECONDS_TO_ANSWER = 60


class DemoError(Exception):
    """Something the person at the keyboard can put right; the message says what."""


class Interruption(BaseException):
    """Ctrl-C, or a polite request to end."""


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        run()
    except Interruption:
        say("Stopped.")
    except (DemoError, ImproperlyConfigured, CommandError) as error:
        print(f"make demo: {error}", file=sys.stderr)
        return 1
    return 0


def run() -> None:
    host, port = env.str("HOST", default="127.0.0.1"), read_port()
    refuse_taken_port(host, port)
    configure(host, port)
    provide_database()
    with collecting_static_files():
        django.setup()
        prepare_database(port)
    password = create_administrator()
    with serving(host, port) as server, working(reload=False), publishing():
        wait_until_ready(server, host, port)
        welcome(port, password)
        raise DemoError(f"the server ended by itself with status {server.wait()}.")


def read_port() -> int:
    port = env.int("PORT", default=8000)
    if not 0 < port < 65_536:
        raise DemoError(f"PORT must be between 1 and 65535, not {port}.")
    return port


def refuse_taken_port(host: str, port: int) -> None:
    """Before anything slow, so that nobody waits for a site that cannot be served."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DemoError(
            f"cannot listen on {host}, port {port} ({reason}). Another port: make demo PORT={port + 1}"
        ) from error


def configure(host: str, port: int) -> None:
    """The development settings without the debugger, so that error pages are those that visitors meet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institute.settings.dev")
    os.environ.setdefault("DEBUG", "false")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("SECRET_KEY", kept_secret_key())
    os.environ.setdefault("WAGTAILADMIN_BASE_URL", f"http://localhost:{port}")
    if host not in ("127.0.0.1", "::1", "localhost"):
        # Whoever opens the demo to a network chooses the names it goes by there.
        os.environ.setdefault("ALLOWED_HOSTS", "*")


def kept_secret_key() -> str:
    """A key of this checkout's own: a demo may be opened to a network, so a published key will not do."""
    path = STATE_DIR / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def provide_database() -> None:
    if not env.str("DATABASE_URL", default=""):
        say("Starting a private PostgreSQL …")
        postgres.provide_database_url()
        return
    settings = env.database()
    say(f"Connecting to the database of DATABASE_URL on {settings['HOST'] or 'the local socket'} …")
    try:
        psycopg.connect(
            host=settings["HOST"] or None,
            port=settings["PORT"] or None,
            user=settings["USER"] or None,
            password=settings["PASSWORD"] or None,
            dbname=settings["NAME"],
            connect_timeout=10,
        ).close()
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise DemoError(f"the database of DATABASE_URL does not answer: {reason}") from error


@contextmanager
def collecting_static_files() -> Iterator[None]:
    """Compressing takes longest of all the first time, so it goes on beside the work on the database."""
    say("Collecting and compressing style sheets and scripts (in the background) …")
    command = [sys.executable, str(BASE_DIR / "manage.py"), "collectstatic", "--no-input", "--verbosity=0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield
        output, _ = process.communicate()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    if process.returncode != 0:
        raise DemoError(f"the static files cannot be collected: {output.strip().splitlines()[-1]}")


def prepare_database(port: int) -> None:
    from django.core.cache import cache

    cache.clear()  # It may hold addresses from another database.
    say("Bringing the database up to date …")
    call_command("migrate", interactive=False, verbosity=0)
    say("Loading the demo content …")
    call_command("load_demo", verbosity=0)
    _serve_local_sites_on(port)


def _serve_local_sites_on(port: int) -> None:
    """Full addresses (canonical links, the sitemap) name the port that this run was given."""
    from wagtail.models import Site

    for site in Site.objects.filter(hostname="localhost").exclude(port=port):
        site.port = port
        site.save()


def create_administrator() -> str | None:
    """The new administrator's password, or None when there is one already."""
    from django.contrib.auth import get_user_model

    users: Any = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    users.create_superuser(username=ADMINISTRATOR, email="admin@localhost.localdomain", password=password)
    return password


@contextmanager
def serving(host: str, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """The production server, in a session of its own so that Ctrl-C reaches it only through us."""
    say("Starting the web server …")
    server = subprocess.Popen(
        [
            Path(sys.executable).with_name("granian"),
            "institute.wsgi:application",
            "--interface=wsgi",
            f"--host={host}",
            f"--port={port}",
            f"--workers={WORKERS}",
            f"--blocking-threads={THREADS}",
            "--respawn-failed-workers",
            "--workers-kill-timeout=5",
            "--log-level=warning",
        ],
        start_new_session=True,
    )
    try:
        yield server
    finally:
        stop(server)


def wait_until_ready(server: "subprocess.Popen[bytes]", host: str, port: int) -> None:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise DemoError(f"the web server does not start (status {server.returncode}).")
        try:
            with urllib.request.urlopen(f"http://{reachable}:{port}/-/ready", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise DemoError(f"the web server does not answer on port {port}.")


def welcome(port: int, password: str | None) -> None:
    address = f"http://localhost:{port}"
    say("")
    say(f"Institute is ready:  {address}/")
    say(f"Administration:      {address}/admin/")
    if password:
        say(f"Log in as:           {ADMINISTRATOR}   password: {password}   (shown this once)")
    else:
        say("Log in as before; a new password: .venv/bin/python manage.py changepassword <name>")
    say("Ctrl-C stops it.")


def say(line: str) -> None:
    print(line, flush=True)


def _interrupt(number: int, layout: FrameType | None) -> None:
    """Once is enough: a second Ctrl-C must not cut the tidying short."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise Interruption


if __name__ == "__main__":
    sys.exit(main())
