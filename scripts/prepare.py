"""The part of set-up that needs Django, in one process: starting Django is what takes the time."""

import argparse
import os
import shutil
import sys
from functools import partial
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from scripts.shell import ROOT, fingerprint, make_once

DEMO_LEFTOVERS = ("cache", "evidence", "figures", "mail")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fresh", action="store_true", help="empty the demo first")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_tracker.settings")
    django.setup()
    if options.fresh:
        if reason := why_not_empty():
            print(f"SCR Tracker: only a demo can be reset; {reason}", file=sys.stderr)
            return 1
        empty_demo()
    call_command("migrate", verbosity=0, interactive=False)
    if settings.DEMO_MODE:
        call_command("load_demo", if_empty=True)
    collect_static()
    return 0


def why_not_empty() -> str:
    """Why the database must not be emptied; nothing where all that it holds is the demo."""
    from agencies.models import Partnership  # only once Django has started

    if not settings.DEMO_MODE:
        return "DEMO_MODE is off here."
    try:
        is_there = Partnership._meta.db_table in connection.introspection.table_names()
        real = Partnership.objects.filter(is_demo=False).first() if is_there else None
    except DatabaseError as error:
        return f"what this database holds cannot be read ({str(error).splitlines()[0]})."
    return f"{real.name} in this database is real." if real else ""


def empty_demo() -> None:
    if connection.vendor == "sqlite":
        connection.close()
        database = Path(settings.DATABASES["default"]["NAME"])
        for file in database.parent.glob(f"{database.name}*"):
            file.unlink()
    else:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("flush", verbosity=0, interactive=False)
    for name in DEMO_LEFTOVERS:
        shutil.rmtree(settings.VAR_DIR / name, ignore_errors=True)
    for task in (settings.VAR_DIR / "broker").glob("*/*"):  # its folders must stay: they are used
        task.unlink(missing_ok=True)


def collect_static() -> None:
    sources = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    made_from = fingerprint([*sources, *(ROOT / "requirements").glob("*.txt")])
    make_once(
        Path(settings.STATIC_ROOT),
        made_from,
        partial(call_command, "collectstatic", verbosity=0, interactive=False, clear=True),
    )


if __name__ == "__main__":
    sys.exit(main())
