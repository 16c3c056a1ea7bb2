"""`make bench`: how fast the main pages are beside a bare one, with 10,000 actions.

One run on one machine: a scratch database (SQLite; where DATABASE_URL names PostgreSQL, a database
of its own on that server), a real gunicorn, and two clients. Pages take turns in short slices, so
that noise hits all alike. The bare page asks for a sign-in and shows next to nothing, "Change your
password": the same manager, with the frame and the menu that all their pages have, so that the
ratio tells what the content costs. My work of a person without a role stands below it: no menu of
a manager, and less to look up. Then what a file of 100 MB costs (`files.py`), how fast mails go
beside a bare loop (`mails.py`), and what a board pack costs (`board_pack.py`). The numbers hold for
this machine and this run only.
"""

import argparse
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

from tests.bench import board_pack, files, mails, planning
from tests.bench.server import fetch, gunicorn, scratch, sign_in

CLIENTS = 2
SLICE = 0.75


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--actions", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=60, help="of measuring, in all")
    asked = parser.parse_args()
    server = os.environ.get("DATABASE_URL", "")
    with scratch(server) as folder:
        vendor, pages, people = _prepare(asked.actions)
        print(f"{asked.actions:,} actions in the partnership, on {vendor}.", flush=True)
        with gunicorn() as port:
            from tests.bench.data import PASSWORD

            cookies = {key: sign_in(port, user.email, PASSWORD) for key, user in people.items()}
            targets = {name: (path, cookies[who]) for name, (path, who) in pages.items()}
            rates = _measure(port, targets, asked.seconds)
        _print(rates)
        files.show(folder, people["lead"])
        mails.show(folder)
    planning.show(server)
    board_pack.show()


def _prepare(actions: int) -> tuple[str, dict[str, tuple[str, str]], dict]:
    """Make the database; say which pages are measured, and as whom."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections
    from django.urls import reverse

    from agencies.models import Partnership
    from recommendations.models import Action
    from tests.bench.data import build

    started = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people = build(actions)
    print(f"Database made in {time.monotonic() - started:.0f} s.", flush=True)
    partnership = Partnership.objects.get(name="Measured")
    rows = Action.objects.filter(recommendation__review__partnership=partnership)
    action = rows.filter(status="in_progress").order_by("pk")[rows.count() // 20]
    pages = {
        "Bare signed-in page": (reverse("account_change_password"), "manager"),
        "Action list": (reverse("recommendations:action-list"), "manager"),
        "Action page": (action.get_absolute_url(), "manager"),
        "Dashboard": (reverse("dashboards:board", args=[partnership.public_id]), "manager"),
        "My work, manager": (reverse("dashboards:my-work"), "manager"),
        "My work, agency lead": (reverse("dashboards:my-work"), "lead"),
        "My work, no role": (reverse("dashboards:my-work"), "nobody"),
    }
    vendor = connection.vendor
    connections.close_all()
    return vendor, pages, people


def _measure(
    port: int, targets: dict[str, tuple[str, str]], seconds: int
) -> dict[str, list[float]]:
    """Requests per second of each page in each round. A page that fails stops the run."""
    for path, cookie in targets.values():
        _slice(port, path, cookie, 0.2)
    rates: dict[str, list[float]] = {name: [] for name in targets}
    for _ in range(max(1, int(seconds / SLICE / len(targets)))):
        for name, (path, cookie) in targets.items():
            rates[name].append(_slice(port, path, cookie, SLICE))
    return rates


def _slice(port: int, path: str, cookie: str, seconds: float) -> float:
    started = time.monotonic()

    def ask(_: int) -> int:
        done = 0
        while time.monotonic() - started < seconds:
            status = fetch(port, path, cookie)
            if status != 200:
                sys.exit(f"{path} answered {status}.")
            done += 1
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(ask, range(CLIENTS)))
    return done / (time.monotonic() - started)


def _print(rates: dict[str, list[float]]) -> None:
    """The ratio is that within a round: what else the machine does changes from one to the next."""
    bare = next(iter(rates.values()))
    print(f"\n{'Page':<22}{'requests/s':>12}{'lowest':>9}{'highest':>9}{'of the bare page':>19}")
    for name, found in rates.items():
        ratio = median(rate / beside for rate, beside in zip(found, bare, strict=True))
        print(f"{name:<22}{median(found):>12.1f}{min(found):>9.1f}{max(found):>9.1f}{ratio:>18.0%}")
    print(f"\nMedian of {len(bare)} rounds, {CLIENTS} clients, this machine, this run.")


if __name__ == "__main__":
    main()
