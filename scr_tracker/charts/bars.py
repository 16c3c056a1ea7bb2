"""Stacked bars: one alone, and rows of them that share a scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from scr_tracker.charts.legends import legend
from scr_tracker.charts.parts import (
    Cell,
    Heading,
    Part,
    Row,
    Table,
    TableRow,
    kinds_of,
    sum_of,
)
from scr_tracker.charts.shapes import Box, Drawing, Shape, Words
from scr_tracker.charts.sizes import Size, width_of, wrapped
from scr_tracker.charts.stacks import percent, segments

#: Height of a bar alone, and of one of several.
ALONE, AMONG = 44, 24


@dataclass(frozen=True)
class StackedBar:
    """Of what all of one kind consists. `outside` stands in the table, outside of the share.

    `corner` heads what they are counted by in the table, `unit` the counts.
    """

    key: str
    title: str
    parts: tuple[Part, ...]
    corner: str
    unit: str = "Number"
    outside: tuple[Part, ...] = ()

    @property
    def counted(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def shown(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.count)

    @property
    def has_links(self) -> bool:
        return any(part.url for part in self.shown)

    @property
    def description(self) -> str:
        parts = [f"{part.label} {part.count}" for part in self.shown]
        return f"{self.counted} in all: {', '.join(parts)}." if parts else "Nothing to show."

    @property
    def table(self) -> Table:
        rows = [
            TableRow(
                Heading(part.label, part.drawn),
                (part.cell, Cell(f"{percent(part.count, self.counted)}%")),
            )
            for part in self.shown
        ]
        rows += [
            TableRow(Heading(part.label), (part.cell, Cell("Outside")))
            for part in self.outside
            if part.count
        ]
        headings = (Heading(self.unit), Heading("Share"))
        return Table(self.title, self.corner, headings, tuple(rows))

    def draw(self, size: Size) -> Drawing:
        shapes: list[Shape] = list(bar(Row("", self.parts), 1, 1, size.width - 2, ALONE))
        named = [(f"{part.label} {part.count}", part.drawn) for part in self.shown]
        below, end = legend(named, size, ALONE + 14)
        return Drawing(end, (*shapes, *below))


@dataclass(frozen=True)
class StackedRows:
    """Several stacks on one scale: the longest row takes the whole width.

    `total` heads the last column, and `totals` is the last row of the table, which is not drawn.
    """

    key: str
    title: str
    rows: tuple[Row, ...]
    corner: str
    total: str = "All"
    totals: Row | None = None

    @property
    def kinds(self) -> tuple[Part, ...]:
        return kinds_of(self.rows)

    @property
    def has_links(self) -> bool:
        return any(row.has_links for row in self.rows)

    @property
    def description(self) -> str:
        if not any(row.total for row in self.rows):
            return "Nothing to show."
        most = max(self.rows, key=lambda row: row.total)
        counted = sum(row.total for row in self.rows)
        sums = [(part.label, sum_of(self.rows, part.key)) for part in self.kinds]
        named = ", ".join(f"{label} {count}" for label, count in sums if count)
        return f"{counted} in all: {named}. Most in one row: {most.label}, {most.total}."

    @property
    def table(self) -> Table:
        kinds = self.kinds
        headings = (*(Heading(part.label, part.drawn) for part in kinds), Heading(self.total))
        return Table(
            self.title,
            self.corner,
            headings,
            tuple(table_row(row, kinds) for row in self.rows),
            table_row(self.totals, kinds) if self.totals else None,
        )

    def draw(self, size: Size) -> Drawing:
        shapes: list[Shape] = []
        most = max((row.total for row in self.rows), default=0)
        number = width_of(f" {most}", size.text) + 4
        left = 0 if size.is_narrow else self._left(size)
        room = int(size.width - left - number - 2)
        y = 0.0
        for row in self.rows:
            lines = wrapped(row.label, size.text, left - 12 if left else size.width, 2)
            shapes += _label(lines, size, y, beside=bool(left))
            y += 0 if left else len(lines) * size.line
            length = room * row.total // most if most else 0
            drawn = bar(row, left + 1, y + 1, length, AMONG)
            end = max((box.x + box.width for box in drawn), default=left)
            shapes += drawn
            shapes.append(Words(end + 8, y + AMONG - 6, str(row.total), size.text, is_bold=True))
            y += max(AMONG, len(lines) * size.line if left else 0) + 14
        shown = [part for part in self.kinds if sum_of(self.rows, part.key)]
        below, y = legend([(part.label, part.drawn) for part in shown], size, y + 4)
        return Drawing(y, (*shapes, *below))

    def _left(self, size: Size) -> int:
        """Room for the labels, at the most three tenths of the drawing."""
        longest = max((width_of(row.label, size.text) for row in self.rows), default=0)
        return ceil(min(longest + 12, size.width * 0.3))


def bar(row: Row, x: float, y: float, length: int, height: float) -> tuple[Box, ...]:
    return tuple(
        Box(
            x + each.start,
            y,
            each.length,
            height,
            each.part.drawn,
            row.said(each.part),
            each.part.url,
            each.part.count,
        )
        for each in segments(row.parts, length)
    )


def table_row(row: Row, kinds: Sequence[Part]) -> TableRow:
    cells = {part.key: part.cell for part in row.parts}
    total = Cell(row.total, row.url if row.total else "", row.words)
    counts = (cells.get(kind.key, Cell(0)) for kind in kinds)
    return TableRow(Heading(row.label, url=row.page), (*counts, total))


def _label(lines: Sequence[str], size: Size, top: float, *, beside: bool) -> list[Shape]:
    """In front of the bar and level with its middle, or above it."""
    middle = (AMONG - (len(lines) - 1) * size.line) / 2 if beside else size.line / 2
    first = top + max(middle, size.line / 2) + size.text * 0.36
    return [
        Words(0, first + place * size.line, line, size.text) for place, line in enumerate(lines)
    ]
