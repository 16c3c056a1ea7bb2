"""What the nightly plan costs: 100,000 things that are due, told to 5,000 people.

Each plan runs in a process of its own, which says how long it took and by how much it grew; beside
it one of a tenth of that, in the same database: memory is to stay the same. The figures are of
this machine and this run. `python -m tests.bench.planning` runs this alone.
"""

import json
import os
import resource
import subprocess
import sys
import time

from tests.bench.server import ROOT, scratch

SIZES = ((500, 20), (5000, 20))


def main() -> None:
    if "--measure" in sys.argv:
        _measure()
    else:
        show(os.environ.get("DATABASE_URL", ""))


def show(server: str) -> None:
    """`server`: a PostgreSQL server on which to make the database; "" for SQLite."""
    print("\nThe nightly plan", flush=True)
    with scratch(server):
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, check=True)
        for people, each in SIZES:
            _fill(people, each)
            for what in ("planned", "planned again"):
                found = _in_its_own_process()
                print(
                    f"{people * each:>8,} things, {people:,} people, {what}: "
                    f"{found['added']:,} reminders in {found['seconds']:.1f} s, "
                    f"grew by {found['grown']:.1f} MB",
                    flush=True,
                )


def _fill(people: int, each: int) -> None:
    code = f"from tests.reminders.crowd import build; build({people}, {each}, 'Crowd{people}')"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    subprocess.run(command, cwd=ROOT, check=True)


def _in_its_own_process() -> dict:
    command = [sys.executable, "-m", "tests.bench.planning", "--measure"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def _measure() -> None:
    """Plan today; a plan without anything to do comes first, so that all code is loaded."""
    import django

    django.setup()
    from datetime import date

    from django.utils import timezone

    from reminders.planning import plan

    plan(date(2000, 1, 3), dry_run=True)
    before, started = _peak(), time.perf_counter()
    added = plan(timezone.localdate()).added
    seconds = time.perf_counter() - started
    print(json.dumps({"added": added, "seconds": seconds, "grown": _peak() - before}))


def _peak() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
