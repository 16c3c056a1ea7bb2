"""Counts → the segments of a stack: without gaps, in proportion, each large enough to be seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from scr_tracker.charts.parts import Part

#: The least length of a segment with a count, so that one of a thousand can still be seen.
LEAST = 4


@dataclass(frozen=True)
class Segment:
    part: Part
    start: int
    length: int

    @property
    def end(self) -> int:
        return self.start + self.length


def segments(parts: Sequence[Part], length: int) -> tuple[Segment, ...]:
    """The parts in the given order over the whole length; none for a count of 0.

    Where the length is too short for the least of each, the stack is as long as these together.
    """
    shown = [part for part in parts if part.count > 0]
    spare = max(length - LEAST * len(shown), 0)
    found, start = [], 0
    for part, share in zip(shown, shares([part.count for part in shown], spare), strict=True):
        found.append(Segment(part, start, LEAST + share))
        start += LEAST + share
    return tuple(found)


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


def percent(count: int, whole: int) -> int:
    """Rounded half up; equal counts read alike, so that a hundred may be missed by little."""
    return (200 * count + whole) // (2 * whole) if whole else 0
