"""What every test relies on: a database of the run's own, and no state left by the test before."""

import os

import django
import pytest
from django.core.cache import cache

from institute.development import postgres

# Before anything imports a model, other conftest modules included. The workers of a parallel run inherit both.
postgres.provide_disposable_database_url()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "institute.settings.test")
django.setup()

pytest_plugins = ["tests.fixtures"]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Wagtail caches the addresses of its sites, and a test's rollback does not clear them."""
    cache.clear()
