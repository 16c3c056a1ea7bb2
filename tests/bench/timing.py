"""How many requests a second a page takes: two clients, in short slices that pages take in turns.

Each round holds one slice of each page, so that what else the machine does hits all alike; what is
compared is compared within a round.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tests.bench.server import fetch

CLIENTS = 2
SLICE = 0.75
#: Port, path, and the Cookie header of who asks.
Target = tuple[int, str, str]


def measure(targets: dict[str, Target], seconds: int) -> dict[str, list[float]]:
    """Requests per second of each page in each round. A page that fails stops the run."""
    for target in targets.values():
        _slice(target, 0.2)
    rates: dict[str, list[float]] = {name: [] for name in targets}
    for _ in range(max(1, int(seconds / SLICE / len(targets)))):
        for name, target in targets.items():
            rates[name].append(_slice(target, SLICE))
    return rates


def _slice(target: Target, seconds: float) -> float:
    (port, path, cookie), started = target, time.monotonic()

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
