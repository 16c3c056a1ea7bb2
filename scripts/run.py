"""`make run` and `make demo-reset`: set-up, then web server and worker together until Ctrl-C."""

import argparse
import contextlib
import errno
import fcntl
import os
import socket
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from scripts.setup import is_demo, prepare_data, set_up, setting
from scripts.shell import PYTHON, ROOT, Failure
from scripts.supervisor import Supervisor

HOST = "127.0.0.1"
LOCK = ROOT / "var" / "run.lock"
LOGINS = (
    *("manager", "deputy", "police", "health", "childrens"),
    *("board", "scrutineer", "outsider"),
)
PASSWORD = "clare-demo-2026"  # noqa: S105 — public: it opens the demo alone
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never through a proxy


def main() -> int:
    parser = argparse.ArgumentParser(prog="make run")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--reset", action="store_true", help="start the demo afresh, then stop")
    options = parser.parse_args()
    try:
        with only_one():
            if options.reset:
                return reset()
            return serve(free_port(options.port))
    except Failure as failure:
        print(f"SCR Tracker: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Two beats would plan everything twice; a reset would pull the files from under a server."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Failure("it already runs from this folder; stop that first.") from None
        yield


def free_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Failure(f"PORT is “{text}”; it must be a number from 1 to 65535.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                reason = (
                    f"port {port} is taken; choose another, say make run PORT={port % 65535 + 1}."
                )
            else:
                reason = f"port {port} cannot be opened ({os.strerror(error.errno or 0)})."
            raise Failure(reason) from None
    return port


def reset() -> int:
    set_up(data=False)
    prepare_data(fresh=True)
    print("The demo is as new. Start it with: make run")
    return 0


def serve(port: int) -> int:
    print("Setting up …", flush=True)
    set_up()
    address = f"http://{HOST}:{port}"
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "SITE_URL": setting("SITE_URL") or address}
    code = Supervisor(commands(port), env, ROOT).run(
        is_ready=lambda: answers(address), announce=lambda: announce(address)
    )
    if code == 0:
        print("Stopped.", flush=True)
    return code


def commands(port: int) -> dict[str, list[str | Path]]:
    web = f"gunicorn scr_tracker.wsgi --bind {HOST}:{port} --workers 2 --threads 4 --preload"
    # One worker has no others to talk to; without that it also stops sooner.
    alone = "--without-gossip --without-mingle --without-heartbeat"
    worker = f"celery --app scr_tracker --quiet worker --beat --concurrency 1 {alone}"
    return {
        "web server": [PYTHON, "-m", *web.split(), "--no-control-socket", "--log-level=warning"],
        "worker": [PYTHON, "-m", *worker.split(), "--loglevel=warning"],
    }


def answers(address: str) -> bool:
    try:
        with DIRECT.open(f"{address}/healthz/", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:  # urllib's own errors are OSErrors too
        return False


def announce(address: str) -> None:
    print(f"\nSCR Tracker is ready: {address}", flush=True)
    if is_demo():
        print(f"Sign in as any of these, password {PASSWORD}:")
        for person in LOGINS:
            print(f"  {person}@demo.example")
    print("Ctrl-C stops it.\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
