"""Month ends, and sets of them: what stood from one moment to another stood at these."""

from bisect import bisect_right
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from scr_tracker import as_at
from scr_tracker.charts import months_until

#: How far back a trend goes, the month in which we are included.
MONTHS = 24


@dataclass(frozen=True)
class Span:
    """`days`: the last day of each month, and of the month in which we are the day itself.

    A set of them is a number with a bit for each, the first day's the lowest: that two things held
    on the same days is then one operation, for all days at once.
    """

    days: tuple[date, ...]

    @classmethod
    def until(cls, today: date, months: int = MONTHS) -> "Span":
        firsts = months_until(today, months)
        lasts = (day.replace(day=monthrange(day.year, day.month)[1]) for day in firsts)
        return cls(tuple(min(day, today) for day in lasts))

    @cached_property
    def ends(self) -> tuple[datetime, ...]:
        """In the zone of what the database tells: to compare them is then many times faster."""
        return tuple(as_at.end_of(day).astimezone(UTC) for day in self.days)

    @cached_property
    def firsts(self) -> tuple[date, ...]:
        return tuple(day.replace(day=1) for day in self.days)

    @cached_property
    def all(self) -> int:
        return (1 << len(self.days)) - 1

    def stood(self, since: datetime, until: datetime) -> int:
        """The days at whose end stood what was written at one moment and changed at the other."""
        return self._upto(until) & ~self._upto(since)

    def after(self, day: date) -> int:
        """Those that are later than the day."""
        return self.all & ~((1 << bisect_right(self.days, day)) - 1)

    def _upto(self, moment: datetime) -> int:
        """Those that are over by the moment."""
        return (1 << bisect_right(self.ends, moment)) - 1

    def counts(self, sets: Counter[int]) -> tuple[int, ...]:
        """Of so many sets: how many of them hold each of the days."""
        found = [0] * len(self.days)
        for days, many in sets.items():
            for place in places(days):
                found[place] += many
        return tuple(found)


def places(days: int) -> Iterator[int]:
    """Which days a set holds, the first first."""
    place = 0
    while days:
        if days & 1:
            yield place
        days >>= 1
        place += 1
