"""The migrations are carried out once; every other database of a test run is a copy.

On SQLite a migrated file is kept in pytest's cache until a migration changes. On PostgreSQL the
first worker migrates its own database, and the others' are made from it as their template.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from scripts.shell import ROOT, fingerprint

PATIENCE = 300  # seconds for the first worker to migrate
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def migrated_file(cache: Path) -> Path:
    """A SQLite database without rows, as the migrations make it."""
    sources = [
        *ROOT.glob("*/migrations/*.py"),
        *ROOT.glob("*/apps.py"),
        *ROOT.glob("scr_tracker/history_triggers.py"),
        *ROOT.glob("scr_tracker/stamps/*.py"),
        ROOT / "scr_tracker" / "settings.py",
        ROOT / "requirements" / "dev.txt",
    ]
    file = cache / f"{fingerprint(sources)}.sqlite3"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            for old in cache.glob("*.sqlite3*"):
                old.unlink()
            unready = file.with_suffix(".unready")
            unready.unlink(missing_ok=True)
            env = {**os.environ, "DATABASE_URL": f"sqlite:///{unready}"}
            command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
            subprocess.run(command, cwd=ROOT, env=env, check=True, timeout=PATIENCE)
            unready.rename(file)
    return file


def copy_migrated(cache: Path, target: Path) -> None:
    shutil.copy(migrated_file(cache), target)


@contextmanager
def own_database(cache: Path, shared: Path) -> Iterator[None]:
    """The connection leads to a database of this worker's own; `shared` is a folder of the run."""
    creation, given = connection.creation, connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        use(creation._create_test_db(verbosity=0, autoclobber=True))
        connection.ensure_connection()
        with closing(sqlite3.connect(migrated_file(cache))) as source:
            source.backup(connection.connection)
    elif int(WORKER.removeprefix("gw")) in range(1, WORKERS):
        wait_for(shared / "copied")
        use(creation._get_test_db_name())
    else:
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        if WORKERS > 1:
            copy_for_the_others(shared / "copied")
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = sql_of_emptying
    try:
        yield
    finally:
        creation.destroy_test_db(given, verbosity=0)


def sql_of_emptying(style, tables, **options) -> list[str]:
    """After a test that commits. TRUNCATE makes every table's files anew: two seconds each time."""
    return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]  # noqa: S608


def use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def copy_for_the_others(done: Path) -> None:
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection.creation._nodb_cursor() as cursor:
        for number in range(1, WORKERS):
            other = name.removesuffix(WORKER) + f"gw{number}"
            cursor.execute(f'DROP DATABASE IF EXISTS "{other}"')
            cursor.execute(f'CREATE DATABASE "{other}" TEMPLATE "{name}"')
    done.touch()


def wait_for(file: Path) -> None:
    end = time.monotonic() + PATIENCE
    while not file.exists():
        assert time.monotonic() < end, "the first worker has not migrated its database"
        time.sleep(0.1)
