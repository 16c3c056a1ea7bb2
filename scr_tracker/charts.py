"""Counts → the segments of one stacked bar. Pure: the template only draws what stands here."""

from collections.abc import Sequence
from dataclasses import dataclass

#: Length of the bar in units of the drawing, and the least that a segment with a count takes, so
#: that one of a thousand can still be seen.
LENGTH = 1000
LEAST = 4


@dataclass(frozen=True)
class Segment:
    """One part of the bar. `percent` is of all that was counted, and rounded."""

    key: str
    label: str
    count: int
    start: int
    length: int
    percent: int

    @property
    def end(self) -> int:
        return self.start + self.length


def stacked_bar(parts: Sequence[tuple[str, str, int]]) -> tuple[Segment, ...]:
    """Segments of (key, label, count) in the given order, without gaps; none for a count of 0."""
    shown = [part for part in parts if part[2] > 0]
    counts = [count for _, _, count in shown]
    lengths = [LEAST + share for share in shares(counts, LENGTH - LEAST * len(shown))]
    segments, start = [], 0
    for (key, label, count), length in zip(shown, lengths, strict=True):
        percent = (200 * count + sum(counts)) // (2 * sum(counts))
        segments.append(Segment(key, label, count, start, length, percent))
        start += length
    return tuple(segments)


def shares(counts: Sequence[int], whole: int) -> list[int]:
    """Whole numbers in proportion to the counts that add up to `whole` (largest remainders)."""
    total = sum(counts)
    if not total:
        return [0 for _ in counts]
    parts = [count * whole // total for count in counts]
    by_remainder = sorted(
        range(len(counts)), key=lambda place: (-(counts[place] * whole % total), place)
    )
    for place in by_remainder[: whole - sum(parts)]:
        parts[place] += 1
    return parts
