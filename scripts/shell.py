"""Runs the tools of set-up; a failure becomes one sentence. Standard library alone: it is first."""

import hashlib
import os
import re
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NOTE = ".made-from"
LOG = ROOT / "var" / "setup.log"

# What a tool printed → what that means. The first match wins.
CAUSES = (
    ("No space left on device|ENOSPC", "the disk is full."),
    (
        "ensurepip is not|No module named '?(venv|ensurepip)",
        "Python's venv module is missing; on Debian or Ubuntu: apt install python3-venv.",
    ),
    (
        "resolve host|name resolution|dns error|tcp connect error|Failed to fetch|[Tt]imed? ?out"
        "|Connection refused|Network is unreachable|Could not find a version"
        "|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT",
        "the package registry cannot be reached; check network and proxy, then run it again.",
    ),
    (
        "command '[^']*(cc|clang)[^']*' failed|(cc|clang): .*not found|pg_config|Failed to build",
        "a package has to be compiled and the C compiler or its headers are missing; "
        "on Debian or Ubuntu: apt install build-essential python3-dev libpq-dev.",
    ),
    ("EACCES|[Pp]ermission denied|Read-only file system", "a folder cannot be written."),
)


class Failure(Exception):
    """What went wrong and what to do about it, in one sentence for the person at the keyboard."""


def step(what: str, command: Iterable[str | Path], env: Mapping[str, str] | None = None) -> None:
    """Run one command of set-up quietly; its output goes to the log."""
    print(f"  {what} …", flush=True)
    LOG.parent.mkdir(exist_ok=True)
    arguments = [str(part) for part in command]
    try:
        done = subprocess.run(
            arguments,
            cwd=ROOT,
            env={**os.environ, **(env or {})},
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        raise Failure(
            f"{what} failed: {arguments[0]} cannot be started ({error.strerror})."
        ) from None
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(arguments)}\n{done.stdout}\n")
    if done.returncode:
        raise Failure(
            f"{what} failed: {cause_of(done.stdout)} (Full output: {LOG.relative_to(ROOT)})"
        )


def cause_of(output: str) -> str:
    for pattern, sentence in CAUSES:
        if re.search(pattern, output):
            return sentence
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing."


def fingerprint(paths: Iterable[Path]) -> str:
    """Changes when a file is added, removed, renamed or edited."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def make_once(folder: Path, made_from: str, make: Callable[[], object]) -> None:
    """Make a folder unless it was made from the same. The note lies inside and goes with it."""
    note = folder / NOTE
    if note.is_file() and note.read_text() == made_from:
        return
    note.unlink(missing_ok=True)
    make()
    note.write_text(made_from)
