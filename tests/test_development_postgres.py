"""The private PostgreSQL: it needs nothing, is shared by those who use it, and goes with the last of them."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from institute.devtools import postgres
from institute.devtools.postgres import Account, ServerUnavailable
from institute.settings.environment import Environment

SECONDS = 20
AS_ROOT = os.geteuid() == 0


class Process:
    """Another process that uses a server until it is asked to end."""

    def __init__(self, state: Path, provide: str = "provide_database_url") -> None:
        program = (
            "import os, sys\n"
            "from institute.devtools import postgres\n"
            f"postgres.{provide}()\n"
            "print(os.environ['DATABASE_URL'], flush=True)\n"
            "sys.stdin.read()\n"
        )
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            env={**environment, "STATE_DIR": str(state)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.url = self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def execute(self, query: str) -> list[tuple]:
        settings = Environment.db_url_config(self.url)
        host = settings["HOST"].replace("%2F", "/").replace("%2f", "/")
        with psycopg.connect(host=host, user=settings["USER"], dbname=settings["NAME"]) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def start() -> Iterator[Callable[..., Process]]:
    processes: list[Process] = []

    def start_one(state: Path, provide: str = "provide_database_url") -> Process:
        processes.append(Process(state, provide))
        return processes[-1]

    yield start_one
    for each in processes:
        each.kill()


@pytest.fixture(params=[0o755, 0o700], ids=["open folder", "private folder"])
def state(request) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    folder.chmod(request.param)
    yield folder
    assert folder.stat().st_mode & 0o777 == request.param, "the runner changed the mode of a folder of the user's"
    program = "from institute.devtools import postgres; postgres.remove()"
    eventually(
        lambda: (
            subprocess.run(
                [sys.executable, "-c", program], env={**os.environ, "STATE_DIR": str(folder)}, capture_output=True
            ).returncode
            == 0
        )
    )
    shutil.rmtree(folder)


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.mark.slow
def test_processes_share_one_server_that_ends_with_the_last_and_keeps_its_data(state, start):
    first, second = start(state), start(state)
    assert first.url == second.url
    first.execute("CREATE TABLE kept AS SELECT 'Montréal' AS city")
    [[sockets]] = first.execute("SHOW unix_socket_directories")
    first.kill()
    assert second.execute("SELECT lower(city) FROM kept") == [("montréal",)]
    second.kill()
    eventually(lambda: not Path(sockets).exists())

    third = start(state)
    assert third.execute("SELECT city FROM kept") == [("Montréal",)]
    [[sockets]] = third.execute("SHOW unix_socket_directories")
    third.kill()
    eventually(lambda: not Path(sockets).exists())

    shutil.rmtree(state / "postgres")
    assert start(state).execute("SELECT to_regclass('kept')") == [(None,)], (
        "a new checkout found the data of an old one"
    )


@pytest.mark.slow
def test_a_disposable_server_leaves_nothing_behind_even_when_its_process_is_killed(start, tmp_path):
    process, other = (start(tmp_path, "provide_disposable_database_url") for _ in range(2))
    assert process.url != other.url, "two runs of the tests would collide"
    [[data]] = process.execute("SHOW data_directory")
    assert Path(data).exists()
    process.kill()
    eventually(lambda: not Path(data).parent.exists())
    assert other.execute("SELECT 1") == [(1,)]


@pytest.mark.slow
def test_the_server_is_closed_to_other_accounts_and_to_the_network(start, tmp_path):
    process = start(tmp_path, "provide_disposable_database_url")
    [[sockets]] = process.execute("SHOW unix_socket_directories")
    assert Path(sockets).stat().st_mode & 0o077 == 0
    assert process.execute("SHOW listen_addresses") == [("",)]


@pytest.mark.slow
@pytest.mark.skipif(not AS_ROOT, reason="only root changes to another account")
def test_as_root_the_server_runs_under_an_account_without_privileges(start, tmp_path):
    process = start(tmp_path, "provide_disposable_database_url")
    [[data]] = process.execute("SHOW data_directory")
    assert Path(data).stat().st_uid == pwd.getpwnam("nobody").pw_uid


@pytest.mark.parametrize("provide", [postgres.provide_database_url, postgres.provide_disposable_database_url])
def test_a_database_that_the_environment_names_is_used_as_it_is(monkeypatch, provide):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/institute")
    monkeypatch.setattr(postgres, "use", lambda cluster: pytest.fail("a server was started"))
    provide()
    assert os.environ["DATABASE_URL"] == "postgres://elsewhere/institute"


def test_root_without_an_account_to_run_the_server_is_told_so(monkeypatch):
    def nobody_there(name: str) -> None:
        raise KeyError(name)

    monkeypatch.setattr(postgres.os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres.pwd, "getpwnam", nobody_there)
    with pytest.raises(ServerUnavailable, match="PostgreSQL does not run as root, and the account `nobody`"):
        Account.for_server()


def test_an_ordinary_user_runs_the_server_as_themselves(monkeypatch):
    monkeypatch.setattr(postgres.os, "geteuid", lambda: 1000)
    assert Account.for_server() is None


def test_an_account_reaches_a_folder_only_if_every_folder_above_lets_it_in():
    stranger = Account(user=2_000_000, group=2_000_000)
    with tempfile.TemporaryDirectory() as name:
        outer = Path(name)
        inner = outer / "inner"
        inner.mkdir(mode=0o755)
        outer.chmod(0o700)
        assert not stranger.can_reach(inner)
        outer.chmod(0o711)
        assert stranger.can_reach(inner)
        inner.chmod(0o750)
        assert not stranger.can_reach(inner)
        assert Account(user=inner.stat().st_uid, group=2_000_000).can_reach(inner)
        assert Account(user=2_000_000, group=inner.stat().st_gid).can_reach(inner)


def test_a_server_that_cannot_start_says_why(monkeypatch, tmp_path):
    account = Account.for_server()
    folder = Path(tempfile.mkdtemp(dir=postgres.reachable_temporary_folder(account)))
    folder.chmod(0o711)
    try:
        cluster = postgres.Cluster(folder, account, disposable=True)
        cluster.initialise()
        (cluster.data / "PG_VERSION").write_text("9.6\n")
        with pytest.raises(ServerUnavailable, match=r"does not start: .*"):
            cluster.start()
    finally:
        shutil.rmtree(folder)
