"""The background worker beside a server on one's own machine: it takes up imports, and ends with the server."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from institute.settings.environment import BASE_DIR

BACKEND = "background"
SECONDS_TO_STOP = 10


@contextmanager
def working(*, reload: bool) -> Iterator[None]:
    """Run a worker; `reload` starts it anew when code changes. What it was writing when it ends stays whole."""
    worker = subprocess.Popen(
        [
            sys.executable,
            str(BASE_DIR / "manage.py"),
            "db_worker",
            f"--backend={BACKEND}",
            "--reload" if reload else "--no-reload",
            "--no-startup-delay",
            "--verbosity=0",
        ],
        start_new_session=True,
    )
    try:
        yield
    finally:
        stop(worker)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a process that leads a session of its own, and whatever it started, politely first."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
