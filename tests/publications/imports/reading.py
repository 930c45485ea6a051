"""Reading files and records in tests, without a database."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bibliography.entry import Entry, WorkRecord
from bibliography.formats import ADAPTERS, open_source

FILES = Path(__file__).parent / "files"


def entries_of(data: bytes | str, name: str = "file", format_name: str = "auto") -> list[Entry]:
    content = data.encode() if isinstance(data, str) else data
    adapter, stream = open_source(io.BytesIO(content), name, format_name)
    return list(adapter.entries(stream, name))


def records_of(data: bytes | str, format_name: str = "auto") -> list[WorkRecord]:
    content = data.encode() if isinstance(data, str) else data
    adapter, stream = open_source(io.BytesIO(content), "file", format_name)
    return [adapter.record(entry) for entry in adapter.entries(stream, "file") if not entry.error]


def record_of(data: bytes | str, format_name: str = "auto") -> WorkRecord:
    (record,) = records_of(data, format_name)
    return record


def record_from(format_name: str, payload: dict[str, Any]) -> WorkRecord:
    return ADAPTERS[format_name].record(Entry("file:1", payload))


def file_of(name: str) -> bytes:
    return (FILES / name).read_bytes()


def texts_in(value: Any) -> Iterator[str]:
    """Every text and number in nested data, as text."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)
    elif value not in (None, "", True, False):
        yield str(value)


def everything_in(record: WorkRecord) -> str:
    """All that a record says, in one text to look things up in."""
    return json.dumps(record.__dict__, default=str, ensure_ascii=False)
