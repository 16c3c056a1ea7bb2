"""A list as an Excel workbook: a sheet that says what it is, and one with the rows.

Written row by row to files on the disk, so that the memory that it takes does not grow.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from scr_tracker.exports.cells import is_formula, writable
from scr_tracker.exports.tables import Printed

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows of a sheet below its headings.
MOST = 1_048_575
#: Before it Excel counts a day wrongly, or has none.
FIRST_DAY = date(1900, 3, 1)
#: Heights of a line and of the highest row, in points.
LINE, HIGHEST = 15, 409
#: Rows whose height is set; what the library notes of each stays in memory.
SET = 2_000
#: Digits that a number of Excel keeps.
DIGITS = 15
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write(printed: Printed, file: IO[bytes]) -> None:
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties(
            {
                "title": printed.table.name,
                "subject": printed.marking,
                "keywords": printed.marking,
                "created": printed.exported_at.replace(tzinfo=None),
            }
        )
        _Book(book, printed).write()


class _Book:
    """One workbook while it is written: each sheet from its top to its end."""

    def __init__(self, book: Any, printed: Printed) -> None:
        self.book, self.printed = book, printed
        self.about = self._sheet("About")
        self.sheet = self._sheet(printed.table.name)

    def write(self) -> None:
        count, is_whole = self._rows()
        self._about(count, is_whole)

    def _rows(self) -> tuple[int, bool]:
        """How many there are, and whether these are all."""
        columns, sheet = self.printed.table.columns, self.sheet
        widths = [max(column.width, len(column.heading) + 4) for column in columns]
        for across, column in enumerate(columns):
            sheet.set_column(across, across, widths[across])
            sheet.write_string(0, across, column.heading, self._bold)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        count, is_whole = 0, True
        for values in self.printed.table.lines():
            if count == MOST:
                is_whole = False
                break
            count += 1
            if count <= SET and (height := _height(values, widths)):
                sheet.set_row(count, height)
            for across, value in enumerate(values):
                self._cell(sheet, count, across, value)
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
        return count, is_whole

    def _about(self, count: int, is_whole: bool) -> None:
        table, about = self.printed.table, self.about
        said = [("Filter", part) for part in table.said] or [("Filter", "None: all rows")]
        more = [] if is_whole else [("", "More rows than Excel holds. The CSV has all of them.")]
        about.set_column(0, 0, 18)
        about.set_column(1, 1, 80)
        facts = [
            ("List", table.name),
            *([("Partnership", table.place)] if table.place else []),
            ("As at", self.printed.as_at),
            *said,
            ("Rows", count),
            *more,
            ("Marking", self.printed.marking),
            ("Exported at", self.printed.exported_at),
            ("Live list", self.printed.address),
            *table.meanings,
        ]
        for row, (label, value) in enumerate(facts):
            about.write_string(row, 0, label, self._bold)
            if isinstance(value, int):
                about.write_number(row, 1, value, self._format(align="left"))
            else:
                self._cell(about, row, 1, value)

    def _cell(self, sheet: Any, row: int, across: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            value = "Yes" if value else "No"
        if isinstance(value, datetime):
            moment = timezone.localtime(value).replace(tzinfo=None)
            sheet.write_datetime(row, across, moment, self._moment)
        elif isinstance(value, date) and value >= FIRST_DAY:
            sheet.write_datetime(row, across, value, self._day)
        elif isinstance(value, int | float | Decimal) and len(str(value)) <= DIGITS:
            sheet.write_number(row, across, value, self._top)
        else:
            self._text(sheet, row, across, str(value))

    def _text(self, sheet: Any, row: int, across: int, text: str) -> None:
        """As text, whatever it looks like; also after somebody has edited the cell."""
        text = writable(text)
        if text.startswith("<r>"):  # the library would take it for XML, and write it as that
            text = f"\u200b{text}"
        sheet.write_string(row, across, text, self._quoted if is_formula(text) else self._top)

    def _sheet(self, name: str) -> Any:
        """A4 on its side; the marking above and below every printed page."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&C&B{self.printed.marking}")
        sheet.set_footer(f"&L&A&C&B{self.printed.marking}&RPage &P of &N")
        return sheet

    def _format(self, **style: Any) -> Any:
        return self.book.add_format({"valign": "top", "text_wrap": True, **style})

    @cached_property
    def _top(self) -> Any:
        return self._format()

    @cached_property
    def _bold(self) -> Any:
        return self._format(bold=True)

    @cached_property
    def _quoted(self) -> Any:
        return self._format(quote_prefix=True)

    @cached_property
    def _day(self) -> Any:
        return self._format(num_format="d mmm yyyy", align="left")

    @cached_property
    def _moment(self) -> Any:
        return self._format(num_format="d mmm yyyy hh:mm", align="left")


def _height(values: Iterable[Any], widths: Iterable[int]) -> int:
    """In points, of a row whose text takes several lines; 0 of any other.

    Excel would find it by itself, and other programs do not.
    """
    long = (
        sum(1 + len(line) // width for line in value.splitlines())
        for value, width in zip(values, widths, strict=True)
        if isinstance(value, str) and (len(value) > width or "\n" in value)
    )
    lines = max(long, default=0)
    return min(LINE * lines, HIGHEST)
