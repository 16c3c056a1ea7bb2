"""Where the rows of a table as they stood at a moment come from: one SELECT a table.

`at` is the moment, as SQL; what stood then was written before it. Four kinds of tables:
`Kept` rows have history; `Noted` rows are written once, at a moment in one of their columns;
`With` rows came with a parent; `Linked` rows are of a many-to-many table that history copies.
All of them hold one row for each row that there was, with the columns of the live table.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection


class Shadow(Protocol):
    @property
    def model(self) -> Any: ...

    def select(self, at: str) -> str: ...


@dataclass(frozen=True)
class Kept:
    """From history. `live` columns are today's: what decides who may read, and what history leaves
    out because it never changes."""

    model: Any
    live: Collection[str] = ()

    def select(self, at: str) -> str:
        history = _table(self.model.history.model)
        live = {f.column for f in self.model._meta.local_fields if f.name in self.live}
        columns = ", ".join(
            f'{"l" if column in live else "h"}."{column}"' for column in _columns(self.model)
        )
        joined = f" JOIN {_table(self.model)} l ON l.id = h.id" if live else ""
        return f"SELECT {columns} FROM {history} h{joined} WHERE {_stood(at)}"  # noqa: S608


@dataclass(frozen=True)
class Noted:
    """Written once, at the moment `since`. `later`: moments that were filled in afterwards, and
    were empty until then."""

    model: Any
    since: str = "recorded_at"
    later: Collection[str] = ()

    def select(self, at: str) -> str:
        columns = ", ".join(
            f'CASE WHEN l."{c}" < {at} THEN l."{c}" END AS "{c}"' if c in self.later else f'l."{c}"'
            for c in _columns(self.model)
        )
        table = _table(self.model)
        return f'SELECT {columns} FROM {table} l WHERE l."{self.since}" < {at}'  # noqa: S608


@dataclass(frozen=True)
class With:
    """Written together with the row to which `by` leads, at the moment `since` of that."""

    model: Any
    by: str
    since: str = "recorded_at"

    def select(self, at: str) -> str:
        key = self.model._meta.get_field(self.by)
        columns = ", ".join(f'l."{column}"' for column in _columns(self.model))
        parent = f'{_table(key.related_model)} p ON p.id = l."{key.column}"'
        table = _table(self.model)
        written = f'p."{self.since}" < {at}'
        return f"SELECT {columns} FROM {table} l JOIN {parent} WHERE {written}"  # noqa: S608


@dataclass(frozen=True)
class Linked:
    """A many-to-many table of `owner`, from the copy that each row of its history has."""

    owner: Any
    name: str

    @property
    def model(self) -> Any:
        return getattr(self.owner, self.name).through

    def select(self, at: str) -> str:
        history = self.owner.history.model
        copies = getattr(history, self.name).model
        columns = ", ".join(f'm."{column}"' for column in _columns(self.model))
        copied = f"{_table(copies)} m JOIN {_table(history)} h ON h.history_id = m.history_id"
        return f"SELECT {columns} FROM {copied} WHERE {_stood(at)}"  # noqa: S608


@dataclass(frozen=True)
class Past:
    """The history of a model itself, as far as it was written."""

    of: Any

    @property
    def model(self) -> Any:
        return self.of.history.model

    def select(self, at: str) -> str:
        written = f"h.history_date < {at}"
        return f"SELECT * FROM {_table(self.model)} h WHERE {written}"  # noqa: S608


def _stood(at: str) -> str:
    return f"h.history_date < {at} AND h.history_until >= {at} AND h.history_type <> '-'"


def _columns(model: Any) -> list[str]:
    return [field.column for field in model._meta.local_concrete_fields]


def _table(model: Any) -> str:
    """SQLite would look for the view itself; PostgreSQL looks when the view is made."""
    table = f'"{model._meta.db_table}"'
    return f'"main".{table}' if connection.vendor == "sqlite" else table
