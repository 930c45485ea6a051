"""Files as text: byte order marks, encodings that are guessed, and wrong bytes that cost one character at most."""

from __future__ import annotations

import codecs
import io
import tempfile
from typing import BinaryIO, Protocol

from charset_normalizer import from_bytes
from django.utils.translation import gettext

from bibliography.entry import UnusableSourceError

_BLOCK = 1 << 16
# What is read to guess an encoding, counting only lines that tell: those that are not plain ASCII.
_SAMPLE = 1 << 17
_IN_MEMORY = 1 << 23
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What bibliographies were kept in before UTF-8. Each of them reads any bytes, so that only the letters tell.
_WESTERN = ("cp1252", "mac_roman")
_WESTERN_LETTERS = frozenset("àâäáãåæçéèêëíîïìñóôöòõøœßúûüùýÿÀÂÄÁÅÇÉÈÊËÎÏÑÓÔÖØÜŒÆ«»“”‘’–—…°·©®\xa0")
_CANDIDATES = ["cp1252", "mac_roman", "cp1250", "cp1251", "gb18030", "shift_jis", "big5", "euc_kr"]
_BINARY_STARTS = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"SQLite format",
    b"7z\xbc\xaf",
)


class TextSource(Protocol):
    """What a file opened as text can do."""

    def read(self, size: int = -1, /) -> str: ...
    def readline(self, size: int = -1, /) -> str: ...


def rewindable(stream: BinaryIO) -> BinaryIO:
    """The stream itself where it can be read twice, otherwise a copy on disk that goes away when it is closed."""
    try:
        if stream.seekable():
            return stream
    except AttributeError:
        pass
    copy = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - whoever asked reads and drops it.
    while block := stream.read(_BLOCK):
        copy.write(block)
    copy.seek(0)
    return copy  # type: ignore[return-value]


def open_text(stream: BinaryIO) -> io.TextIOWrapper:
    """A rewindable stream, from its start, as text with `\\n` for line ends; raises UnusableSourceError.

    The caller detaches the stream when it is done, so that reading does not close it.
    """
    encoding = detect_encoding(stream)
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding=encoding, errors="one-wrong-byte", newline=None)


def detect_encoding(stream: BinaryIO) -> str:
    stream.seek(0)
    start = stream.read(_BLOCK)
    if not start.strip():
        raise UnusableSourceError(gettext("The file is empty."))
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        if encoding := _utf_16_without_mark(start):
            return encoding
        raise UnusableSourceError(gettext("This is no text file."))
    if start.startswith(_BINARY_STARTS):
        raise UnusableSourceError(gettext("This is no text file."))
    return _guess(_telling_lines(stream, start))


def _utf_16_without_mark(start: bytes) -> str:
    """Half of the bytes of Western text in UTF-16 are zero, all on the same side."""
    half = len(start) // 2 or 1
    for encoding, zeros in (("utf-16-le", start[1::2].count(0)), ("utf-16-be", start[::2].count(0))):
        if zeros > 0.7 * half and start.count(0) < 1.1 * zeros:
            return encoding
    return ""


def _telling_lines(stream: BinaryIO, block: bytes) -> list[bytes]:
    """Lines with bytes beyond ASCII, from wherever they stand in the file, some hundred thousand bytes of them."""
    lines: list[bytes] = []
    size, rest = 0, b""
    while block and size < _SAMPLE:
        if rest or not block.isascii():
            parts = (rest + block).splitlines(keepends=True)
            rest = parts.pop() if len(parts) > 1 and len(parts[-1]) < _BLOCK else b""
            telling = [line for line in parts if not line.isascii()]
            lines += telling
            size += sum(map(len, telling))
        block = stream.read(_BLOCK)
    return [*lines, rest] if not rest.isascii() else lines


def _guess(lines: list[bytes]) -> str:
    right = sum(1 for line in lines if _is_utf_8(line))
    if right >= len(lines) / 2:
        # Some lines of another encoding in a file of UTF-8 are read one byte at a time.
        return "utf-8"
    sample = b"".join(lines)[:_SAMPLE]
    likely = max(_WESTERN, key=lambda encoding: _share_of_western_letters(sample, encoding))
    if _share_of_western_letters(sample, likely) > 0.9:
        # The guess below takes `à` for `ŕ` when it has a line or two to go by.
        return likely
    best = from_bytes(sample, cp_isolation=_CANDIDATES, enable_fallback=False).best()
    return best.encoding if best else "cp1252"


def _share_of_western_letters(sample: bytes, encoding: str) -> float:
    """Of the characters beyond ASCII, how many are letters with accents among letters without."""
    text = sample.decode(encoding, errors="replace")
    beyond = [letter for letter in text if not letter.isascii()]
    if 2 * len(beyond) > sum(map(str.isalpha, text)):
        # Accents are rare in every Western language; in Cyrillic every letter is beyond ASCII.
        return 0.0
    return sum(letter in _WESTERN_LETTERS for letter in beyond) / len(beyond) if beyond else 0.0


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        # A character that the end of a block cut in two.
        return error.end == len(line) and error.reason == "unexpected end of data"
    return True


def _one_wrong_byte(error: UnicodeError) -> tuple[str, int]:
    """A byte that is no UTF-8 is most often Windows-1252, pasted from elsewhere."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.start + 1]
    single_byte = error.encoding in ("utf-8", "utf8")
    text = wrong.decode("cp1252", errors="replace") if single_byte else "\N{REPLACEMENT CHARACTER}"
    return text, error.start + 1 if single_byte else max(error.end, error.start + 1)


codecs.register_error("one-wrong-byte", _one_wrong_byte)
