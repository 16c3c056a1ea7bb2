"""`make run`: what it refuses, and that nothing it started outlives it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts.shell import ROOT

# A child with a child of its own, as gunicorn and celery have them; both write who they are.
FAMILY = "sleep 30 & echo $! >> {pids}; echo $$ >> {pids}; wait"

PROGRAM = """
import sys
from pathlib import Path
from scripts.supervisor import Supervisor

commands = {{"first": ["sh", "-c", {first!r}], "second": ["sh", "-c", {second!r}]}}
supervisor = Supervisor(commands, {{"PATH": {path!r}}}, Path.cwd())
sys.exit(supervisor.run(lambda: True, lambda: print("ready", flush=True)))
"""


def start(pids: Path, first: str = FAMILY, second: str = FAMILY) -> subprocess.Popen[str]:
    program = PROGRAM.format(
        first=first.format(pids=pids), second=second.format(pids=pids), path=os.environ["PATH"]
    )
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def family(pids: Path, size: int) -> list[int]:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        found = pids.read_text().split() if pids.exists() else []
        if len(found) == size:
            return [int(pid) for pid in found]
        time.sleep(0.05)
    raise AssertionError(f"{size} processes should have started, {len(found)} did")


def alive(pids: list[int]) -> list[int]:
    """Those that still run; a zombie that nobody has buried yet does not."""
    states = {}
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        states[pid] = stat.read_text().rsplit(")", 1)[1].split()[0] if stat.exists() else "X"
    return [pid for pid, state in states.items() if state not in "XZ"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_children_and_grandchildren(tmp_path, number):
    supervisor = start(tmp_path / "pids")
    pids = family(tmp_path / "pids", 4)
    assert alive(pids) == pids

    supervisor.send_signal(number)
    said, _ = supervisor.communicate(timeout=10)

    assert alive(pids) == []
    assert supervisor.returncode == 0
    assert "stopped by itself" not in said


def test_when_a_child_dies_the_others_stop_and_the_reason_is_said(tmp_path):
    supervisor = start(tmp_path / "pids", second="exit 3")
    said, _ = supervisor.communicate(timeout=10)

    assert alive(family(tmp_path / "pids", 2)) == []
    assert supervisor.returncode == 1
    assert "the second stopped by itself (exit code 3); see above. Everything else stops." in said


def test_a_child_that_will_not_stop_is_killed_by_a_second_signal(tmp_path):
    stubborn = "trap '' TERM; echo $$ >> {pids}; while :; do sleep 0.1; done"
    supervisor = start(tmp_path / "pids", first="exec sleep 30", second=stubborn)
    pids = family(tmp_path / "pids", 1)

    supervisor.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert alive(pids) == pids
    supervisor.send_signal(signal.SIGINT)
    supervisor.communicate(timeout=5)

    assert alive(pids) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_children_stop_when_the_supervisor_is_killed_outright(tmp_path):
    child = "echo $$ >> {pids}; exec sleep 30"
    supervisor = start(tmp_path / "pids", first=child, second=child)
    pids = family(tmp_path / "pids", 2)

    supervisor.kill()
    supervisor.communicate(timeout=5)

    deadline = time.monotonic() + 5
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert alive(pids) == []


def make(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    # MAKEFLAGS: make test may itself run under make.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, env={**clean, **env}, text=True, capture_output=True
    )


def test_a_taken_port_is_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run_script("--port", str(port))
    assert done.stderr.splitlines() == [
        f"SCR Tracker: port {port} is taken; choose another, say make run PORT={port % 65535 + 1}."
    ]
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize("port", ["", "web", "0", "65536", "-1"])
def test_a_port_that_is_none_is_one_sentence(port):
    done = run_script(f"--port={port}")
    assert done.stderr == f"SCR Tracker: PORT is “{port}”; it must be a number from 1 to 65535.\n"
    assert done.returncode == 1


def run_script(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys, pathlib, scripts.run as run;"
        # Not the real lock: somebody may have make run running in this folder.
        f"run.LOCK = pathlib.Path({os.environ['VAR_DIR']!r}, 'run.lock');"
        "sys.exit(run.main())"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, text=True, capture_output=True
    )


def test_an_old_python_is_one_sentence(tmp_path):
    shim = tmp_path / "python3"
    shim.write_text("#!/bin/sh\necho 'Python 3.9.18'\nexit 1\n")
    shim.chmod(0o755)
    done = make("run", PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert done.stderr.splitlines()[0] == (
        "SCR Tracker needs Python 3.11 or newer, and python3 is Python 3.9.18; "
        "name another with PYTHON=/path/to/python3."
    )
    assert (done.returncode, done.stdout) == (2, "")


def test_no_python_is_one_sentence():
    done = make("setup", "PYTHON=no-such-python")
    assert done.stderr.splitlines()[0] == (
        "SCR Tracker needs Python 3.11 or newer, and no-such-python is missing; "
        "name another with PYTHON=/path/to/python3."
    )


def test_make_alone_lists_the_commands():
    listed = [line.split()[1] for line in make().stdout.splitlines()]
    assert listed == [
        "help", "run", "setup", "assets", "demo-reset", "test", "lint", "format", "bench", "lock",
    ]  # fmt: skip
