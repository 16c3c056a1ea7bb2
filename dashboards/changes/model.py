"""What changed, as plain data: for the page, the list, the files, the pack and the feed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol, overload

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


class Details(Protocol):
    """What is printed of things, by key: read in one go for all that are shown."""

    def load(self, keys: Collection[int]) -> None: ...
    def of(self, key: int) -> Any: ...


class Found(NamedTuple):
    """A change that is there: it is read in full and put into words only where it is shown.

    `order`: its place among those of its kind, the lowest first. `made` is given what `details`
    say of `key`, where there are any.
    """

    kind: Kind
    order: Any
    made: Callable[..., Change]
    details: Details | None = None
    key: int = 0

    def change(self) -> Change:
        return self.made(self.details.of(self.key)) if self.details else self.made()


def load(found: Iterable[Found]) -> None:
    """Read what these need, one question for each sort of thing."""
    wanted: dict[int, tuple[Details, set[int]]] = {}
    for each in found:
        if each.details is not None:
            wanted.setdefault(id(each.details), (each.details, set()))[1].add(each.key)
    for details, keys in wanted.values():
        details.load(keys)


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
            load(self._found[place])
            return [each.change() for each in self._found[place]]
        return self[place : place + 1 or None][0]

    def __iter__(self) -> Iterator[Change]:
        return iter(self[:])

    def found(self, place: slice) -> list[Found]:
        """Some of them as they were found."""
        return self._found[place]


def prepare(wanted: Iterable[tuple[Sequence[Change], slice]]) -> None:
    """Read at once what these parts of several lists need."""
    parts = (rows.found(place) for rows, place in wanted if isinstance(rows, Rows))
    load(each for part in parts for each in part)


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

    def prepare(self, most: int) -> None:
        """Read at once what the first rows of all sections need: a page shows these together."""
        prepare((section.rows, slice(most)) for section in self.sections)

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
