"""When a thing is chased: the one rule, pure. Steps are days relative to the due date.

A step is *reached* on its day and stays reached until the next one, so a night that was missed
loses nothing: the next run finds the latest step reached, and steps missed before it are
superseded by it. Chasing backs off, and never falls silent.

On quiet days nothing is sent. What was to be said before the due date, or on it, is said on the
last working day before them, while there is time to act; what was to be said after it, on the
first working day after them.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from reminders.quiet import NEVER, Quiet

#: How far a step may be moved by quiet days, at most: Christmas, weekends and New Year.
LONGEST_QUIET = 14
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Schedule:
    """`before` and `after` are days before and after the due date; then `every` so many days."""

    before: tuple[int, ...] = (14, 3)
    on_day: bool = True
    after: tuple[int, ...] = (1, 2, 4, 8)
    every: int = 14
    quiet: Quiet = NEVER
    #: The first and the last day of a pause.
    pause: tuple[date, date] | None = None

    @cached_property
    def steps(self) -> tuple[int, ...]:
        """In order: -14, -3, 0, 1, 2, 4, 8."""
        ahead = {-days for days in self.before} | ({0} if self.on_day else set())
        return tuple(sorted(ahead | set(self.after)))

    @property
    def days_ahead(self) -> int:
        """How long before its due date a thing may first be mentioned."""
        return max(self.before, default=0) + LONGEST_QUIET

    @property
    def longest_stand(self) -> int:
        """For how many days a step may stand until the next one is reached, at most."""
        last = self.after[-1] if self.after else 0
        gaps = (later - earlier for earlier, later in pairwise((*self.steps, last + self.every)))
        return max([self.every, *gaps]) + LONGEST_QUIET

    def sends_on(self, day: date) -> bool:
        return day not in self.quiet and not self.is_paused_on(day)

    def is_paused_on(self, day: date) -> bool:
        return self.pause is not None and self.pause[0] <= day <= self.pause[1]

    def sending_days(self, first: date, last: date) -> Iterator[date]:
        day = first
        while day <= last:
            if self.sends_on(day):
                yield day
            day += DAY

    def weekly_day(self, weekday: int, today: date) -> date:
        """The latest day of a weekly mail, today or before it.

        It is sent on the weekday (0 is Monday), or on the first working day after it.
        """
        day = today - timedelta(days=(today.weekday() - weekday) % 7)
        moved = self.quiet.on_or_after(day)
        return moved if moved <= today else self.quiet.on_or_after(day - timedelta(days=7))

    def at(self, today: date, looking_ahead: int = 0) -> "Moment":
        """`looking_ahead`: say now what the days to come would say before a due date."""
        worked = self.quiet.on_or_before(today)
        before_next = self.quiet.on_or_after(worked + DAY) - DAY
        return Moment(self, worked, max(before_next, today + timedelta(days=looking_ahead)))


@dataclass(frozen=True)
class Moment:
    """A schedule on one day.

    `worked`: the latest working day; what comes due up to `until` is told of before the quiet
    days that follow it.
    """

    schedule: Schedule
    worked: date
    until: date

    def step(self, due_on: date, since: int = 0) -> int | None:
        """The latest step that it has reached, or None before the first.

        `since`: of somebody who is told only from so many days late on, for whom that is the
        first step.
        """
        late = (self.worked - due_on).days
        if since:
            return max(since, self._after(late) or 0) if late >= since else None
        return self._after(late) or self._before(due_on)

    def _after(self, late: int) -> int | None:
        last = self.schedule.after[-1] if self.schedule.after else 0
        if late >= last:
            return (late - (late - last) % self.schedule.every) or None
        index = bisect_right(self.schedule.steps, late)
        step = self.schedule.steps[index - 1] if index else 0
        return step if step > 0 else None

    def _before(self, due_on: date) -> int | None:
        days = min((self.until - due_on).days, 0)
        index = bisect_right(self.schedule.steps, days)
        return self.schedule.steps[index - 1] if index else None


def in_words(due_on: date, today: date) -> str:
    """ "due in 3 days", "due today", "12 days late"."""
    days = (due_on - today).days
    if days == 0:
        return "due today"
    count = f"{abs(days)} day" if abs(days) == 1 else f"{abs(days)} days"
    return f"due in {count}" if days > 0 else f"{count} late"
