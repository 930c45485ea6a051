"""The background worker and a database that restarts."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command, get_commands
from django.db import InterfaceError, OperationalError
from django_tasks_db.management.commands import db_worker as upstream

from institute.content.management.commands import db_worker
from institute.devtools import postgres
from institute.settings.environment import BASE_DIR


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_worker_begins_anew_when_the_database_is_lost(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    runs: list[object] = []

    def run(self: upstream.Worker) -> None:
        runs.append(self)
        if len(runs) < 4:
            raise error("terminating connection due to administrator command")

    waits: list[float] = []
    monkeypatch.setattr(upstream.Worker, "run", run)
    monkeypatch.setattr(upstream.Worker, "configure_signals", lambda self: None)
    monkeypatch.setattr(upstream, "valid_backend_name", str)
    monkeypatch.setattr(db_worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(db_worker.time, "sleep", waits.append)
    call_command("db_worker", backend_name="background", reload=False, verbosity=0)
    assert len(runs) == 4
    assert waits == [1.0, 2.0, 4.0]


def test_the_worker_that_is_run_is_ours() -> None:
    assert get_commands()["db_worker"] == "institute.content"


@pytest.mark.slow
def test_a_worker_takes_up_tasks_after_a_restart_of_postgresql() -> None:
    account = postgres.Account.for_server()
    folder = Path(tempfile.mkdtemp(prefix="institute-tests-", dir=postgres.reachable_temporary_folder(account)))
    folder.chmod(0o711)
    cluster = postgres.Cluster(folder, account, disposable=True)
    url = postgres.use(cluster)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "institute.settings.dev",
        "DEBUG": "false",
    }
    manage = [sys.executable, str(BASE_DIR / "manage.py")]
    subprocess.run([*manage, "migrate", "django_tasks_database", "--verbosity=0"], env=environment, check=True)
    worker = subprocess.Popen(
        [*manage, "db_worker", "--backend=background", "--no-reload", "--no-startup-delay", "--verbosity=0"],
        env=environment,
    )
    enqueue = (
        "import django; django.setup(); from institute.webhooks.dispatch import serve_channels as task; task.enqueue()"
    )
    try:
        with psycopg.connect(url) as connection:
            take_up(connection, environment, enqueue, 1)
        cluster._run("pg_ctl", "restart", "-m", "fast", "-w", "-D", str(cluster.data), "-l", str(cluster.log))
        with psycopg.connect(url) as connection:
            take_up(connection, environment, enqueue, 2)
        assert worker.poll() is None
    finally:
        worker.terminate()
        worker.wait(20)


def take_up(connection: psycopg.Connection, environment: dict[str, str], enqueue: str, count: int) -> None:
    """Enqueue a task, and wait until the worker has done with so many: here, they fail for want of tables."""
    subprocess.run([sys.executable, "-c", enqueue], env=environment, check=True, cwd=BASE_DIR)
    connection.autocommit = True
    done = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('FAILED', 'SUCCESSFUL')"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if connection.execute(done).fetchone() == (count,):
            return
        time.sleep(0.2)
    raise AssertionError("The worker takes up no task.")
