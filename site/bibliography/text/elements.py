"""Elements and spans of markup that may never end, found in time that grows with the length of the text.

A pattern such as `<math>.*?</math>` reads the rest of the text for each `<math>` that is not closed. Here the search
for an end stops for good once there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class FoundElement:
    """`text` is the element with its tags, `content` what is between them."""

    text: str
    content: str
    start: int
    end: int


class Element:
    """An element by its local name, whatever its prefix; elements of one name are not nested."""

    def __init__(self, name: str) -> None:
        self._start = re.compile(rf"<(?:[\w.-]+:)?{name}(?=[\s>])[^<>]*>", re.IGNORECASE)
        self._end = re.compile(rf"</(?:[\w.-]+:)?{name}\s*>", re.IGNORECASE)

    def is_in(self, source: str) -> bool:
        return self.find(source) is not None

    def find(self, source: str) -> FoundElement | None:
        return next(self._all(source), None)

    def replace(self, source: str, replacement: Callable[[FoundElement], str]) -> str:
        pieces: list[str] = []
        position = 0
        for found in self._all(source):
            pieces += [source[position : found.start], replacement(found)]
            position = found.end
        return "".join([*pieces, source[position:]])

    def _all(self, source: str) -> Iterator[FoundElement]:
        position = 0
        while (start := self._start.search(source, position)) and (end := self._end.search(source, start.end())):
            position = end.end()
            yield FoundElement(
                source[start.start() : position], source[start.end() : end.start()], start.start(), position
            )


ALTERNATIVES = Element("alternatives")
TEX_MATH = Element("tex-math")
MATHML = Element("math")


def without_spans(source: str, opening: str, closing: str) -> str:
    """Return the text without what stands between two marks, such as comments; one that never ends is text."""
    pieces: list[str] = []
    position = 0
    while (start := source.find(opening, position)) >= 0:
        end = source.find(closing, start + len(opening))
        if end < 0:
            break
        pieces.append(source[position:start])
        position = end + len(closing)
    return "".join([*pieces, source[position:]])
