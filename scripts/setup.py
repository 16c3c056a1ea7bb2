"""`make setup`: packages, front-end assets, settings, database, demo. Does only what is missing."""

import argparse
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

from scripts import front_end
from scripts.shell import NOTE, PYTHON, ROOT, VENV, Failure, fingerprint, make_once, step

LOCKS = ROOT / "requirements"
ENV_FILE = ROOT / ".env"
DEV_NOTE = VENV / ".dev"
VAR = ROOT / "var"

ENV_NOTE = "# Written by make setup for this machine alone; README.md lists every setting."
KEY_LINE = "SECRET_KEY={key}"
DEMO_LINES = """\
# A demo, without TLS. Not for production.
DEBUG=false
HTTPS_ONLY=false
DEMO_MODE=true
ALLOWED_HOSTS=localhost,127.0.0.1"""
#: Whoever sets one of these runs an installation of their own, not the demo.
OWN_INSTALLATION = ("DATABASE_URL", "SECRET_KEY")
TRUE = {"true", "1", "yes", "on"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make setup")
    parser.add_argument("--dev", action="store_true", help="also the packages that tests need")
    parser.add_argument("--no-data", action="store_true", help="leave settings and database alone")
    options = parser.parse_args()
    try:
        set_up(dev=options.dev, data=not options.no_data)
    except Failure as failure:
        print(f"SCR Tracker: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def set_up(*, dev: bool = False, data: bool = True) -> None:
    install_packages(dev=dev)
    front_end.install()
    front_end.build()
    if data:
        write_env_file()
        prepare_data_once()


def install_packages(*, dev: bool) -> None:
    if not environment_works():
        step("Creating .venv", [sys.executable, "-m", "venv", "--clear", VENV])
    locks = wanted_locks(dev=dev)
    installer = LOCKS / "installer.txt"

    def install() -> None:
        pip: list[str | Path] = [
            PYTHON,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        step("Installing uv", [*pip, "--retries", "1", "--require-hashes", "-r", installer])
        uv: list[str | Path] = [VENV / "bin" / "uv", "pip", "sync", "--quiet", "--python", PYTHON]
        step("Installing the Python packages", [*uv, "--require-hashes", *locks])

    make_once(VENV, fingerprint([installer, *locks]), install)
    if dev:
        DEV_NOTE.touch()


def environment_works() -> bool:
    """False too where the Python that made it is gone, or was too old."""
    check = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    return (
        PYTHON.exists()
        and not subprocess.run([PYTHON, "-c", check], capture_output=True).returncode
    )


def wanted_locks(*, dev: bool) -> list[Path]:
    # Once the packages of the tests are there they stay: make run after make test changes nothing.
    locks = [LOCKS / ("dev.txt" if dev or DEV_NOTE.exists() else "base.txt")]
    return locks if front_end.machine_has_node() else [*locks, LOCKS / "node.txt"]


def write_env_file() -> None:
    """What the environment lacks; the demo only where it names no installation of its own.

    Raises:
        Failure: an earlier `.env` would turn an installation of its own into a demo.
    """
    own = [name for name in OWN_INSTALLATION if os.environ.get(name)]
    if not ENV_FILE.exists():
        lines = [ENV_NOTE]
        if "SECRET_KEY" not in own:
            lines.append(KEY_LINE.format(key=secrets.token_urlsafe(50)))
        lines += [] if own else [DEMO_LINES]
        ENV_FILE.touch(mode=0o600)
        ENV_FILE.write_text("\n".join(lines) + "\n")
    elif own and "DEMO_MODE" not in os.environ and is_demo():
        raise Failure(
            f"{own[0]} is set and .env says DEMO_MODE=true; set DEMO_MODE too, "
            "to false for real records."
        )


def is_demo() -> bool:
    return setting("DEMO_MODE").lower() in TRUE


def setting(name: str) -> str:
    """As the settings read it: the environment, then `.env`."""
    text = ENV_FILE.read_text() if ENV_FILE.exists() else ""
    found = re.search(rf"^{name}=(.*)$", text, re.MULTILINE)
    return os.environ.get(name, found[1].strip() if found else "")


def prepare_data_once() -> None:
    """Asking Django whether all is done takes two seconds, so the local database remembers it."""
    if setting("DATABASE_URL") or setting("VAR_DIR"):
        prepare_data()  # a database elsewhere may have changed without us
        return
    if not (VAR / "db.sqlite3").exists():
        (VAR / NOTE).unlink(missing_ok=True)
    make_once(VAR, data_made_from(), prepare_data)


def data_made_from() -> str:
    static = [path for path in (ROOT / "static").rglob("*") if path.is_file()]
    migrations = ROOT.glob("*/migrations/*.py")
    files = [*migrations, *static, *LOCKS.glob("*.txt"), ENV_FILE]
    return f"{fingerprint(files)} {setting('DEMO_MODE')}"


def prepare_data(*, fresh: bool = False) -> None:
    """By the environment's Python, because it needs Django; what it says goes to the person."""
    command: list[str | Path] = [PYTHON, "-m", "scripts.prepare"]
    if fresh:
        command.append("--fresh")
    if subprocess.run(command, cwd=ROOT).returncode:
        raise Failure("the database could not be prepared; the reason is above.")


if __name__ == "__main__":
    sys.exit(main())
