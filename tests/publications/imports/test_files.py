"""Files of every kind: recognised, decoded, and read in bounded memory, whatever they hold."""

from __future__ import annotations

import io
import json
import tracemalloc
from contextlib import suppress
from typing import Any, BinaryIO, cast

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bibliography.entry import Entry, UnreadableEntryError, UnusableSourceError
from bibliography.formats import ADAPTERS, detect, open_source
from bibliography.formats.encoding import detect_encoding, open_text
from tests.publications.imports.reading import entries_of, file_of, record_of, records_of

NAMES = {
    "papers.bib": "bibtex",
    "papers.ris": "ris",
    "items.json": "csl",
    "crossref.json": "crossref",
    "openalex.json": "openalex",
}


@pytest.mark.parametrize(("name", "format_name"), NAMES.items())
def test_formats_are_recognised_by_what_they_hold(name: str, format_name: str) -> None:
    assert detect(file_of(name).decode(), "upload.txt").name == format_name


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b" \n ", "The file is empty."),
        (b"%PDF-1.7 \x00\x01", "This is no text file."),
        (b"%PDF-1.7 text", "This is no text file."),
        (b"PK\x03\x04stuff", "This is no text file."),
        (b"\x00\x01\x02\x03", "This is no text file."),
        (b"<!DOCTYPE html><html><body>@article{a, title={b}}</body></html>", "This is a web page, not a file of records."),
        (b"<?xml version='1.0'?><records/>", "This is XML, which is not among the formats that can be read."),
        (b"hello", "The format is not known: a file in BibTeX, RIS, CSL-JSON, or from Crossref or OpenAlex was expected."),
        (b"[]", "There is no record in this file."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_says_why(data: bytes, said: str) -> None:
    with translation.override("en"), pytest.raises(UnusableSourceError) as error:
        entries_of(data)
    assert str(error.value) == said


def test_a_file_in_another_format_than_was_said() -> None:
    with pytest.raises(UnusableSourceError, match="bibtex"):
        entries_of(file_of("papers.bib"), format_name="ris")
    with pytest.raises(UnusableSourceError):
        entries_of(file_of("papers.ris"), format_name="crossref")


def test_a_file_with_comments_only_holds_no_entry() -> None:
    with pytest.raises(UnusableSourceError):
        entries_of(b"@comment{nothing}\n")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "mac_roman"]
)
def test_encodings(encoding: str) -> None:
    title = "Étude à Noël : les élèves de Besançon"
    source = f"@article{{a, title = {{{title}}}, author = {{Émile Zola}}}}\n"
    assert record_of(source.encode(encoding)).title == title
    ris = f"TY  - JOUR\r\nTI  - {title}\r\nER  - \r\n"
    assert record_of(ris.encode(encoding)).title == title
    items = json.dumps([{"title": title, "type": "book"}], ensure_ascii=False)
    assert record_of(items.encode(encoding)).title == title


def test_cyrillic_and_chinese_before_unicode() -> None:
    assert (
        detect_encoding(io.BytesIO("Глубокое обучение и нейронные сети для распознавания".encode("cp1251") * 3))
        == "cp1251"
    )
    assert detect_encoding(io.BytesIO("深度学习与神经网络的研究进展综述，人工智能".encode("gb18030") * 5)) in (
        "gb18030",
        "gbk",
        "gb2312",
    )


def test_a_wrong_byte_costs_one_character() -> None:
    source = "@misc{a, title = {Déjà vu}}\n".encode() * 3 + b"@misc{b, title = {caf\xe9 noir}}\n"
    assert [record.title for record in records_of(source)] == ["Déjà vu"] * 3 + ["café noir"]


def test_old_line_ends_are_line_ends() -> None:
    text = "@misc{a,\rtitle = {One}}\r@misc{b, title = {Two}}\r"
    assert [entry.position for entry in entries_of(text, "f")] == ["f:1", "f:3"]


def test_the_stream_stays_open_and_can_be_read_again() -> None:
    adapter, stream = open_source(io.BytesIO(file_of("papers.bib")), "papers.bib")
    first = [entry.position for entry in adapter.entries(stream, "papers.bib")]
    assert [entry.position for entry in adapter.entries(stream, "papers.bib")] == first


class _Pipe(io.RawIOBase):
    """Standard input: it can be read once."""

    def __init__(self, data: bytes) -> None:
        self._rest = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._rest.read(size)


@pytest.mark.parametrize("name", NAMES)
def test_standard_input_is_read(name: str) -> None:
    adapter, stream = open_source(cast("BinaryIO", _Pipe(file_of(name))), "-")
    assert len(list(adapter.entries(stream, "-"))) == len(entries_of(file_of(name)))


def test_a_broken_item_costs_nothing_else() -> None:
    items = [json.dumps({"type": "book", "title": f"Title {number}"}, indent=1) for number in range(4)]
    broken = items[1].replace('"type": "book",', '"type": "book"')
    unclosed = items[1].replace('"Title 1"', '"Title 1')
    for bad in (broken, unclosed, "oops"):
        text = "[\n" + ",\n".join([items[0], bad, items[2], items[3]]) + "\n]"
        entries = entries_of(text)
        titles = [entry.payload.get("title") for entry in entries if not entry.error]
        assert titles[0] == "Title 0"
        assert titles[-1] == "Title 3"
        assert any(entry.error for entry in entries)
    lines = "\n".join([json.dumps({"title": "One"}), '{"title": "broken', json.dumps({"title": "Two"})])
    assert [(entry.position, entry.payload.get("title")) for entry in entries_of(lines, "f")] == [
        ("f:1", "One"), ("f:2", None), ("f:3", "Two")
    ]  # fmt: skip


