"""The contents of a long page, made from the headings of its blocks.

An anchor is made from the words of its heading, so that a link to it survives changes elsewhere on
the page; equal headings are numbered in the order in which they are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import slugify
from wagtail.blocks import StructValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import RichText

# A heading that is never closed ends at the next one, so that the search reads every character once.
_HEADING = re.compile(r"<h2\b([^<>]*)>((?:[^<]|<(?!/?h2\b))*+)</h2>", re.IGNORECASE)


@dataclass(frozen=True)
class Heading:
    text: str
    anchor: str


def outline(stream: StreamValue) -> list[Heading]:
    """Return the headings of ``stream`` in order, and give each of them its anchor when printed."""
    anchor_for = _anchors()
    headings: list[Heading] = []
    for child in stream:
        value = child.value
        texts = list(_texts(value))
        anchors = [anchor_for(text) for text in texts]
        headings += [Heading(*pair) for pair in zip(texts, anchors, strict=True)]
        if isinstance(value, RichText):
            value.anchors = anchors
        elif anchors:
            value.anchor = anchors[0]
    return headings


def with_anchors(html: str, anchors: list[str]) -> str:
    """Return ``html`` with ``anchors`` as the ids of its second-level headings, in order."""
    left = iter(anchors)

    def anchored(match: re.Match[str]) -> str:
        anchor = next(left, None) if _plain(match[2]) else None
        return match[0] if anchor is None else f'<h2 id="{anchor}"{match[1]}>{match[2]}</h2>'

    return _HEADING.sub(anchored, html)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, RichText):
        texts = (_plain(match[2]) for match in _HEADING.finditer(value.source))
        yield from (text for text in texts if text)
    elif isinstance(value, StructValue) and value.get("heading"):
        yield value["heading"]


def _plain(html: str) -> str:
    return unescape(strip_tags(html)).strip()


def _anchors() -> Callable[[str], str]:
    used: set[str] = set()

    def anchor_for(text: str) -> str:
        stem = slugify(text) or "part"
        anchor, number = stem, 1
        while anchor in used:
            number += 1
            anchor = f"{stem}-{number}"
        used.add(anchor)
        return anchor

    return anchor_for
