"""Puts the triggers of the stamps into a database, before and after each `migrate`.

Where one is missing nobody knows what was written. So a row says that all are there, those of this
very release (`triggers.all_there`); without it no partnership has a stamp, and nothing is kept.
What is taken away here takes the row away in the same transaction, and only the last step of
`ensure_triggers` puts it back, when it has found each of them. So it is missing while `migrate`
runs, after it has failed, and where a release was started whose `migrate` was not. What a migration
itself takes away while another `migrate` ends is beyond this: one at a time is run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader

from scr_tracker.models import Stamp
from scr_tracker.stamps.triggers import EVERYONE, PREFIX, TABLE, all_there, moved, triggers
from scr_tracker.stamps.watched import rooms

#: Any number that nothing else in this database locks.
_LOCK = 0x7374616D70


def drop_triggers(using: str = "default", plan: Any = (), **kwargs: Any) -> None:
    """Called before `migrate`: a column or table that they name cannot be changed under them."""
    if plan:
        _take_word_back(using)
        _drop(using, _found(using))


def ensure_triggers(using: str = "default", **kwargs: Any) -> list[str]:
    """Make those that are missing, drop those that are too many; the tables that got some.

    Called by Django after `migrate`. In a database that is not as this release makes it, be it
    earlier or later, nothing is changed.
    """
    if _is_well(using) or not _is_of_this_release(using):
        return []
    _take_word_back(using)
    found = _found(using)
    _drop(using, {name: found[name] for name in found.keys() - _names(using)})
    # What was dropped may have taken others along.
    wanted, firing = triggers(connections[using].vendor), _firing(using)
    missing = [trigger for trigger in wanted if trigger.name not in firing]
    for _, some in groupby(missing, key=attrgetter("table")):
        with _alone(using) as cursor:
            for statement in (s for trigger in some for s in trigger.made):
                cursor.execute(statement)
    with _alone(using) as cursor:
        # Somebody else may have begun to migrate meanwhile: then they put the row there.
        if _firing(using) == _names(using):
            cursor.execute(moved(connections[using].vendor))
            _say_all_are_there(using)
    return sorted({trigger.table for trigger in missing})


def _is_well(using: str) -> bool:
    if not _has_table(using):
        return True
    said = set(_sayings(using).values_list("written_in", flat=True))
    is_said = said == {all_there(connections[using].vendor)}
    return is_said and _firing(using) == _names(using) == _found(using).keys()


def _is_of_this_release(using: str) -> bool:
    loader = MigrationLoader(connections[using])
    differ = set(loader.applied_migrations) ^ set(loader.disk_migrations)
    return not {room for room, _ in differ} & {Stamp._meta.app_label, *rooms()}


def _has_table(using: str) -> bool:
    return TABLE in connections[using].introspection.table_names()


def _sayings(using: str) -> Any:
    return Stamp.objects.using(using).filter(written_in__lt=0)


def _take_word_back(using: str) -> None:
    if _has_table(using):
        with _alone(using):
            _sayings(using).delete()


def _say_all_are_there(using: str) -> None:
    _sayings(using).delete()
    there = all_there(connections[using].vendor)
    Stamp.objects.using(using).create(whose=EVERYONE, written_in=there, value=1)


@contextmanager
def _alone(using: str) -> Iterator[Any]:
    """A short transaction, for PostgreSQL lets no two make or drop the same at once.

    It is about one table, so that it waits for no writer while it keeps another one waiting.
    """
    is_first = not connections[using].in_atomic_block
    with transaction.atomic(using), connections[using].cursor() as cursor:
        if connections[using].vendor == "postgresql":
            if is_first:
                # Whatever the site's setting: what is read after the lock is what stands then.
                cursor.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        yield cursor


def _names(using: str) -> set[str]:
    return {trigger.name for trigger in triggers(connections[using].vendor)}


def _found(using: str) -> dict[str, str]:
    """The triggers that are there, and the function that each runs."""
    return {name: function for name, function, _ in _rows(using)}


def _firing(using: str) -> set[str]:
    """Those of them that nobody has disabled."""
    return {name for name, _, fires in _rows(using) if fires}


def _rows(using: str) -> list[tuple[str, str, bool]]:
    with connections[using].cursor() as cursor:
        cursor.execute(_NAMES[connections[using].vendor])
        return [row for row in cursor.fetchall() if row[0].startswith(PREFIX)]


def _drop(using: str, found: dict[str, str]) -> None:
    if connections[using].vendor == "sqlite":
        statements = [f'DROP TRIGGER IF EXISTS "{name}"' for name in sorted(found)]
    else:
        # The function takes its triggers along.
        functions = sorted(set(found.values()))
        statements = [f'DROP FUNCTION IF EXISTS "{name}"() CASCADE' for name in functions]
    has_table = _has_table(using)
    for statement in statements:
        with _alone(using) as cursor:
            if has_table:
                _sayings(using).delete()
            cursor.execute(statement)


_NAMES = {
    "sqlite": "SELECT name, '', 1 FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, proname, tgenabled IN ('O', 'A') "
    "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
    "WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)",
}
