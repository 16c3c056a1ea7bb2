"""Writes a report as an Excel workbook: a sheet that says what it is, then one a table.

Dates are dates and numbers are numbers. Each table is one to Excel, with its filter and a frozen
heading row, so that a screen reader tells its headings. No text is ever read as a formula.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from documents.blocks import words_of, writable
from documents.report.model import Column, Kind, Report, Value
from documents.report.sheets import ABOUT, Sheet, sheets
from documents.report.told import what_it_is
from scr_tracker.exports import FORMULA
from scr_tracker.words import long_day

#: What a cell of Excel holds, in characters as Excel counts them (UTF-16).
LONGEST = 32_767
#: Before it Excel has no dates.
FIRST_DAY = date(1900, 3, 1)
#: What stands above a table: its caption, and the day and marking.
ABOVE = 2
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write(report: Report) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        book.set_properties(
            {
                "title": writable(report.title)[:255],
                "subject": report.marking,
                "author": writable(report.made_by)[:255],
                "keywords": report.marking,
                "created": report.made_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        Writer(book, report).write()
    return out.getvalue()


class Writer:
    """One workbook while it is written."""

    def __init__(self, book: Any, report: Report) -> None:
        self.book, self.report = book, report
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        found = sheets(self.report)
        self._about(found)
        for number, sheet in enumerate(found, 1):
            self._sheet(sheet, number)

    def _about(self, found: Iterable[Sheet]) -> None:
        page = self._page(ABOUT)
        page.set_column(0, 0, 28)
        page.set_column(1, 1, 90)
        self._put(page, 0, 0, self.report.title, bold=True, font_size=16)
        row = 2
        for label, value in what_it_is(self.report).rows:
            row = self._pair(page, row, label, words_of(value))
        row = self._titled(page, row + 1, "Sheets of this workbook")
        for sheet in found:
            page.write_url(row, 0, f"internal:'{sheet.name}'!A1", string=sheet.name)
            self._put(page, row, 1, sheet.caption, text_wrap=True)
            row += 1
        if self.report.legend:
            row = self._titled(page, row + 1, "What the words and colours mean")
            for each in self.report.legend:
                colour = {"left": 5, "left_color": each.colour}
                self._put(page, row, 0, each.label, bold=True, **colour)
                self._put(page, row, 1, each.meaning, text_wrap=True)
                row += 1

    def _pair(self, page: Any, row: int, label: str, value: str) -> int:
        self._put(page, row, 0, label, bold=True)
        self._put(page, row, 1, value, text_wrap=True)
        return row + 1

    def _titled(self, page: Any, row: int, words: str) -> int:
        self._put(page, row, 0, words, bold=True, font_size=13)
        return row + 1

    def _sheet(self, sheet: Sheet, number: int) -> None:
        page = self._page(sheet.name)
        self._put(page, 0, 0, sheet.caption, bold=True, font_size=13)
        said = f"{self.report.marking} · as at {long_day(self.report.as_at)}"
        self._put(page, 1, 0, ". ".join(filter(None, (said, writable(sheet.note)))))
        last = ABOVE + max(1, len(sheet.rows))
        headings = [
            {"header": column.heading, "header_format": self._heading(column)}
            for column in sheet.columns
        ]
        style = {"name": f"Table{number}", "style": "Table Style Light 1", "columns": headings}
        page.add_table(ABOVE, 0, last, len(sheet.columns) - 1, style)
        page.freeze_panes(ABOVE + 1, 1)
        page.repeat_rows(ABOVE)
        widths = [_width(sheet, place, column) for place, column in enumerate(sheet.columns)]
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        for place, row in enumerate(sheet.rows, ABOVE + 1):
            page.set_row(place, _height(row, widths))
            for across, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                self._cell(page, place, across, column.kind, value)

    def _heading(self, column: Column) -> Any:
        align = "left" if column.kind is Kind.TEXT else "right"
        return self._format(bold=True, text_wrap=True, align=align)

    def _page(self, name: str) -> Any:
        """A4 on its side; the marking above and below every printed page."""
        page = self.book.add_worksheet(name)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_header(f"&C&B{self.report.marking}")
        page.set_footer(f"&L&A&C&B{self.report.marking}&RPage &P of &N")
        return page

    def _cell(self, page: Any, row: int, across: int, kind: Kind, value: Value) -> None:
        if isinstance(value, str):
            self._put(page, row, across, value, text_wrap=True, valign="top")
        elif isinstance(value, date):
            self._date(page, row, across, value)
        elif value is not None:
            is_whole = value == int(value)
            style: dict[str, Any] = {"num_format": "#,##0" if is_whole else "#,##0.0"}
            number: int | float = float(value) if isinstance(value, Decimal) else value
            if kind is Kind.PERCENT:
                style = {"num_format": "0%" if is_whole else "0.0%"}
                number = float(value) / 100
            page.write_number(row, across, number, self._format(valign="top", **style))

    def _date(self, page: Any, row: int, across: int, day: date) -> None:
        if day < FIRST_DAY:
            self._put(page, row, across, long_day(day), valign="top")
            return
        style = self._format(num_format="d mmm yyyy", align="right", valign="top")
        moment = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - Excel knows no zones
        page.write_datetime(row, across, moment, style)

    def _put(self, page: Any, row: int, across: int, text: str, **style: Any) -> None:
        """As text, whatever it looks like; also after somebody has edited the cell."""
        said = _fitting(writable(text))
        if said.startswith(FORMULA):
            style["quote_prefix"] = True
        page.write_string(row, across, said, self._format(**style))

    def _format(self, **style: Any) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(style)
        return self._formats[key]


def _fitting(text: str) -> str:
    """What is longer than a cell holds ends in "…"; Excel would refuse the file."""
    if len(text.encode("utf-16-le")) // 2 <= LONGEST:
        return text
    return text.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _width(sheet: Sheet, place: int, column: Column) -> int:
    """In characters: as wide as what stands in it, within reason; long text wraps."""
    longest = max((_length(row[place]) for row in sheet.rows), default=0)
    return max(len(column.heading) + 4, min(longest + 2, 60), 9)


def _height(row: Iterable[Value], widths: Iterable[int]) -> int:
    """In points: for as many lines as the longest text takes, within what Excel allows."""
    lines = [
        sum(1 + len(line) // width for line in value.splitlines())
        for value, width in zip(row, widths, strict=True)
        if isinstance(value, str)
    ]
    return min(15 * max(lines, default=1) or 15, 409)


def _length(value: Value) -> int:
    if isinstance(value, str):
        return max(map(len, value.splitlines()), default=0)
    return 11 if isinstance(value, date) else len(str(value or 0))
