"""The tables of a report as an Excel workbook has them: one sheet each, under a name of its own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from documents.blocks import writable
from documents.report.model import (
    Chart,
    Column,
    Entries,
    Figures,
    Kind,
    Report,
    Table,
    Value,
    kind_of,
)
from scr_tracker.words import one_line

#: Excel's own limit, and the characters that it refuses in the name of a sheet.
LONGEST_NAME = 31
_REFUSED = re.compile(r"[\[\]:*?/\\']+")
ABOUT = "About"


@dataclass(frozen=True)
class Sheet:
    """`columns`: headings differ from each other in more than case."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""


def sheets(report: Report) -> list[Sheet]:
    """Each table once, in the order of the report."""
    names = Names([ABOUT, "History"])  # Excel keeps the second for itself
    found = []
    for sheet in _found(report):
        columns = tuple(_told_apart(sheet.columns))
        found.append(Sheet(names.free(sheet.name), sheet.caption, columns, sheet.rows, sheet.note))
    return found


class Names:
    """Names of sheets: what Excel takes, and each different from those before."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {name.casefold() for name in taken}

    def free(self, wanted: str) -> str:
        flat = one_line(_REFUSED.sub(" ", writable(wanted)))
        name, number = _cut(flat, "") or "Table", 2
        while name.casefold() in self._taken:
            name, number = _cut(flat or "Table", f" ({number})"), number + 1
        self._taken.add(name.casefold())
        return name


def _cut(name: str, tail: str) -> str:
    """As Excel counts: a character beyond the first 65,536 is two."""
    room = 2 * (LONGEST_NAME - len(tail))
    short = name.encode("utf-16-le")[:room].decode("utf-16-le", "ignore")
    return short.strip() + tail


def _told_apart(columns: Iterable[Column]) -> Iterator[Column]:
    taken: set[str] = set()
    for column in columns:
        plain = one_line(writable(column.heading))[:200] or "Column"
        heading, number = plain, 2
        while heading.casefold() in taken:
            heading, number = f"{plain} ({number})", number + 1
        taken.add(heading.casefold())
        yield Column(heading, column.kind, column.width)


def _found(report: Report) -> Iterator[Sheet]:
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Table):
                yield _table(block)
            elif isinstance(block, Chart):
                yield _table(block.table)
            elif isinstance(block, Figures):
                columns = (Column("What", width=50), Column("Figure", width=15))
                rows = tuple((row.label, row.value) for row in block.rows)
                yield Sheet(block.name, block.caption, columns, rows)
            elif isinstance(block, Entries):
                yield _entries(block)


def _table(block: Table) -> Sheet:
    return Sheet(block.name, block.caption, block.columns, block.rows, block.note)


def _entries(block: Entries) -> Sheet:
    kinds: dict[str, Kind] = {}
    for entry in block.entries:
        for fact in entry.facts:
            kinds.setdefault(fact.label, kind_of(fact.value))
    columns = (
        Column(block.heading_label, width=12),
        Column("State", width=14),
        Column("In a sentence", width=40),
        Column(block.text_label, width=50),
        *(Column(label, kind, 18) for label, kind in kinds.items()),
    )
    rows = []
    for entry in block.entries:
        facts = {fact.label: fact.value for fact in entry.facts}
        said = (entry.heading, entry.state, entry.sentence, entry.text)
        rows.append((*said, *(facts.get(label) for label in kinds)))
    return Sheet(block.name, block.caption, columns, tuple(rows))
