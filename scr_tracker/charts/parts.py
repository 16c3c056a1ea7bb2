"""What is charted, and the table that stands beside it: the same numbers, from the same parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from scr_tracker.charts.looks import Look, look_of
from scr_tracker.charts.shapes import Drawing
from scr_tracker.charts.sizes import Size


class Cell(NamedTuple):
    """A count, or words, in the table; with an address it leads to exactly so many rows.

    `words` say what is counted, for those who hear the link without its table.
    """

    value: int | str
    url: str = ""
    words: str = ""

    @property
    def is_count(self) -> bool:
        return isinstance(self.value, int)


class Heading(NamedTuple):
    """Of a column or a row; with a look it shows what the drawing shows.

    `url`: the page of what it names, where there is one.
    """

    label: str
    look: Look | None = None
    url: str = ""


class TableRow(NamedTuple):
    heading: Heading
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    caption: str
    #: Heads the column of row headings, then each column.
    corner: str
    headings: tuple[Heading, ...]
    rows: tuple[TableRow, ...]
    totals: TableRow | None = None

    @property
    def is_small(self) -> bool:
        """So small that it fits beside the drawing; a long one scrolls there."""
        if self.is_long:
            return len(self.headings) < 4
        return len(self.headings) < 3 and len(self.rows) <= 10

    @property
    def is_long(self) -> bool:
        return len(self.rows) > 14


@dataclass(frozen=True)
class Part:
    """How many of one kind. `words` say what they are in a link: "overdue, Health".

    `look` is asked for where the key means nothing to `looks`, or a partnership chose colours.
    """

    key: str
    label: str
    count: int
    url: str = ""
    words: str = ""
    look: Look | None = None

    @property
    def drawn(self) -> Look:
        return self.look or look_of(self.key)

    @property
    def said(self) -> str:
        """ "3 overdue, Health"; "Overdue: 3" where nothing better is known."""
        return f"{self.count} {self.words}" if self.words else f"{self.label}: {self.count}"

    @property
    def cell(self) -> Cell:
        return Cell(self.count, self.url if self.count else "", self.words)


@dataclass(frozen=True)
class Row:
    """A named stack: an agency's actions by rating, the closures of a month.

    `page`: of what it names, as the agency's own.
    """

    label: str
    parts: tuple[Part, ...]
    url: str = ""
    words: str = ""
    page: str = ""

    @property
    def total(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def has_links(self) -> bool:
        return any(part.count and part.url for part in self.parts)

    def said(self, part: Part) -> str:
        """One of the parts in words that stand alone."""
        return part.said if part.words or not self.label else f"{part.said}, {self.label}"


class Chart(Protocol):
    """What `svg` draws and `components/chart.html` shows. `key` is its own on each page."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def table(self) -> Table: ...
    @property
    def has_links(self) -> bool: ...
    def draw(self, size: Size) -> Drawing: ...


def kinds_of(rows: Sequence[Row]) -> tuple[Part, ...]:
    """One part of each key, in the order in which they first come: for legends and headings."""
    kinds: dict[str, Part] = {}
    for row in rows:
        for part in row.parts:
            kinds.setdefault(part.key, part)
    return tuple(kinds.values())


def sum_of(rows: Sequence[Row], key: str) -> int:
    return sum(part.count for row in rows for part in row.parts if part.key == key)
