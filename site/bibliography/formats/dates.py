"""When a work appeared, out of the many ways in which sources say it."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext

from bibliography.dates import DatePrecision
from bibliography.text_normalization import normalize

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv januar enero ene",
            "february feb fevrier fevr fev februar febrero",
            "march mar mars marz marzo",
            "april apr avril avr abril abr",
            "may mai mayo",
            "june jun juin juni junio",
            "july jul juillet juil juli julio",
            "august aug aout agosto ago",
            "september sep sept septembre septiembre",
            "october oct octobre oktober okt octubre",
            "november nov novembre noviembre",
            "december dec decembre dezember dez diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:[T ]\d{2}:.*)?")
_SLASHES = re.compile(r"(\d{4})/(\d{1,2})?/?(\d{1,2})?(?:/.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er)?(?!\d)")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_WORD = re.compile(r"[a-z]+")
_UNCERTAIN = re.compile(r"(?<![~?%])[~?%]+$|^(?:c|ca|circa|vers)\.?\s+", re.IGNORECASE)
# Years before our era, as EDTF and people write them: none of the dates of a page says that.
_NEGATIVE_YEAR = re.compile(r"[-\N{MINUS SIGN}]\d{3,}")
_BEFORE_OUR_ERA = re.compile(r"\d\s*(?:b\.?\s?c\.?(?:\s?e\.?)?|av(?:ant)?\.?\s?j\.?[- ]?c\.?)(?![a-z])")
_TO_COME = re.compile(
    r"in press|forthcoming|to appear|accepted|submitted|in preparation|n\.?\s?d\.?|no date|sous presse|a paraitre|undated|online first",
)


class ReadDate(NamedTuple):
    """What was understood; `warning` says what was not, in the active language."""

    date: dt.date | None = None
    precision: DatePrecision = DatePrecision.NONE
    warning: str = ""

    @property
    def text(self) -> str:
        """As `bibliography.dates.parse_partial_date` reads it."""
        length = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(self.precision, 10)
        return self.date.isoformat()[:length] if self.date else ""


def read_date(text: str) -> ReadDate:
    """`2020-05-12`, `2020-05/2020-07`, `2020~`, `May 2020`, `12 mai 2020`, `2020/05/12/`, `Spring 2020`, `in press`…"""
    text = _UNCERTAIN.sub("", " ".join(text.split()))
    if not text:
        return ReadDate()
    if _NEGATIVE_YEAR.match(text) or _BEFORE_OUR_ERA.search(normalize(text)):
        return ReadDate(warning=_not_understood(text))
    start = re.split(r"/(?=\d{4}|\.\.|$)", text, maxsplit=1)[0] if re.match(r"\d{4}(?:-|/\d{4})", text) else text
    start = _UNCERTAIN.sub("", start)
    for pattern in (_ISO, _SLASHES, _COMPACT):
        if match := pattern.fullmatch(start):
            return from_parts([int(part) if part else None for part in match.groups()], text)
    if match := _DAY_FIRST.fullmatch(start):
        return from_parts([int(match[3]), int(match[2]), int(match[1])], text)
    return _from_words(start, text)


def _from_words(text: str, whole: str) -> ReadDate:
    normalized = normalize(text)
    year = _YEAR.search(normalized)
    if not year:
        if _TO_COME.search(normalized):
            return ReadDate(warning=gettext("“%(text)s” is no date yet.") % {"text": whole})
        return ReadDate(warning=_not_understood(whole))
    rest = normalized[: year.start()] + " " + normalized[year.end() :]
    month = next((_MONTHS[word] for word in _WORD.findall(rest) if word in _MONTHS), None)
    day = _DAY.search(rest) if month else None
    return from_parts([int(year[1]), month, int(day[1]) if day else None], whole)


def read_month(text: str) -> int | None:
    """`5`, `may`, `May`, `mai`; the first of `May--June` or `12~May`."""
    normalized = normalize(text)
    if normalized.isdecimal() and 1 <= int(normalized) <= 12:
        return int(normalized)
    return next((_MONTHS[word] for word in _WORD.findall(normalized) if word in _MONTHS), None)


def read_day(text: str) -> int | None:
    match = _DAY.search(text)
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else None


def from_parts(parts: Sequence[Any], whole: str = "") -> ReadDate:
    """(year, month, day), each of which may be missing; what cannot be is left out, with a warning."""
    year, month, day = (*(_number(part) for part in parts[:3]), None, None, None)[:3]
    whole = whole or "-".join(str(part) for part in parts if part is not None)
    if year is None or not 1000 <= year <= 9999:
        return ReadDate(warning=_not_understood(whole) if whole else "")
    if month is None:
        return ReadDate(dt.date(year, 1, 1), DatePrecision.YEAR)
    if not 1 <= month <= 12:
        # 21 to 41 are the seasons and quarters of EDTF.
        warning = "" if 21 <= month <= 41 else _not_understood(whole)
        return ReadDate(dt.date(year, 1, 1), DatePrecision.YEAR, warning)
    if day is None:
        return ReadDate(dt.date(year, month, 1), DatePrecision.MONTH)
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return ReadDate(dt.date(year, month, 1), DatePrecision.MONTH, _not_understood(whole))
    return ReadDate(dt.date(year, month, day), DatePrecision.DAY)


def _number(part: Any) -> int | None:
    if isinstance(part, bool) or not isinstance(part, int | float | str):
        return None
    try:
        # Zero is how some write that they do not know.
        return int(part) or None
    except (ValueError, OverflowError):
        return None


def _not_understood(text: str) -> str:
    return gettext("“%(text)s” is not wholly understood as a date.") % {"text": text[:80]}
