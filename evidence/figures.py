"""The numbers of evidence: written as a whole, added up, and said in words.

A sum is over figures of one label and one unit, wherever it is shown: 84 officers briefed and 437
attendees are both people, and may be the same people.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from agencies.models import User
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import save_as

if TYPE_CHECKING:
    from evidence.models import Evidence


#: Units that we give ourselves, and those that people use most, where there is one of them.
ONE = {"people": "person", "children": "child", "families": "family"} | {
    many: many.removesuffix("s")
    for many in (
        *("sessions", "attendees", "workshops", "seminars", "courses", "briefings", "meetings"),
        *("visits", "cases", "referrals", "records", "audits", "officers", "practitioners"),
    )
}


#: Beginnings of units that say how much of something, and not how many.
RATES = ("per ", "percent", "out of ", "rate", "ratio", "average", "mean ", "median")


class FigureRow(NamedTuple):
    label: str
    value: Decimal
    unit: str


class Total(NamedTuple):
    """What all figures of one label and one unit come to."""

    label: str
    value: Decimal
    unit: str

    def __str__(self) -> str:
        return in_words(self.label, self.value, self.unit)

    @property
    def key(self) -> tuple[str, str]:
        return counted_thing(self.label, self.unit)

    @property
    def needs_its_label(self) -> bool:
        return not says_the_same(self.label, self.unit)


class Said(NamedTuple):
    """A sentence, and the list to which it leads; without one it says everything itself."""

    sentence: str
    below: list[str]


class AddedUp(NamedTuple):
    """The totals of what was accepted, and apart from them those of what nobody has decided."""

    accepted: list[Total]
    waiting: list[Total]

    def said(self) -> list[Said]:
        """As pages and packs print it; nothing where nothing was counted."""
        also = "And not accepted by anybody yet" if self.accepted else "Waiting for a decision"
        parts = [("Added up from accepted evidence", self.accepted), (also, self.waiting)]
        return [_said(start, totals) for start, totals in parts if totals]


def _said(start: str, totals: list[Total]) -> Said:
    """In the sentence where each says it all, like "17 sessions, 437 attendees"; else as a list."""
    words = [str(total) for total in totals]
    if any(total.needs_its_label for total in totals):
        return Said(f"{start}:", words)
    return Said(f"{start}: {', '.join(words)}.", [])


def counted_thing(label: str, unit: str) -> tuple[str, str]:
    """By which figures are of the same thing, however they are typed."""
    return " ".join(label.split()).casefold(), " ".join(unit.split()).casefold()


def plain(value: Decimal) -> str:
    """ "1,437", "12.5"."""
    return f"{value.normalize():,f}"


def in_words(label: str, value: Decimal, unit: str) -> str:
    """ "Workshops: 5 sessions"; "5 sessions" where label and unit say the same.

    Attendees are counted in people, and said as "437 attendees".
    """
    if not says_the_same(label, unit):
        return f"{label}: {_counted_as(value, unit)}"
    return _counted_as(value, "attendees" if _is_attended(label, unit) else unit)


def _counted_as(value: Decimal, unit: str) -> str:
    """ "17 sessions", "1 session"."""
    return f"{plain(value)} {ONE.get(unit.casefold(), unit) if value == 1 else unit}"


def says_the_same(label: str, unit: str) -> bool:
    return _stem(label) == _stem(unit) or _is_attended(label, unit)


def _stem(text: str) -> str:
    return text.strip().casefold().removesuffix("s")


def _is_attended(label: str, unit: str) -> bool:
    return counted_thing(label, unit) == ("attendees", "people")


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


def added_up(items: "Iterable[Evidence]") -> AddedUp:
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
    return AddedUp(totals(accepted), totals(waiting))


def totals(items: "Iterable[Evidence]") -> list[Total]:
    """One for each label and unit, in the order in which they appear, as they are typed first.

    Never a rate: two shares of something have no sum. Reads prefetched figures.
    """
    found: dict[tuple[str, str], Total] = {}
    for item in items:
        for figure in item.figures.all():
            key = counted_thing(figure.label, figure.unit)
            if _is_rate(key[1]):
                continue
            first = Total(figure.label.strip(), Decimal(0), figure.unit.strip())
            total = found.get(key, first)
            found[key] = total._replace(value=total.value + figure.value)
    return list(found.values())


def _is_rate(unit: str) -> bool:
    """ "%", "per cent", "per 1,000 children", "out of 10"."""
    return "%" in unit or unit.startswith(RATES)
