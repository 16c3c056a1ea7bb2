"""The rule of the schedule: which step is reached on a day, for whom, and which comes next."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Partnership
from reminders import upcoming
from reminders.policies import Terms
from reminders.quiet import NEVER, Quiet
from reminders.schedule import Schedule, in_words

DUE = date(2026, 11, 20)
PLAIN = Schedule()
WEEKDAYS = Schedule(quiet=Quiet("england", weekends=True))
days_late = st.integers(min_value=-400, max_value=2000)
dues = st.dates(date(2000, 1, 1), date(2040, 1, 1))
few_days = st.sets(st.integers(1, 40), max_size=5).map(lambda found: tuple(sorted(found)))
nations = st.sampled_from(["", "england", "wales", "scotland", "northern_ireland"])
for nation in Partnership.Nation.values:  # reads the library's calendars, once
    Quiet(nation).name(DUE)
schedules = st.builds(
    Schedule,
    before=few_days,
    on_day=st.booleans(),
    after=few_days,
    every=st.integers(1, 31),
    quiet=st.builds(Quiet, nations, st.booleans()),
)


def days(number):
    return timedelta(days=number)


def said_on(schedule, due_on, step):
    """The day on which a step is said, in the words of the issue and no others."""
    day = due_on + days(step)
    while day in schedule.quiet:
        day += days(1 if step > 0 else -1)
    return day


def steps_until(schedule, late):
    """Every step up to so many days late, one by one."""
    steps = [-before for before in schedule.before] + [0] * schedule.on_day + [*schedule.after]
    further = max(schedule.after, default=0) + schedule.every
    while further <= late:
        steps.append(further)
        further += schedule.every
    return sorted(step for step in steps if step <= late)


@pytest.mark.parametrize(
    ("late", "step"),
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
def test_the_latest_step_is_the_one_reached(late, step):
    assert PLAIN.at(DUE + days(late)).step(DUE) == step


@given(schedules, dues, days_late)
def test_the_step_reached_is_the_last_whose_day_has_come(schedule, due_on, late):
    """On every working day, for every schedule: against the definition, step by step."""
    today = due_on + days(late)
    if today in schedule.quiet:
        return
    come = [
        step
        for step in steps_until(schedule, late + 20)
        if said_on(schedule, due_on, step) <= today
    ]
    assert schedule.at(today).step(due_on) == (come[-1] if come else None)


@given(schedules, dues, days_late, st.integers(1, 60))
def test_who_is_told_later_is_told_on_that_day_and_on_each_step_after_it(
    schedule, due_on, late, since
):
    today = due_on + days(late)
    if today in schedule.quiet:
        return
    come = [since, *(step for step in steps_until(schedule, late) if step > since)]
    come = [step for step in come if said_on(schedule, due_on, step) <= today]
    assert schedule.at(today).step(due_on, since) == (come[-1] if come else None)


@given(schedules, dues, days_late, st.integers(min_value=1, max_value=40))
def test_a_missed_night_is_never_lost(schedule, due_on, late, nights):
    """Whatever nights are missed, the run after them finds the last step of all that passed."""
    first, last = due_on + days(late), due_on + days(late + nights)
    found = [schedule.at(day).step(due_on) for day in schedule.sending_days(first, last)]
    steps = [step for step in found if step is not None]
    assert steps == sorted(steps)
    if last not in schedule.quiet:
        assert schedule.at(last).step(due_on) == (steps[-1] if steps else None)


@given(schedules, dues, days_late)
def test_a_step_stands_no_longer_than_the_ledger_is_asked_for(schedule, due_on, late):
    """A step that still stands was first said within `longest_stand`."""
    today = due_on + days(late)
    step = schedule.at(today).step(due_on)
    if step is not None:
        assert (today - said_on(schedule, due_on, step)).days <= schedule.longest_stand


def next_day(schedule, due_on, today, since=0):
    """As the page of an action says it, where what has been reached was said."""
    said = schedule.at(today).step(due_on, since)
    terms = Terms(SimpleNamespace(schedule=schedule), today)
    place = SimpleNamespace(rhythm=None, weekday=None, said=said)
    return upcoming.next_day(SimpleNamespace(due_on=due_on), terms, place, since)


@given(schedules, dues, days_late, st.sampled_from([0, 1, 14]))
def test_the_next_day_is_the_first_on_which_the_step_changes(schedule, due_on, late, since):
    today = due_on + days(late)
    reached = schedule.at(today).step(due_on, since)
    day = next_day(schedule, due_on, today, since)
    assert day is not None
    assert schedule.sends_on(day)
    assert schedule.at(day).step(due_on, since) not in (None, reached)
    earlier = schedule.sending_days(max(today, day - days(40)) + days(1), day - days(1))
    assert {schedule.at(each).step(due_on, since) for each in earlier} <= {None, reached}


@given(schedules, dues, st.integers(0, 4))
def test_a_weekly_mail_goes_each_week_on_its_day_or_the_first_working_day_after(
    schedule, monday, weekday
):
    today = monday
    slot = schedule.weekly_day(weekday, today)
    assert slot not in schedule.quiet
    assert timedelta(0) <= today - slot < days(7 + 10)
    planned = slot
    while planned.weekday() != weekday or any(
        planned + days(n) not in schedule.quiet for n in range((slot - planned).days)
    ):
        planned -= days(1)
        assert slot - planned < days(14)
    assert schedule.quiet.on_or_after(planned) == slot


# --- Days of the calendar ---


def test_days_stay_days_across_the_clock_change():
    """The clock goes back on 25 October 2026 and forward on 28 March 2027."""
    assert PLAIN.at(date(2026, 10, 26)).step(date(2026, 10, 24)) == 2
    assert PLAIN.at(date(2027, 3, 29)).step(date(2027, 3, 27)) == 2


def test_due_on_the_29th_of_february():
    leap = date(2028, 2, 29)  # a Tuesday
    assert WEEKDAYS.at(date(2028, 2, 15)).step(leap) == -14
    assert WEEKDAYS.at(leap).step(leap) == 0
    assert WEEKDAYS.at(date(2028, 3, 1)).step(leap) == 1
    assert next_day(WEEKDAYS, leap, leap) == date(2028, 3, 1)


def test_due_on_a_bank_holiday_is_said_on_the_last_working_day_before_it():
    """Good Friday and Easter Monday 2027: the office is shut from 26 to 29 March."""
    for due_on in (date(2027, 3, 26), date(2027, 3, 29)):
        assert WEEKDAYS.at(date(2027, 3, 24)).step(due_on) == -3 if due_on.day == 26 else True
        assert WEEKDAYS.at(date(2027, 3, 25)).step(due_on) == 0
    assert WEEKDAYS.at(date(2027, 3, 30)).step(date(2027, 3, 26)) == 4
    assert WEEKDAYS.at(date(2027, 3, 30)).step(date(2027, 3, 29)) == 1


def test_over_christmas_and_new_year_nothing_is_sent_on_quiet_days():
    sent = list(WEEKDAYS.sending_days(date(2026, 12, 24), date(2027, 1, 5)))
    assert [day.day for day in sent] == [24, 29, 30, 31, 4, 5]
    new_year = date(2027, 1, 1)
    assert WEEKDAYS.at(date(2026, 12, 31)).step(new_year) == 0
    assert WEEKDAYS.at(date(2027, 1, 4)).step(new_year) == 2


@pytest.mark.parametrize(
    ("nation", "day", "name"),
    [
        ("scotland", date(2026, 11, 30), "Saint Andrew's Day"),
        ("england", date(2026, 11, 30), ""),
        ("northern_ireland", date(2027, 7, 12), "Battle of the Boyne"),
        ("wales", date(2027, 7, 12), ""),
        ("scotland", date(2027, 3, 29), ""),
        ("wales", date(2027, 3, 29), "Easter Monday"),
        ("", date(2027, 12, 27), ""),
    ],
)
def test_each_nation_keeps_its_own_bank_holidays(nation, day, name):
    assert Quiet(nation, weekends=True).name(day) == name


def test_weekends_are_quiet_where_they_are_to_be():
    saturday = date(2026, 11, 7)
    assert Quiet("england", weekends=True).name(saturday) == "a weekend"
    assert saturday not in Quiet("england")
    assert saturday not in NEVER


def test_a_pause_sends_nothing_and_loses_nothing():
    paused = Schedule(pause=(date(2026, 11, 19), date(2026, 11, 25)))
    assert [d.day for d in paused.sending_days(date(2026, 11, 17), date(2026, 11, 27))] == [
        17,
        18,
        26,
        27,
    ]
    assert paused.at(date(2026, 11, 26)).step(DUE) == 4
    assert next_day(paused, DUE, date(2026, 11, 18)) == date(2026, 11, 26)


def test_words():
    assert [in_words(DUE, DUE + days(late)) for late in (-3, -1, 0, 1, 12)] == [
        "due in 3 days",
        "due in 1 day",
        "due today",
        "1 day late",
        "12 days late",
    ]
