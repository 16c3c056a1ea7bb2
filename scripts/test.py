"""`make test`: every check and every test, then what was skipped and one line that sums it up.

Two stages run at a time, because each alone leaves a core idle now and then: the checks and the
browser beside the tests of the two databases. PostgreSQL comes first: while its database is
migrated, which one worker does for all, the checks use the other core, and SQLite then finds the
migrated file that the browser has made. What a stage prints is shown when it has ended.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts import report
from scripts.report import Stage
from scripts.shell import PYTHON, ROOT, VENV

PRODUCTION = {
    "DEBUG": "false",
    "DEMO_MODE": "false",
    "HTTPS_ONLY": "true",
    "ALLOWED_HOSTS": "tracker.example",
    "SITE_URL": "https://tracker.example",
    "CLAMAV_URL": "tcp://clamav:3310",
    "SECRET_KEY": "k3!Wq9-zR7_vB2@xN5+hT8=mJ4*cF6%pL1^yD0~gS:uA?eI;oQ<rM>",
}
"""What `check --deploy` must be content with. The key signs nothing."""

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
NO_TESTS_COLLECTED = 5


def main() -> int:
    parser = argparse.ArgumentParser(prog="make test")
    parser.add_argument("--checks", action="store_true", help="the checks alone")
    options = parser.parse_args()
    require_all = os.environ.get("REQUIRE_ALL", "") not in {"", "0"}
    with tempfile.TemporaryDirectory(prefix="scr-tracker-tests-") as folder:
        runner = Runner(Path(folder))
        stages = runner.checks() if options.checks else runner.everything()
    return report.show(stages, require_all=require_all)


class Runner:
    """Runs the stages; a failure does not stop the next."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder  # holds every file that a check or a test writes
        self.env = {
            **os.environ,
            "TMPDIR": str(folder),
            "VAR_DIR": str(folder / "var"),
            "DATABASE_URL": f"sqlite:///{folder / 'checks.sqlite3'}",
            "REDIS_URL": "",
        }
        if self.env.pop("PYTHONDONTWRITEBYTECODE", ""):
            # Dozens of processes would each compile every module anew, ten seconds at a time.
            self.env["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")

    def everything(self) -> list[Stage]:
        with ThreadPoolExecutor() as pool:
            beside = pool.submit(lambda: [*self.checks(), self.browser()])
            databases = pool.submit(lambda: [self.postgresql(), self.sqlite()])
        *checks, browser = beside.result()
        postgresql, sqlite = databases.result()
        return [*checks, sqlite, postgresql, browser]

    def checks(self) -> list[Stage]:
        ruff: list[str | Path] = [VENV / "bin" / "ruff"]
        manage: list[str | Path] = [PYTHON, "manage.py"]
        return [
            self.check("ruff check", [*ruff, "check", "--quiet"]),
            self.check("ruff format", [*ruff, "format", "--check", "--quiet"]),
            self.check("mypy", [PYTHON, "-m", "mypy", "."]),
            self.check("djlint", [PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"]),
            self.check(
                "makemigrations --check", [*manage, "makemigrations", "--check", "--dry-run"]
            ),
            self.check("check --deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"]),
        ]

    def check(self, name: str, command: list[str | Path]) -> Stage:
        started = time.monotonic()
        done = self.run(name, command, PRODUCTION)
        seconds = time.monotonic() - started
        failures = [name] if done else []
        return Stage(name, seconds, int(not done), len(failures), failures=failures, is_check=True)

    def sqlite(self) -> Stage:
        return self.pytest("tests on SQLite", "not browser and not postgres", workers=3)

    def postgresql(self) -> Stage:
        name = "tests on PostgreSQL and Redis"
        urls = {name: os.environ.get(f"TEST_{name}", "") for name in ("DATABASE_URL", "REDIS_URL")}
        if not all(urls.values()):
            return self.skip(name, "TEST_DATABASE_URL and TEST_REDIS_URL are not both set")
        env = {f"TEST_RUN_{key}": value for key, value in urls.items()}
        return self.pytest(name, "not browser", workers=2, env=env)

    def browser(self) -> Stage:
        name = "tests in a browser"
        if not any(shutil.which(program) for program in CHROMIUM):
            return self.skip(name, "Chromium is not installed")
        return self.pytest(name, "browser", workers=0)

    def pytest(
        self, name: str, marked: str, *, workers: int, env: dict[str, str] | None = None
    ) -> Stage:
        results = self.folder / f"{name}.xml"
        started = time.monotonic()
        options = ["-m", marked, "-n", str(workers), "--dist", "loadfile"]
        options += [f"--junitxml={results}", "--quiet"]
        code = self.run(name, [PYTHON, "-m", "pytest", *options], env or {})
        seconds = time.monotonic() - started
        if code == NO_TESTS_COLLECTED:
            return self.skip(name, f"no test is marked “{marked}”")
        return report.read_junit(name, seconds, results, exit_code=code)

    def skip(self, name: str, reason: str) -> Stage:
        return Stage(name, skipped=[(name, reason)])

    def run(self, name: str, command: list[str | Path], env: dict[str, str]) -> int:
        print(f"... {name}", flush=True)
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**self.env, **env},
            text=True,
            errors="replace",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        print(f"\n=== {name}\n{done.stdout}", end="", flush=True)
        return done.returncode


if __name__ == "__main__":
    sys.exit(main())
