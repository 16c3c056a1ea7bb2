"""A list as CSV, streamed, in UTF-8 with the mark by which Excel knows it.

The first line holds the headings and each other one a row, so that any program reads the file as
it stands. What the file says of itself are therefore the last columns, the same in every row.
"""

import csv
from collections.abc import Iterator

from scr_tracker.exports.cells import plain
from scr_tracker.exports.tables import Printed

TYPE = "text/csv; charset=utf-8"
#: The columns that every file ends with.
SAID = ("As at", "Filter", "Marking of this file", "Exported at")
#: Lines that are handed on at once: each piece that is sent costs more than its bytes.
TOGETHER = 200


class _Echo:
    def write(self, value: str) -> str:
        return value


def lines(printed: Printed) -> Iterator[str]:
    write = csv.writer(_Echo()).writerow
    said = [
        plain(value)
        for value in (printed.as_at, printed.filter, printed.marking, printed.exported_at)
    ]
    headings = [*(column.heading for column in printed.table.columns), *SAID]
    found = ["\ufeff", write(headings)]
    for values in printed.table.lines():
        found.append(write([plain(value) for value in values] + said))
        if len(found) >= TOGETHER:
            yield "".join(found)
            found = []
    yield "".join(found)
