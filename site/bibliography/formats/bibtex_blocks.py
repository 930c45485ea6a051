"""A BibTeX file block by block, in bounded memory: bibtexparser reads each block, and each has its line.

A block begins at a line that starts with `@word{` or `@word(`; all before the next one is its own, so that a brace that
nobody closed spoils one entry. Such a line within a value (an abstract that quotes BibTeX) belongs to the value, provided
that the value ends soon. What stands outside of entries is a comment, as BibTeX has it.
"""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from bibtexparser.exceptions import ParserStateException
from bibtexparser.model import DuplicateFieldKeyBlock, Entry, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter
from django.utils.formats import number_format
from django.utils.translation import gettext

from bibliography.formats.encoding import TextSource

# It warns of every broken entry; we report them.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

_BLOCK = re.compile(r"[^\S\n]*@[^\S\n]*[A-Za-z_]+[^\S\n]*(?:[{(]|\n)")
_WITHOUT_KEY = re.compile(r"(@(?!string\b)\s*\w+\s*[{(])(\s*[\w+:-]+\s*=)", re.IGNORECASE)
_ENTRY_START = re.compile(r"\s*@\s*(\w+)\s*[{(]\s*([^\s,={}]*)")
_NEXT_FIELD = re.compile(r"\s*([A-Za-z][\w+:.-]*)\s*=\s*")
_DELIMITER = re.compile(r"\\.|[{}\"]", re.DOTALL)
_NESTED = re.compile(r"[\\{}\"]")
_TOKEN = re.compile(r"\s*(?:#\s*)?(?:(?P<number>\d+)|(?P<name>[^\s#,{}\"=]+))")
# No entry is longer; what is, has lost a quotation mark.
_LONGEST_BLOCK = 4_000_000
# How far behind a line that may begin an entry the value that it stands in may go on.
_LONGEST_REST_OF_VALUE = 1 << 16
# An `@` within a value, which bibtexparser would take for the start of an entry.
_MASKED_AT = "\ue012"
_STRUCTURE = re.compile(r"\\.|[{}\",]|(?<=\n)[^\S\n]*@", re.DOTALL)
_NEEDS_TIDYING = re.compile(r",\s*,|\n[^\S\n]*@")


@dataclass(frozen=True)
class Chunk:
    """Lines that may be a block; `is_cut` where it is longer than any block, and its end is left out."""

    line: int
    text: str
    is_cut: bool = False


@dataclass
class Block:
    """An entry; `fields` are (name in small letters, value without its delimiters), repeated names included."""

    line: int
    type: str = ""
    key: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""


def chunks(source: TextSource) -> Iterator[Chunk]:
    """What may be a block, each from its own line to the next one's."""
    lines: list[str] = []
    start, size = 1, 0
    reader = _Lines(source)
    for number, line, is_start in reader:
        if is_start and _BLOCK.match(line):
            if lines and (rest := _rest_of_value("".join(lines), line, reader)):
                line = rest
            else:
                if lines:
                    yield Chunk(start, "".join(lines), is_cut=size > _LONGEST_BLOCK)
                lines, start, size = [], number, 0
        size += len(line)
        if size <= _LONGEST_BLOCK:
            lines.append(line)
    if lines:
        yield Chunk(start, "".join(lines), is_cut=size > _LONGEST_BLOCK)


class _Lines:
    """Lines with their numbers, from one on, and whether they begin a line: one that is very long comes in pieces."""

    def __init__(self, source: TextSource) -> None:
        self._source = source
        self._ahead: deque[str] = deque()
        self._number = 1
        self._is_start = True

    def __iter__(self) -> Iterator[tuple[int, str, bool]]:
        while line := self._ahead.popleft() if self._ahead else self._source.readline(_LONGEST_BLOCK):
            number, is_start = self._number, self._is_start
            self._is_start = line.endswith("\n")
            self._number += self._is_start
            yield number, line, is_start

    def look_ahead(self) -> Iterator[str]:
        """Yield the lines that follow, which are read again unless `skip` is called."""
        yield from list(self._ahead)
        while line := self._source.readline(_LONGEST_BLOCK):
            self._ahead.append(line)
            yield line

    def skip(self, count: int) -> str:
        """Return the next lines, which have been looked at, and go on behind them."""
        text = "".join(self._ahead.popleft() for _line in range(count))
        self._number += text.count("\n")
        return text


class _Place:
    """Where in a block a text ends: within a value, or between the fields."""

    def __init__(self, text: str) -> None:
        match = _ENTRY_START.match(text)
        self._entry = 1 if match is None or "{" in match[0] else 0
        self._depth = 0
        self._is_quoted = False
        for mark in _DELIMITER.finditer(text):
            self.pass_by(mark[0])

    @property
    def is_in_value(self) -> bool:
        return self._depth > self._entry or self._is_quoted

    @property
    def is_between_fields(self) -> bool:
        return not self.is_in_value

    def ends_in(self, text: str) -> bool:
        """Go on through `text`, and return whether the value ends there."""
        for mark in _DELIMITER.finditer(text):
            self.pass_by(mark[0])
            if self.is_between_fields:
                return True
        return False

    def pass_by(self, mark: str) -> None:
        if mark == "{":
            self._depth += 1
        elif mark == "}":
            self._depth = max(self._depth - 1, 0)
        elif mark == '"' and self._depth == self._entry:
            self._is_quoted = not self._is_quoted


