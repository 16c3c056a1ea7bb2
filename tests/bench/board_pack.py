"""What a board pack of 200 recommendations costs.

First a pack as a worker makes it, of some 200 recommendations with 1,300 actions in a database:
read, freeze, try each format.
Then each format of a report of 600 actions, in a process of its own and twice: the first of a
process, and a later one. `python -m tests.bench.board_pack` runs this alone.
"""

import json
import subprocess
import sys
import time

from tests.bench.server import ROOT, scratch

RECOMMENDATIONS = 200
#: `load_scale` gives a recommendation between six and seven.
ACTIONS = 1_320
AIMS = {"pdf": 2.0}


def main() -> None:
    what = sys.argv[1:]
    if not what:
        show()
    elif what == ["--made"]:
        _make()
    else:
        _measure(what[-1])


def show() -> None:
    print(f"\nA board pack of {RECOMMENDATIONS} recommendations", flush=True)
    found = _in_its_own_process("--made")
    print(
        f"made by a worker, of {found['recommendations']} with {ACTIONS:,} actions: "
        f"read in {found['read']:.2f} s with {found['queries']} queries, "
        f"made in {found['made']:.2f} s, kept in {found['kept'] / 1000:,.0f} KB",
        flush=True,
    )
    for key in ("pdf", "docx", "xlsx", "html"):
        found = _in_its_own_process("--measure", key)
        aim = f", aim: under {AIMS[key]:.0f} s" if key in AIMS else ""
        print(
            f"{key:>5}: {found['first']:.2f} s ({found['cpu']:.2f} s of processor), "
            f"later {found['later']:.2f} s, {found['size'] / 1000:,.0f} KB{aim}",
            flush=True,
        )


def _in_its_own_process(*options: str) -> dict:
    with scratch(""):
        command = [sys.executable, "-m", "tests.bench.board_pack", *options]
        done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def _make() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from documents.board import composing, services
    from documents.board.making import JOB
    from documents.board.sections import SECTIONS
    from documents.models import BoardPack
    from recommendations.models import Recommendation
    from tests.bench.data import build, measured

    call_command("migrate", verbosity=0)
    people, partnership = build(ACTIONS), measured()
    recommendations = Recommendation.objects.filter(review__partnership=partnership).count()
    pack = services.ask_for_board_pack(
        actor=people["manager"],
        partnership=partnership,
        title="Board report",
        sections=list(SECTIONS),
        as_at=timezone.localdate(),
    )
    started = time.monotonic()
    with CaptureQueriesContext(connection) as asked:
        composing.compose(JOB.fetched(pack.pk), people["manager"], timezone.now())
    read, started = time.monotonic() - started, time.monotonic()
    assert JOB.make(pack.pk) == "ready"
    made, text = time.monotonic() - started, BoardPack.objects.get().kept.text
    found = {"read": read, "queries": len(asked), "made": made, "kept": len(text)}
    print(json.dumps({**found, "recommendations": recommendations}))


def _measure(key: str) -> None:
    import django

    django.setup()
    from documents.report.stored import from_json, to_json
    from documents.report.writers import FORMATS
    from tests.documents.reports import report

    seconds, cpu, text = [], [], to_json(report(RECOMMENDATIONS))
    for _ in range(2):
        started, used = time.monotonic(), time.process_time()
        content = FORMATS[key].write(from_json(text))
        seconds.append(time.monotonic() - started)
        cpu.append(time.process_time() - used)
    first, later = seconds
    found = {"first": first, "cpu": cpu[0], "later": later, "size": len(content)}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
