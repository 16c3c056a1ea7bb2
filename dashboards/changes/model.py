"""What changed, as plain data: for the page, the list, the files, the pack and the feed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, overload

from django.utils import timezone

from dashboards.changes.kinds import Kind


@dataclass(frozen=True)
class Thing:
    """What a change is about. `marking` is a value of `Review.Marking`.

    `reference` is that within its review ("1a.3"); of evidence, those of the actions that it
    supports, as far as the reader may see them.
    """

    review: str
    review_reference: str
    marking: str
    reference: str
    title: str
    agency: str
    url: str

    @property
    def full_reference(self) -> str:
        """ "CLARE 1a.3"."""
        return f"{self.review.upper()} {self.reference}".strip()


@dataclass(frozen=True)
class Change:
    """One thing that changed.

    `at` is the moment at which it was recorded, None where two evenings are compared. `was` and
    `became` are days or words, `days` is how far a date moved, or how late an action is.
    `agreed_by` is who agreed a date, or the forum that decided. `why` is what was written: the
    reason, the basis, the question, the answer.
    """

    kind: Kind
    about: Thing
    at: datetime | None = None
    by: str = ""
    was: date | str = ""
    became: date | str = ""
    days: int | None = None
    why: str = ""
    agreed_by: str = ""

    @property
    def on(self) -> date | None:
        return timezone.localdate(self.at) if self.at else None


class Found(NamedTuple):
    """A change that is there: it is put into words only where it is shown.

    `order`: its place among those of its kind, the lowest first.
    """

    kind: Kind
    order: Any
    made: Callable[[], Change]


def newest(at: datetime | None, pk: int) -> tuple[float, int]:
    """The order of what was recorded: the latest first, and last what no moment is known of."""
    return (-at.timestamp() if at else 0.0, -pk)


class Rows(Sequence[Change]):
    """Changes in their order, each made when it is asked for."""

    def __init__(self, found: Sequence[Found]) -> None:
        self._found = sorted(found, key=lambda each: each.order)

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, place: int) -> Change: ...
    @overload
    def __getitem__(self, place: slice) -> list[Change]: ...
    def __getitem__(self, place: int | slice) -> Change | list[Change]:
        if isinstance(place, slice):
            return [each.made() for each in self._found[place]]
        return self._found[place].made()

    def __iter__(self) -> Iterator[Change]:
        return (each.made() for each in self._found)


@dataclass(frozen=True)
class Section:
    """All changes of a kind."""

    kind: Kind
    rows: Sequence[Change]

    @property
    def total(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class Changes:
    """What changed after the end of `first` and by the end of `last`: a section for each kind."""

    first: date
    last: date
    sections: tuple[Section, ...]

    def of(self, kind: Kind) -> Section:
        return next(section for section in self.sections if section.kind == kind)

    def count(self, kind: Kind) -> int:
        return self.of(kind).total

    @property
    def total(self) -> int:
        return sum(section.total for section in self.sections)

    @property
    def shown(self) -> tuple[Section, ...]:
        """Those that hold something."""
        return tuple(section for section in self.sections if section.total)

    @property
    def nothing(self) -> tuple[Kind, ...]:
        """Kinds of which there is nothing: one sentence names them."""
        return tuple(section.kind for section in self.sections if not section.total)
