"""The triggers that keep `history_until`, on both databases.

Of all rows of history of one thing, in the order of `history_date` and then `history_id`, each
lasts until the date of the next. Django's SQLite drops the triggers of a table that a migration
makes anew, so they are looked for after each `migrate`; a table that has none gets them, and its
column is worked out afresh.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections

from scr_tracker.history import FOREVER, Lasting

SUFFIX = "_until"


def lasting_tables() -> list[str]:
    return [model._meta.db_table for model in apps.get_models() if issubclass(model, Lasting)]


def ensure_triggers(using: str = "default", **kwargs: Any) -> list[str]:
    """Give each table of history that lacks its trigger one; the names of these tables.

    Called by Django after `migrate`.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        cursor.execute(_NAMES[connection.vendor])
        kept = {name for (name,) in cursor.fetchall()}
        bare = [t for t in lasting_tables() if t in there and f"{t}{SUFFIX}" not in kept]
        for table in bare:
            for statement in _made(connection.vendor, table):
                cursor.execute(statement)
    return bare


def _made(vendor: str, table: str) -> Iterator[str]:
    names = {
        "table": table,
        "trigger": f"{table}{SUFFIX}",
        "forever": f"{FOREVER:%Y-%m-%d %H:%M:%S}",
    }
    yield _REBUILT.format(**names, of="" if vendor == "sqlite" else "+00")
    for statement in _TRIGGERS[vendor]:
        yield statement.format(**names)


_NAMES = {
    "sqlite": "SELECT replace(name, '_until_added', '_until') FROM sqlite_master "
    "WHERE type = 'trigger' AND name LIKE '%_until_added'",
    # Without a path of its own, one finds no table while pg_restore brings rows in.
    "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
    "WHERE NOT tgisinternal AND proconfig IS NOT NULL",
}

_REBUILT = """
UPDATE "{table}" SET history_until = n.until FROM (
    SELECT history_id, LEAD(history_date, 1, '{forever}{of}')
        OVER (PARTITION BY id ORDER BY history_date, history_id) AS until
    FROM "{table}"
) n WHERE n.history_id = "{table}".history_id AND n.until <> "{table}".history_until"""

_SQLITE = """
CREATE TRIGGER "{{trigger}}_{name}" AFTER {event} ON "{{table}}" BEGIN
    UPDATE "{{table}}" SET history_until = coalesce((
        SELECT n.history_date FROM "{{table}}" n WHERE n.id = "{{table}}".id
            AND (n.history_date, n.history_id) > ("{{table}}".history_date, "{{table}}".history_id)
        ORDER BY n.history_date, n.history_id LIMIT 1
    ), '{{forever}}') WHERE id = {row}.id;
END"""

_TRIGGERS = {
    "sqlite": (
        _SQLITE.format(name="added", event="INSERT", row="NEW"),
        _SQLITE.format(name="moved", event="UPDATE OF history_date", row="NEW"),
        _SQLITE.format(name="taken", event="DELETE", row="OLD"),
    ),
    "postgresql": (
        """
CREATE OR REPLACE FUNCTION "{trigger}"() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE "{table}" h SET history_until = n.until FROM (
        SELECT history_id, LEAD(history_date, 1, '{forever}+00')
            OVER (ORDER BY history_date, history_id) AS until
        FROM "{table}" WHERE id = coalesce(NEW.id, OLD.id)
    ) n WHERE n.history_id = h.history_id AND n.until <> h.history_until;
    RETURN NULL;
END $$""",
        """
CREATE OR REPLACE TRIGGER "{trigger}" AFTER INSERT OR UPDATE OF history_date OR DELETE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION "{trigger}"()""",
    ),
}
