"""Axes of round numbers, months that do not collide, sums that never fall."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scr_tracker.charts import cumulative, months_until
from scr_tracker.charts.scales import apart, month_after, month_labels, ticks
from scr_tracker.charts.sizes import width_of, wrapped
from scr_tracker.words import MONTHS_SHORT

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


def test_an_axis_counts_in_round_numbers():
    assert ticks(0) == (0, 1)
    assert ticks(3) == (0, 1, 2, 3)
    assert ticks(26) == (0, 10, 20, 30)
    assert ticks(80) == (0, 20, 40, 60, 80)
    assert ticks(1234) == (0, 500, 1000, 1500)


@given(st.integers(0, 10**7))
def test_an_axis_reaches_the_highest_number_and_not_much_further(highest):
    found = ticks(highest)
    assert 2 <= len(found) <= 6
    assert found[-1] >= highest
    assert highest > found[-2] or found == (0, 1)
    assert len({b - a for a, b in pairwise(found)}) == 1


@given(DAYS, st.integers(1, 60), st.floats(3, 80))
def test_no_two_words_below_an_axis_touch(last, many, gap):
    months = months_until(last, many)
    labels = month_labels(months, gap, 15)
    names = [(each.place * gap, width_of(each.month, 15)) for each in labels]
    years = [(each.place * gap, width_of(each.year, 15)) for each in labels if each.year]
    for words in (names, years):
        for (one, wide), (other, broad) in pairwise(words):
            assert other - one >= (wide + broad) / 2
    for each in labels:
        assert MONTHS_SHORT[months[each.place].month] == each.month


def test_the_year_stands_where_it_changes():
    months = months_until(date(2026, 11, 5), 24)
    labels = month_labels(months, 35, 16)
    assert [(each.month, each.year) for each in labels if each.year] == [
        ("Jan", "2025"),
        ("Jan", "2026"),
    ]


@given(st.lists(st.tuples(st.floats(0, 300), st.sampled_from([20, 38, 56])), max_size=8))
def test_labels_make_room_for_each_other_and_keep_their_order(wanted):
    bottom = 500
    tops = apart(wanted, 0, bottom)
    order = sorted(range(len(wanted)), key=lambda n: wanted[n][0])
    placed = [(tops[n], wanted[n][1]) for n in order]
    assert all(top >= 0 and top + height <= bottom + 0.01 for top, height in placed)
    assert all(a + height <= b + 0.01 for (a, height), (b, _) in pairwise(placed))


def test_a_label_with_room_stands_at_its_line():
    assert apart([(100, 20), (200, 20)], 0, 300) == [90, 190]


def test_the_months_end_with_the_one_of_the_day():
    assert months_until(date(2026, 2, 28), 3) == (
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    )
    assert month_after(date(2025, 12, 1)) == date(2026, 1, 1)


def test_a_day_counts_from_the_end_of_its_month():
    months = months_until(date(2026, 3, 9), 3)
    days = [date(2025, 6, 1), date(2026, 1, 31), date(2026, 2, 1), date(2026, 4, 1), None]
    assert cumulative(days, months) == (2, 3, 3)


@given(st.lists(st.none() | DAYS), DAYS, st.integers(1, 48))
def test_what_is_added_up_never_falls_and_ends_with_all_that_came(days, last, many):
    months = months_until(last, many)
    found = cumulative(days, months)
    assert len(found) == many
    assert all(a <= b for a, b in pairwise(found))
    assert found[-1] == len([day for day in days if day and day < month_after(months[-1])])


@given(st.text("abcmWi ", max_size=60), st.integers(1, 3))
def test_wrapped_words_fit_their_room(text, most):
    lines = wrapped(text, 16, 120, most)
    assert 1 <= len(lines) <= most
    assert all(width_of(line, 16) <= 120 for line in lines)


def test_words_are_broken_between_words_and_cut_last():
    assert wrapped("Closed, not implemented 19", 15, 110, 3) == [
        "Closed, not",
        "implemented",
        "19",
    ]
    assert wrapped("Incomprehensibilities", 15, 80, 1) == ["Incompr…"]
