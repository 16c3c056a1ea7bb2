"""Triggers, and for very many rows indexes and foreign keys, laid aside while they are loaded.

To build an index over all rows at the end takes a fraction of what keeping it row by row does, and
so does checking a foreign key. The triggers work out `history_until`, which the rows bring along.
What is made again is what was there: the database's own words for it. It all happens in the
transaction of the load, so that a failure leaves nothing out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection

#: The memory in which an index is sorted.
_MEMORY = "512MB"
#: How much of the file SQLite holds, in KB: unique keys stay, and lie all over it.
_HELD, _HELD_USUALLY = 64 * 1024, 2000


class Aside(NamedTuple):
    """What lays a thing aside, and what makes it again."""

    away: str
    back: str


@contextmanager
def laid_aside(tables: Sequence[str], *, indexes: bool) -> Iterator[None]:
    """`indexes`: with them, and with foreign keys. What was laid aside last is made again first."""
    ways = {"postgresql": _of_postgres, "sqlite": _of_sqlite}
    found = list(ways[connection.vendor](list(tables), indexes=indexes))
    _run([each.away for each in found])
    yield
    _run([each.back for each in reversed(found)])


def _of_postgres(tables: list[str], *, indexes: bool) -> Iterator[Aside]:
    """Primary keys and checks stay: they cost little, and find what is wrong at the row."""
    check_now, check_later = "SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"
    yield Aside(check_now, check_later)
    for (table,) in _rows(_TRIGGERS, [tables]):
        alter = f"ALTER TABLE {table}"
        yield Aside(f"{alter} DISABLE TRIGGER USER", f"{alter} ENABLE TRIGGER USER")
    if indexes:
        yield from _indexes_of_postgres(tables)
    yield Aside(check_later, check_now)


def _indexes_of_postgres(tables: list[str]) -> Iterator[Aside]:
    for kind in ("f", "u"):
        for table, name, words in _rows(_CONSTRAINTS, [tables, kind]):
            alter = f"ALTER TABLE {table}"
            yield Aside(f"{alter} DROP CONSTRAINT {name}", f"{alter} ADD CONSTRAINT {name} {words}")
    for name, words in _rows(_INDEXES, [tables]):
        yield Aside(f"DROP INDEX {name}", words)
    memory = f"SET LOCAL maintenance_work_mem = '{_MEMORY}'"
    yield Aside(memory, memory)


def _of_sqlite(tables: list[str], *, indexes: bool) -> Iterator[Aside]:
    kinds = ("index", "trigger") if indexes else ("trigger",)
    yield Aside(f"PRAGMA cache_size = -{_HELD}", f"PRAGMA cache_size = -{_HELD_USUALLY}")
    for table, kind, name, words in _rows(_OF_SQLITE, []):
        if table in tables and kind in kinds:
            yield Aside(f"DROP {kind} {connection.ops.quote_name(name)}", words)


def _rows(question: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s) AND contype = %s ORDER BY 1, 2
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid::regclass::text = ANY(%s)
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1
"""
_TRIGGERS = """
SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger
WHERE tgrelid::regclass::text = ANY(%s) AND NOT tgisinternal ORDER BY 1
"""
_OF_SQLITE = """
SELECT tbl_name, type, name, sql FROM sqlite_master
WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, name
"""
