"""Indexes, foreign keys and triggers, laid aside while very many rows are loaded.

To build an index over all rows at the end takes a fraction of what keeping it row by row does, and
so does checking a foreign key. What is made again is what was there: the database's own words for
it. It all happens in the transaction of the load, so that a failure leaves nothing out.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

#: The memory in which an index is sorted.
_MEMORY = "512MB"


@contextmanager
def laid_aside(tables: Sequence[str]) -> Iterator[None]:
    ways = {"postgresql": _of_postgres, "sqlite": _of_sqlite}
    away, back = ways[connection.vendor](tables)
    _run(away)
    yield
    _run(back)


def _of_postgres(tables: Sequence[str]) -> tuple[list[str], list[str]]:
    """Primary keys and checks stay: they cost little, and find what is wrong at the row."""
    keys = _rows(_CONSTRAINTS, [list(tables), ["f"]])
    unique = _rows(_CONSTRAINTS, [list(tables), ["u"]])
    indexes = _rows(_INDEXES, [list(tables)])
    triggers = [row[0] for row in _rows(_TRIGGERS, [list(tables)])]
    away = [
        "SET CONSTRAINTS ALL IMMEDIATE",
        *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in triggers),
        *(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for table, name, _ in keys + unique),
        *(f"DROP INDEX {name}" for name, _ in indexes),
    ]
    back = [
        f"SET LOCAL maintenance_work_mem = '{_MEMORY}'",
        *(words for _, words in indexes),
        *(f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}" for table, name, words in unique),
        *(f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}" for table, name, words in keys),
        *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in triggers),
    ]
    return away, back


def _of_sqlite(tables: Sequence[str]) -> tuple[list[str], list[str]]:
    kept = [row for row in _rows(_OF_SQLITE, []) if row[0] in tables]
    away = [f"DROP {kind} {connection.ops.quote_name(name)}" for _, kind, name, _ in kept]
    return away, [words for *_, words in kept]


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
FROM pg_constraint WHERE conrelid::regclass::text = ANY(%s) AND contype = ANY(%s) ORDER BY 1, 2
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