def test_what_is_nested_without_end_is_refused() -> None:
    for depth in (300, 5_000):
        deep = "[" * depth + "]" * depth
        for text in (
            f'[{{"title": {deep}}}, {{"title": "One"}}]',
            '{"message": ' * depth + '{"title": ["One"]}' + "}" * depth,
        ):
            for entry in entries_of(text, format_name="csl") + entries_of(text, format_name="crossref"):
                if not entry.error:
                    with suppress(UnreadableEntryError):
                        ADAPTERS["crossref"].record(entry)
    commas = "@misc{a, title = {One}" + "".join(f" f{number} = {{x}}" for number in range(3_000)) + "}"
    assert record_of(commas).title == "One"


def test_a_list_that_is_cut_off_keeps_what_came_before() -> None:
    text = json.dumps([{"title": f"Title {number}", "type": "book"} for number in range(50)])
    entries = entries_of(text[: len(text) // 2])
    assert [entry.payload.get("title") for entry in entries[:24]] == [f"Title {number}" for number in range(24)]
    assert entries[-1].error


class _Endless(io.RawIOBase):
    """A large file made as it is read, so that only the reader's own memory counts."""

    def __init__(self, head: bytes, item: bytes, count: int, tail: bytes) -> None:
        self._parts = (head, item, count, tail)
        self._size = len(head) + len(item) * count + len(tail)
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._position = offset if whence == 0 else self._position + offset if whence == 1 else self._size + offset
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        head, item, count, tail = self._parts
        start, end = self._position, min(self._position + len(buffer), self._size)
        inner_start, inner_end = max(start - len(head), 0), max(end - len(head), 0)
        first = inner_start // len(item)
        items = item * min(inner_end // len(item) + 1 - first, max(count - first, 0))
        window = head + items + tail if first == 0 else items + tail
        offset = start if first == 0 else start - len(head) - first * len(item)
        data = window[offset : offset + end - start]
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format_name", "head", "item", "tail"),
    [
        (
            "bibtex",
            b"@string{a = {b}}\n",
            b"@article{key, title = {Some title}, note = {" + b"word " * 1000 + b"}}\n",
            b"",
        ),
        ("ris", b"", b"TY  - JOUR\nTI  - Some title\nN1  - " + b"word " * 1000 + b"\nER  - \n", b""),
        ("csl", b"[\n", b'{"title": "Some title", "note": "' + b"word " * 1000 + b'"},\n', b'{"title": "Last"}]'),
        ("openalex", b'{"results": [', b'{"title": "Some title", "x": "' + b"word " * 1000 + b'"},\n', b"{}]}"),
    ],
)
def test_a_large_file_is_read_in_bounded_memory(format_name: str, head: bytes, item: bytes, tail: bytes) -> None:
    stream = cast("BinaryIO", _Endless(head, item, 4_000, tail))
    tracemalloc.start()
    count = sum(1 for _ in ADAPTERS[format_name].entries(stream, "large"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count >= 4_000
    # Twenty million bytes are read.
    assert peak < 4_000_000


def test_text_is_opened_without_closing_the_file() -> None:
    stream = io.BytesIO(b"@misc{a}")
    open_text(stream).detach()
    assert not stream.closed


fragments = st.sampled_from(
    ["@article{", "a,", "title", "=", "{", "}", '"', "#", ",", "\n", "@string{", "@comment(", "author = {A and B, C, D}",
     "TY  - JOUR\n", "AU  - X, Y\n", "ER  - \n", "T1 -z", "year = 99999", "\\'", "$", "[", "]", "{\"title\":", "null",
     "\"authorships\":", "1e999", "\ud800", "\x00", "é", "\ufeff", "crossref = {a}"]
)  # fmt: skip


@given(
    st.binary(max_size=200)
    | st.lists(fragments, max_size=25).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))
)
def test_no_file_raises_anything_but_the_named_errors(data: bytes) -> None:
    for adapter in ADAPTERS.values():
        try:
            for entry in adapter.entries(io.BytesIO(data), "file"):
                assert bool(entry.error) != bool(entry.payload)
                if not entry.error:
                    entry.payload_hash()
                    adapter.record(entry)
        except (UnusableSourceError, UnreadableEntryError):
            continue


texts = st.text(max_size=30) | st.sampled_from(
    ["10.1000/x", "2020-13-45", "https://[bad", "{", "$", "and", "arXiv:2101.00001"]
)
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["10.1000/x", "2020-13-45", "https://[bad", "0000-0002-1825-0097", "<i>", "\ud800", "arXiv:2101.00001"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "family", "id", "date-parts", "author", "source", "DOI", "type"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@pytest.mark.parametrize(("name", "format_name"), NAMES.items())
@given(data=st.data())
def test_no_entry_raises_anything_but_the_named_error(name: str, format_name: str, data: st.DataObject) -> None:
    payloads = [dict(entry.payload) for entry in entries_of(file_of(name)) if not entry.error]
    payload = dict(data.draw(st.sampled_from(payloads)))
    holder = payload["fields"] = dict(payload["fields"]) if format_name == "bibtex" else None
    target = holder if holder is not None else payload
    if holder is None:
        payload.pop("fields")
    for field in data.draw(st.lists(st.sampled_from(sorted(target)), min_size=1, max_size=4)):
        # Formats of plain text give texts, or lists of them.
        target[field] = data.draw(odd if format_name in ("csl", "crossref", "openalex") else texts | st.lists(texts))
    try:
        record = ADAPTERS[format_name].record(Entry("file:1", payload))
    except UnreadableEntryError:
        return
    assert record.title
    # PostgreSQL keeps it as JSON.
    json.dumps(record.unmapped, allow_nan=False).encode()
    assert "\\u0000" not in json.dumps(record.unmapped)
    assert all(author.name for author in record.authors)
