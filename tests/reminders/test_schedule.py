"""The rule of the schedule: which step is reached, and which comes next."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reminders.schedule import in_words, next_day, next_step, step_day, step_reached

DUE = date(2026, 11, 20)
days_late = st.integers(min_value=-400, max_value=4000)
dues = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def is_step(days):
    """The schedule said once more, in the words of the issue."""
    return days in {-14, -3, 0, 1, 2, 4, 8} or (days > 8 and (days - 8) % 14 == 0)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (-15, None),
        (-14, -14),
        (-13, -14),
        (-4, -14),
        (-3, -3),
        (-1, -3),
        (0, 0),
        (1, 1),
        (2, 2),
        (3, 2),
        (4, 4),
        (7, 4),
        (8, 8),
        (21, 8),
        (22, 22),
        (35, 22),
        (36, 36),
        (400, 400),
        (399, 386),
    ],
)
def test_the_latest_step_is_the_one_reached(days, step):
    assert step_reached(DUE, DUE + timedelta(days=days)) == step


def test_each_step_follows_the_one_before():
    steps, step = [], None
    for _ in range(10):
        step = next_step(step)
        steps.append(step)
    assert steps == [-14, -3, 0, 1, 2, 4, 8, 22, 36, 50]


@given(dues, days_late)
def test_a_step_reached_is_a_step_that_lies_behind_with_none_between(due_on, days):
    today = due_on + timedelta(days=days)
    step = step_reached(due_on, today)
    if step is None:
        assert days < -14
        return
    assert is_step(step)
    assert step <= days
    assert not any(is_step(between) for between in range(step + 1, days + 1))


@given(dues, days_late, st.integers(min_value=1, max_value=40))
def test_a_missed_night_is_never_lost(due_on, days, nights):
    """Whatever nights are missed, the run after them finds every step or a later one."""
    before = step_reached(due_on, due_on + timedelta(days=days))
    after = step_reached(due_on, due_on + timedelta(days=days + nights))
    passed = [d for d in range(days + 1, days + nights + 1) if is_step(d)]
    assert after == (passed[-1] if passed else before)


@given(dues, days_late)
def test_the_next_day_is_the_first_on_which_the_step_changes(due_on, days):
    today = due_on + timedelta(days=days)
    day = next_day(due_on, today)
    assert day > today
    assert step_reached(due_on, day) == (day - due_on).days
    assert step_reached(due_on, day - timedelta(days=1)) == step_reached(due_on, today)


@given(st.integers(min_value=-20, max_value=4000))
def test_the_next_step_is_later_and_a_step(step):
    assert next_step(step) > step
    assert is_step(next_step(step))


def test_step_day_counts_days_across_the_clock_change():
    """The clock goes back on 25 October 2026 and forward on 28 March 2027: days stay days."""
    assert step_day(date(2026, 10, 24), 2) == date(2026, 10, 26)
    assert step_reached(date(2026, 10, 24), date(2026, 10, 26)) == 2
    assert step_reached(date(2027, 3, 27), date(2027, 3, 29)) == 2


def test_words():
    assert [in_words(DUE, DUE + timedelta(days=d)) for d in (-3, -1, 0, 1, 12)] == [
        "due in 3 days",
        "due in 1 day",
        "due today",
        "1 day late",
        "12 days late",
    ]
