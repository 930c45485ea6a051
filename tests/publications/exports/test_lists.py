"""Lists of any length, and what they hold, in the formats of others."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import bibtexparser
import feedparser
import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl.worksheet._writer import ALL_TEMP_FILES

from bibliography.entry import UnreadableEntryError
from bibliography.formats import open_source
from institute.api.streaming import CHUNK, in_chunks
from publications.models import PublicationPage
from tests.factories.publications import PublicationPageFactory
from tests.fixtures import SiteTree
from tests.publications.exports.asking import body, get
from tests.support import settle

pytestmark = pytest.mark.django_db


def test_a_list_is_whole_and_its_chunks_cost_the_same(site_tree: SiteTree, client: Client) -> None:
    for _ in range(3):
        PublicationPageFactory(authors=["Ada Lovelace", "Charles Babbage"], date="2024-05-12")
    settle()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            body(get(client, "bib"))
        return len(queries)

    cost()
    assert cost() == cost()
    few = cost()
    PublicationPageFactory(authors=["Ada Lovelace"])
    settle()
    assert cost() == few
    # The validator, the list of keys, where the indexes stand; then four a chunk.
    assert few <= 8


def test_a_list_longer_than_a_chunk_keeps_its_order(
    site_tree: SiteTree, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CHUNK > 50
    monkeypatch.setattr("institute.api.streaming.CHUNK", 2)
    for year in (2001, 2005, 2003, 2004, 2002):
        PublicationPageFactory(full_title=f"Of {year}", date=str(year))
    settle()
    items = json.loads(body(get(client, "csl.json")))
    assert [item["title"] for item in items] == [f"Of {year}" for year in (2005, 2004, 2003, 2002, 2001)]
    ascending = json.loads(body(get(client, "csl.json", sort="published")))
    assert [item["title"] for item in ascending] == [f"Of {year}" for year in range(2001, 2006)]


def test_a_work_that_is_hidden_while_a_list_is_sent_is_not_in_the_rest(
    site_tree: SiteTree, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("institute.api.streaming.CHUNK", 1)
    monkeypatch.setattr("institute.api.streaming._BLOCK", 1)
    older = PublicationPageFactory(full_title="Hidden meanwhile", date="2001")
    PublicationPageFactory(full_title="Shown", date="2002")
    settle()
    pieces = iter(get(client, "bib").streaming_content)
    assert b"Shown" in next(pieces)
    PublicationPage.objects.filter(pk=older.pk).update(live=False)
    assert b"Hidden" not in b"".join(pieces)


def test_an_empty_list_is_a_valid_file(site_tree: SiteTree, client: Client) -> None:
    assert body(get(client, "bib")) == b""
    assert json.loads(body(get(client, "csl.json"))) == []
    assert len(body(get(client, "csv")).decode().splitlines()) == 1
    workbook = openpyxl.load_workbook(io.BytesIO(body(get(client, "xlsx"))))
    assert workbook.active.max_row == 1
    assert json.loads(body(get(client, "feed.json")))["items"] == []
    assert b"<feed" in body(get(client, "atom"))


def test_no_title_runs_in_a_spreadsheet(site_tree: SiteTree, client: Client) -> None:
    dangerous = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "＝1"]
    for title in dangerous:
        PublicationPageFactory(full_title=f"{title} x", venue_text=f"{title} y", authors=[], date="2024")
    settle()
    rows = list(csv.reader(io.StringIO(body(get(client, "csv")).decode("utf-8-sig"))))[1:]
    assert {row[0][0] for row in rows} == {"'"}
    assert {row[6][0] for row in rows} == {"'"}
    sheet = openpyxl.load_workbook(io.BytesIO(body(get(client, "xlsx")))).active
    assert {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row} <= {"s", "n", "inlineStr"}
    assert "=HYPERLINK(1) x" in {cell.value for cell in sheet["A"]}


def test_a_workbook_knows_days_as_days(site_tree: SiteTree, client: Client) -> None:
    for date in ("2024-05-12", "2024-05", "2024", "1843-09-01"):
        PublicationPageFactory(date=date)
    settle()
    sheet = openpyxl.load_workbook(io.BytesIO(body(get(client, "xlsx")))).active
    assert sheet.freeze_panes == "B2"
    (column,) = [cell.column for cell in sheet[1] if cell.value == "Date"]
    cells = [sheet.cell(row, column) for row in range(2, 6)]
    assert cells[0].value.date() == dt.date(2024, 5, 12)
    assert [cell.value for cell in cells[1:]] == ["2024-05", "2024", "1843-09-01"]
    assert [cell.data_type for cell in cells] == ["d", "s", "s", "s"]
    assert cells[0].number_format == "yyyy-mm-dd"
    assert [sheet.cell(row, column - 1).value for row in range(2, 6)] == [2024, 2024, 2024, 1843]


def test_a_control_character_breaks_no_workbook(site_tree: SiteTree, client: Client) -> None:
    PublicationPageFactory(full_title="A\x0bB", authors=["Ada\x08 Lovelace"])
    settle()
    sheet = openpyxl.load_workbook(io.BytesIO(body(get(client, "xlsx")))).active
    assert sheet["A2"].value in ("AB", "A B")


def test_a_control_character_breaks_no_feed(site_tree: SiteTree, client: Client) -> None:
    PublicationPageFactory(full_title="A\x0bB", abstract_en="One\x01two")
    settle()
    for query in ({}, {"q": "A\x01"}):
        assert not feedparser.parse(body(get(client, "atom", **query))).bozo


@pytest.mark.parametrize("suffix", ["bib", "ris", "csl.json", "csv", "xlsx"])
def test_a_file_that_could_not_be_written_whole_does_not_look_whole(
    suffix: str, site_tree: SiteTree, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Servers close an answer that breaks off as they close any other."""
    for year in (2001, 2002, 2003):
        PublicationPageFactory(full_title=f"Of {year}", date=str(year))
    settle()
    monkeypatch.setattr("institute.api.streaming._BLOCK", 1)

    def works(*arguments: Any) -> Iterator[Any]:
        yield from list(in_chunks(*arguments))[:2]
        raise OSError("the disk is gone")

    monkeypatch.setattr("publications.api.exports.in_chunks", works)
    pieces: list[bytes] = []
    with pytest.raises(OSError, match="gone"):
        pieces.extend(get(client, suffix, locale="fr").streaming_content)
    sent = b"".join(pieces)
    text = sent.decode()
    said = "Ce fichier n’est pas complet"
    if suffix == "xlsx":
        assert sent == b""
        assert ALL_TEMP_FILES == []
        return
    assert "Of 2003" in text
    assert "Of 2002" in text
    assert "Of 2001" not in text
    if suffix == "csl.json":
        with pytest.raises(json.JSONDecodeError):
            json.loads(text)
    elif suffix == "csv":
        assert said in list(csv.reader(io.StringIO(text)))[-1][0]
    else:
        assert said in text
        adapter, stream = open_source(io.BytesIO(sent), f"file.{suffix}")
        *whole, last = adapter.entries(stream, "file")
        assert [adapter.record(entry).title for entry in whole] == ["Of 2003", "Of 2002"]
        if not last.error:
            with pytest.raises(UnreadableEntryError):
                adapter.record(last)
    if suffix == "bib":
        assert bibtexparser.parse_string(text).failed_blocks
