"""The formats that publications come in, each a small adapter from a file to `records.WorkRecord`.

To add one: a module with a class that keeps to `records.Adapter`, and a line in `ADAPTERS`.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from django.utils.translation import gettext

from bibliography.entry import Adapter, UnusableSourceError
from bibliography.formats.bibtex import BIBTEX
from bibliography.formats.crossref import CROSSREF
from bibliography.formats.csl import CSL
from bibliography.formats.encoding import open_text, rewindable
from bibliography.formats.openalex import OPENALEX
from bibliography.formats.ris import RIS

__all__ = ["ADAPTERS", "detect", "open_source"]

# In the order in which they are asked: what would pass for another format comes first.
ADAPTERS: dict[str, Adapter] = {adapter.name: adapter for adapter in (OPENALEX, CROSSREF, CSL, RIS, BIBTEX)}
AUTO = "auto"
_HEAD = 1 << 17
_HTML = re.compile(r"\s*(?:<!doctype html|<html\b|<\?xml[^>]*>\s*<!doctype html)", re.IGNORECASE)
_XML = re.compile(r"\s*<(?:\?xml\b|\w)")


def detect(head: str, name: str) -> Adapter:
    """The adapter of a file called `name` that begins with `head`; raises UnusableSourceError."""
    if _HTML.match(head):
        raise UnusableSourceError(gettext("This is a web page, not a file of records."))
    # A sign within a record says less than what the file begins with.
    text_formats: list[Adapter] = [BIBTEX, RIS] if name.lower().endswith((".bib", ".bibtex")) else [RIS, BIBTEX]
    json_formats: list[Adapter] = [OPENALEX, CROSSREF, CSL]
    for adapter in json_formats if _is_json(head) else text_formats:
        if adapter.recognises(head):
            return adapter
    if re.fullmatch(r"\s*(?:\[\s*\]|\{\s*\})\s*", head):
        raise UnusableSourceError(gettext("There is no record in this file."))
    if _XML.match(head):
        raise UnusableSourceError(gettext("This is XML, which is not among the formats that can be read."))
    raise UnusableSourceError(
        gettext("The format is not known: a file in BibTeX, RIS, CSL-JSON, or from Crossref or OpenAlex was expected.")
    )


def open_source(stream: BinaryIO, name: str, format_name: str = AUTO) -> tuple[Adapter, BinaryIO]:
    """The adapter to read a file with, and the file, which can be read from its start as often as needed.

    Raises UnusableSourceError where the file is empty, is no text, or is in another format than was said.
    """
    stream = rewindable(stream)
    text = open_text(stream)
    try:
        head = text.read(_HEAD)
    finally:
        text.detach()
    stream.seek(0)
    if format_name == AUTO:
        return detect(head, name), stream
    adapter = ADAPTERS[format_name]
    # Formats in JSON look much alike: whoever says which one it is knows better.
    is_plausible = adapter in (OPENALEX, CROSSREF, CSL) and _is_json(head)
    if not is_plausible and not adapter.recognises(head):
        found = detect(head, name)
        raise UnusableSourceError(
            gettext("This is no file in the format %(asked)s; it looks like %(found)s.")
            % {"asked": adapter.name, "found": found.name}
        )
    return adapter, stream


def _is_json(head: str) -> bool:
    return head.lstrip()[:1] in ("{", "[")
