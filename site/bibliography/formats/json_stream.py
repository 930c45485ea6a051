"""JSON of any size, one item at a time, each with its line; a broken item costs nothing but itself.

Understood are an array, a value on each line (JSON Lines), one object, and an object that holds the array under one of
the names that the formats use. The standard library reads the items; a streaming parser such as ijson would know
neither their lines nor how to go on behind an error.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from bibliography.entry import UnusableSourceError
from bibliography.formats.encoding import TextSource

_BLOCK = 1 << 18
# No record is longer; what is, is a file without an end of its strings.
_LONGEST_ITEM = 1 << 25
_SPACE = re.compile(r"[\s,\x1e]*")
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\]]', re.DOTALL)
_NEXT_LINE = re.compile(r"\n[ \t]*(?=\{)")
# An error this near to the end of what was read may be the end itself.
_NEAR_THE_END = 64


@dataclass(frozen=True)
class Item:
    line: int
    value: Any = None
    error: str = ""


def read_items(source: TextSource, lists: tuple[str, ...], wrappers: tuple[str, ...] = ()) -> Iterator[Item]:
    """The items of a file; `lists` are the names under which an object holds them, `wrappers` of objects around that.

    Raises UnusableSourceError where the file does not begin as JSON.
    """
    return _Reader(source, lists, wrappers).items()


class _Reader:
    def __init__(self, source: TextSource, lists: tuple[str, ...], wrappers: tuple[str, ...]) -> None:
        self._source = source
        self._lists = lists
        self._wrappers = wrappers
        self._decoder = json.JSONDecoder(strict=False)
        self._buffer = ""
        self._position = 0
        self._line = 1
        self._is_at_end = False

    def items(self) -> Iterator[Item]:
        self._skip_space()
        first = self._peek()
        if first == "[":
            self._advance(self._position + 1)
            yield from self._array()
        elif first == "{":
            yield from self._object_or_lines()
        else:
            raise UnusableSourceError(gettext("This is no JSON."))

    def _object_or_lines(self) -> Iterator[Item]:
        line = self._line
        try:
            found = yield from self._object()
        except ValueError as error:
            yield Item(line, error=_said(error))
            if not self._skip_to_next_line():
                return
        else:
            if found is not None:
                yield Item(line, found)
        yield from self._values(until="")

    def _object(self, depth: int = 0) -> Generator[Item, None, dict[str, Any] | None]:
        """Read an object by its members; give the items of its list, or return it whole where it holds none."""
        self._advance(self._position + 1)
        members: dict[str, Any] = {}
        has_list = False
        while True:
            self._skip_space()
            if self._peek() == "}":
                self._advance(self._position + 1)
                return None if has_list else members
            name = self._value()
            self._skip_space()
            if not isinstance(name, str) or self._peek() != ":":
                raise ValueError(gettext("A name and a colon were expected."))
            self._advance(self._position + 1)
            self._skip_space()
            opening = self._peek()
            if name in self._lists and opening == "[":
                has_list = True
                self._advance(self._position + 1)
                yield from self._array()
            elif name in self._wrappers and opening == "{" and depth == 0:
                inner = yield from self._object(depth + 1)
                if inner is None:
                    has_list = True
                else:
                    members[name] = inner
            else:
                members[name] = self._value()

    def _array(self) -> Iterator[Item]:
        yield from self._values(until="]")

    def _values(self, until: str) -> Iterator[Item]:
        while True:
            self._skip_space()
            if not self._peek():
                if until:
                    yield Item(self._line, error=gettext("The file ends before its list does."))
                return
            if self._peek() == until:
                self._advance(self._position + 1)
                return
            line = self._line
            try:
                value = self._value()
            except ValueError as error:
                yield Item(line, error=_said(error))
                if not (self._skip_broken_item() if until else self._skip_to_next_line()):
                    return
            else:
                yield Item(line, value)

    def _value(self) -> Any:
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._position)
            except json.JSONDecodeError as error:
                if self._may_go_on(error):
                    self._read_more()
                    continue
                raise
            except RecursionError:
                raise ValueError(gettext("This is nested too deeply.")) from None
            if end == len(self._buffer) and not self._is_at_end:
                # A number may go on.
                self._read_more()
                continue
            self._advance(end)
            return value

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        """Whether more of the file could make this right."""
        if self._is_at_end or len(self._buffer) - self._position > _LONGEST_ITEM:
            return False
        return error.msg.startswith("Unterminated") or error.pos > len(self._buffer) - _NEAR_THE_END

    def _skip_broken_item(self) -> bool:
        """Go behind the item at this place, by its brackets or to the next line that opens one as deep, if that is nearer.

        A quotation mark that is missing turns texts into brackets and brackets into texts.
        """
        if self._peek() not in "{[":
            # Not even an item: one character at a time, until one begins or the list ends.
            self._advance(self._position + 1)
            return True
        own_line = re.search(r"\n([ \t]*)$", self._buffer[: self._position])
        next_line = re.compile(rf"\n{own_line[1]}(?=\{{)") if own_line else None
        while True:
            ends = [end for end in (self._end_by_brackets(), self._start_of_line(next_line)) if end]
            if ends:
                self._advance(min(ends))
                return True
            if self._is_at_end or len(self._buffer) - self._position > _LONGEST_ITEM:
                return self._skip_to_next_line()
            self._read_more()

    def _end_by_brackets(self) -> int:
        depth = 0
        for mark in _STRUCTURE.finditer(self._buffer, self._position):
            depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(mark[0], 0)
            if depth == 0:
                return mark.end()
        return 0

    def _start_of_line(self, pattern: re.Pattern[str] | None) -> int:
        match = pattern.search(self._buffer, self._position) if pattern else None
        return match.end() if match else 0

    def _skip_to_next_line(self) -> bool:
        while True:
            if match := _NEXT_LINE.search(self._buffer, self._position):
                self._advance(match.end())
                return True
            if self._is_at_end:
                self._advance(len(self._buffer))
                return False
            self._advance(max(self._position, len(self._buffer) - _NEAR_THE_END))
            self._read_more()

    def _skip_space(self) -> None:
        while True:
            match = _SPACE.match(self._buffer, self._position)
            self._advance(match.end() if match else self._position)
            if self._position < len(self._buffer) or self._is_at_end:
                return
            self._read_more()

    def _peek(self) -> str:
        return self._buffer[self._position : self._position + 1]

    def _advance(self, position: int) -> None:
        self._line += self._buffer.count("\n", self._position, position)
        self._position = position

    def _read_more(self) -> None:
        """At least as much again, so that a long item is not read anew for every block."""
        # One character is kept, so that where a line begins is still known.
        kept = max(self._position - _NEAR_THE_END, 0)
        self._buffer = self._buffer[kept:]
        self._position -= kept
        block = self._source.read(max(_BLOCK, len(self._buffer)))
        self._is_at_end = not block
        self._buffer += block


def _said(error: ValueError) -> str:
    # What the decoder says is English, and means the file's own text by its numbers.
    return gettext("This is no valid JSON.") if isinstance(error, json.JSONDecodeError) else str(error)
