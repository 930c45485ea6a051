"""What every test relies on: a database of the run's own, and no state left by the test before."""

import os
from itertools import groupby

import django
import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.utils import translation

from institute.devtools import postgres

# Before anything imports a model, other conftest modules included. The workers of a parallel run inherit both.
postgres.provide_disposable_database_url()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institute.settings.test")
django.setup()

pytest_plugins = ["tests.fixtures", "tests.api_client", "tests.template_database"]

# `make check` asks for the long profile. A deadline would fail tests for the machine's mood.
hypothesis.settings.register_profile("short", max_examples=40, deadline=None)
hypothesis.settings.register_profile("long", max_examples=1000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests that commit as slow: each empties all tables."""
    if _commits(item):
        item.add_marker(pytest.mark.slow)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that commit behind all others: they empty the database, what migrations wrote included.

    Within a module, put those that share more data behind those that share less, and would find it in their lists.
    """
    items.sort(key=_commits)
    items[:] = [
        item
        for _path, of_module in groupby(items, key=lambda item: item.path)
        for item in sorted(of_module, key=_module_data)
    ]


def _commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return mark is not None and bool(mark.kwargs.get("transaction"))


def _module_data(item: pytest.Item) -> int:
    """Count the module-scoped fixtures whose rows the test sees."""
    return sum(name.startswith("standing_") for name in getattr(item, "fixturenames", ()))


@pytest.fixture(autouse=True)
def _default_language() -> None:
    """A visit leaves its language active in the thread, as it does in a server until the next request."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """What is remembered of the content, a test's rollback does not undo."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
