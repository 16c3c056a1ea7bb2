"""The frame around what goes by month: an axis of round numbers, and months below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from scr_tracker.charts.scales import month_labels, ticks
from scr_tracker.charts.shapes import Rule, Shape, Words
from scr_tracker.charts.sizes import Size, width_of


@dataclass(frozen=True)
class Frame:
    """Where the months and numbers lie. `gap` is between the middles of two months."""

    size: Size
    left: float
    right: float
    top: float
    bottom: float
    numbers: tuple[int, ...]
    months: tuple[date, ...]

    @property
    def gap(self) -> float:
        return (self.right - self.left) / max(len(self.months), 1)

    @property
    def end(self) -> float:
        """Below the two lines of months and years."""
        return self.bottom + 2 * self.size.line + 8

    def x(self, place: float) -> float:
        return self.left + self.gap * (place + 0.5)

    def y(self, number: float) -> float:
        return self.bottom - (self.bottom - self.top) * number / self.numbers[-1]

    def shapes(self) -> tuple[Shape, ...]:
        drawn: list[Shape] = []
        for number in self.numbers:
            y = self.y(number)
            drawn.append(Rule(self.left, y, self.right, y, is_faint=number > 0))
            text = Words(
                self.left - 8, y + self.size.text * 0.36, str(number), self.size.text, "end"
            )
            drawn.append(text)
        first = self.bottom + self.size.line + 4
        for label in month_labels(self.months, self.gap, self.size.text):
            x = self.x(label.place)
            drawn.append(Rule(x, self.bottom, x, self.bottom + 5))
            drawn.append(Words(x, first, label.month, self.size.text, "middle"))
            if label.year:
                drawn.append(Words(x, first + self.size.line, label.year, self.size.text, "middle"))
        return tuple(drawn)


def frame(
    size: Size,
    months: Sequence[date],
    highest: int,
    *,
    height: float,
    beside: float = 0,
    above: float = 0,
) -> Frame:
    """A frame for numbers up to the highest, with room `beside` it and `above` it for words."""
    numbers = ticks(highest)
    left = width_of(str(numbers[-1]), size.text) + 10
    right = size.width - max(beside, 2)
    top = size.text * 0.7 + above
    return Frame(size, left, right, top, top + height, numbers, tuple(months))
