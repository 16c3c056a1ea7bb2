"""What the board's pages cost, and how little that grows with what others keep in the database.

A partnership with 10,000 actions and some 60,000 rows of their history, in two databases: in one
beside 10,000 actions of others, in the other beside 1,000,000. Both are served at the same time, by
a gunicorn each, and each page is asked for in one and the other in turns, so that noise hits both
alike. A page's time is told beside that of the bare page (`run.py`) in the same round, its growth
between the databases within a round too.

It is told twice: as it is for whoever asks while nothing has been written, when the figures are
kept, and worked out anew, as for the first who asks after something was.

To make the million takes minutes, on SQLite more of them; `--beside 100000` makes fewer.
`python -m tests.bench.boards` runs this alone.
"""

import argparse
import os
import subprocess
import sys
import time
from datetime import timedelta
from statistics import median
from typing import Any

from tests.bench import timing
from tests.bench.server import ROOT, copied, scratch, serving, sign_in

ACTIONS, OTHERS, BESIDE = 10_000, 10_000, 1_000_000
#: A page takes at most so many times as long as the bare one, and so much longer beside more.
TIMES, GROWTH = 5, 0.20
BARE = "Bare signed-in page"


def pages(partnership: Any, today: Any) -> dict[str, str]:
    """The address of each page that is measured, by its name; the bare one first."""
    from django.urls import reverse

    board = reverse("dashboards:board", args=[partnership.public_id])
    actions = reverse("recommendations:action-list")
    changes = reverse("dashboards:change-summary", args=[partnership.public_id])
    half_a_year_ago = today - timedelta(days=182)
    quarter = f"{changes}?from={today - timedelta(days=91)}"
    return {
        BARE: reverse("account_change_password"),
        "Dashboard": board,
        "Trend of two years": reverse("dashboards:trend", args=[partnership.public_id]),
        "Dashboard, half a year ago": f"{board}?as-at={half_a_year_ago}",
        "Action list, half a year ago": f"{actions}?as-at={half_a_year_ago}",
        "What changed in three months": quarter,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.boards", description=__doc__)
    parser.add_argument("--actions", type=int, default=ACTIONS, help="of the partnership")
    parser.add_argument("--others", type=int, default=OTHERS, help="of others, in one database")
    parser.add_argument("--beside", type=int, default=BESIDE, help="of others, in the other")
    parser.add_argument("--seconds", type=int, default=120, help="of measuring, in all")
    asked = parser.parse_args()
    server = os.environ.get("DATABASE_URL", "")
    with scratch(server) as folder:
        import django

        django.setup()
        from django.core.management import call_command

        from tests.bench.data import build

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        people = build(asked.actions, asked.others)
        with copied(server, folder) as other:
            fill(other, asked.beside - asked.others)
            show(people["manager"].email, other, asked.beside, asked.seconds)


def fill(database: str, actions: int) -> None:
    """Add so many actions of others to the database with this address."""
    started = time.monotonic()
    code = f"from tests.bench.data import add_others; add_others({actions})"
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ, "DATABASE_URL": database})
    seconds = time.monotonic() - started
    print(f"\n{actions:,} more actions of others made in {seconds:.0f} s.", flush=True)


def show(email: str, other: str, beside: int, seconds: int) -> None:
    """Measure as the manager with this address, here and in the `other` database; print."""
    from django.db import connections
    from django.utils import timezone

    from recommendations.models import Action
    from tests.bench.data import PASSWORD, measured

    partnership = measured()
    own = Action.objects.filter(recommendation__review__partnership=partnership)
    counts = own.count(), Action.history.filter(id__in=own.values("pk")).count()
    others = Action.objects.count() - counts[0]
    addresses = pages(partnership, timezone.localdate())
    connections.close_all()
    print(f"\nBoards: {counts[0]:,} actions with {counts[1]:,} rows of history,")
    print(f"beside {others:,} actions of others, and beside {beside:,}")
    for words, keep in (("Kept", "true"), ("Worked out anew", "false")):
        here, there = {"KEEP_FIGURES": keep}, {"KEEP_FIGURES": keep, "DATABASE_URL": other}
        with serving(**here) as port, serving(**there) as other_port:
            cookies = {each: sign_in(each, email, PASSWORD) for each in (port, other_port)}
            targets = {
                f"{name}{each}": (each, path, cookies[each])
                for name, path in addresses.items()
                for each in (port, other_port)
            }
            rates = timing.measure(targets, seconds)
        found = {name: (rates[f"{name}{port}"], rates[f"{name}{other_port}"]) for name in addresses}
        _print(words, found)
    print(
        f"Aims: at most {TIMES} times the bare page, growth at most {GROWTH:.0%}. "
        f"Medians of rounds, {timing.CLIENTS} clients, this machine, this run.",
        flush=True,
    )


def _print(words: str, found: dict[str, tuple[list[float], list[float]]]) -> None:
    bare = found[BARE]
    print(f"\n{words:<32}{'ms':>8}{'of bare':>9}{'ms':>10}{'of bare':>9}{'growth':>9}")
    for name, (few, many) in found.items():
        times = _slower(bare[0], few), _slower(bare[1], many)
        growth = _slower(few, many) - 1
        missed = [f"over {TIMES}×"] if max(times) > TIMES else []
        missed += [f"over {GROWTH:.0%}"] if growth > GROWTH else []
        print(
            f"{name:<32}{_ms(few):>8.1f}{times[0]:>8.1f}×{_ms(many):>10.1f}{times[1]:>8.1f}×"
            f"{growth:>+9.0%}  {', '.join(missed)}",
            flush=True,
        )


def _slower(one: list[float], other: list[float]) -> float:
    """How many times as long the other takes, within a round."""
    return median(rate / beside for rate, beside in zip(one, other, strict=True))


def _ms(rates: list[float]) -> float:
    return timing.CLIENTS / median(rates) * 1000


if __name__ == "__main__":
    main()