def _rest_of_value(block: str, line: str, reader: _Lines) -> str:
    """Return `line` and what follows to the end of the value of `block` that it stands in.

    The result is empty where the line stands in none, or in one that does not end: then its brace was forgotten.
    """
    place = _Place(block)
    if not place.is_in_value:
        return ""
    size = 0
    for count, following in enumerate(chain([line], reader.look_ahead())):
        if place.ends_in(following):
            return line + reader.skip(count)
        size += len(following)
        if size > _LONGEST_REST_OF_VALUE:
            break
    return ""


def _tidied(text: str) -> str:
    """Return a block without the second of two commas, and with `@` masked where a line within a value begins so."""
    if not _NEEDS_TIDYING.search(text, 1):
        return text
    start = _ENTRY_START.match(text)
    if start is None:
        return text
    place = _Place(start[0])
    parts: list[str] = []
    position, after_comma = 0, -1
    for mark in _STRUCTURE.finditer(text, start.end()):
        if mark[0].endswith("@"):
            if place.is_in_value:
                parts += [text[position : mark.end() - 1], _MASKED_AT]
                position = mark.end()
        elif mark[0] != ",":
            place.pass_by(mark[0])
        elif not place.is_in_value:
            if after_comma >= 0 and not text[after_comma : mark.start()].strip():
                parts.append(text[position : mark.start()])
                position = mark.end()
            after_comma = mark.end()
    return "".join([*parts, text[position:]])


def start_of(chunk: Chunk) -> tuple[str, str]:
    """(type, key) of the first entry of a chunk, without reading it."""
    match = _ENTRY_START.match(chunk.text)
    return (match[1].lower(), match[2]) if match else ("", "")


def blocks(chunk: Chunk, strings: dict[str, str]) -> Iterator[Block]:
    """The entries of a chunk; its `@string`s are added to `strings`."""
    text = _WITHOUT_KEY.sub(r"\1,\2", chunk.text, count=1) if "@" in chunk.text[:200] else chunk.text
    text = _tidied(text)
    try:
        found = Splitter(text).split().blocks
    except (ParserStateException, RecursionError):
        yield Block(chunk.line, error=gettext("The entry cannot be read."))
        return
    for block in found:
        line = chunk.line + max(block.start_line or 0, 0)
        if isinstance(block, DuplicateFieldKeyBlock) and block.ignore_error_block:
            block = block.ignore_error_block
        if isinstance(block, ParsingFailedBlock):
            # A comment or an address that holds an @ is no broken entry.
            if _ENTRY_START.match(block.raw or ""):
                kind, key = start_of(Chunk(line, block.raw or ""))
                yield Block(line, kind, key, error=_too_long() if chunk.is_cut else _why(block))
        elif isinstance(block, String):
            strings[block.key.strip().lower()] = "".join(value for _, value in _values("", block.value, strings))
        elif isinstance(block, Entry):
            fields = [
                (name, value.replace(_MASKED_AT, "@"))
                for row in block.fields
                for name, value in _values(row.key.strip().lower(), str(row.value), strings)
            ]
            yield Block(line, block.entry_type.strip().lower(), block.key.strip(), fields)


def _too_long() -> str:
    return gettext("This entry is longer than %(limit)s characters.") % {"limit": number_format(_LONGEST_BLOCK)}


def _why(block: ParsingFailedBlock) -> str:
    reason = str(getattr(block.error, "abort_reason", ""))
    if "end of file" in reason or "block start" in reason:
        return gettext("A brace or a quotation mark of this entry is never closed.")
    return gettext("A comma or an equals sign is missing in this entry.")


def _values(name: str, source: str, strings: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A value with its parts put together; a field whose comma was forgotten before it is given by itself."""
    parts: list[str] = []
    position, end = 0, len(source)
    while position < end:
        start = position
        while position < end and (source[position].isspace() or source[position] == "#"):
            position += 1
        if position == end:
            break
        if parts and "#" not in source[start:position] and (following := _NEXT_FIELD.match(source, position)):
            yield name, "".join(parts)
            name, parts, position = following[1].lower(), [], following.end()
            continue
        if source[position] in '{"':
            part, position = _delimited(source, position)
        elif token := _TOKEN.match(source, position):
            part, position = _constant(token, strings), token.end()
        else:
            part, position = source[position], position + 1
        parts.append(part)
    yield name, "".join(parts)


def _constant(token: re.Match[str], strings: dict[str, str]) -> str:
    """A number, or the name of a `@string`; the months are names that everyone knows, and stay what they are."""
    text = token["number"] or token["name"]
    return strings.get(text.lower(), text)


def _delimited(source: str, position: int) -> tuple[str, int]:
    """What stands between braces or quotation marks, and where it ends."""
    closes = "}" if source[position] == "{" else '"'
    end = source.find(closes, position + 1)
    if end > 0 and not _NESTED.search(source, position + 1, end):
        return source[position + 1 : end], end + 1
    depth = 0
    for mark in _DELIMITER.finditer(source, position + 1):
        if mark[0] == closes and depth == 0:
            return source[position + 1 : mark.start()], mark.end()
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
    return source[position + 1 :], len(source)
