"""Admission control: how many of a worker's threads may wait for clients, and how many may run the application.

A thread that waits for a slow client, or for a locked table, is lost to every other visitor and to the health checks.
Of each kind of slow client (visitors that send something, editors that send something, readers of long answers) at most a
quarter of a worker's threads wait. Of the others, a fixed number run the application, the remainder queue, and the last
free thread refuses what cannot be served while nothing makes progress.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

# How long a request may queue, and how long the last free thread lets one queue while no other request completes.
QUEUE_SECONDS = 10.0
STALL_SECONDS = 1.0


class OverloadedError(Exception):
    """The worker has no thread to spare for this request."""


class Admission:
    """Counts what the threads of one worker do; ``threads`` is None where their number is unknown: nothing is refused."""

    def __init__(self, threads: int | None, application_threads: int) -> None:
        self.threads = threads
        # One thread is left for health checks, and for refusing what there is no thread for.
        self.most_held = max(1, threads - 1) if threads else None
        self.application_threads = application_threads
        self.client_threads = max(1, threads // 4) if threads else None
        self._condition = threading.Condition()
        self._inside = 0
        self._running = 0
        self._waiting: Counter[str] = Counter()
        self._progress = time.monotonic()

    def arrive(self) -> None:
        """Count a thread that a request holds until `leave`."""
        with self._condition:
            self._inside += 1

    def leave(self) -> None:
        with self._condition:
            self._inside -= 1

    @contextmanager
    def running(self, *, patient: bool = False) -> Iterator[None]:
        """Run the application; raise OverloadedError where no slot becomes free in time, unless ``patient``."""
        self._enter(patient)
        try:
            yield
        finally:
            with self._condition:
                self._running -= 1
                self._progress = time.monotonic()
                self._condition.notify_all()

    def _enter(self, patient: bool) -> None:
        deadline = time.monotonic() + QUEUE_SECONDS
        with self._condition:
            while not self._may_run(patient):
                limit = min(deadline, self._progress + STALL_SECONDS) if self._is_last() else deadline
                remaining = None if patient else limit - time.monotonic()
                if remaining is not None and remaining <= 0:
                    raise OverloadedError
                self._condition.wait(remaining)
            self._running += 1

    def _may_run(self, patient: bool) -> bool:
        """Return whether there is a slot. The thread of a long answer, which is patient, is counted already."""
        if self.threads is None or self._running == 0:
            return True
        return self._running < self.application_threads and (patient or not self._is_held())

    def _is_held(self) -> bool:
        """Return whether all threads but one run the application or wait for clients."""
        return self.most_held is not None and self._running + self._waiting.total() >= self.most_held

    def _is_last(self) -> bool:
        """Return whether no further request would find a thread."""
        return self.threads is not None and self._inside >= self.threads

    def wait_for_client(self, kind: str) -> None:
        """Count a thread that waits for a client until `client_is_done`.

        Raise OverloadedError where too many wait for clients of this ``kind``. One that finds threads to spare waits a
        moment first: most clients are not slow.
        """
        deadline = time.monotonic() + STALL_SECONDS
        with self._condition:
            while (is_full := self._is_full(kind)) or self._is_held():
                remaining = deadline - time.monotonic()
                if remaining <= 0 or (is_full and self._is_last()):
                    raise OverloadedError
                self._condition.wait(remaining)
            self._waiting[kind] += 1

    def _is_full(self, kind: str) -> bool:
        return self.client_threads is not None and self._waiting[kind] >= self.client_threads

    def client_is_done(self, kind: str) -> None:
        with self._condition:
            self._waiting[kind] -= 1
            self._condition.notify_all()

    @contextmanager
    def waiting_for_client(self, kind: str) -> Iterator[None]:
        self.wait_for_client(kind)
        try:
            yield
        finally:
            self.client_is_done(kind)
