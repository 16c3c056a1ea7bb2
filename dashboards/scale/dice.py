"""Chance that falls the same way each time; days and moments as whole numbers.

A day is its ordinal, a moment counts the seconds of UTC since the day before the first: both are
compared and shifted very often. `day_text` and `moment_text` write them as both databases read
them. What happens, happens in working hours, so that the day is the same in London and in UTC.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import TypeVar

T = TypeVar("T")

DAY = 86_400
_OPENS, _CLOSES = 9 * 3600, 16 * 3600


class _Days(dict[int, str]):
    def __missing__(self, day: int) -> str:
        self[day] = text = date.fromordinal(day).isoformat()
        return text


class _Clock(dict[int, str]):
    def __missing__(self, second: int) -> str:
        hours, rest = divmod(second, 3600)
        self[second] = text = f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
        return text


_days, _clock = _Days(), _Clock()


def day_text(day: int) -> str:
    return _days[day]


def moment_text(moment: int) -> str:
    return f"{_days[moment // DAY]} {_clock[moment % DAY]}"


def spread(shares: Mapping[T, int]) -> tuple[T, ...]:
    """Each as often as its share says, for `Dice.one_of`."""
    return tuple(thing for thing, share in shares.items() for _ in range(share))


class Dice:
    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311  # benchmarks need the same rows, no secrets
        self._next = self._random.random

    def chance(self, share: float) -> bool:
        return self._next() < share

    def between(self, low: int, high: int) -> int:
        return low + int(self._next() * (high - low + 1))

    def skewed(self, low: int, high: int, power: float) -> int:
        """Rather low than high, the more so the greater the power."""
        return low + int(self._next() ** power * (high - low + 1))

    def one_of(self, things: Sequence[T]) -> T:
        return things[int(self._next() * len(things))]

    def some_of(self, things: Sequence[T], many: int) -> list[T]:
        return self._random.sample(things, min(many, len(things)))

    def public_id(self) -> str:
        digits = f"{self._random.getrandbits(128):032x}"
        return f"{digits[:12]}4{digits[13:16]}8{digits[17:]}"

    def at(self, day: int) -> int:
        """A moment in the working hours of the day; of the Monday after where it is a weekend."""
        weekday = (day - 1) % 7
        if weekday > 4:
            day += 7 - weekday
        return day * DAY + _OPENS + int(self._next() * (_CLOSES - _OPENS))

    def later(self, moment: int, first: int, last: int) -> int:
        """So many days later, one at least."""
        return self.at(moment // DAY + max(1, self.between(first, last)))

    def soon(self, moment: int) -> int:
        """Some minutes later."""
        return moment + 60 + int(self._next() * 540)
