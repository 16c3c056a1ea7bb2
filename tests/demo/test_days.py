"""Dates as a fixture writes them."""

from datetime import date

import pytest

from dashboards.demo.days import UNDATED_NOTE, Calendar

CALENDAR = Calendar(today=date(2026, 11, 2), undated=date(2020, 12, 1))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("4 November 2019", date(2019, 11, 4), date(2019, 11, 4)),
        ("November 2019", date(2019, 11, 1), date(2019, 11, 30)),
        ("February 2020", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("March 2020 to May 2020", date(2020, 3, 1), date(2020, 5, 31)),
        ("November 2018 to undated", date(2018, 11, 1), date(2020, 12, 1)),
        ("undated", date(2020, 12, 1), date(2020, 12, 1)),
        ("today", date(2026, 11, 2), date(2026, 11, 2)),
        ("+10 days", date(2026, 11, 12), date(2026, 11, 12)),
        ("-12 days", date(2026, 10, 21), date(2026, 10, 21)),
        ("+1 day", date(2026, 11, 3), date(2026, 11, 3)),
        ("next 31 August", date(2027, 8, 31), date(2027, 8, 31)),
        ("next 2 November", date(2026, 11, 2), date(2026, 11, 2)),
    ],
)
def test_date_or_period(text, first, last):
    when = CALENDAR.when(text)

    assert (when.first, when.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("February 2019", date(2019, 2, 1)),
        ("June 2019 to August 2019", date(2019, 8, 31)),
        ("2019", date(2019, 12, 31)),
        ("4 November 2019", date(2019, 11, 4)),
    ],
)
def test_a_month_stands_under_its_first_day_and_a_longer_period_under_its_last(text, day):
    assert CALENDAR.when(text).day == day


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("4 November 2019", ""),
        ("+3 days", ""),
        ("February 2019", "The day is not known: February 2019."),
        ("March 2020 to May 2020", "From March 2020 to May 2020."),
        ("November 2018 to undated", "From November 2018 to the published response."),
        ("undated", UNDATED_NOTE),
    ],
)
def test_what_the_source_does_not_tell_is_said(text, note):
    assert CALENDAR.when(text).note == note


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "10 days",
        "31 February 2020",
        "next August",
        "May 2020 to March 2020",
        "2019-11-04",
        "04/11/2019",
        "1850",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match=text[:3] or "is no date"):
        CALENDAR.when(text)


def test_a_due_date_must_be_a_day():
    with pytest.raises(ValueError, match="must name a day"):
        CALENDAR.day("November 2019")
