"""BibTeX and BibLaTeX: https://ctan.org/pkg/bibtex, https://ctan.org/pkg/biblatex (section 2, the database guide).

Two passes over the file: the first finds its `@string`s and what entries inherit from (`crossref`, `xdata`), which may
stand behind them; the second gives the entries one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.utils.translation import gettext

from bibliography.entry import Entry, UnusableSourceError, WorkRecord
from bibliography.formats.bibtex_blocks import Block, Chunk, blocks, chunks, start_of
from bibliography.formats.bibtex_record import BibTeXReading
from bibliography.formats.encoding import open_text, rewindable

_HEAD = re.compile(r"^[^\S\n]*@[^\S\n]*[A-Za-z]+[^\S\n]*[{(]", re.MULTILINE)
_PARENTS = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"]?([^}\"\n]+)")
_NO_WORKS = frozenset(["comment", "preamble", "string", "xdata", "set", "control", "bibnote"])
# What belongs to the parent alone, and what of it is called otherwise in the child.
_NOT_INHERITED = frozenset(
    ["crossref", "xdata", "xref", "ids", "doi", "url", "urldate", "eprint", "abstract", "pages", "keywords", "file",
     "label", "sortkey", "entryset", "entrysubtype", "shorthand", "note", "timestamp", "biburl", "bibsource", "author"]
)  # fmt: skip
_RENAMED_IN_CHILD = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}


class BibTeX:
    name = "bibtex"

    def recognises(self, head: str) -> bool:
        return bool(_HEAD.search(head))

    def entries(self, stream: BinaryIO, name: str) -> Iterator[Entry]:
        stream = rewindable(stream)
        strings, parents = self._look_ahead(stream)
        text = open_text(stream)
        found = False
        try:
            for chunk in chunks(text):
                for block in blocks(chunk, strings):
                    if block.type in _NO_WORKS:
                        continue
                    found = True
                    position = f"{name}:{block.line}"
                    if block.error:
                        yield Entry(position, error=block.error, key=block.key)
                    else:
                        yield Entry(position, _payload(block, parents))
        finally:
            text.detach()
        if not found:
            raise UnusableSourceError(gettext("There is no BibTeX entry in this file."))

    def _look_ahead(self, stream: BinaryIO) -> tuple[dict[str, str], dict[str, Block]]:
        strings: dict[str, str] = {}
        wanted: set[str] = set()
        for chunk in _all_chunks(stream):
            if start_of(chunk)[0] == "string":
                list(blocks(chunk, strings))
            small = chunk.text.lower()
            for keys in _PARENTS.findall(small) if "crossref" in small or "xdata" in small else ():
                wanted.update(key.strip() for key in keys.split(","))
        parents: dict[str, Block] = {}
        if wanted:
            for chunk in _all_chunks(stream):
                if start_of(chunk)[1].lower() in wanted:
                    parents |= {block.key.lower(): block for block in blocks(chunk, strings) if not block.error}
        return strings, parents

    def record(self, entry: Entry) -> WorkRecord:
        return BibTeXReading(entry.payload).record()


def _all_chunks(stream: BinaryIO) -> Iterator[Chunk]:
    text = open_text(stream)
    try:
        yield from chunks(text)
    finally:
        text.detach()


def _payload(block: Block, parents: dict[str, Block]) -> dict[str, Any]:
    """The entry as it stands, with what it inherits; a field that is written twice has a list of values."""
    fields: dict[str, Any] = {}
    for name, value in block.fields:
        known = fields.get(name)
        if known is None or known == "":
            fields[name] = value
        elif value not in ("", known) and not (isinstance(known, list) and value in known):
            fields[name] = [*known, value] if isinstance(known, list) else [known, value]
    payload: dict[str, Any] = {"type": block.type, "key": block.key, "fields": fields}
    if inherited := _inherited(block, parents, depth=0):
        payload["inherited"] = {name: value for name, value in inherited.items() if name not in fields}
    return payload


def _inherited(block: Block, parents: dict[str, Block], depth: int) -> dict[str, str]:
    result: dict[str, str] = {}
    for relation, keys in block.fields:
        if relation not in ("crossref", "xdata") or depth > 5:
            continue
        for key in keys.split(","):
            parent = parents.get(key.strip().lower())
            if parent is None or parent is block:
                continue
            everything = _inherited(parent, parents, depth + 1) | dict(parent.fields)
            for name, value in everything.items():
                if relation == "xdata":
                    result.setdefault(name, value)
                elif name not in _NOT_INHERITED or (name == "author" and block.type == "inbook"):
                    result.setdefault(_RENAMED_IN_CHILD.get(name, name), value)
    return result


BIBTEX = BibTeX()
