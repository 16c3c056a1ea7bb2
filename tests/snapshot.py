"""Rows that many tests start from: made once a process by the ORM, then put back by plain INSERTs.

`once("town", build)` returns what `build()` returns. The first time it builds; afterwards it puts
the same rows back, in a twentieth of the time. What differs from test to test stays different:
every instant is now. Where the database does not hold what it held the first time, it builds anew.
"""

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery
from django.utils import timezone

from scr_tracker.models import Stamp
from scripts.shell import ROOT

THEN = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
"""Stands for "now" in what is kept."""

MANY = 300
"""Rows from which PostgreSQL is told to count them."""

Statement = tuple[str, list]


@dataclass(frozen=True)
class Snapshot:
    found: tuple  # how many rows each table held before
    inserts: list[Statement]
    result: bytes
    is_big: bool


_kept: dict[str, Snapshot] = {}


def once(name: str, build: Callable[[], Any]) -> Any:
    found = row_counts()
    kept = _kept.get(name)
    if kept and kept.found == found:
        return put_back(kept)
    if kept:
        return build()
    before = all_rows()
    result = build()
    added = [
        [row for row in rows if row not in old]
        for old, rows in zip(before.values(), all_rows().values(), strict=True)
    ]
    is_big = sum(map(len, added)) > MANY
    _kept[name] = Snapshot(found, inserts_of(added), freeze(result), is_big)
    if is_big:
        count_again()
    return result


def put_back(kept: Snapshot) -> Any:
    then, now = as_stored(THEN), as_stored(timezone.now())

    def fresh(value: Any) -> Any:
        if isinstance(value, list | tuple):  # a column of many rows, as PostgreSQL takes them
            return [fresh(item) for item in value]
        return now if value == then else value

    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in kept.inserts:
            cursor.execute(sql, fresh(values))
    if kept.is_big:
        count_again()
    return thaw(kept.result)


def count_again() -> None:
    """PostgreSQL plans as for empty tables until it has looked at them, which it does in time."""
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables())
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {names}")


def tables() -> list[type[models.Model]]:
    """Those of our own rooms, but the stamps: the database moves these for each row put back."""
    return [
        model
        for room in apps.get_app_configs()
        if Path(room.path).parent == ROOT
        for model in room.get_models(include_auto_created=True)
        if model is not Stamp
    ]


def row_counts() -> tuple:
    names = [connection.ops.quote_name(model._meta.db_table) for model in tables()]
    counts = ", ".join(f"(SELECT count(*) FROM {name})" for name in names)  # noqa: S608 - our tables
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return cursor.fetchone()


def all_rows() -> dict[type[models.Model], dict]:
    return {model: dict.fromkeys(model._base_manager.order_by("pk")) for model in tables()}


def inserts_of(tables_of_rows: list[list[models.Model]]) -> list[Statement]:
    statements: list[Statement] = []
    for rows in filter(None, tables_of_rows):
        fields = [field for field in rows[0]._meta.concrete_fields if not field.generated]
        for field in fields:
            for row in rows:
                if isinstance(field, models.DateTimeField) and getattr(row, field.attname):
                    setattr(row, field.attname, THEN)
        for batch in batched(rows):
            query = InsertQuery(type(rows[0]))
            query.insert_values(fields, batch, raw=True)
            statements += query.get_compiler(connection=connection).as_sql()
    return statements


def batched(rows: list, size: int = 100) -> list[list]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def as_stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


class _Freezer(pickle.Pickler):
    def persistent_id(self, obj: Any) -> str | None:
        return "now" if isinstance(obj, datetime) else None


class _Thawer(pickle.Unpickler):
    def persistent_load(self, pid: str) -> datetime:
        return timezone.now()


def freeze(result: Any) -> bytes:
    file = io.BytesIO()
    _Freezer(file, pickle.HIGHEST_PROTOCOL).dump(result)
    return file.getvalue()


def thaw(frozen: bytes) -> Any:
    return _Thawer(io.BytesIO(frozen)).load()
