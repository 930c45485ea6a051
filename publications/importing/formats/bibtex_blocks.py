"""A BibTeX file block by block, in bounded memory: bibtexparser reads each block, and each has its line.

A block begins at a line that starts with `@word{` or `@word(`; all before the next one is its own, so that a brace that
nobody closed spoils one entry. What stands outside of entries is a comment, as BibTeX has it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bibtexparser.exceptions import ParserStateException
from bibtexparser.model import DuplicateFieldKeyBlock, Entry, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter
from django.utils.translation import gettext

from publications.importing.encoding import TextSource

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


@dataclass(frozen=True)
class Chunk:
    line: int
    text: str


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
    number = 0
    while line := source.readline(_LONGEST_BLOCK):
        number += 1
        if _BLOCK.match(line):
            if lines:
                yield Chunk(start, "".join(lines))
            lines, start, size = [], number, 0
        if size < _LONGEST_BLOCK:
            lines.append(line)
            size += len(line)
    if lines:
        yield Chunk(start, "".join(lines))


def start_of(chunk: Chunk) -> tuple[str, str]:
    """(type, key) of the first entry of a chunk, without reading it."""
    match = _ENTRY_START.match(chunk.text)
    return (match[1].lower(), match[2]) if match else ("", "")


def blocks(chunk: Chunk, strings: dict[str, str]) -> Iterator[Block]:
    """The entries of a chunk; its `@string`s are added to `strings`."""
    text = _WITHOUT_KEY.sub(r"\1,\2", chunk.text, count=1) if "@" in chunk.text[:200] else chunk.text
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
                yield Block(line, kind, key, error=_why(block))
        elif isinstance(block, String):
            strings[block.key.strip().lower()] = "".join(value for _, value in _values("", block.value, strings))
        elif isinstance(block, Entry):
            fields = [
                pair for row in block.fields for pair in _values(row.key.strip().lower(), str(row.value), strings)
            ]
            yield Block(line, block.entry_type.strip().lower(), block.key.strip(), fields)


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
