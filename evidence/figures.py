"""The numbers of evidence: written as a whole, added up per unit."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from agencies.models import User
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import save_as

if TYPE_CHECKING:
    from evidence.models import Evidence, Figure


#: Units that we give ourselves, where there is one of them.
ONE = {"sessions": "session", "attendees": "attendee"}


#: Beginnings of units that say how much of something, and not how many.
RATES = ("per ", "percent", "out of ", "rate", "ratio", "average", "mean ", "median")


class FigureRow(NamedTuple):
    label: str
    value: Decimal
    unit: str


class Total(NamedTuple):
    value: Decimal
    unit: str

    def __str__(self) -> str:
        unit = ONE.get(self.unit, self.unit) if self.value == 1 else self.unit
        return f"{self.value.normalize():,f} {unit}"


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


def totals(items: "Iterable[Evidence]") -> list[Total]:
    """The figures of the items added up, one total a unit, in the order in which units appear.

    Never across units, and never a rate: two shares of something have no sum. What was sent back
    does not count. Reads prefetched figures; items that say so carry `decision`.
    """
    sums: dict[str, Total] = {}
    attending: dict[str, bool] = {}
    for item in items:
        if getattr(item, "decision", None) == "returned":
            continue
        for figure in item.figures.all():
            key = figure.unit.strip().casefold()
            if _is_rate(key):
                continue
            so_far = sums.get(key, Total(Decimal(0), figure.unit.strip()))
            sums[key] = so_far._replace(value=so_far.value + figure.value)
            attending[key] = attending.get(key, True) and _attended(figure)
    return [
        total._replace(unit="attendees") if attending[key] else total for key, total in sums.items()
    ]


def _is_rate(unit: str) -> bool:
    """ "%", "per cent", "per 1,000 children", "out of 10"."""
    return "%" in unit or unit.startswith(RATES)


def _attended(figure: "Figure") -> bool:
    """People who came: added up they are "437 attendees", with other people only "people"."""
    return (figure.label.strip().casefold(), figure.unit.strip().casefold()) == (
        "attendees",
        "people",
    )
