"""The stacked bar: whole, without gaps, and nothing drawn for nothing."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scr_tracker.charts import LEAST, LENGTH, Segment, shares, stacked_bar

COUNTS = st.lists(st.integers(0, 5000), min_size=1, max_size=8)


def bar(*counts):
    return stacked_bar([(f"key{i}", f"Label {i}", n) for i, n in enumerate(counts)])


def test_segments_follow_each_other_in_the_given_order():
    assert bar(1, 3) == (
        Segment("key0", "Label 0", 1, 0, 252, 25),
        Segment("key1", "Label 1", 3, 252, 748, 75),
    )


def test_nothing_to_draw_gives_no_segments():
    assert bar() == ()
    assert bar(0, 0) == ()


def test_zero_gets_no_segment():
    assert [s.key for s in bar(0, 2, 0, 1)] == ["key1", "key3"]


def test_shares_of_thirds_make_the_whole():
    assert shares([1, 1, 1], 100) == [34, 33, 33]


def test_equal_counts_read_alike():
    assert [s.percent for s in bar(1, 1, 1)] == [33, 33, 33]
    assert [s.percent for s in bar(1, 7)] == [13, 88]


def test_one_of_ten_thousand_can_still_be_seen():
    assert bar(9999, 1)[1].length == LEAST


@given(COUNTS)
def test_lengths_fill_the_bar(counts):
    segments = bar(*counts)
    if not any(counts):
        assert segments == ()
        return
    assert sum(s.length for s in segments) == LENGTH
    assert abs(sum(s.percent for s in segments) - 100) <= len(segments) / 2
    assert segments[0].start == 0
    assert segments[-1].end == LENGTH
    assert all(a.end == b.start for a, b in pairwise(segments))
    assert [s.count for s in segments] == [n for n in counts if n]


@given(COUNTS)
def test_more_is_never_drawn_shorter(counts):
    ordered = sorted(bar(*counts), key=lambda s: s.count)
    assert all(a.length <= b.length + 1 for a, b in pairwise(ordered))
