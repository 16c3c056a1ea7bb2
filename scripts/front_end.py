"""Front-end packages from npm, and the few files built from them: static/dist/, git-ignored."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.shell import ROOT, VENV, Failure, fingerprint, make_once, step

MODULES = ROOT / "node_modules"
PACKAGES = (ROOT / "package.json", ROOT / "package-lock.json")
STYLES = ROOT / "static" / "scss"
DIST = ROOT / "static" / "dist"
SCRIPT = MODULES / "govuk-frontend" / "dist" / "govuk" / "govuk-frontend.min.js"
OLDEST_NODE = 20  # sass asks for it


def main() -> int:
    try:
        install()
        build()
    except Failure as failure:
        print(f"SCR Tracker: {failure}", file=sys.stderr)
        return 1
    return 0


def machine_has_node() -> bool:
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    shown = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = re.match(r"v(\d+)", shown)
    return major is not None and int(major[1]) >= OLDEST_NODE


def install() -> None:
    npm = ["npm", "ci", "--ignore-scripts", "--fetch-retries=1", "--loglevel=error"]
    make_once(
        MODULES,
        fingerprint(PACKAGES),
        lambda: step("Installing the front-end packages", npm, with_node()),
    )


def build() -> None:
    sources = [*STYLES.rglob("*.scss"), *PACKAGES]
    make_once(DIST, fingerprint(sources), build_afresh)


def build_afresh() -> None:
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    sass: list[str | Path] = [
        MODULES / ".bin" / "sass",
        "--style=compressed",
        "--no-source-map",
        "--quiet-deps",
    ]
    folders = [f"--load-path={MODULES}"]
    files = [STYLES / "app.scss", DIST / "app.css"]
    step("Compiling the style sheet", [*sass, *folders, *files], with_node())
    shutil.copy(SCRIPT, DIST)


def with_node() -> dict[str, str]:
    """The environment has a node only where the machine's is missing or too old: it comes first."""
    return {"PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


if __name__ == "__main__":
    sys.exit(main())
