"""The numbers of evidence: written as a whole, added up per unit."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from agencies.models import User
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import save_as

if TYPE_CHECKING:
    from evidence.models import Evidence


#: Units that we give ourselves, where there is one of them.
ONE = {"sessions": "session", "attendees": "attendee"}


#: Beginnings of units that say how much of something, and not how many.
RATES = ("per ", "percent", "out of ", "rate", "ratio", "average", "mean ", "median")


class FigureRow(NamedTuple):
    label: str
    value: Decimal
    unit: str


class Total(NamedTuple):
    """What all figures of one unit come to, and what each label adds to it."""

    value: Decimal
    unit: str
    labels: tuple[tuple[str, Decimal], ...] = ()

    def __str__(self) -> str:
        """People who came are "437 attendees"; with other people they are only "people"."""
        attended = [_is_attended(label, self.unit) for label, _ in self.labels]
        unit = "attendees" if attended and all(attended) else self.unit
        return counted_as(self.value, unit)

    @property
    def detail(self) -> str:
        """ "17 sessions: Workshops 5, Briefings 12"; "" where the unit says it all."""
        if all(says_the_same(label, self.unit) for label, _ in self.labels):
            return ""
        if len(self.labels) == 1:
            return f"{self}: {self.labels[0][0]}"
        return f"{self}: {', '.join(f'{label} {plain(part)}' for label, part in self.labels)}"


class Sums(NamedTuple):
    """The figures of what was accepted, and apart from them those of what nobody has decided."""

    accepted: list[Total]
    waiting: list[Total]

    @property
    def details(self) -> list[str]:
        return [total.detail for total in self.accepted if total.detail]

    def sentences(self) -> list[str]:
        said = []
        if self.accepted:
            said.append(f"Added up from accepted evidence: {_listed(self.accepted)}.")
        if self.waiting and self.accepted:
            said.append(f"And {_listed(self.waiting)} that nobody has accepted yet.")
        elif self.waiting:
            said.append(f"Waiting for a decision: {_listed(self.waiting)}.")
        return said


def _listed(found: list[Total]) -> str:
    return ", ".join(str(total) for total in found)


def plain(value: Decimal) -> str:
    """ "1,437", "12.5"."""
    return f"{value.normalize():,f}"


def counted_as(value: Decimal, unit: str) -> str:
    """ "17 sessions", "1 session"."""
    return f"{plain(value)} {ONE.get(unit, unit) if value == 1 else unit}"


def in_words(label: str, value: Decimal, unit: str) -> str:
    """ "Workshops: 5 sessions"; "5 sessions" where label and unit say the same."""
    said = counted_as(value, unit)
    return said if _stem(label) == _stem(unit) else f"{label}: {said}"


def says_the_same(label: str, unit: str) -> bool:
    return _stem(label) == _stem(unit) or _is_attended(label, unit)


def _stem(text: str) -> str:
    return text.strip().casefold().removesuffix("s")


def set_figures(actor: User, evidence: "Evidence", rows: Sequence[FigureRow]) -> bool:
    """Make the item's figures those of the rows; whether that changed anything.

    A figure is known by its label and unit: one that stays keeps its row and its history.
    """
    from evidence.models import Figure

    wanted = {(row.label, row.unit): (row.value, place) for place, row in enumerate(rows)}
    if len(wanted) < len(rows):
        raise InvalidTransition("The same figure is there twice.", "figures")
    there = {(figure.label, figure.unit): figure for figure in evidence.figures.all()}
    before = [FigureRow(f.label, f.value, f.unit) for f in there.values()]
    if before == list(rows):
        return False
    for key in there.keys() - wanted.keys():
        figure = there[key]
        figure._history_user = actor  # type: ignore[attr-defined]
        figure.delete()
    for (label, unit), (value, place) in wanted.items():
        figure = there.get((label, unit)) or Figure(evidence=evidence, label=label, unit=unit)
        if figure.value != value:
            figure.entered_by = actor
        figure.value, figure.position = value, place
        save_as(figure, actor)
    return True


def added_up(items: "Iterable[Evidence]") -> Sums:
    """What was sent back, or cannot be read, counts nowhere.

    Items carry `decision` and `scan` (`for_list`).
    """
    from evidence.states import NO_PROOF, proves, state_of

    found = list(items)
    accepted = [item for item in found if proves(item)]
    waiting = [
        item
        for item in found
        if item.decision is None and state_of(item).value not in NO_PROOF  # type: ignore[attr-defined]
    ]
    return Sums(totals(accepted), totals(waiting))


def totals(items: "Iterable[Evidence]") -> list[Total]:
    """The figures of the items added up, one total a unit, in the order in which units appear.

    Never across units, and never a rate: two shares of something have no sum. Reads prefetched
    figures.
    """
    units: dict[str, str] = {}
    parts: dict[str, dict[str, tuple[str, Decimal]]] = {}
    for item in items:
        for figure in item.figures.all():
            unit, label = figure.unit.strip(), figure.label.strip()
            if _is_rate(unit.casefold()):
                continue
            units.setdefault(unit.casefold(), unit)
            of = parts.setdefault(unit.casefold(), {})
            said, so_far = of.get(label.casefold(), (label, Decimal(0)))
            of[label.casefold()] = said, so_far + figure.value
    found = ((units[key], tuple(of.values())) for key, of in parts.items())
    return [Total(sum((each for _, each in of), Decimal(0)), unit, of) for unit, of in found]


def _is_rate(unit: str) -> bool:
    """ "%", "per cent", "per 1,000 children", "out of 10"."""
    return "%" in unit or unit.startswith(RATES)


def _is_attended(label: str, unit: str) -> bool:
    return (label.casefold(), unit.casefold()) == ("attendees", "people")
