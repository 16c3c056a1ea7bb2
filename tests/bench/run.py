"""`make bench`: how fast the main pages are beside a bare one, with 10,000 actions; and more.

One run on one machine: a scratch database (SQLite; where DATABASE_URL names PostgreSQL, a database
of its own on that server), a real gunicorn, and two clients. Pages take turns in short slices, so
that noise hits all alike. The bare page asks for a sign-in and shows next to nothing, "Change your
password": the same manager, with the frame and the menu that all their pages have, so that the
ratio tells what the content costs. My work of a person without a role stands below it: no menu of
a manager, and less to look up.

Then what the board's pages cost beside a million actions of others (`boards.py`), what a file of
100 MB costs (`files.py`), how fast mails go beside a bare loop (`mails.py`), what the nightly plan
costs (`planning.py`), and what a board pack does (`board_pack.py`). All take their rows from
`load_scale`. The numbers hold for this machine and this run only.

It takes a quarter of an hour and 15 GB on PostgreSQL, most of it for the million; `--beside 100000`
makes fewer.
"""

import argparse
import os
import time
from statistics import median

from tests.bench import board_pack, boards, files, mails, planning, timing
from tests.bench.server import copied, scratch, serving, sign_in


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--actions", type=int, default=boards.ACTIONS)
    parser.add_argument(
        "--beside", type=int, default=boards.BESIDE, help="actions of others in the large database"
    )
    parser.add_argument("--seconds", type=int, default=60, help="of measuring the main pages")
    asked = parser.parse_args()
    server = os.environ.get("DATABASE_URL", "")
    with scratch(server) as folder:
        vendor, pages, people = _prepare(asked.actions)
        print(f"{asked.actions:,} actions in the partnership, on {vendor}.", flush=True)
        with serving() as port:
            from tests.bench.data import PASSWORD

            cookies = {key: sign_in(port, user.email, PASSWORD) for key, user in people.items()}
            targets = {name: (port, path, cookies[who]) for name, (path, who) in pages.items()}
            rates = timing.measure(targets, asked.seconds)
        _print(rates)
        with copied(server, folder) as other:
            boards.fill(other, asked.beside - boards.OTHERS)
            boards.show(people["manager"].email, other, asked.beside, 2 * asked.seconds)
        planning.show(server, folder)
        files.show(folder, people["lead"])
        mails.show(folder)
    board_pack.show()


def _prepare(actions: int) -> tuple[str, dict[str, tuple[str, str]], dict]:
    """Make the database; say which pages are measured, and as whom."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections
    from django.urls import reverse

    from recommendations.models import Action
    from tests.bench.data import build, measured

    started = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people = build(actions, boards.OTHERS)
    print(f"Database made in {time.monotonic() - started:.0f} s.", flush=True)
    partnership = measured()
    rows = Action.objects.filter(recommendation__review__partnership=partnership)
    running = rows.filter(status="in_progress").order_by("pk")
    action = running[running.count() // 2]
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


def _print(rates: dict[str, list[float]]) -> None:
    """The ratio is that within a round: what else the machine does changes from one to the next."""
    bare = next(iter(rates.values()))
    print(f"\n{'Page':<22}{'requests/s':>12}{'lowest':>9}{'highest':>9}{'of the bare page':>19}")
    for name, found in rates.items():
        ratio = median(rate / beside for rate, beside in zip(found, bare, strict=True))
        print(f"{name:<22}{median(found):>12.1f}{min(found):>9.1f}{max(found):>9.1f}{ratio:>18.0%}")
    print(
        f"\nMedian of {len(bare)} rounds, {timing.CLIENTS} clients, this machine, this run.",
        flush=True,
    )


if __name__ == "__main__":
    main()
