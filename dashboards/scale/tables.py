"""Rows of a table and of its history, in the order of the columns that the models have today.

A row is a dictionary by the names of the model's columns; what a maker does not name has the
field's default, so that a new field breaks nothing. A `Story` is a row over time: each change is a
row of history, and the row that stands at the end is the last of them.
"""

import json
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Max, Model, UUIDField

from dashboards.scale.dice import Dice, moment_text
from scr_tracker.history import FOREVER

#: `history_until` of what still stands.
_FOREVER = f"{FOREVER:%Y-%m-%d %H:%M:%S}"
#: What a history may have beside the columns of its model.
_OF_HISTORY = (
    "history_id",
    "history_date",
    "history_change_reason",
    "history_type",
    "history_user_id",
    "history_until",
)
Row = dict[str, Any]


class Actor(Protocol):
    """Who did something: all that a row of history keeps of them."""

    @property
    def pk(self) -> int: ...


class Pile:
    """Rows of one table that wait to be written: tuples in the order of its columns."""

    def __init__(self, model: type[Model], names: Sequence[str] = ()) -> None:
        fields = {field.attname: field for field in model._meta.concrete_fields}
        self.names = tuple(names or fields)
        self.model, self.fields = model, [fields[name] for name in self.names]
        self.rows: list[tuple[Any, ...]] = []
        self.written = 0
        #: The key that was given last.
        self.last = _last_id(model)
        self.add = self.rows.append

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def columns(self) -> list[str]:
        return [str(field.column) for field in self.fields]

    def next_id(self) -> int:
        self.last += 1
        return self.last

    def begin_after(self, many: int) -> None:
        """Leave out so many keys."""
        self.last += many

    def taken(self) -> list[tuple[Any, ...]]:
        """The rows that waited; the pile is empty then."""
        rows = self.rows[:]
        self.rows.clear()
        return rows


class State(NamedTuple):
    """What a row was from a moment on, and who changed it why. `related`: of its list of rows."""

    at: int
    by: Actor | None
    reason: str | None
    values: tuple[Any, ...]
    related: tuple[tuple[int, int], ...]


class Table:
    """A model's table, that of its history where it keeps one, and those of one list of rows.

    `related`: the name of the field of that list, such as the contributing agencies of an action.
    """

    def __init__(self, model: type[Model], dice: Dice, related: str = "") -> None:
        self.pile = Pile(model)
        self._dice = dice
        self._defaults = {
            field.attname: _default(field) for field in self.pile.fields if _has_default(field)
        }
        self.is_public = "public_id" in self._defaults
        self.is_versioned = "version" in self._defaults
        self._all = itemgetter(*self.pile.names)
        self.history = _History(model, related) if hasattr(model, "history") else None
        self.links = _Links(model, related) if related else None

    @property
    def piles(self) -> list[Pile]:
        others = [
            *(self.history.piles if self.history else ()),
            *([self.links] if self.links else ()),
        ]
        return [self.pile, *others]

    def add(self, **values: Any) -> int:
        """A row that stays as it is, of a model without history. Its id."""
        row = self.row(values)
        self.pile.add(self._all(row))
        return int(row["id"])

    def begin(
        self, at: int, by: Actor | None, reason: str | None = None, /, **values: Any
    ) -> "Story":
        return Story(self, self.row(values), at, by, reason)

    def row(self, values: Row) -> Row:
        row = {**self._defaults, "id": self.pile.next_id(), **values}
        if self.is_public and "public_id" not in values:
            row["public_id"] = self._dice.public_id()
        return row

    def finish(self, row: Row, states: list[State], *, is_gone: bool) -> None:
        if not is_gone:
            self.pile.add(self._all(row))
            if self.links:
                self.links.keep(row["id"], states[-1].related)
        if self.history:
            self.history.keep(row["id"], states, is_gone=is_gone)


