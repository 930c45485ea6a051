"""Dates known to the year, the month or the day: how scholarly works are dated."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

_PARTIAL_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?")

# Papers without a known date stand after all dated ones when the newest come first.
UNDATED = dt.date.min


class DatePrecision(models.TextChoices):
    NONE = "none", _("Not known")
    YEAR = "year", _("Year")
    MONTH = "month", _("Month")
    DAY = "day", _("Day")


def parse_partial_date(text: str) -> tuple[dt.date | None, DatePrecision]:
    """`2024`, `2024-05` or `2024-05-12` as a date and how much of it is known; raises ValidationError."""
    text = text.strip()
    if not text:
        return None, DatePrecision.NONE
    match = _PARTIAL_DATE.fullmatch(text)
    if match:
        year, month, day = (int(part) if part else None for part in match.groups())
        try:
            date = dt.date(year or 0, month or 1, day or 1)
        except ValueError:
            match = None
    if not match or date.year < 1000:
        raise ValidationError(_("Write a year, a month or a day, such as 2024, 2024-05 or 2024-05-12."), code="date")
    return date, DatePrecision.DAY if day else DatePrecision.MONTH if month else DatePrecision.YEAR


def validate_partial_date(text: str) -> None:
    parse_partial_date(text)


def partial_date_text(date: dt.date | None, precision: str) -> str:
    """The form that `parse_partial_date` reads: `2024-05`."""
    if date is None:
        return ""
    return date.isoformat()[: {"year": 4, "month": 7}.get(precision, 10)]


def display_partial_date(date: dt.date | None, precision: str) -> str:
    """For readers, in the active language: `May 2024`; empty when nothing is known."""
    if date is None:
        return ""
    if precision == DatePrecision.YEAR:
        return str(date.year)
    if precision == DatePrecision.MONTH:
        return f"{MONTHS[date.month]} {date.year}"
    return str(date_format(date, "DATE_FORMAT"))
