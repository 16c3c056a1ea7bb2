"""The triggers that move the stamps (`scr_tracker.stamps`), on both databases.

PostgreSQL runs them once a statement, over all rows that it changed; SQLite once a row, where they
add to one row of a partnership, as nobody else writes at the time. They are named after what they
do, so that after each `migrate` those are made that are missing and those dropped that are of an
earlier release. Whenever some were made, all stamps move: what was written meanwhile is unknown.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connections

from scr_tracker.models import Stamp
from scr_tracker.stamps.watched import loud, owners, watched

PREFIX = "stamp_"
_TABLE = Stamp._meta.db_table


class Trigger(NamedTuple):
    """`name` says what it does: another text, another name."""

    name: str
    table: str
    made: tuple[str, ...]


def moved(vendor: str, whose: str) -> str:
    """The statement that moves the stamps of those whom the SELECT `whose` names."""
    return f"""INSERT INTO "{_TABLE}" (whose, written_in, value)
SELECT found.whose, {_WRITTEN_IN[vendor]}, {_CHANCE[vendor]} FROM ({whose}) found
WHERE found.whose IS NOT NULL
ON CONFLICT (whose, written_in) DO UPDATE SET value = "{_TABLE}".value + excluded.value"""  # noqa: S608


def triggers(vendor: str) -> list[Trigger]:
    make = _of_postgres if vendor == "postgresql" else _of_sqlite
    return [trigger for model in watched() for trigger in make(model)]


def ensure_triggers(using: str = "default", **kwargs: Any) -> list[str]:
    """Make those that are missing, drop those that are too many; the tables that got some.

    Called by Django after `migrate`.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        kept = _kept(connection.vendor, cursor)
        # Without the table, as before its migration, they would stop every write.
        made = triggers(connection.vendor) if _TABLE in there else []
        wanted = [trigger for trigger in made if trigger.table in there]
        _drop(connection.vendor, cursor, kept - {trigger.name for trigger in wanted})
        missing = [trigger for trigger in wanted if trigger.name not in kept]
        for statement in (s for trigger in missing for s in trigger.made):
            cursor.execute(statement)
        if missing:
            cursor.execute(moved(connection.vendor, "SELECT 0 AS whose"))
    return sorted({trigger.table for trigger in missing})


def drop_triggers(using: str = "default", plan: Any = (), **kwargs: Any) -> None:
    """Called before `migrate`: a column or table that they name cannot be changed under them."""
    connection = connections[using]
    if plan:
        with connection.cursor() as cursor:
            _drop(connection.vendor, cursor, _kept(connection.vendor, cursor))


def _whose(model: Any, changed: str) -> str:
    """A SELECT of the partnerships to which the changed rows belong; 0 is everyone."""
    keys = _owners(model)
    if not keys:
        return "SELECT 0 AS whose"
    if len(keys) == 1:
        return f"SELECT DISTINCT coalesce({keys[0]}, 0) AS whose FROM {changed} c"  # noqa: S608
    none = f"SELECT 0 FROM {changed} c WHERE coalesce({', '.join(keys)}) IS NULL"  # noqa: S608
    each = [f"SELECT {key} AS whose FROM {changed} c" for key in keys]  # noqa: S608
    return " UNION ".join([*each, none])


def _owners(model: Any) -> list[str]:
    """PostgreSQL does not tell which rows were changed where only some columns are watched."""
    return [] if loud(model) else owners(model, "c")


def _of_postgres(model: Any) -> Iterator[Trigger]:
    table, columns = model._meta.db_table, loud(model)
    body = moved("postgresql", _whose(model, "changed"))
    name = _named(table, body, *columns)
    function = (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS '
        f"$$ BEGIN {body}; RETURN NULL; END $$"
    )
    for event, rows in _EVENTS:
        seen = f" REFERENCING {rows} TABLE AS changed" if _owners(model) else ""
        own = f"{name}_{event}_{rows}".lower()
        made = (
            f'CREATE TRIGGER "{own}" AFTER {event}{_of_columns(event, columns)} ON "{table}"{seen} '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
        )
        yield Trigger(own, table, (function, made))


def _of_sqlite(model: Any) -> Iterator[Trigger]:
    table, columns = model._meta.db_table, loud(model)
    for event, rows in _EVENTS:
        fields = model._meta.local_concrete_fields
        row = ", ".join(f'{rows}."{field.column}" AS "{field.column}"' for field in fields)
        body = moved("sqlite", _whose(model, f"(SELECT {row})"))
        name = f"{_named(table, body, *columns)}_{event}_{rows}".lower()
        of = _of_columns(event, columns)
        made = f'CREATE TRIGGER "{name}" AFTER {event}{of} ON "{table}" BEGIN {body}; END'
        yield Trigger(name, table, (made,))


def _of_columns(event: str, columns: list[str]) -> str:
    named = ", ".join(f'"{column}"' for column in columns)
    return f" OF {named}" if named and event == "UPDATE" else ""


def _named(*told: str) -> str:
    return PREFIX + sha256(repr(told).encode()).hexdigest()[:16]


def _kept(vendor: str, cursor: Any) -> set[str]:
    cursor.execute(_NAMES[vendor])
    return {name for (name,) in cursor.fetchall() if name.startswith(PREFIX)}


def _drop(vendor: str, cursor: Any, names: set[str]) -> None:
    if vendor == "sqlite":
        for name in sorted(names):
            cursor.execute(f'DROP TRIGGER "{name}"')
        return
    # The function takes its triggers along.
    for name in sorted({name.rsplit("_", 2)[0] for name in names}):
        cursor.execute(f'DROP FUNCTION IF EXISTS "{name}"() CASCADE')


#: Both ends of an update: a row may be moved to another partnership.
_EVENTS = (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "OLD"), ("UPDATE", "NEW"))
_WRITTEN_IN = {"sqlite": "0", "postgresql": "txid_current()"}
_CHANCE = {
    "sqlite": "abs(random() % 1000000000) + 1",
    "postgresql": "(random() * 1000000000)::bigint + 1",
}
_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
