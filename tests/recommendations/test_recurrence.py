"""When a recurring action comes due again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.recurrence import add_months, next_due_on

dates = st.dates(date(2000, 1, 1), date(2100, 1, 1))
rhythms = st.sampled_from([1, 3, 6, 12])


@pytest.mark.parametrize(
    ("due_on", "every", "done_on", "expected"),
    [
        (date(2026, 3, 1), 6, date(2026, 2, 20), date(2026, 9, 1)),
        (date(2026, 3, 1), 6, date(2026, 10, 5), date(2027, 3, 1)),
        (date(2024, 2, 29), 12, date(2024, 2, 29), date(2025, 2, 28)),
        (date(2026, 8, 31), 1, date(2026, 8, 31), date(2026, 9, 30)),
        (None, 12, date(2026, 8, 31), date(2027, 8, 31)),
    ],
)
def test_next_date_by_case(due_on, every, done_on, expected):
    assert next_due_on(due_on, every, after=done_on) == expected


@given(due_on=dates, every=rhythms, done_on=dates)
def test_next_date_lies_after_both_and_in_the_rhythm(due_on, every, done_on):
    following = next_due_on(due_on, every, after=done_on)
    assert following > max(due_on, done_on)
    assert following in {add_months(due_on, every * n) for n in range(1, 1300)}
