"""What a list is, whatever file it goes into."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet

#: Rows of a QuerySet that are read at once.
CHUNK = 1000
OFFICIAL = "OFFICIAL"


@dataclass(frozen=True)
class Column:
    """A heading, and how to read its value from a row.

    The value's own type counts: a date is a date in Excel, a number a number, all else is text.
    `width`: in Excel, in characters.
    """

    heading: str
    value: Callable[[Any], Any]
    width: int = 16


@dataclass(frozen=True)
class Table:
    """A list: `rows` in their order, only what the reader may see.

    `place`: the partnership that it is of, where it is of one. `said`: what it is filtered by, in
    words. `address`: of a page that shows it, where that is not the one that was asked for.
    `marking`: the highest of its rows, "" where nothing is marked. `meanings`: of words in it that
    are not everybody's. `is_refused`: the filter has a mistake, so there is no list.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Any]
    place: str = ""
    said: Sequence[str] = ()
    address: str = ""
    marking: str = ""
    meanings: Sequence[tuple[str, str]] = ()
    is_refused: bool = False

    def lines(self) -> Iterator[list[Any]]:
        """The values of each row; never all rows at once."""
        rows = self.rows
        if isinstance(rows, QuerySet):
            rows = rows.iterator(chunk_size=CHUNK)
        return ([column.value(row) for column in self.columns] for row in rows)


@dataclass(frozen=True)
class Printed:
    """What a file says of itself."""

    table: Table
    as_at: date
    exported_at: datetime
    address: str

    @property
    def marking(self) -> str:
        return self.table.marking or OFFICIAL

    @property
    def filter(self) -> str:
        """ "Review: Clare. Rating: Overdue." """
        return " ".join(f"{part}." for part in self.table.said) or "None: all rows"

    def file_name(self, kind: str) -> str:
        """ "actions-2026-11-02-OFFICIAL-SENSITIVE.csv": a marking that asks for care is in it."""
        parts = [*self.table.name.lower().split(), self.as_at.isoformat()]
        if self.marking != OFFICIAL:
            parts.append(self.marking)
        return f"{'-'.join(parts)}.{kind}"


def in_chunks(rows: "QuerySet[Any]", made: Callable[[list[Any]], Iterable[Any]]) -> Iterator[Any]:
    """What `made` makes of some of the rows at once, for all of them: few questions each time."""
    found = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(found, CHUNK)):
        yield from made(some)
