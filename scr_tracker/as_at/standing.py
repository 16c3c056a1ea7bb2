"""Everything that is read inside of `standing_at(day)` is as it stood at the end of that day.

Views with the names of the tables stand in front of them, for this connection and until the end of
the block. So each QuerySet of the house, whatever it joins and counts, reads the past by the code
that reads today, and no second set of rules can differ from the first. Nothing can be written.

PostgreSQL has the views in a schema of their own (`schema.py`), which is put before the others, and
reads the moment from a setting of the transaction. SQLite makes them anew as temporary ones: it
looks among these first.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from scr_tracker.as_at.day import _chosen, chosen, end_of
from scr_tracker.as_at.shadows import Kept, Past, Shadow

SCHEMA = "as_at"
SETTING = "scr_tracker.as_at"

_shadows: list[Shadow] = []
_before: list[Callable[[Any], None]] = []


def register(shadows: Iterable[Shadow], before: Callable[[Any], None] | None = None) -> None:
    """Each room says once, when it is ready, which of its tables are turned back.

    `before` is told the reader while everything is still as it is now.
    """
    _shadows.extend(shadows)
    _before.extend([before] if before else [])


def selects(at: str) -> dict[str, str]:
    """What stands in front of each table; histories too, as far as they were written then."""
    past = [Past(shadow.model) for shadow in _shadows if isinstance(shadow, Kept)]
    return {shadow.model._meta.db_table: shadow.select(at) for shadow in (*_shadows, *past)}


@contextmanager
def standing_at(day: date, reader: Any = None) -> Iterator[None]:
    """Turn the database back. Not to be nested: a page is about one day.

    Whoever asks for what a person may see there names that `reader`.
    """
    if chosen() is not None:
        raise RuntimeError("Everything is turned back already.")
    for tell in _before if reader is not None else ():
        tell(reader)
    token = _chosen.set(day)
    try:
        stand = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
        with stand(end_of(day)):
            yield
    finally:
        _chosen.reset(token)


@contextmanager
def _on_postgresql(moment: datetime) -> Iterator[None]:
    # A view has no primary key from which the database could tell the other columns of a group.
    connection.features.allows_group_by_selected_pks = False
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(_TURN, [f"{SCHEMA}.{_shadows[0].model._meta.db_table}", moment])
            yield
            transaction.set_rollback(True)
    finally:
        del connection.features.allows_group_by_selected_pks


#: Fails where the views are not there, rather than read today's rows as if they were old.
_TURN = f"""
SELECT %s::regclass, set_config('{SETTING}', %s::text, true),
    set_config('search_path', '{SCHEMA}, ' || current_setting('search_path'), true);
SET TRANSACTION READ ONLY"""


@contextmanager
def _on_sqlite(moment: datetime) -> Iterator[None]:
    views = selects(f"'{connection.ops.adapt_datetimefield_value(moment)}'")
    with connection.cursor() as cursor:
        for table, select in views.items():
            cursor.execute(f'CREATE TEMPORARY VIEW "{table}" AS {select}')
        cursor.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:
            cursor.execute("PRAGMA query_only = OFF")
            for table in views:
                cursor.execute(f'DROP VIEW temp."{table}"')
