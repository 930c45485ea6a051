"""Reading of request bodies before Django sees the request: whole, and bounded in size and in time.

A read from granian returns once all the bytes that it asks for have come, cannot be interrupted or given up, and takes a
connection that breaks off for the end of the body. So few bytes at a time are asked of a client that is slow, and how much
came is compared with what was announced. A client that sends nothing at all keeps its thread until it closes the
connection: only a proxy ends that earlier (see docs/deployment.md), but no more than a part of the threads waits so.
"""

from __future__ import annotations

import logging
import tempfile
import time
from io import BytesIO
from typing import IO, Any

from institute.server.admission import Admission

# A client has the time limit for each piece, so a large upload may take long as long as it goes on.
PIECE = 64 << 10
# Larger bodies wait on disk.
IN_MEMORY = 1 << 20
# A read that takes longer waited for its client.
FAST_SECONDS = 0.05
BODILESS_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

logger = logging.getLogger(__name__)


class BodyError(Exception):
    """The body cannot be taken; ``status`` is what to answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class BodyReader:
    """Reads the bodies of one worker's requests."""

    def __init__(self, admission: Admission, seconds: float) -> None:
        self.admission = admission
        self.seconds = seconds

    def read(self, environ: dict[str, Any], max_bytes: int, kind: str) -> IO[bytes]:
        """Return the whole body as a file, which becomes the stream of ``environ``.

        Raise BodyError where it is not acceptable, and OverloadedError where too many clients of its ``kind`` are slow.
        """
        length = announced_length(environ)
        if length > max_bytes:
            raise BodyError(413)
        body: IO[bytes] = BytesIO()
        if length:
            with self.admission.waiting_for_client(kind):
                body = self._received(environ["wsgi.input"], length)
        environ["CONTENT_LENGTH"] = str(length)
        environ["wsgi.input"] = body
        return body

    def _received(self, stream: Any, length: int) -> IO[bytes]:
        body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed by whoever reads it)
        try:
            self._copy(stream, body, length)
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body

    def _copy(self, stream: Any, body: IO[bytes], length: int) -> None:
        started = time.monotonic()
        received, size = 0, 1
        while received < length:
            asked = time.monotonic()
            piece = stream.read(min(size, length - received))
            now = time.monotonic()
            if not piece:
                raise BodyError(400)
            received += len(piece)
            try:
                body.write(piece)
            except OSError as error:
                logger.error("A request body could not be kept: %s", error)
                raise BodyError(503) from None
            if received < length and now - started > self.seconds * (1 + received // PIECE):
                raise BodyError(408)
            size = min(2 * size, PIECE) if now - asked < FAST_SECONDS else 1


def announced_length(environ: dict[str, Any]) -> int:
    """Return how long the body is by its headers; raise BodyError where they are not acceptable."""
    if environ["REQUEST_METHOD"] in BODILESS_METHODS:
        return 0
    if "HTTP_TRANSFER_ENCODING" in environ:
        # Django would take such a body for an empty one.
        raise BodyError(411)
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise BodyError(400) from None
    if length < 0:
        raise BodyError(400)
    return length
