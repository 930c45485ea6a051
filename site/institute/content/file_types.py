"""What a file is, by its content: the types of document that the site takes and serves.

Each check reads little of a file and trusts nothing of its name. Office documents are ZIP archives; which one, their
parts tell (ECMA-376 part 2 for Office Open XML, OASIS ODF 1.3 part 2 for OpenDocument).
"""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

# What a browser saves and never shows.
UNKNOWN = "application/octet-stream"
# Bytes of a text that are looked at.
TEXT_SAMPLE = 1 << 16
_UNICODE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Tabulator, line feed, form feed, carriage return, and the escape of some old encodings.
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 27} | {127}


@dataclass(frozen=True)
class FileType:
    media_type: str
    matches: Callable[[IO[bytes]], bool]


def matches(file: IO[bytes], extension: str) -> bool:
    """Return whether the content of ``file`` is of the type that ``extension`` names; the file is left at its start."""
    file_type = TYPES.get(extension.lower())
    if file_type is None:
        return False
    file.seek(0)
    try:
        return file_type.matches(file)
    finally:
        file.seek(0)


def media_type(extension: str) -> str:
    """Return the media type of files with that extension."""
    file_type = TYPES.get(extension.lower())
    return file_type.media_type if file_type else UNKNOWN


def _is_pdf(file: IO[bytes]) -> bool:
    # Readers look for the mark among the first 1,024 bytes; HTML could stand before it.
    return file.read(1024).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"%PDF-")


def _is_text(file: IO[bytes]) -> bool:
    sample = file.read(TEXT_SAMPLE)
    return sample.startswith(_UNICODE_MARKS) or _CONTROL.isdisjoint(sample)


def _parts(file: IO[bytes]) -> list[str]:
    """Return the names of an archive's parts, or none where it is not an archive from its first byte."""
    if file.read(2) != b"PK":
        return []
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def _is_zip(file: IO[bytes]) -> bool:
    return file.read(2) == b"PK" and zipfile.is_zipfile(file)


def _is_office(folder: str) -> Callable[[IO[bytes]], bool]:
    def check(file: IO[bytes]) -> bool:
        parts = _parts(file)
        return "[Content_Types].xml" in parts and any(part.startswith(f"{folder}/") for part in parts)

    return check


def _is_open_document(media_type: str) -> Callable[[IO[bytes]], bool]:
    def check(file: IO[bytes]) -> bool:
        # The first part, stored as it is: its name follows the header of 30 bytes.
        start = file.read(38 + len(media_type))
        return start[:2] == b"PK" and start[30:] == b"mimetype" + media_type.encode()

    return check


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODT = "application/vnd.oasis.opendocument.text"

TYPES = {
    "csv": FileType("text/csv", _is_text),
    "docx": FileType(f"{_OFFICE}wordprocessingml.document", _is_office("word")),
    "odt": FileType(_ODT, _is_open_document(_ODT)),
    "pdf": FileType("application/pdf", _is_pdf),
    "pptx": FileType(f"{_OFFICE}presentationml.presentation", _is_office("ppt")),
    "txt": FileType("text/plain", _is_text),
    "xlsx": FileType(f"{_OFFICE}spreadsheetml.sheet", _is_office("xl")),
    "zip": FileType("application/zip", _is_zip),
}
