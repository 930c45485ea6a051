"""Answers of any length: written while they are sent, a piece at a time, in constant memory.

What is written after the view has returned is written outside of everything that surrounds a view: the language is
activated again for each piece, and between pieces the connection to the database goes back to its pool, for a client
that reads slowly must not keep it from others.
"""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header

from institute.content.languages import active_language

logger = logging.getLogger("django.request")

CHUNK = 200
_BLOCK = 1 << 15

Row = TypeVar("Row")


def in_chunks(
    rows: QuerySet[Any], read: Callable[[list[int]], Iterable[Any]], make: Callable[[Any], Row]
) -> Iterator[Row]:
    """Yield what ``make`` makes of each of ``rows``, in their order, a constant number of queries a chunk.

    Which rows there are is asked at once, before the first is yielded: eight bytes each. ``read`` selects those of a
    chunk, with all that ``make`` needs; a row that has disappeared meanwhile is left out.
    """
    keys = array("q", rows.values_list("pk", flat=True))
    return _chunks(keys, read, make)


def _chunks(keys: array[int], read: Callable[[list[int]], Iterable[Any]], make: Callable[[Any], Row]) -> Iterator[Row]:
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK].tolist()
        found = {row.pk: row for row in read(chunk)}
        made = [make(found[key]) for key in chunk if key in found]
        release_connection()
        yield from made


def release_connection() -> None:
    """Give the connection back; the next query takes one again."""
    if not connection.in_atomic_block:
        connection.close()


def streamed(
    pieces: Iterator[str] | Iterator[bytes],
    media_type: str,
    filename: str,
    broken: Callable[[], str] = str,
) -> StreamingHttpResponse:
    """Return the answer that sends ``pieces``, each written in the language that is active now.

    Where they break off, ``broken`` is the end: servers close such an answer as if it were whole, so it has to say by
    itself that it is not. A format that cannot be read without its own end needs none.
    """
    blocks = _in_language(_in_blocks(pieces), active_language(), broken)
    response = StreamingHttpResponse(blocks, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    return response


def _in_blocks(pieces: Iterator[str] | Iterator[bytes]) -> Iterator[bytes]:
    block = bytearray()
    for piece in pieces:
        block += piece.encode() if isinstance(piece, str) else piece
        if len(block) >= _BLOCK:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)


def _in_language(blocks: Iterator[bytes], language: str, broken: Callable[[], str]) -> Iterator[bytes]:
    """Write each block in the language of the request, and leave none behind in the thread."""
    try:
        while True:
            with translation.override(language):
                block = next(blocks, None)
            if block is None:
                return
            yield block
    except Exception:
        # The status is sent: all that is left is to say so and break off, so that nobody takes a part for the whole.
        logger.exception("An answer was broken off.")
        with translation.override(language):
            end = broken().encode()
        if end:
            yield end
        raise
    finally:
        release_connection()
