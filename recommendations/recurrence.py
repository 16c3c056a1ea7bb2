"""When a recurring action comes due again."""

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int, *, on: int | None = None) -> date:
    """Some months later: the same day, or the day `on` of the month; a shorter month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(on or day.day, monthrange(year, month)[1]))


def next_due_on(due_on: date | None, every: int, *, after: date, day: int | None = None) -> date:
    """The first date of the rhythm that lies after both the due date and the day `after`.

    The rhythm counts from the due date, so that a late completion does not shift it: an audit due
    each March and done in May is due again next March. Without a due date it counts from `after`.
    `day` is the day of the month on which it began, so that 31 January, 28 February leads to 31
    March.
    """
    start = due_on or after
    steps = 1
    while add_months(start, every * steps, on=day) <= max(after, start):
        steps += 1
    return add_months(start, every * steps, on=day)
