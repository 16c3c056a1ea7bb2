"""The schema of views that PostgreSQL keeps for `standing_at`, made by Django's `migrate`.

Whoever reads the database by hand may use it, too:

    SET scr_tracker.as_at = '2026-04-01 00:00+01'; SELECT * FROM as_at.recommendations_action;
"""

from hashlib import sha256
from typing import Any

from django.db import connections

from scr_tracker.as_at.standing import SCHEMA, SETTING, selects


def drop_views(using: str = "default", plan: Any = (), **kwargs: Any) -> None:
    """Called before `migrate`: a column on which a view rests cannot be changed."""
    connection = connections[using]
    if plan and connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


def make_views(using: str = "default", **kwargs: Any) -> bool:
    """Called after `migrate`: the views as the models now ask for them. Whether they were made."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return False
    views = selects(f"current_setting('{SETTING}')::timestamptz")
    mark = sha256(repr(views).encode()).hexdigest()
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        cursor.execute("SELECT obj_description(to_regnamespace(%s), 'pg_namespace')", [SCHEMA])
        if not there.issuperset(views) or cursor.fetchone() == (mark,):
            return False
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        for table, select in views.items():
            cursor.execute(f'CREATE VIEW {SCHEMA}."{table}" AS {select}')
        cursor.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{mark}'")
    return True
