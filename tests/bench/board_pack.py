"""What a board pack costs in each format: a report of 200 recommendations and 600 actions.

Each format is written in a process of its own, twice: a worker's first pack, and a later one.
`python -m tests.bench.board_pack` runs this alone.
"""

import json
import subprocess
import sys
import time

from tests.bench.server import ROOT, scratch

RECOMMENDATIONS = 200
AIMS = {"pdf": 2.0}


def main() -> None:
    if "--measure" in sys.argv:
        _measure(sys.argv[-1])
    else:
        show()


def show() -> None:
    print(f"\nA board pack of {RECOMMENDATIONS} recommendations", flush=True)
    for key in ("pdf", "docx", "xlsx", "html"):
        with scratch(""):
            command = [sys.executable, "-m", "tests.bench.board_pack", "--measure", key]
            done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
        found = json.loads(done.stdout)
        aim = f", aim: under {AIMS[key]:.0f} s" if key in AIMS else ""
        print(
            f"{key:>5}: {found['first']:.2f} s ({found['cpu']:.2f} s of processor), "
            f"later {found['later']:.2f} s, "
            f"{found['size'] / 1000:,.0f} KB{aim}",
            flush=True,
        )


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
