"""The triggers that move the stamps (`scr_tracker.stamps`), on both databases.

PostgreSQL runs them once a statement, over all rows that it changed; SQLite once a row, where they
add to one row of a partnership, as nobody else writes at the time. They are named after what they
do, so that `placing.py` sees which are missing and which are of an earlier release.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from scr_tracker.models import Stamp
from scr_tracker.stamps.watched import key_columns, loud, owners, watched

PREFIX = "stamp_"
TABLE = Stamp._meta.db_table
#: What is written of an agency's name or a person's concerns every partnership.
EVERYONE = 0


class Trigger(NamedTuple):
    """`name` says what it does: another text, another name. `function`: which it runs, if any."""

    name: str
    table: str
    function: str
    made: tuple[str, ...]


def moved(vendor: str, whose: str = f"SELECT {EVERYONE} AS whose") -> str:
    """The statement that moves the stamps of those whom the SELECT `whose` names."""
    return f"""INSERT INTO "{TABLE}" (whose, written_in, value)
SELECT found.whose, {_WRITTEN_IN[vendor]}, {_CHANCE[vendor]} FROM ({whose}) found
WHERE found.whose IS NOT NULL
ON CONFLICT (whose, written_in) DO UPDATE SET value = "{TABLE}".value + excluded.value"""  # noqa: S608


def triggers(vendor: str) -> list[Trigger]:
    make = _of_postgres if vendor == "postgresql" else _of_sqlite
    return [trigger for model in watched() for trigger in make(model)]


@cache
def all_there(vendor: str) -> int:
    """`Stamp.written_in` of the row which says that this release's triggers are all there."""
    told = sha256(repr([trigger.name for trigger in triggers(vendor)]).encode()).digest()
    return -1 - int.from_bytes(told[:7])


def _whose(model: Any, changed: str) -> str:
    """A SELECT of the partnerships to which the changed rows belong."""
    keys = _owners(model)
    if not keys:
        return f"SELECT {EVERYONE} AS whose"
    if len(keys) == 1:
        return f"SELECT DISTINCT coalesce({keys[0]}, {EVERYONE}) AS whose FROM {changed} c"  # noqa: S608
    none = f"SELECT {EVERYONE} FROM {changed} c WHERE coalesce({', '.join(keys)}) IS NULL"  # noqa: S608
    each = [f"SELECT {key} AS whose FROM {changed} c" for key in keys]  # noqa: S608
    return " UNION ".join([*each, none])


def _owners(model: Any) -> list[str]:
    """PostgreSQL does not tell which rows were changed where only some columns are watched."""
    return [] if loud(model) else owners(model, "c")


def _of_postgres(model: Any) -> Iterator[Trigger]:
    table, columns = model._meta.db_table, loud(model)
    # Whoever restores data looks for tables nowhere: the path is that of who made the function.
    does = (
        "RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN "
        f"IF TG_OP = 'TRUNCATE' THEN {moved('postgresql')}; "
        f"ELSE {moved('postgresql', _whose(model, 'changed'))}; END IF; RETURN NULL; END $$"
    )
    name = _named(table, does, *columns)
    function = f'CREATE OR REPLACE FUNCTION "{name}"() {does}'
    for event, rows in (*_EVENTS, ("TRUNCATE", "ALL")):
        has_rows = _owners(model) and rows != "ALL"
        seen = f" REFERENCING {rows} TABLE AS changed" if has_rows else ""
        own = f"{name}_{event}_{rows}".lower()
        when = f"AFTER {event}{_of_columns(event, columns)}"
        made = (
            f'CREATE OR REPLACE TRIGGER "{own}" {when} ON "{table}"{seen} '
            f'FOR EACH STATEMENT EXECUTE FUNCTION "{name}"()'
        )
        yield Trigger(own, table, name, (function, made))


def _of_sqlite(model: Any) -> Iterator[Trigger]:
    table, columns, create = model._meta.db_table, loud(model), "CREATE TRIGGER IF NOT EXISTS"
    for event, rows in _EVENTS:
        # Of columns that it names, SQLite lets none be changed.
        row = ", ".join(f'{rows}."{column}" AS "{column}"' for column in key_columns(model))
        body = moved("sqlite", _whose(model, f"(SELECT {row})"))
        name = f"{_named(table, body, *columns)}_{event}_{rows}".lower()
        of = _of_columns(event, columns)
        made = f'{create} "{name}" AFTER {event}{of} ON "{table}" BEGIN {body}; END'
        yield Trigger(name, table, "", (made,))


def _of_columns(event: str, columns: list[str]) -> str:
    named = ", ".join(f'"{column}"' for column in columns)
    return f" OF {named}" if named and event == "UPDATE" else ""


def _named(*told: str) -> str:
    return PREFIX + sha256(repr(told).encode()).hexdigest()[:16]


#: Both ends of an update: a row may be moved to another partnership.
_EVENTS = (("INSERT", "NEW"), ("DELETE", "OLD"), ("UPDATE", "OLD"), ("UPDATE", "NEW"))
_WRITTEN_IN = {"sqlite": "0", "postgresql": "txid_current()"}
_CHANCE = {
    "sqlite": "abs(random() % 1000000000) + 1",
    "postgresql": "(random() * 1000000000)::bigint + 1",
}
