"""Puts the triggers of the stamps into a database, before and after each `migrate`.

While some are missing nobody knows what was written. A row says so, a doubt: as long as there is
one, no partnership has a stamp, and nothing is kept. It is written before the first trigger goes
and taken away after the last has come, so a `migrate` that fails half-way leaves it.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

from scr_tracker.models import Stamp
from scr_tracker.stamps.triggers import EVERYONE, PREFIX, TABLE, function_of, moved, triggers
from scr_tracker.stamps.watched import rooms

#: Any number that nothing else in this database locks.
_LOCK = 0x7374616D70
_DOUBTS = 2**62


def drop_triggers(using: str = "default", plan: Any = (), **kwargs: Any) -> None:
    """Called before `migrate`: a column or table that they name cannot be changed under them."""
    if plan:
        if _is_there(using):
            _doubt(using)
        _drop(using, _kept(using))


def ensure_triggers(using: str = "default", **kwargs: Any) -> list[str]:
    """Make those that are missing, drop those that are too many; the tables that got some.

    Called by Django after `migrate`. In a database that is not as this release makes it, be it
    earlier or later, nothing is changed.
    """
    if not _is_there(using):
        return []
    kept, wanted = _kept(using), triggers(connections[using].vendor)
    missing = [trigger for trigger in wanted if trigger.name not in kept]
    extra = kept - {trigger.name for trigger in wanted}
    if (not missing and not extra and _is_sure(using)) or not _is_of_this_release(using):
        return []
    _doubt(using)
    # Those of somebody who begins to migrate in between are not ours to take away.
    doubts = list(_doubts(using).values_list("pk", flat=True))
    _drop(using, extra)
    for _, some in groupby(missing, key=attrgetter("table")):
        with _alone(using) as cursor:
            for statement in (s for trigger in some for s in trigger.made):
                cursor.execute(statement)
    with _alone(using) as cursor:
        cursor.execute(moved(connections[using].vendor))
        _doubts(using).filter(pk__in=doubts).delete()
    return sorted({trigger.table for trigger in missing})


def _is_there(using: str) -> bool:
    return TABLE in connections[using].introspection.table_names()


def _doubt(using: str) -> None:
    """In place of the number of a transaction, which is never below zero, one of its own."""
    written_in = -1 - secrets.randbelow(_DOUBTS)
    Stamp.objects.using(using).create(whose=EVERYONE, written_in=written_in, value=0)


def _doubts(using: str) -> Any:
    return Stamp.objects.using(using).filter(written_in__lt=0)


def _is_sure(using: str) -> bool:
    """Where there is no row at all, there are no stamps either."""
    everyones = Stamp.objects.using(using).filter(whose=EVERYONE)
    return everyones.exists() and not _doubts(using).exists()


def _is_of_this_release(using: str) -> bool:
    loader = MigrationLoader(connections[using])
    differ = set(loader.applied_migrations) ^ set(loader.disk_migrations)
    return not {room for room, _ in differ} & {Stamp._meta.app_label, *rooms()}


@contextmanager
def _alone(using: str) -> Iterator[Any]:
    """A short transaction, for PostgreSQL lets no two make or drop the same at once.

    It is about one table, so that it waits for no writer while it keeps another one waiting.
    """
    with transaction.atomic(using), connections[using].cursor() as cursor:
        if connections[using].vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield cursor


def _kept(using: str) -> set[str]:
    with connections[using].cursor() as cursor:
        cursor.execute(_NAMES[connections[using].vendor])
        return {name for (name,) in cursor.fetchall() if name.startswith(PREFIX)}


def _drop(using: str, names: set[str]) -> None:
    if connections[using].vendor == "sqlite":
        statements = [f'DROP TRIGGER IF EXISTS "{name}"' for name in sorted(names)]
    else:
        # The function takes its triggers along.
        functions = sorted({function_of(name) for name in names})
        statements = [f'DROP FUNCTION IF EXISTS "{name}"() CASCADE' for name in functions]
    for statement in statements:
        with _alone(using) as cursor:
            cursor.execute(statement)


_NAMES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
