"""What prepares the database: a demo alone is loaded, and a demo alone is emptied."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from agencies.models import Partnership
from scripts import prepare
from scripts.shell import ROOT

pytestmark = pytest.mark.long

LEFT_OVER = """
from agencies.models import Partnership
Partnership.objects.create(name="Left over", short_name="Left", kind="sab", is_demo=True)
"""


@pytest.fixture
def emptied(monkeypatch):
    """`--fresh` with everything behind the decision counted, not done."""
    done = []
    monkeypatch.setattr(sys, "argv", ["prepare", "--fresh"])
    monkeypatch.setattr(prepare, "empty_demo", lambda: done.append("emptied"))
    monkeypatch.setattr(prepare, "call_command", lambda name, **_: done.append(name))
    monkeypatch.setattr(prepare, "collect_static", lambda: None)
    return done


@pytest.mark.django_db
def test_a_demo_is_emptied_and_loaded_anew(emptied):
    Partnership.objects.create(name="Demo", short_name="Demo", kind="sab", is_demo=True)
    assert prepare.main() == 0
    assert emptied == ["emptied", "migrate", "load_demo"]


@pytest.mark.django_db
def test_a_real_partnership_beside_the_demo_keeps_the_database(emptied, capsys):
    Partnership.objects.create(name="Demo", short_name="Demo", kind="sab", is_demo=True)
    Partnership.objects.create(name="Coast Board", short_name="Coast", kind="sab")
    assert prepare.main() == 1
    assert emptied == []
    assert capsys.readouterr().err == (
        "SCR Tracker: only a demo can be reset; Coast Board in this database is real.\n"
    )


@pytest.mark.django_db
def test_outside_demo_mode_nothing_is_emptied_or_loaded(emptied, settings, monkeypatch, capsys):
    settings.DEMO_MODE = False
    assert prepare.main() == 1
    assert capsys.readouterr().err == (
        "SCR Tracker: only a demo can be reset; DEMO_MODE is off here.\n"
    )
    monkeypatch.setattr(sys, "argv", ["prepare"])
    assert prepare.main() == 0
    assert emptied == ["migrate"]


@pytest.mark.django_db
def test_a_database_without_tables_may_be_emptied(emptied, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert prepare.main() == 0
    assert emptied[0] == "emptied"


@pytest.mark.django_db
def test_a_database_that_cannot_be_read_is_left_alone(emptied, monkeypatch, capsys):
    def fail():
        raise DatabaseError("file is not a database")

    monkeypatch.setattr(connection.introspection, "table_names", fail)
    assert prepare.main() == 1
    assert emptied == []
    assert capsys.readouterr().err == (
        "SCR Tracker: only a demo can be reset; "
        "what this database holds cannot be read (file is not a database).\n"
    )


def test_a_reset_on_sqlite_ends_with_the_demo_alone(tmp_path, migrated):
    """As make demo-reset does it, with a database of its own that holds another demo."""
    (tmp_path / "static").mkdir()
    database = tmp_path / "own.sqlite3"
    migrated(database)
    env = {**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{database}"}

    def run(*arguments: str | Path) -> None:
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=env, text=True, capture_output=True
        )
        assert (done.returncode, done.stderr) == (0, "")

    def names() -> list[str]:
        with closing(sqlite3.connect(database)) as opened:
            rows = opened.execute("SELECT short_name FROM agencies_partnership ORDER BY name")
            return [name for (name,) in rows]

    run("manage.py", "shell", "--verbosity=0", "-c", LEFT_OVER)
    assert names() == ["Left"]
    run("-m", "scripts.prepare", "--fresh")
    assert names() == ["Marchwell SAB", "SSCP"]
