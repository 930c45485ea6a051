"""What runs beside a server on one's own machine, and ends with it: the background worker, and what falls due each minute."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from institute.settings.environment import BASE_DIR

BACKEND = "background"
SECONDS_TO_STOP = 10
# How soon a process that ended by itself is started again: twice as late each time, unless it ran for long.
FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
SECONDS_BETWEEN_RUNS = 60.0


@contextmanager
def working(*, reload: bool) -> Iterator[None]:
    """Run a worker; `reload` starts it anew when code changes. What it was writing when it ends stays whole."""
    with supervised(
        _manage(
            "db_worker",
            f"--backend={BACKEND}",
            "--reload" if reload else "--no-reload",
            "--no-startup-delay",
            "--verbosity=0",
        )
    ):
        yield


@contextmanager
def publishing() -> Iterator[None]:
    """Publish and unpublish what falls due, every minute."""
    with supervised(_manage("publish_scheduled", "--verbosity=0"), again_after=SECONDS_BETWEEN_RUNS):
        yield


@contextmanager
def supervised(command: list[str], *, again_after: float | None = None) -> Iterator[None]:
    """Run ``command`` until the block ends, and start it again whenever it ends by itself.

    A command that should go on is started again with growing delays; one that does its work and ends, ``again_after``
    so many seconds.
    """
    supervisor = _Supervisor(command, again_after)
    supervisor.begin()
    supervisor.start()
    try:
        yield
    finally:
        supervisor.end()


class _Supervisor(threading.Thread):
    def __init__(self, command: list[str], again_after: float | None) -> None:
        super().__init__(daemon=True, name=f"supervisor of {command[2]}")
        self._command = command
        self._again_after = again_after
        self._is_ending = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        wait = FIRST_WAIT
        while (process := self._process) is not None:
            started = time.monotonic()
            process.wait()
            if time.monotonic() - started > LONGEST_WAIT:
                wait = FIRST_WAIT
            if self._is_ending.wait(wait if self._again_after is None else self._again_after):
                return
            wait = min(2 * wait, LONGEST_WAIT)
            if not self.begin():
                return

    def begin(self) -> bool:
        """Start the process, unless the end has come meanwhile."""
        with self._lock:
            if self._is_ending.is_set():
                return False
            self._process = subprocess.Popen(self._command, start_new_session=True)
        return True

    def end(self) -> None:
        with self._lock:
            self._is_ending.set()
        if self._process is not None and self._process.poll() is None:
            stop(self._process)
        self.join(SECONDS_TO_STOP)


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a process that leads a session of its own, and whatever it started, politely first."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
