"""What goes by month: lines told apart by dash, marker and colour, and columns.

A drawing ends with the newest month; its table, which scrolls, begins with it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from scr_tracker.charts.bars import table_row
from scr_tracker.charts.frames import Frame, frame
from scr_tracker.charts.legends import legend
from scr_tracker.charts.looks import BY_KEY, Look, look_of
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
from scr_tracker.charts.scales import apart, cumulative
from scr_tracker.charts.shapes import Box, Drawing, Marker, Rule, Shape, Trace, Words
from scr_tracker.charts.sizes import Size, width_of, wrapped
from scr_tracker.charts.stacks import segments
from scr_tracker.words import month_of, short_day

#: Height of the part with numbers, at the least.
HEIGHT = 260


@dataclass(frozen=True)
class Series:
    """A line. `cells` are one a month, from the first on; it ends where they end."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    look: Look | None = None

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(int(cell.value) for cell in self.cells)


@dataclass(frozen=True)
class Lines:
    """Lines over months; `stepped` where the number holds until the next month.

    `today` marks its month by the day, where months to come are drawn as well.
    """

    key: str
    title: str
    months: tuple[date, ...]
    series: tuple[Series, ...]
    stepped: bool = False
    today: date | None = None
    has_links = False

    @property
    def description(self) -> str:
        if not self.months or not any(each.cells for each in self.series):
            return "Nothing to show."
        said = [
            f"{each.label} from {each.counts[0]} to {each.counts[-1]}"
            for each in self.series
            if each.cells
        ]
        return f"{month_of(self.months[0])} to {month_of(self.months[-1])}: {', '.join(said)}."

    @property
    def table(self) -> Table:
        rows = tuple(
            TableRow(
                Heading(month_of(month)),
                tuple(s.cells[at] if at < len(s.cells) else Cell("") for s in self.series),
            )
            for at, month in reversed(list(enumerate(self.months)))
        )
        headings = tuple(Heading(each.label, look) for each, look in self._looked())
        return Table(self.title, "Month", headings, rows)

    def draw(self, size: Size) -> Drawing:
        beside = size.width * (0.4 if size.is_narrow else 0.24)
        looked = [(each, look) for each, look in self._looked() if each.cells]
        lines = {each.key: self._label(each, size, beside - 36) for each, _ in looked}
        heights = {key: len(label) * size.line + 4 for key, label in lines.items()}
        highest = max((max(each.counts) for each, _ in looked), default=0)
        height = max(HEIGHT, sum(heights.values()))
        above = size.line if self._month_of_today is not None else 0
        box = frame(size, self.months, highest, height=height, beside=beside, above=above)
        shapes: list[Shape] = [*box.shapes(), *self._today(box)]
        ends = [(box.y(each.counts[-1]), heights[each.key]) for each, _ in looked]
        for (each, look), top in zip(looked, apart(ends, 0, box.bottom + 4), strict=True):
            shapes += _line(each, look, box, stepped=self.stepped)
            shapes += _end(each, look, box, lines[each.key], top)
        return Drawing(box.end, tuple(shapes))

    def _looked(self) -> list[tuple[Series, Look]]:
        return [(each, each.look or look_of(each.key, n)) for n, each in enumerate(self.series)]

    def _label(self, series: Series, size: Size, room: float) -> list[str]:
        return wrapped(f"{series.label} {series.counts[-1]}", size.text, room, 3)

    @property
    def _month_of_today(self) -> int | None:
        month = self.today and self.today.replace(day=1)
        return self.months.index(month) if month in self.months else None

    def _today(self, box: Frame) -> list[Shape]:
        if self.today is None or self._month_of_today is None:
            return []
        x = box.x(self._month_of_today)
        word = Words(x, box.top - 6, short_day(self.today), box.size.text, "middle")
        return [Rule(x, box.top, x, box.bottom), word]


def burn_up(
    key: str,
    title: str,
    months: Sequence[date],
    today: date,
    *,
    first_due: Iterable[date | None],
    due: Iterable[date | None],
    done: Iterable[date | None],
    url_of: Callable[[str, date], str] = lambda key, month: "",
) -> Lines:
    """How many were to be done by each month, by their first and by their present due date, and
    how many were: the gap between the first two is what was put off, to the third what is late.

    `url_of` is asked for "first_due", "due" or "done" by the end of a month.
    """
    past = [month for month in months if month <= today]
    counted = (
        ("first_due", "Due at first", cumulative(first_due, months)),
        ("due", "Due now", cumulative(due, months)),
        ("done", "Done", cumulative(done, past)),
    )
    series = tuple(
        Series(
            each,
            label,
            tuple(
                Cell(number, url_of(each, month) if number else "", label.lower())
                for number, month in zip(numbers, months, strict=False)
            ),
            BURN_UP[each],
        )
        for each, label, numbers in counted
    )
    return Lines(key, title, tuple(months), series, stepped=True, today=today)


