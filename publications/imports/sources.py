"""Where entries come from: files, folders, the standard input, and services on the web."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.utils.translation import gettext

from bibliography.entry import Adapter, Entry, UnusableSourceError
from bibliography.formats import open_source
from publications.imports.remote import remote_source
from publications.models.libraries import SERVICES

SUFFIXES = frozenset({".bib", ".bibtex", ".ris", ".json", ".jsonl", ".ndjson"})
STANDARD_INPUT = "-"


class Source(Protocol):
    name: str
    adapter: Adapter
    # How much there is, in the unit of `done`; None where nobody knows.
    size: int | None

    @property
    def library(self) -> str:
        """The name of the Library that it is from."""

    @property
    def done(self) -> int:
        """How much of it has been read."""

    def entries(self) -> Iterator[Entry]:
        """Its entries; raises UnusableSourceError where there are none that the adapter could read."""


@dataclass
class FileSource:
    """A file that can be read more than once; `done` and `size` count bytes."""

    name: str
    adapter: Adapter
    stream: BinaryIO
    size: int | None
    # The library that a person names; "" for the default one.
    named_library: str = ""

    @property
    def library(self) -> str:
        """By default the file's own name; what a service answered is from the service."""
        return self.named_library or (self.adapter.name if self.adapter.name in SERVICES else self.name)

    @property
    def done(self) -> int:
        return self.size or 0 if self.stream.closed else self.stream.tell()

    def entries(self) -> Iterator[Entry]:
        with closing(self.stream):
            yield from self.adapter.entries(self.stream, self.name)


def open_sources(argument: str, format_name: str = "auto", library: str = "") -> Iterator[Source]:
    """Yield the sources that one argument of the command names; raises UnusableSourceError.

    `library` is that of the files; services are libraries of their own.
    """
    if argument == STANDARD_INPUT:
        copy = tempfile.TemporaryFile()  # noqa: SIM115
        while chunk := sys.stdin.buffer.read(1 << 20):
            copy.write(chunk)
        yield file_source(copy, gettext("standard input"), format_name, library)
        return
    if remote := remote_source(argument):
        yield remote
        return
    path = Path(argument)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix.lower() in SUFFIXES)
        if not files:
            raise UnusableSourceError(
                gettext("There is no file to import in the folder “%(path)s” (%(suffixes)s).")
                % {"path": argument, "suffixes": ", ".join(sorted(SUFFIXES))}
            )
        for file in files:
            yield _open(file, str(file.relative_to(path)), format_name, library)
    else:
        yield _open(path, path.name, format_name, library)


def _open(path: Path, name: str, format_name: str, library: str) -> FileSource:
    try:
        stream = path.open("rb")
    except OSError as error:
        raise UnusableSourceError(
            gettext("“%(path)s” cannot be read: %(error)s.") % {"path": path, "error": error.strerror}
        ) from error
    return file_source(stream, name, format_name, library)


def file_source(stream: BinaryIO, name: str, format_name: str = "auto", library: str = "") -> FileSource:
    """A source of a seekable stream; the format is told from its beginning where it is not given."""
    size = stream.seek(0, 2)
    stream.seek(0)
    try:
        adapter, stream = open_source(stream, name, format_name)
    except UnusableSourceError:
        stream.close()
        raise
    return FileSource(name, adapter, stream, size, library)
