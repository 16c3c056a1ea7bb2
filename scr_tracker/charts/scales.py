"""Axes: round numbers, months without collisions, and labels that make room for each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from scr_tracker.charts.sizes import width_of
from scr_tracker.words import MONTHS_SHORT

#: What an axis counts in: these times a power of ten.
ROUND = (1, 2, 5)
#: Every so many months may be labelled.
MONTH_STEPS = (1, 2, 3, 6, 12)


def ticks(highest: int, most: int = 5) -> tuple[int, ...]:
    """Round whole numbers from 0 to the first that is not below the highest, `most` steps of it."""
    for power in count():
        for base in ROUND:
            step = base * 10**power
            if step * most >= highest:
                steps = max(-(-highest // step), 1)
                return tuple(step * place for place in range(steps + 1))
    raise AssertionError  # pragma: no cover - count() has no end


@dataclass(frozen=True)
class MonthLabel:
    """`year` is "" where the one before it says it."""

    place: int
    month: str
    year: str


def month_labels(months: Sequence[date], gap: float, size: float) -> tuple[MonthLabel, ...]:
    """Which of the months, `gap` apart, are labelled, so that no two words touch."""
    room = max(width_of(name, size) for name in MONTHS_SHORT[1:]) + 6
    year_room = width_of("2000", size) + 6
    step = next((step for step in MONTH_STEPS if step * gap >= room), 12)
    every = -(-int(room) // max(int(step * gap), 1)) if step * gap < room else 1
    found: list[MonthLabel] = []
    last_year, last_at = "", -year_room
    for place, month in enumerate(months):
        if (month.month - 1) % step or (step == 12 and month.year % every):
            continue
        year, at = str(month.year), place * gap
        says_year = year != last_year and at - last_at >= year_room
        found.append(MonthLabel(place, MONTHS_SHORT[month.month], year if says_year else ""))
        if says_year:
            last_year, last_at = year, at
    return tuple(found)


def apart(wanted: Sequence[tuple[float, float]], top: float, bottom: float) -> list[float]:
    """Tops of blocks (wanted middle, height) that keep their order and do not overlap.

    They lie between top and bottom where there is room for all.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place][0])
    tops = [0.0] * len(wanted)
    free = top
    for place in order:
        middle, height = wanted[place]
        tops[place] = max(middle - height / 2, free)
        free = tops[place] + height
    limit = bottom
    for place in reversed(order):
        tops[place] = max(min(tops[place], limit - wanted[place][1]), top)
        limit = tops[place]
    return tops


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months_until(last: date, many: int) -> tuple[date, ...]:
    """The first days of so many months, the last of which holds the day."""
    start = last.year * 12 + last.month - many
    return tuple(date((start + n) // 12, (start + n) % 12 + 1, 1) for n in range(many))


def cumulative(days: Iterable[date | None], months: Sequence[date]) -> tuple[int, ...]:
    """How many of the days have come by the end of each month; no day never comes."""
    known = sorted(day for day in days if day)
    found, so_far = [], 0
    for month in months:
        end = month_after(month)
        while so_far < len(known) and known[so_far] < end:
            so_far += 1
        found.append(so_far)
    return tuple(found)
