"""Dates are as precise as they are said, and never more."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliography.dates import parse_partial_date
from bibliography.formats.dates import from_parts, read_date, read_month
from bibliography.formats.languages import language_code


@pytest.mark.parametrize(
    ("text", "date", "has_warning"),
    [
        ("2020", "2020", False),
        ("2020-05", "2020-05", False),
        ("2020-05-12", "2020-05-12", False),
        ("2020-05-12T10:00:00Z", "2020-05-12", False),
        ("20200512", "2020-05-12", False),
        ("2020~", "2020", False),
        ("c. 1999", "1999", False),
        ("2020-05/2020-07", "2020-05", False),
        ("2020/2021", "2020", False),
        ("2020/..", "2020", False),
        ("2020/05/12/", "2020-05-12", False),
        ("2020/05//Spring", "2020-05", False),
        ("2020///", "2020", False),
        ("12 mai 2020", "2020-05-12", False),
        ("May 12th, 2020", "2020-05-12", False),
        ("août 2011", "2011-08", False),
        ("Spring 2020", "2020", False),
        ("2020-21", "2020", False),
        ("12.05.2020", "2020-05-12", False),
        ("2023-02-31", "2023-02", True),
        ("2023-13", "2023", True),
        ("in press", "", True),
        ("forthcoming", "", True),
        ("0000", "", True),
        ("20222", "", True),
        ("", "", False),
    ],
)
def test_dates_as_sources_write_them(text: str, date: str, has_warning: bool) -> None:
    read = read_date(text)
    assert (read.text, bool(read.warning)) == (date, has_warning)


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        ([2020, 5, 12], "2020-05-12"),
        (["2020", "5"], "2020-05"),
        ([2020, None], "2020"),
        ([None], ""),
        ([2020, 0, 0], "2020"),
    ],
)
def test_dates_in_parts(parts: list[Any], date: str) -> None:
    assert from_parts(parts).text == date


@given(
    st.dates(min_value=dt.date(1000, 1, 1), max_value=dt.date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d/", "%d %B %Y", "%B %d, %Y"]),
)
def test_a_date_is_read_however_it_is_written(date: dt.date, form: str) -> None:
    assert read_date(date.strftime(form)).date == date


@given(st.text(max_size=40) | st.from_regex(r"\d{0,5}[-/ ]?\d{0,3}[-/ ]?\d{0,3}"))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    read = read_date(text)
    assert parse_partial_date(read.text) == (read.date, read.precision)


def test_months() -> None:
    assert [read_month(text) for text in ("5", "may", "Mai", "May--June", "12~May", "13", "x", "")] == [
        5, 5, 5, 5, 5, None, None, None
    ]  # fmt: skip


def test_languages() -> None:
    assert [language_code(text) for text in ("fr-CA", "French", "français", "fra", "frenchb", "EN", "ngerman", "Klingon", "")] == [
        "fr", "fr", "fr", "fr", "fr", "en", "de", "", ""
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["-2000~", "-2000", "\N{MINUS SIGN}0044", "44 BC", "300 B.C.E.", "50 av. J.-C."])
def test_a_year_before_our_era_is_no_year_of_ours(text: str) -> None:
    read = read_date(text)

    assert read.date is None
    assert read.warning


@pytest.mark.parametrize("text", ["2000~", "--2000", "May-2000", "12-2000", "Library BC Books, 2000"])
def test_a_year_of_our_era_stays_one(text: str) -> None:
    assert read_date(text).date is not None