class Story:
    """A row over time."""

    __slots__ = ("_states", "_table", "related", "row")

    def __init__(
        self, table: Table, row: Row, at: int, by: Actor | None, reason: str | None
    ) -> None:
        self._table, self.row = table, row
        self.related: tuple[tuple[int, int], ...] = ()
        self._states: list[State] = []
        self._note(at, by, reason)

    @property
    def pk(self) -> int:
        return int(self.row["id"])

    @property
    def last_at(self) -> int:
        return self._states[-1].at

    def change(self, at: int, by: Actor, reason: str | None = None, /, **values: Any) -> None:
        """Somebody saved it, and with it what was changed."""
        self.row.update(values)
        if self._table.is_versioned:
            self.row["version"] += 1
        self._note(at, by, reason)

    def relate(self, at: int, by: Actor, ids: Iterable[int]) -> None:
        """Its list of rows is set: a state of its own, because the list is saved after the row."""
        links: Any = self._table.links
        held = {related: pk for pk, related in self.related}
        self.related = tuple((held.get(pk) or links.next_id(), pk) for pk in ids)
        self._note(at, by, self._states[-1].reason)

    def end(self) -> None:
        self._table.finish(self.row, self._states, is_gone=False)

    def vanish(self, at: int, by: Actor) -> None:
        """It was taken away: history keeps what it was."""
        self._note(at, by, None)
        self._table.finish(self.row, self._states, is_gone=True)

    def _note(self, at: int, by: Actor | None, reason: str | None) -> None:
        history = self._table.history
        values = history.of(self.row) if history else ()
        self._states.append(State(at, by, reason, values, self.related))


class _History:
    """The table of a model's history, and of the history of one list of rows."""

    def __init__(self, model: type[Model], related: str) -> None:
        history: Any = model.history.model  # type: ignore[attr-defined]
        tracked = [field.attname for field in history.tracked_fields]
        there = {field.attname for field in history._meta.concrete_fields}
        self.of = itemgetter(*tracked)
        self._knows_until = "history_until" in there
        self.pile = Pile(history, [*tracked, *(name for name in _OF_HISTORY if name in there)])
        of_related = getattr(history, related).model if related else None
        self.links = _LinkHistory(of_related, model, related) if of_related else None

    @property
    def piles(self) -> list[Pile]:
        return [self.pile, *([self.links] if self.links else [])]

    def keep(self, pk: int, states: list[State], *, is_gone: bool) -> None:
        kind = "+"
        dates = [moment_text(state.at) for state in states]
        for place, (_, by, reason, values, related) in enumerate(states, 1):
            is_last = place == len(states)
            key = self.pile.next_id()
            meta: tuple[Any, ...] = (
                key,
                dates[place - 1],
                reason[:100] if reason else None,
                "-" if is_last and is_gone else kind,
                by.pk if by else None,
            )
            if self._knows_until:
                meta += (_FOREVER if is_last else dates[place],)
            self.pile.add(values + meta)
            if self.links and related:
                self.links.keep(key, pk, related)
            kind = "~"


class _Links(Pile):
    """The table behind a list of rows."""

    def __init__(self, model: type[Model], related: str) -> None:
        field: Any = model._meta.get_field(related)
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        super().__init__(field.remote_field.through, ["id", own, other])

    def keep(self, own: int, related: Iterable[tuple[int, int]]) -> None:
        for pk, other in related:
            self.add((pk, own, other))


class _LinkHistory(Pile):
    def __init__(self, history: type[Model], model: type[Model], related: str) -> None:
        field: Any = model._meta.get_field(related)
        own, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        super().__init__(history, ["m2m_history_id", "history_id", "id", own, other])

    def keep(self, key: int, own: int, related: Iterable[tuple[int, int]]) -> None:
        for pk, other in related:
            self.add((self.next_id(), key, pk, own, other))


def _last_id(model: type[Model]) -> int:
    """The highest key that the table has ever given, as far as its rows tell."""
    return model._default_manager.aggregate(last=Max("pk"))["last"] or 0


def _has_default(field: Field) -> bool:
    """What has none is named by its maker: what it forgets stops the run at the first row."""
    may_be_empty = field.null or (field.blank and field.empty_strings_allowed)
    return not field.primary_key and (field.has_default() or may_be_empty)


def _default(field: Field) -> Any:
    """As the database reads it. A new id for each row is given when the row is made."""
    if isinstance(field, UUIDField):
        return None
    value = field.get_default()
    if isinstance(field, JSONField):
        return json.dumps(value)
    if isinstance(field, DateTimeField) and value is not None:
        return value.replace(tzinfo=None).isoformat(" ")
    stored = field.get_db_prep_save(value, connection)
    return str(stored) if isinstance(stored, str) else stored  # a choice is no plain text
