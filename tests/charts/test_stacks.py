"""Stacks: whole, without gaps, and nothing drawn for nothing."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from scr_tracker.charts import WIDE, Part, Row, StackedRows
from scr_tracker.charts.stacks import LEAST, percent, segments, shares

COUNTS = st.lists(st.integers(0, 5000), min_size=1, max_size=8)
LENGTH = 898


def stack(*counts, length=1000):
    return segments([Part(f"key{n}", f"Label {n}", c) for n, c in enumerate(counts)], length)


def test_segments_follow_each_other_in_the_given_order():
    found = [(s.part.key, s.part.count, s.start, s.length) for s in stack(1, 3)]
    assert found == [("key0", 1, 0, 252), ("key1", 3, 252, 748)]


def test_nothing_to_draw_gives_no_segments():
    assert stack() == ()
    assert stack(0, 0) == ()


def test_zero_gets_no_segment():
    assert [s.part.key for s in stack(0, 2, 0, 1)] == ["key1", "key3"]


def test_shares_of_thirds_make_the_whole():
    assert shares([1, 1, 1], 100) == [34, 33, 33]


def test_equal_counts_read_alike():
    assert [percent(1, 3), percent(1, 8), percent(7, 8), percent(0, 0)] == [33, 13, 88, 0]


def test_one_of_ten_thousand_can_still_be_seen():
    assert stack(9999, 1)[1].length == LEAST


def test_a_stack_without_room_is_as_long_as_the_least_of_each():
    assert [s.length for s in stack(1, 1, 1, length=2)] == [LEAST] * 3


@given(COUNTS)
def test_lengths_fill_the_stack(counts):
    found = stack(*counts, length=LENGTH)
    assert [s.part.count for s in found] == [n for n in counts if n]
    if found:
        assert found[0].start == 0
        assert found[-1].end == LENGTH
        assert all(a.end == b.start for a, b in pairwise(found))
        assert min(s.length for s in found) >= LEAST


@given(COUNTS)
def test_more_is_never_drawn_shorter(counts):
    ordered = sorted(stack(*counts), key=lambda s: s.part.count)
    assert all(a.length <= b.length + 1 for a, b in pairwise(ordered))


@given(st.lists(COUNTS, min_size=1, max_size=6))
def test_rows_share_one_scale(stacks):
    rows = tuple(
        Row(f"Row {n}", tuple(Part(f"k{i}", f"K{i}", c) for i, c in enumerate(counts)))
        for n, counts in enumerate(stacks)
    )
    drawing = StackedRows("rows", "Rows", rows, "Row").draw(WIDE)
    ends = {}
    for box in drawing.shapes:
        if getattr(box, "words", "") and hasattr(box, "look"):
            row = box.words.split(", ")[-1]
            ends[row] = max(ends.get(row, 0), box.x + box.width)
    totals = {row.label: row.total for row in rows if row.total}
    assert set(ends) == set(totals)
    longest = max(totals.values(), default=0)
    for label, total in totals.items():
        kinds = len(stacks[0]) + 8
        assert ends[label] <= WIDE.width
        if total == longest:
            assert ends[label] >= max(ends.values()) - kinds * LEAST
