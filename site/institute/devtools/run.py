"""`make run`: Django's own server with its debugger, and the worker beside it, both started anew when code changes."""

import os
import signal
import subprocess
import sys
from types import FrameType

from django.core.exceptions import ImproperlyConfigured

from institute.devtools import postgres
from institute.devtools.worker import publishing, working
from institute.settings.environment import BASE_DIR, env


class Interruption(BaseException):
    """Ctrl-C, or a polite request to end."""


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institute.settings.dev")
    try:
        postgres.provide_database_url()
        subprocess.run(_manage("migrate", "--verbosity=0"), check=True)
        with working(reload=True), publishing():
            return serve()
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)
    except subprocess.CalledProcessError:
        pass  # The command has said why.
    except Interruption:
        return 0
    return 1


def serve() -> int:
    address = f"{env.str('HOST', default='127.0.0.1')}:{env.int('PORT', default=8000)}"
    server = subprocess.Popen(_manage("runserver", address))
    try:
        return server.wait()
    finally:
        server.terminate()
        server.wait()


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, str(BASE_DIR / "manage.py"), *arguments]


def _interrupt(number: int, layout: FrameType | None) -> None:
    """Once is enough: a second Ctrl-C must not cut the tidying short."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise Interruption


if __name__ == "__main__":
    sys.exit(main())
