"""A cache of files that pages can do without: where it cannot be written, it is slow and not an error."""

from __future__ import annotations

import logging
import pickle
import threading
import zlib
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

logger = logging.getLogger(__name__)


class TolerantFileCache(FileBasedCache):
    """Django's file cache, in which a full disk, a read-only folder or a damaged file is a miss.

    A value that could be neither replaced nor deleted is out of date: this process does not read it again before the
    key is written. The first failure is logged, and then the first success after it.
    """

    # Of Django's cache, whose type stubs leave them out.
    _dir: str
    _key_to_file: Callable[[Any, int | None], str]
    _list_cache_files: Callable[[], list[str]]
    _delete: Callable[[str], bool]

    # Shared by the instances of a process: Django makes one for each thread.
    _stale: ClassVar[set[str]] = set()
    _is_failing: ClassVar[bool] = False
    _lock: ClassVar[threading.Lock] = threading.Lock()

    def _createdir(self) -> None:
        """Make the folder, which may fail while the cache is being constructed."""
        try:
            super()._createdir()  # type: ignore[misc]
        except OSError as error:
            self._note_failure(error)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        if self._key_to_file(key, version) in self._stale:
            return default
        try:
            return super().get(key, default, version)
        except (OSError, EOFError, zlib.error, pickle.UnpicklingError):
            return default

    def has_key(self, key: Any, version: int | None = None) -> bool:
        if self._key_to_file(key, version) in self._stale:
            return False
        try:
            return super().has_key(key, version)
        except (OSError, pickle.UnpicklingError):
            return False

    def set(self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        file = self._key_to_file(key, version)
        try:
            super().set(key, value, timeout, version)
        except OSError as error:
            self._note_failure(error)
            self.delete(key, version)
        else:
            self._stale.discard(file)
            self._note_success()

    def touch(self, key: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        try:
            return bool(super().touch(key, timeout, version))
        except (EOFError, ValueError, zlib.error, pickle.UnpicklingError):
            # Django closes a file that has expired, and then releases its lock.
            return False
        except OSError as error:
            self._note_failure(error)
            return False

    def delete(self, key: Any, version: int | None = None) -> bool:
        file = self._key_to_file(key, version)
        try:
            return bool(super().delete(key, version))
        except OSError as error:
            self._note_failure(error)
            self._stale.add(file)
            return False

    def clear(self) -> None:
        for file in self._list_cache_files():
            try:
                self._delete(file)
            except OSError as error:
                self._note_failure(error)
                self._stale.add(file)

    def _note_failure(self, error: OSError) -> None:
        cls = type(self)
        with cls._lock:
            is_first, cls._is_failing = not cls._is_failing, True
        if is_first:
            logger.error("The cache in %s cannot be written: %s. Pages are slower until it can.", self._dir, error)

    def _note_success(self) -> None:
        cls = type(self)
        if cls._is_failing:
            with cls._lock:
                cls._is_failing = False
            logger.warning("The cache in %s can be written again.", self._dir)
