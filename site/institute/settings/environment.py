"""
Where the settings come from: environment variables, read with errors that name the variable.

A `.env` file at the top of the project fills in what the environment does not set.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[3]

TRUE_WORDS = frozenset(environ.Env.BOOLEAN_TRUE_STRINGS)
FALSE_WORDS = frozenset({"false", "off", "no", "n", "0", ""})

# Seconds by PostgreSQL's settings: for a web server, and for commands (the worker and migrations too), which may take long.
TIMEOUTS = {
    "statement_timeout": {"web": 20, "command": 0},
    "lock_timeout": {"web": 10, "command": 60},
    "idle_in_transaction_session_timeout": {"web": 60, "command": 3600},
}

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


class Environment(environ.Env):
    """
    django-environ, but a value that cannot be read is an error of one sentence.

    Left alone it takes `DEBUG=treu` for false and answers a wrong number with a bare ValueError.
    """

    # Django's file cache raises where it cannot write, and the page with it.
    CACHE_SCHEMES = {**environ.Env.CACHE_SCHEMES, "filecache": "institute.content.caching.TolerantFileCache"}

    def get_value(
        self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        written = self.ENVIRON.get(var)
        if cast is bool and written is not None and written.lower() not in TRUE_WORDS | FALSE_WORDS:
            raise ImproperlyConfigured(f"{var} must be true or false, not {written!r}.")
        try:
            return super().get_value(var, cast=cast, default=default, parse_default=parse_default)
        except ValueError as error:
            kind = getattr(cast, "__name__", "value")
            raise ImproperlyConfigured(f"{var} must be a valid {kind}, not {written!r}.") from error

    def database(self, var: str = "DATABASE_URL") -> dict[str, Any]:
        """A database's settings; PostgreSQL is the only engine this project runs on."""
        example = "it looks like postgres://user:password@host:5432/name."
        written = self.str(var, default="")
        if not written:
            raise ImproperlyConfigured(f"{var} is not set; {example}")
        if not written.startswith(("postgres://", "postgresql://")):
            raise ImproperlyConfigured(f"{var} does not name a PostgreSQL database; {example}")
        try:
            settings: dict[str, Any] = dict(self.db_url(var))
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} cannot be read; {example}") from error
        if not settings["NAME"]:
            raise ImproperlyConfigured(f"{var} does not name a database; {example}")
        # The folder of a socket stands in the host's place with its slashes encoded, which django-environ leaves so.
        settings["HOST"] = unquote(settings["HOST"])
        return settings

    def limited(self, database: dict[str, Any]) -> dict[str, Any]:
        """The settings of a database that ends what takes too long; PROCESS_KIND says what kind of process this is.

        A pooler such as PgBouncer refuses options of a connection: there, the role has them (see docs/deployment.md).
        """
        kind = self.str("PROCESS_KIND", default="command")
        if kind not in ("web", "command"):
            raise ImproperlyConfigured(f"PROCESS_KIND must be web or command, not {kind!r}.")
        if not self.bool("DATABASE_SET_TIMEOUTS", default=True):
            return database
        prefix = "DATABASE" if kind == "web" else "DATABASE_COMMAND"
        options = dict(database.get("OPTIONS", {}))
        written = [options["options"]] if options.get("options") else []
        for name, seconds in TIMEOUTS.items():
            chosen = self.float(f"{prefix}_{name.upper()}", default=float(seconds[kind]))
            if chosen < 0:
                raise ImproperlyConfigured(f"{prefix}_{name.upper()} must be a number of seconds, or 0 for no limit.")
            written.append(f"-c {name}={round(chosen * 1000)}")
        return {**database, "OPTIONS": {**options, "options": " ".join(written)}}

    def pooled(self, database: dict[str, Any]) -> dict[str, Any]:
        """The settings of a database whose connections are kept open between requests, and looked at before use.

        The pool belongs to one worker process: a connection for each request that it works on at once, and one for the
        readiness probe. A worker that cannot get a connection says so soon, for readiness to report.
        """
        default = self.int("APPLICATION_THREADS", default=4) + 1
        pool = {"min_size": 1, "max_size": self.int("DATABASE_POOL_SIZE", default=default), "timeout": 5}
        return {**database, "CONN_HEALTH_CHECKS": True, "OPTIONS": {**database.get("OPTIONS", {}), "pool": pool}}

    def rate(self, var: str) -> tuple[int, int] | None:
        """A limit such as 600/minute, as a number and the seconds it holds for; None where nothing is written."""
        written = self.str(var, default="").strip()
        if not written:
            return None
        number, _slash, unit = written.partition("/")
        if not number.isascii() or not number.isdecimal() or not int(number) or unit not in SECONDS:
            units = ", ".join(SECONDS)
            raise ImproperlyConfigured(f"{var} must be a number a {units}, such as 600/minute, not {written!r}.")
        return int(number), SECONDS[unit]


env = Environment()
env.read_env(BASE_DIR / ".env", overwrite=False)

STATE_DIR = Path(env.str("STATE_DIR", default=str(BASE_DIR / "var")))
