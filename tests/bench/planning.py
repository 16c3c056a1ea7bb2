"""What the nightly plan costs, and that its memory does not grow with what is due.

Each plan runs in a process of its own, which says how long it took and by how much it grew: in the
scratch database, and in a copy with ten times as many actions, where some 100,000 reminders are
due and memory is to be the same. The figures are of this machine and this run.
`python -m tests.bench.planning` runs this alone.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.boards import fill
from tests.bench.server import ROOT, copied, scratch

FEW, MANY = 20_000, 200_000


def main() -> None:
    if "--measure" in sys.argv:
        _measure()
        return
    server = os.environ.get("DATABASE_URL", "")
    with scratch(server) as folder:
        import django

        django.setup()
        from django.core.management import call_command

        from tests.bench.data import build

        call_command("migrate", verbosity=0)
        build(FEW // 2)
        show(server, folder)


def show(server: str, folder: Path) -> None:
    """`server`, `folder`: of the scratch database; it has been filled."""
    with copied(server, folder) as other:
        fill(other, MANY - FEW)
        print("The nightly plan", flush=True)
        for database in (os.environ["DATABASE_URL"], other):
            for what in ("planned", "planned again"):
                _tell(what, _in_its_own_process(database))


def _tell(what: str, found: dict) -> None:
    print(
        f"{found['actions']:>9,} actions, {what}: {found['added']:,} reminders to "
        f"{found['people']:,} people in {found['seconds']:.1f} s, grew by {found['grown']:.1f} MB",
        flush=True,
    )


def _in_its_own_process(database: str) -> dict:
    command = [sys.executable, "-m", "tests.bench.planning", "--measure"]
    environment = {**os.environ, "DATABASE_URL": database}
    done = subprocess.run(
        command, cwd=ROOT, check=True, env=environment, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout)


def _measure() -> None:
    """Plan today; a plan without anything to do comes first, so that all code is loaded."""
    import django

    django.setup()
    from datetime import date

    from django.utils import timezone

    from recommendations.models import Action
    from reminders.models import Mail
    from reminders.planning import plan
    from tests.reminders.things import send_every_day

    send_every_day()
    plan(date(2000, 1, 3), dry_run=True)
    before, started = _peak(), time.perf_counter()
    added = plan(timezone.localdate()).added
    found = {"added": added, "seconds": time.perf_counter() - started, "grown": _peak() - before}
    people = Mail.objects.order_by().values("recipient").distinct().count()
    print(json.dumps({**found, "people": people, "actions": Action.objects.count()}))


def _peak() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
