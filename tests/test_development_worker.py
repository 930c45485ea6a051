"""The worker beside the server of `make demo` and `make run`, which ends with it."""

import signal
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
from django.core.management import load_command_class

from institute.devtools import run, worker


class Process:
    """A fake process that records the calls made on it."""

    pid = 0

    def __init__(self, command: list[str], **options: Any) -> None:
        self.command, self.options = [str(part) for part in command], options
        self.calls: list[str] = []
        self.has_ended = threading.Event()

    def poll(self) -> int | None:
        return 0 if self.has_ended.is_set() else None

    def terminate(self) -> None:
        self.calls.append("terminate")
        self.has_ended.set()

    def wait(self, seconds: float | None = None) -> int:
        self.calls.append("wait")
        if self.command[2] != "runserver":
            self.has_ended.wait(20)
        return 7


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    processes: list[Process] = []

    def start(command: list[str], **options: Any) -> Process:
        processes.append(Process(command, **options))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return processes


def wait_for(processes: list[Process], count: int) -> None:
    deadline = time.monotonic() + 10
    while len(processes) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(processes) == count


@pytest.mark.parametrize(("reload", "option"), [(True, "--reload"), (False, "--no-reload")])
def test_a_worker_runs_until_the_server_ends(started: list[Process], reload: bool, option: str) -> None:
    with worker.working(reload=reload):
        wait_for(started, 1)
        [process] = started
        assert process.poll() is None
    assert "terminate" in process.calls
    _python, _manage, name, *arguments = process.command
    assert option in arguments
    # The command knows all of its arguments.
    parser = load_command_class("django_tasks_db", name).create_parser("manage.py", name)
    known = {option for action in parser._actions for option in action.option_strings}
    assert {argument.partition("=")[0] for argument in arguments} <= known


def test_a_worker_that_dies_is_started_again(started: list[Process], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "FIRST_WAIT", 0.01)
    with worker.working(reload=False):
        for count in (1, 2, 3):
            wait_for(started, count)
            started[-1].has_ended.set()
        wait_for(started, 4)
    assert started[-1].poll() is not None
    assert len(started) == 4


def test_what_falls_due_is_published_again_and_again(started: list[Process], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SECONDS_BETWEEN_RUNS", 0.01)
    with worker.publishing():
        wait_for(started, 1)
        started[0].has_ended.set()
        wait_for(started, 2)
    assert [process.command[2] for process in started] == ["publish_scheduled"] * 2


def test_a_process_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "SECONDS_TO_STOP", 0.1)
    program = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], start_new_session=True, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    worker.stop(process)
    assert process.returncode == -signal.SIGKILL
    process.stdout.close()


def test_the_server_of_development_listens_where_it_is_told(
    started: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "8123")
    assert run.serve() == 7
    assert started[0].command[-2:] == ["runserver", "127.0.0.1:8123"]
    assert started[0].calls == ["wait", "terminate", "wait"]


def test_development_is_a_migration_a_worker_and_a_server(
    started: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated: list[str] = []
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    monkeypatch.setattr(subprocess, "run", lambda command, check: migrated.append(command[2]))
    assert run.main() == 7
    assert migrated == ["migrate"]
    assert {process.command[2] for process in started} == {"db_worker", "publish_scheduled", "runserver"}


@pytest.mark.parametrize(
    ("error", "status"), [(subprocess.CalledProcessError(1, "migrate"), 1), (run.Interruption(), 0)]
)
def test_development_ends_where_it_cannot_begin(
    started: list[Process], monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int
) -> None:
    def fail(command: list[str], check: bool) -> None:
        raise error

    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    monkeypatch.setattr(subprocess, "run", fail)
    assert run.main() == status
    assert started == []


def test_one_interruption_is_enough() -> None:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with pytest.raises(run.Interruption):
            run._interrupt(signal.SIGINT, None)
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
