"""Works as rows, for annual reports: CSV for every program, and XLSX for those who open it in a spreadsheet.

Headings and values are in the active language. A value never becomes a formula in the reader's spreadsheet: titles come
from everywhere, and one that starts with `=` would be run.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bibliography.dates import DatePrecision
from bibliography.identifiers import Scheme
from bibliography.text.math import plain_math
from bibliography.text.xml_text import writable

if TYPE_CHECKING:
    from publications.exports.works import Work

_BETWEEN = "; "
# What begins a formula in some spreadsheet, spaces before it included.
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠|]")
# As much as a cell holds.
_LONGEST_TEXT = 32_767
_PIECE = 1 << 16


Value = str | int | dt.date | None
# Spreadsheets know no day before.
_FIRST_DAY = dt.date(1900, 3, 1)


def _date(work: Work) -> Value:
    """A day as a date, which spreadsheets sort and filter by; a year or a month alone as it is written."""
    is_day = work.date_precision == DatePrecision.DAY and work.published and work.published >= _FIRST_DAY
    return work.published if is_day else work.date_text


@dataclass(frozen=True)
class Column:
    heading: Any
    value: Callable[[Work], Value]
    width: int = 16


COLUMNS = (
    Column(_("Title"), lambda work: work.plain_title, 60),
    Column(_("Authors"), lambda work: _BETWEEN.join(author.name for author in work.authors), 40),
    Column(_("Authors of the institute"), lambda work: _BETWEEN.join(work.members), 28),
    Column(_("Type"), lambda work: work.kind_label, 20),
    Column(_("Year"), lambda work: work.year, 8),
    Column(_("Date"), _date, 12),
    Column(_("Venue"), lambda work: work.venue_name, 36),
    Column(_("Volume"), lambda work: work.volume, 9),
    Column(_("Issue"), lambda work: work.issue, 9),
    Column(_("Pages"), lambda work: work.page_range, 12),
    Column(_("Publisher"), lambda work: work.publisher, 24),
    Column(_("DOI"), lambda work: work.doi, 30),
    Column(_("arXiv"), lambda work: work.identifier(Scheme.ARXIV), 14),
    Column(_("ISBN"), lambda work: work.book_isbn or work.identifier(Scheme.ISBN), 16),
    Column(_("Institutions"), lambda work: _BETWEEN.join(work.institutions), 32),
    Column(_("Topics"), lambda work: _BETWEEN.join(work.topics), 32),
    Column(pgettext_lazy("of a publication", "Status"), lambda work: work.status_label, 12),
    Column(_("Language"), lambda work: work.language, 10),
    Column(_("Licence"), lambda work: work.license, 14),
    Column(_("Funding"), lambda work: " ".join(plain_math(work.funding).split()), 24),
    Column(_("Address"), lambda work: work.url, 40),
)


def csv_rows(works: Iterable[Work]) -> Iterator[str]:
    """RFC 4180, with the mark by which spreadsheets know UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([str(column.heading) for column in COLUMNS])
    yield _taken(buffer)
    for work in works:
        writer.writerow([harmless(column.value(work)) for column in COLUMNS])
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def harmless(value: Value) -> str:
    """The value as text. An apostrophe, which spreadsheets hide, goes before what they would run."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def xlsx_pieces(works: Iterable[Work]) -> Iterator[bytes]:
    """The workbook, row by row into a file of its own, then the file: a workbook cannot be sent before it is whole."""
    workbook = Workbook(write_only=True)
    workbook.properties.title = gettext("Publications")
    sheet = workbook.create_sheet(gettext("Publications"))
    for number, column in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.append([_cell(sheet, str(column.heading), Font(bold=True)) for column in COLUMNS])
    rows = 1
    try:
        for rows, work in enumerate(works, start=2):  # noqa: B007
            sheet.append([_cell(sheet, column.value(work)) for column in COLUMNS])
    except Exception:
        # Until it is saved, openpyxl keeps a file of its own on the disk.
        workbook.save(io.BytesIO())
        raise
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{rows}"
    with tempfile.TemporaryFile() as file:
        workbook.save(file)
        file.seek(0)
        while piece := file.read(_PIECE):
            yield piece


_TOP = Alignment(vertical="top", wrap_text=True)


def _cell(sheet: Any, value: Value, font: Font | None = None) -> Any:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, dt.date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        cell.alignment = _TOP
        return cell
    cell = WriteOnlyCell(sheet, writable(value)[:_LONGEST_TEXT])
    # Whatever it begins with, it is text.
    cell.data_type = "s"
    cell.alignment = _TOP
    if font:
        cell.font = font
    return cell
