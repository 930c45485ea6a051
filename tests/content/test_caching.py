"""A cache that cannot write makes pages slower and nothing else."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from institute.content.caching import TolerantFileCache
from institute.settings.base import CACHES
from institute.settings.environment import env
from tests.fixtures import SiteTree

FILE_CACHE = {"BACKEND": "institute.content.caching.TolerantFileCache", "LOCATION": "/tmp/cache"}


@pytest.fixture(autouse=True)
def _no_failure_before() -> Iterator[None]:
    yield
    TolerantFileCache._is_failing = False
    TolerantFileCache._stale.clear()


@pytest.fixture
def cache(tmp_path: Path) -> TolerantFileCache:
    return TolerantFileCache(str(tmp_path / "cache"), {})


def fail(*args: Any, **kwargs: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every write fail, as on a full disk; what is there can be read and deleted."""
    monkeypatch.setattr("django.core.cache.backends.filebased.tempfile.mkstemp", fail)


def test_file_cache_is_the_one_that_settings_choose() -> None:
    assert env.cache_url("NO_SUCH_VARIABLE", default="filecache:///tmp/cache") == FILE_CACHE


def test_file_cache_on_full_disk_does_not_keep_values(cache: TolerantFileCache, full_disk: None) -> None:
    cache.set("key", 1)
    assert cache.get("key") is None
    assert cache.add("key", 1)
    assert cache.get_or_set("key", 2) == 2


def test_file_cache_on_full_disk_forgets_the_value_that_could_not_be_replaced(
    cache: TolerantFileCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.set("key", "old")
    monkeypatch.setattr("django.core.cache.backends.filebased.tempfile.mkstemp", fail)
    cache.set("key", "new")
    assert cache.get("key") is None


def test_read_only_file_cache_serves_no_value_that_was_to_change(
    cache: TolerantFileCache,
) -> None:
    cache.set_many({"replaced": 1, "deleted": 1, "kept": 1})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.cache.backends.filebased.tempfile.mkstemp", fail)
        patch.setattr("django.core.cache.backends.filebased.os.remove", fail)
        cache.set("replaced", 2)
        cache.delete("deleted")
        assert cache.get_many(["replaced", "deleted", "kept"]) == {"kept": 1}
        assert "deleted" not in cache
        cache.clear()
        assert cache.get("kept") is None
    cache.set("replaced", 3)
    assert cache.get("replaced") == 3


def test_read_only_file_cache_treats_an_expired_value_as_a_miss(
    cache: TolerantFileCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.set("other", 1, timeout=1)
    monkeypatch.setattr("django.core.cache.backends.filebased.os.remove", fail)
    monkeypatch.setattr("django.core.cache.backends.filebased.time.time", lambda: 1e12)
    assert cache.get("other") is None
    assert not cache.has_key("other")
    assert not cache.touch("other")


def test_file_cache_treats_a_damaged_file_as_a_miss(cache: TolerantFileCache) -> None:
    cache.set("key", list(range(100)))
    file = Path(cache._key_to_file("key"))
    file.write_bytes(file.read_bytes()[:-20])
    assert cache.get("key") is None
    file.write_bytes(b"not a pickle")
    assert cache.get("key") is None
    assert "key" not in cache


def test_file_cache_logs_its_failure_once(cache: TolerantFileCache, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.cache.backends.filebased.tempfile.mkstemp", fail)
        for number in range(5):
            cache.set(str(number), number)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    with caplog.at_level(logging.WARNING):
        cache.set("key", 1)
    assert "can be written again" in caplog.text


def test_file_cache_whose_folder_cannot_be_made_is_empty(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = TolerantFileCache(str(tmp_path / "file" / "cache"), {})
    cache.set("key", 1)
    assert cache.get("key") is None
    assert not cache.delete("key")


@pytest.mark.django_db
def test_pages_are_shown_where_the_cache_cannot_be_written(
    site_tree: SiteTree, tmp_path: Path, client: Client
) -> None:
    folder = tmp_path / "cache"
    # The superuser writes where the mode forbids it: a file in the folder's place stops everyone.
    folder.touch()
    configuration = {
        "default": {**FILE_CACHE, "LOCATION": str(folder)},
        "memory": CACHES["memory"],
        "answers": CACHES["answers"],
    }
    with override_settings(CACHES=configuration, API_RATE_LIMIT=(50, 60)):
        assert isinstance(caches["default"], TolerantFileCache)
        for address in ("/en/", "/fr/", "/api/v1/people"):
            assert client.get(address).status_code == 200
