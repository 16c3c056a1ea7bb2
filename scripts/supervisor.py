"""Runs processes together: when one ends or the person says so, all stop. Nothing outlives it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

GRACE = 10.0  # seconds to finish the request or task at hand
PATIENCE = 60.0  # seconds until the first answer
TICK = 0.1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1

Commands = Mapping[str, Sequence[str | Path]]


class Supervisor:
    def __init__(self, commands: Commands, env: Mapping[str, str], folder: Path) -> None:
        self.commands, self.env, self.folder = commands, env, folder
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.signals = 0

    def run(self, is_ready: Callable[[], bool], announce: Callable[[], None]) -> int:
        """The first command starts alone, the others once it is ready: it answers sooner that way.

        Returns the exit code: 0 when asked to stop, 1 when something stopped by itself.
        """
        for number in SIGNALS:
            signal.signal(number, self._count_signal)
        try:
            self._start(next(iter(self.commands)))
            return self._watch(is_ready, announce)
        finally:
            self._stop()

    def _count_signal(self, number: int, frame: object) -> None:
        self.signals += 1

    def _start(self, name: str) -> None:
        # A group of its own: Ctrl-C reaches this process alone, and what a child leaves is found.
        self.children[name] = subprocess.Popen(
            self.commands[name],
            cwd=self.folder,
            env=dict(self.env),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    def _watch(self, is_ready: Callable[[], bool], announce: Callable[[], None]) -> int:
        announced, started = False, time.monotonic()
        while not self.signals:
            for name, child in self.children.items():
                if child.poll() is not None:
                    return complain(
                        f"the {name} stopped by itself ({ending(child.returncode)}); see above."
                    )
            if not announced and is_ready():
                announced = True
                for name in list(self.commands)[1:]:
                    self._start(name)
                announce()
            if not announced and time.monotonic() - started > PATIENCE:
                return complain(f"the server did not answer within {PATIENCE:.0f} seconds.")
            time.sleep(TICK)
        return 0

    def _stop(self) -> None:
        asked = self.signals
        print("Stopping; what is being worked on may finish …", flush=True)
        running = [child for child in self.children.values() if child.poll() is None]
        for child in running:
            child.terminate()
        deadline = time.monotonic() + GRACE
        # A second Ctrl-C does not wait.
        while self.signals <= asked and time.monotonic() < deadline:
            if all(child.poll() is not None for child in running):
                break
            time.sleep(TICK)
        for child in self.children.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def die_with_parent() -> None:
    """So that even a supervisor killed outright leaves nothing behind; only Linux can do that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def ending(returncode: int) -> str:
    if returncode >= 0:
        return f"exit code {returncode}"
    return f"signal {signal.Signals(-returncode).name}"


def complain(sentence: str) -> int:
    print(f"SCR Tracker: {sentence} Everything else stops.", file=sys.stderr, flush=True)
    return 1
