"""Widths of a table's columns by what stands in them, so that no word of a table breaks on paper.

Dates and references stay on one line where sentences keep room enough. Words stay whole; where
there is no room for them, the text of the table is smaller. All lengths are in points.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from documents.blocks import Table, words_of
from scr_tracker.charts.sizes import width_of

#: What may stand on one line as a whole, in letters: a date, a reference.
WHOLE = 12
#: A longer word breaks, as it always can in a web address.
LONGEST = 24
#: Dates and references may take this part of the room; sentences need the rest.
ENOUGH = 0.8
#: The room beside the words of a cell.
BESIDE = 12.0
#: Smaller text is not read.
SMALLEST = 7.0


@dataclass(frozen=True)
class Fit:
    """`shares`: of the columns, hundred in all. `size`: of the text."""

    shares: tuple[float, ...]
    size: float

    def edges(self, whole: int) -> list[int]:
        """Widths as whole numbers that make up the whole exactly."""
        ends = [round(whole * sum(self.shares[:n]) / 100) for n in range(len(self.shares))]
        return [end - start for start, end in pairwise([*ends, whole])]


def fit(table: Table, room: float, size: float) -> Fit:
    """`room`: how wide the table is; `size`: of its text, unless it must be smaller."""
    whole, words = _longest(table, _whole), _longest(table, _words)
    if _needed(whole, size) <= room * ENOUGH:
        return Fit(_shared(table, whole, size, room), size)
    for each in _sizes(size):
        if _needed(words, each) <= room:
            return Fit(_shared(table, words, each, room), each)
    least = min(size, SMALLEST)
    needed = _needed(words, least)
    return Fit(tuple(100 * (each * least + BESIDE) / needed for each in words), least)


def _sizes(size: float) -> Iterator[float]:
    while size >= SMALLEST:
        yield size
        size -= 0.5


def _longest(table: Table, parts: Callable[[str], Iterable[str]]) -> list[float]:
    """Of what stays together in each column, in parts of the size of the text."""
    found = []
    for place, heading in enumerate(table.head):
        texts = {words_of(row[place]) for row in table.rows}
        together = {part for text in texts for part in parts(text)} | set(heading.split())
        found.append(max((width_of(part[:LONGEST], 1) for part in together), default=0.0))
    return found


def _words(text: str) -> Iterable[str]:
    return text.split()


def _whole(text: str) -> Iterable[str]:
    return (text,) if len(text) <= WHOLE else text.split()


def _needed(longest: list[float], size: float) -> float:
    return sum(each * size + BESIDE for each in longest)


def _shared(table: Table, longest: list[float], size: float, room: float) -> tuple[float, ...]:
    """As wide as was wanted, but no column narrower than what stays together in it: the others
    give what they can spare."""
    least = [each * size + BESIDE for each in longest]
    wanted = [room * each / sum(table.widths) for each in table.widths]
    wide = [max(pair) for pair in zip(least, wanted, strict=True)]
    spare = sum(wide) - sum(least)
    taken = (sum(wide) - room) / spare if spare else 0
    kept = [width - taken * (width - low) for width, low in zip(wide, least, strict=True)]
    return tuple(100 * width / sum(kept) for width in kept)
