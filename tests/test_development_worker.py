"""The worker beside the server of `make demo` and `make run`, which ends with it."""

import signal
import subprocess
import sys
from typing import Any

import pytest
from django.core.management import load_command_class

from institute.development import run, worker


class Process:
    """Stands in for a process, and remembers what it was told."""

    def __init__(self, command: list[str], **options: Any) -> None:
        self.command, self.options = [str(part) for part in command], options
        self.told: list[str] = []

    def terminate(self) -> None:
        self.told.append("terminate")

    def wait(self, seconds: float | None = None) -> int:
        self.told.append("wait")
        return 7


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Process]:
    processes: list[Process] = []

    def start(command: list[str], **options: Any) -> Process:
        processes.append(Process(command, **options))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return processes


@pytest.mark.parametrize(("reload", "option"), [(True, "--reload"), (False, "--no-reload")])
def test_a_worker_runs_until_the_server_ends(started: list[Process], reload: bool, option: str) -> None:
    with worker.working(reload=reload):
        [process] = started
        assert process.told == []
    assert process.told == ["terminate", "wait"]
    _python, _manage, name, *arguments = process.command
    assert option in arguments
    # The command knows all of its arguments.
    parser = load_command_class("django_tasks_db", name).create_parser("manage.py", name)
    known = {option for action in parser._actions for option in action.option_strings}
    assert {argument.partition("=")[0] for argument in arguments} <= known


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
    assert started[0].told == ["wait", "terminate", "wait"]


def test_development_is_a_migration_a_worker_and_a_server(
    started: list[Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated: list[str] = []
    monkeypatch.setattr(signal, "signal", lambda number, handler: None)
    monkeypatch.setattr(subprocess, "run", lambda command, check: migrated.append(command[2]))
    assert run.main() == 7
    assert migrated == ["migrate"]
    assert [process.command[2] for process in started] == ["db_worker", "runserver"]


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
