"""One report as data, without a word of any format: what is frozen, kept, and written from.

Every figure, date and sentence stands here as it was when the report was made. Whoever writes it in
a format asks nobody and works nothing out, so that all formats say the same, also years later.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

_COLOUR = re.compile("#[0-9a-f]{6}")


class Kind(StrEnum):
    """What a column holds. Percent: in points, 45 is 45 %."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    PERCENT = "percent"


Value: TypeAlias = str | int | Decimal | date | None


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    label: str
    value: Value


@dataclass(frozen=True)
class Figures:
    """A few figures, each with what it counts. `name`: of its sheet in Excel."""

    name: str
    caption: str
    rows: tuple[Figure, ...]


@dataclass(frozen=True)
class Column:
    """`width` is relative to that of the other columns."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int = 10


@dataclass(frozen=True)
class Table:
    """The first cell of a row is its heading. `name`: of its sheet in Excel."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError: a row is too short or long, or a cell not what its column says."""
        for row in self.rows:
            for column, value in zip(self.columns, row, strict=True):
                if value is not None and not is_of(column.kind, value):
                    raise ValueError(f"{self.caption}: {value!r} is no {column.kind}")


@dataclass(frozen=True)
class Chart:
    """A picture that stands for itself (`svg` needs no style sheet), and its figures in a table.

    `description` says in words what the picture shows: it is read out in its place.
    """

    title: str
    description: str
    svg: str
    table: Table

    def __post_init__(self) -> None:
        if not self.description.strip():
            raise ValueError(f"{self.title}: say in words what the picture shows")


@dataclass(frozen=True)
class Entry:
    """One thing of a list that is read as text: a recommendation, an agency.

    `sentence` says in plain English how it stands and why; `state` says so in one word or two.
    """

    heading: str
    state: str
    sentence: str
    text: str = ""
    facts: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Entries:
    """`heading_label`, `text_label`: what heading and text of its entries are, as in Excel."""

    name: str
    caption: str
    heading_label: str
    text_label: str
    entries: tuple[Entry, ...]


Block: TypeAlias = Paragraph | Bullets | Figures | Table | Chart | Entries


@dataclass(frozen=True)
class Section:
    """`key`: by which it was chosen."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Meaning:
    """A label of the partnership's legend, its colour ("#00703c") and what it means there."""

    label: str
    colour: str
    meaning: str

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"{self.colour!r} is no colour")


@dataclass(frozen=True)
class Report:
    """`covers`: the reviews in it, in words. `meeting`: for which, "" for none."""

    title: str
    partnership: str
    marking: str
    as_at: date
    covers: str
    made_at: datetime
    made_by: str
    sections: tuple[Section, ...]
    period_from: date | None = None
    period_to: date | None = None
    meeting: str = ""
    legend: tuple[Meaning, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("a report has a title")


def is_of(kind: Kind, value: Any) -> bool:
    if kind is Kind.TEXT:
        return isinstance(value, str)
    if kind is Kind.DATE:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def kind_of(value: Value) -> Kind:
    """Of a figure that stands in no column."""
    if isinstance(value, date):
        return Kind.DATE
    return Kind.TEXT if value is None or isinstance(value, str) else Kind.NUMBER
