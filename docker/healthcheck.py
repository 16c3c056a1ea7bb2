"""Is this container well? `python docker/healthcheck.py web|worker|beat`: the exit code says."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

BEAT_SCHEDULE = Path("/tmp/beat-schedule")  # noqa: S108 — the container's own tmpfs
BEAT_SAVES_EVERY = 180  # seconds


def web() -> bool:
    with urllib.request.urlopen("http://127.0.0.1:8000/healthz/", timeout=5) as answer:
        return bool(answer.status == 200)


def worker() -> bool:
    ping = ["celery", "--app", "scr_tracker", "inspect", "ping", "--timeout", "8"]
    name = f"celery@{socket.gethostname()}"
    return subprocess.run([*ping, "--destination", name], capture_output=True).returncode == 0


def beat() -> bool:
    files = list(BEAT_SCHEDULE.parent.glob(f"{BEAT_SCHEDULE.name}*"))
    newest = max((file.stat().st_mtime for file in files), default=0.0)
    return time.time() - newest < 3 * BEAT_SAVES_EVERY


if __name__ == "__main__":
    os.environ.pop("http_proxy", None)
    sys.exit(not {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]())
