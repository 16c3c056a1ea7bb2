"""The whole house for real: gunicorn, a Celery worker, the demo, and Chromium in front of it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
PASSWORD = "clare-demo-2026"
#: How long a step may take, in milliseconds, and how long a sign-in: the tests of both databases
#: run beside these, and one, whose password hash is slow on purpose, took more than ten seconds.
PATIENCE, TO_SIGN_IN = 10_000, 40_000
expect.set_options(timeout=PATIENCE)
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@dataclass
class Site:
    """The running demo: its address, and its `manage.py`."""

    address: str
    env: dict

    def manage(self, *arguments: str) -> str:
        return self.run("manage.py", *arguments)

    @contextmanager
    def later(self, days: int):
        """The address of the same site, so many days from now: its clock has moved."""
        port = free_port()
        command = [sys.executable, "-m", "tests.browser.later", str(port), str(days)]
        server = subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz/")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)

    def run(self, *arguments: str) -> str:
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def site(tmp_path_factory, migrated):
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    env = {
        **os.environ,
        "VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "REDIS_URL": "",
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }
    site = Site(f"http://127.0.0.1:{port}", env)
    migrated(folder / "db.sqlite3")
    site.run("-m", "scripts.prepare")
    web = [BIN / "gunicorn", "scr_tracker.wsgi", "-b", f"127.0.0.1:{port}", "--threads", "4"]
    worker = [BIN / "celery", "-A", "scr_tracker", "worker", "-c", "1", "-l", "WARNING"]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
        for command in (web, worker)
    ]
    try:
        wait_for(f"{site.address}/healthz/")
        yield site
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)


@pytest.fixture(scope="session")
def browser():
    program = next(p for p in ("chromium", "chromium-browser", "google-chrome") if shutil.which(p))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(program), args=FLAGS.split()
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(site, browser: Browser):
    """`visit("manager", "phone", scripts=False)` → a page, signed in by the form as that person.

    `at`: another address of the site, as `site.later` gives it.
    """
    contexts = []

    def _visit(
        person: str, size: str = "desktop", *, scripts: bool = True, at: str = site.address
    ) -> Page:
        context = browser.new_context(
            viewport=SIZES[size], java_script_enabled=scripts, base_url=at
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto("/accounts/sign-in/")
        sign_in(page, person, f"{at}/")
        return page

    yield _visit
    for context in contexts:
        context.close()


def sign_in(page: Page, person: str, to: str) -> None:
    """On the sign-in page: by its form, as that person, until the page at that address is there."""
    page.locator("input[name=login]").fill(f"{person}@demo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click(timeout=TO_SIGN_IN)
    page.wait_for_url(to, timeout=TO_SIGN_IN)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for(url: str, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=2)  # noqa: S310 - our own address
            return
        except OSError:
            assert time.monotonic() < end, f"{url} does not answer"
            time.sleep(0.2)
