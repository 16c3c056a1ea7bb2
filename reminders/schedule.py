"""When a thing is chased: the one rule, pure. Steps are days relative to the due date.

A step is *reached* on its day and stays reached until the next one, so a night that was missed
loses nothing: the next run finds the latest step reached, and steps missed before it are
superseded by it. Chasing backs off, and never falls silent.
"""

from bisect import bisect_right
from datetime import date, timedelta

#: 14 and 3 days before, on the day, then 1, 2, 4 and 8 days late …
STEPS = (-14, -3, 0, 1, 2, 4, 8)
#: … and from there on every fortnight: 22, 36, 50 …
EVERY = 14
#: How far ahead of its due date a thing is first mentioned.
DAYS_AHEAD = -STEPS[0]


def step_reached(due_on: date, today: date) -> int | None:
    """The latest step that it has reached, or None before the first."""
    days = (today - due_on).days
    if days >= STEPS[-1]:
        return days - (days - STEPS[-1]) % EVERY
    index = bisect_right(STEPS, days)
    return STEPS[index - 1] if index else None


def next_step(step: int | None) -> int:
    """The step after this one; the first where none is reached."""
    if step is None or step < STEPS[0]:
        return STEPS[0]
    if step >= STEPS[-1]:
        return step - (step - STEPS[-1]) % EVERY + EVERY
    return STEPS[bisect_right(STEPS, step)]


def step_day(due_on: date, step: int) -> date:
    """The day on which what is due on `due_on` reaches the step."""
    return due_on + timedelta(days=step)


def next_day(due_on: date, today: date) -> date:
    """The first day after today on which it reaches a step."""
    return step_day(due_on, next_step(step_reached(due_on, today)))


def in_words(due_on: date, today: date) -> str:
    """ "due in 3 days", "due today", "12 days late"."""
    days = (due_on - today).days
    if days == 0:
        return "due today"
    count = f"{abs(days)} day" if abs(days) == 1 else f"{abs(days)} days"
    return f"due in {count}" if days > 0 else f"{count} late"
