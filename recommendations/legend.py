"""What ratings and progress are called, coloured and said to mean: in each partnership its own way.

    legend_of(partnership_id)      in a task: one question
    legends_of(user).of(pk)        on a page: no question where the house's words hold, else one
    legend.rating("overdue")       → Entry(label, colour, text_colour, meaning, look)

Statuses are stored neutrally and never change with a legend.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from agencies import access
from agencies.models import Partnership
from recommendations.meanings import PROGRESS_MEANS, RATING_MEANS
from recommendations.models import OwnLegend
from recommendations.status import Progress, Rating
from scr_tracker.charts import Look, look_of
from scr_tracker.contrast import PAPER, ink_on, ratio, shown

if TYPE_CHECKING:
    from agencies.access import Person

KINDS: dict[str, type[Rating] | type[Progress]] = {"rating": Rating, "progress": Progress}


@dataclass(frozen=True)
class Entry:
    """One rating or progress as a partnership calls it. `key` is what is computed."""

    kind: str
    key: str
    label: str
    colour: str
    meaning: str
    has_border: bool = False

    @property
    def text_colour(self) -> str:
        return ink_on(self.colour)

    @property
    def words_contrast(self) -> str:
        """Of its text to its colour: "5.02"."""
        return shown(ratio(self.text_colour, self.colour))

    @property
    def page_contrast(self) -> str:
        return shown(ratio(self.colour, PAPER))

    @property
    def is_own_label(self) -> bool:
        return self.label != KINDS[self.kind](self.key).label

    @property
    def look(self) -> Look:
        """For charts: the pattern goes by what it means, whatever colour was chosen."""
        look = look_of(self.key)
        return look if look.colour == self.colour else look.coloured(self.colour)

    @property
    def words(self) -> str:
        """As a sentence counts it: "3 overdue". A label of the partnership's own is not bent."""
        if self.is_own_label:
            return self.label
        return Progress(self.key).words if self.kind == "progress" else self.label.lower()


@dataclass(frozen=True)
class Legend:
    """`version` is 0, and `partnership` None, where the house's words hold."""

    entries: Mapping[tuple[str, str], Entry]
    version: int = 0
    partnership: UUID | None = None

    def rating(self, key: str) -> Entry:
        return self.entries["rating", str(key)]

    def progress(self, key: str) -> Entry:
        return self.entries["progress", str(key)]

    def of(self, kind: str) -> tuple[Entry, ...]:
        """All of a kind, in the house's order."""
        return tuple(self.entries[kind, each.value] for each in KINDS[kind])


def _house() -> Legend:
    meanings: dict[str, Mapping[Any, str]] = {"rating": RATING_MEANS, "progress": PROGRESS_MEANS}
    entries = {
        (kind, each.value): Entry(
            kind, each.value, str(each.label), look_of(each.value).colour, meanings[kind][each]
        )
        for kind, keys in KINDS.items()
        for each in keys
    }
    return Legend(entries)


#: What holds where a partnership has chosen nothing.
HOUSE = _house()


def read(row: Any, partnership: UUID) -> Legend:
    """The legend of a row of `OwnLegend`, or of a record of its history."""
    entries = {
        (kind, key): Entry(kind, key, **row.entries[kind][key])
        if key in row.entries.get(kind, {})
        else HOUSE.entries[kind, key]
        for kind, key in HOUSE.entries
    }
    return Legend(entries, row.version, partnership)


def legend_of(partnership_id: int) -> Legend:
    """The legend that holds in the partnership."""
    return _read_all([partnership_id]).get(partnership_id, HOUSE)


class Legends:
    """Those of several partnerships, read at the first that is asked for."""

    def __init__(self, partnerships: Collection[Partnership]) -> None:
        self._names = {each.pk: each.short_name for each in partnerships}
        self._ids = [each.pk for each in partnerships if each.legend_version]

    @cached_property
    def _own(self) -> dict[int, Legend]:
        return _read_all(self._ids) if self._ids else {}

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """Key and label, for a list of several partnerships: "Red / Overdue" where they differ."""
        every = [self.of(pk) for pk in self._names] or [HOUSE]
        return [
            (
                each.value,
                " / ".join(dict.fromkeys(e.entries[kind, each.value].label for e in every)),
            )
            for each in KINDS[kind]
        ]

    def meanings(self, kind: str) -> list[tuple[str, str]]:
        """What partnerships' own words mean, for a file; whose they are where there are several."""
        whose = len(self._names) > 1
        return [
            (f"{entry.label} ({self._names[pk]})" if whose else entry.label, entry.meaning)
            for pk, legend in self._own.items()
            for entry in legend.of(kind)
        ]

    def of(self, partnership_id: int | None) -> Legend:
        return self._own.get(partnership_id, HOUSE) if partnership_id in self._ids else HOUSE


def legends_of(user: "Person") -> Legends:
    """Those of the partnerships in which the person has a role, kept on the request's user."""
    known: Legends | None = getattr(user, "_legends", None)
    if known is None:
        known = Legends({m.partnership_id: m.partnership for m in access.held(user)}.values())
        user._legends = known  # type: ignore[union-attr]
    return known


def _read_all(ids: Iterable[int]) -> dict[int, Legend]:
    rows = OwnLegend.objects.filter(partnership_id__in=ids).select_related("partnership")
    return {row.partnership_id: read(row, row.partnership.public_id) for row in rows}
