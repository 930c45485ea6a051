"""Storage of media files in which a save that fails, or that is undone, leaves nothing behind."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage

logger = logging.getLogger(__name__)


class SavedFiles(list[tuple[FileSystemStorage, str]]):
    """The storages and names of files that were saved."""

    def delete(self) -> None:
        """Delete the files, of a change that failed."""
        while self:
            storage, name = self.pop()
            try:
                storage.delete(name)
            except OSError:
                logger.warning("The file %s of a change that failed cannot be deleted.", name, exc_info=True)


# The files saved in the innermost `delete_files_on_error` block; None outside of any.
_saved: ContextVar[SavedFiles | None] = ContextVar("saved_files", default=None)


@contextmanager
def delete_files_on_error() -> Iterator[SavedFiles]:
    """Delete the media files saved within the block if it raises: files take no part in a transaction."""
    outer = _saved.get()
    saved = SavedFiles()
    token = _saved.set(saved)
    try:
        yield saved
    except BaseException:
        saved.delete()
        raise
    else:
        if outer is not None:
            outer.extend(saved)
    finally:
        _saved.reset(token)


class MediaStorage(FileSystemStorage):
    """Files in ``MEDIA_ROOT``. A file appears under its name once it is written as a whole."""

    def _save(self, name: str, content: File) -> str:
        # Django writes to the final name, and leaves there what it has written when the disk is full.
        os.makedirs(self.location, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(dir=self.location, prefix=".upload-")
        try:
            with os.fdopen(descriptor, "wb") as target:
                for chunk in content.chunks():
                    target.write(chunk.encode() if isinstance(chunk, str) else chunk)
            saved: str = super()._save(name, _Written(partial))  # type: ignore[misc]
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise
        if (files := _saved.get()) is not None:
            files.append((self, saved))
        return saved


class _Written(File):
    """A file on the disk of the storage, which moves it to its place."""

    def __init__(self, path: str) -> None:
        super().__init__(None, name=path)
        self._path = path

    def temporary_file_path(self) -> str:
        return self._path

    def close(self) -> None:
        """Do nothing: the file is closed."""
