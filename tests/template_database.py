"""One migrated template database, which the workers of a parallel run clone instead of migrating their own.

The process that starts the workers migrates it while they collect their tests, and drops it at the end.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from pytest_django.plugin import blocking_manager_key

_DATABASE = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True)
def pytest_sessionstart(session: pytest.Session) -> Generator[None]:
    """Create the template in the controller, once it has started the workers and before it gives them tests."""
    yield
    if _starts_workers(session.config):
        with _database_access(session.config):
            session.config.stash[_DATABASE] = connection.settings_dict["NAME"]
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Drop the template."""
    if _DATABASE in session.config.stash:
        with _database_access(session.config):
            connection.creation.destroy_test_db(session.config.stash[_DATABASE], verbosity=0)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Let a worker clone the template."""
    if hasattr(request.config, "workerinput") and not request.config.getoption("reuse_db"):
        database = connection.settings_dict
        database["TEST"].update(TEMPLATE=f"test_{database['NAME']}", MIGRATE=False)


def _starts_workers(config: pytest.Config) -> bool:
    return config.pluginmanager.hasplugin("dsession") and not config.getoption("reuse_db")


@contextmanager
def _database_access(config: pytest.Config) -> Iterator[None]:
    with config.stash[blocking_manager_key].unblock():
        yield