BURN_UP = {
    "first_due": BY_KEY["not_started"],
    "due": BY_KEY["in_progress"],
    "done": BY_KEY["complete"],
}


@dataclass(frozen=True)
class Columns:
    """A stack for each month. The label of each row is its month in words, by `month_row`."""

    key: str
    title: str
    months: tuple[date, ...]
    rows: tuple[Row, ...]
    total: str = "All"

    @property
    def kinds(self) -> tuple[Part, ...]:
        return kinds_of(self.rows)

    @property
    def has_links(self) -> bool:
        return any(row.has_links for row in self.rows)

    @property
    def description(self) -> str:
        counted = sum(row.total for row in self.rows)
        if not counted:
            return "Nothing to show."
        most = max(self.rows, key=lambda row: row.total)
        span = f"{month_of(self.months[0])} to {month_of(self.months[-1])}"
        return f"{span}: {counted} in all, most in {most.label} with {most.total}."

    @property
    def table(self) -> Table:
        kinds = self.kinds
        headings = tuple(Heading(part.label, part.drawn) for part in kinds)
        rows = tuple(table_row(row, kinds) for row in reversed(self.rows))
        if len(kinds) == 1:
            alone = tuple(TableRow(row.heading, row.cells[:1]) for row in rows)
            return Table(self.title, "Month", headings, alone)
        return Table(self.title, "Month", (*headings, Heading(self.total)), rows)

    def draw(self, size: Size) -> Drawing:
        highest = max((row.total for row in self.rows), default=0)
        box = frame(size, self.months, highest, height=HEIGHT * 0.75, above=size.text)
        shapes: list[Shape] = list(box.shapes())
        width = max(box.gap * 0.7, 4)
        says = all(width_of(str(row.total), size.text) < box.gap for row in self.rows)
        for place, row in enumerate(self.rows):
            shapes += _column(row, box, box.x(place) - width / 2, width)
            if says and row.total:
                y = box.y(row.total) - 5
                shapes.append(Words(box.x(place), y, str(row.total), size.text, "middle"))
        shown = [part for part in self.kinds if sum_of(self.rows, part.key)]
        named = [(part.label, part.drawn) for part in shown]
        below, end = legend(named, size, box.end) if len(self.kinds) > 1 else ((), box.end)
        return Drawing(end, (*shapes, *below))


def month_row(month: date, parts: Sequence[Part], url: str = "", words: str = "") -> Row:
    return Row(month_of(month), tuple(parts), url, words)


def _line(series: Series, look: Look, box: Frame, *, stepped: bool) -> list[Shape]:
    points = [(box.x(place), box.y(number)) for place, number in enumerate(series.counts)]
    path = points[:1]
    for (_, before), point in pairwise(points):
        path += [(point[0], before), point] if stepped else [point]
    every = -(-18 // max(int(box.gap), 1))
    marked = [point for place, point in enumerate(reversed(points)) if place % every == 0]
    return [Trace(tuple(path), look), *(Marker(x, y, look) for x, y in marked)]


def _end(series: Series, look: Look, box: Frame, lines: Sequence[str], top: float) -> list[Shape]:
    """The name of the line at its end: a thin rule to it, its marker, the words."""
    size = box.size
    y = top + size.line / 2 + 2
    at = (box.x(len(series.cells) - 1), box.y(series.counts[-1]))
    shapes: list[Shape] = [Rule(at[0] + 7, at[1], box.right + 14, y, is_faint=True)]
    shapes.append(Marker(box.right + 22, y, look))
    for place, line in enumerate(lines):
        down = y + size.text * 0.36 + place * size.line
        shapes.append(Words(box.right + 34, down, line, size.text))
    return shapes


def _column(row: Row, box: Frame, x: float, width: float) -> list[Box]:
    height = round(box.bottom - box.y(row.total))
    return [
        Box(
            x,
            box.bottom - each.end,
            width,
            each.length,
            each.part.drawn,
            row.said(each.part),
            each.part.url,
            each.part.count,
        )
        for each in segments(row.parts, height)
    ]
