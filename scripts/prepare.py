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
from django.db import connection

from scripts.shell import ROOT, fingerprint, make_once

DEMO_LEFTOVERS = ("broker", "cache", "evidence", "mail")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--fresh", action="store_true", help="empty the demo first")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_tracker.settings")
    django.setup()
    if options.fresh and not empty_demo():
        print("SCR Tracker: only a demo can be reset; DEMO_MODE is off here.", file=sys.stderr)
        return 1
    call_command("migrate", verbosity=0, interactive=False)
    if settings.DEMO_MODE:
        call_command("load_demo", if_empty=True)
    collect_static()
    return 0


def empty_demo() -> bool:
    if not settings.DEMO_MODE:
        return False
    if connection.vendor == "sqlite":
        database = Path(settings.DATABASES["default"]["NAME"])
        for file in database.parent.glob(f"{database.name}*"):
            file.unlink()
    else:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("flush", verbosity=0, interactive=False)
    for name in DEMO_LEFTOVERS:
        shutil.rmtree(settings.VAR_DIR / name, ignore_errors=True)
    return True


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
