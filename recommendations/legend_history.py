"""Who changed a partnership's legend, when, and what: from its history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from agencies.queries import shown_name
from recommendations.legend import HOUSE, KINDS, Legend, read
from recommendations.models import OwnLegend

NOBODY = "The system"
PARTS = {"label": "Label", "colour": "Colour", "has_border": "Border", "meaning": "Meaning"}


@dataclass(frozen=True)
class Save:
    """One time that it was saved, with what changed then, a line each."""

    version: int
    at: datetime
    by: str
    by_id: int | None
    lines: tuple[str, ...]

    @property
    def title(self) -> str:
        return "Labels and colours changed" if self.lines else "Saved without a change"

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def saves(row: OwnLegend) -> list[Save]:
    """The last first; of the first, what differs from the house's words. One question."""
    records = list(_records(row).order_by("history_id"))
    partnership = row.partnership.public_id
    legends = [HOUSE, *(read(record, partnership) for record in records)]
    steps = zip(records, pairwise(legends), strict=True)
    return [_save(record, *step) for record, step in steps][::-1]


def last_save(row: OwnLegend) -> Any:
    """The record of the last save, with who it was (`by`)."""
    return _records(row).order_by("-history_id").first()


def _records(row: OwnLegend) -> Any:
    """As the partnership may call people."""
    return row.history.annotate(by=shown_name("history_user", row.partnership))


def _save(record: Any, then: Legend, now: Legend) -> Save:
    lines = tuple(_changes(then, now))
    return Save(
        record.version, record.history_date, record.by or NOBODY, record.history_user_id, lines
    )


def _changes(then: Legend, now: Legend) -> Iterator[str]:
    for place, entry in now.entries.items():
        name = KINDS[entry.kind](entry.key).label
        for part, words in PARTS.items():
            old, new = getattr(then.entries[place], part), getattr(entry, part)
            if old != new:
                yield f"{words} of “{name}” ({entry.kind}): {_shown(old)} → {_shown(new)}"


def _shown(value: str | bool) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"
