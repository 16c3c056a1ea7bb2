"""A real gunicorn over a scratch database, and clients that sign in to it. All on 127.0.0.1."""

import http.client
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent.parent
WORKERS = 2


@contextmanager
def scratch(url: str) -> Iterator[Path]:
    """An own VAR_DIR, and a database that nobody else uses: the environment names both.

    `url`: a PostgreSQL server on which to make the database; "" for SQLite in the VAR_DIR.
    """
    with tempfile.TemporaryDirectory(prefix="scr-tracker-bench-") as folder:
        own = f"scr_tracker_bench_{os.getpid()}"
        database = f"sqlite:///{folder}/db.sqlite3"
        if url.startswith("postgres"):
            database = urlunsplit(urlsplit(url)._replace(path=f"/{own}"))
            _in_postgres(url, f'CREATE DATABASE "{own}"')
        os.environ.update(
            DJANGO_SETTINGS_MODULE="scr_tracker.settings",
            VAR_DIR=folder,
            DATABASE_URL=database,
            REDIS_URL="",
            SECRET_KEY=secrets.token_urlsafe(50),
            ALLOWED_HOSTS="127.0.0.1",
            HTTPS_ONLY="false",
            DEBUG="false",
            DEMO_MODE="false",
            LOG_LEVEL="WARNING",
            CLAMAV_URL="",
            EVIDENCE_S3_BUCKET="",
            EVIDENCE_MAX_MB="110",
        )
        try:
            yield Path(folder)
        finally:
            if url.startswith("postgres"):
                from django.db import connections

                connections.close_all()
                _in_postgres(url, f'DROP DATABASE "{own}" WITH (FORCE)')


def _in_postgres(url: str, command: str) -> None:
    import psycopg2

    connection = psycopg2.connect(url)
    connection.autocommit = True
    connection.cursor().execute(command)
    connection.close()


@contextmanager
def copied(server: str, folder: Path) -> Iterator[str]:
    """A second database with the rows of the scratch one, while this is not in use; its address.

    `server`, `folder`: what `scratch` was given, and gave.
    """
    from django.db import connections

    connections.close_all()
    own = os.environ["DATABASE_URL"]
    if not server.startswith("postgres"):
        beside = folder / "beside.sqlite3"
        shutil.copyfile(folder / "db.sqlite3", beside)
        yield f"sqlite:///{beside}"
        return
    name = urlsplit(own).path[1:]
    beside = f"{name}_beside"
    _in_postgres(server, f'CREATE DATABASE "{beside}" TEMPLATE "{name}"')
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{beside}"))
    finally:
        _in_postgres(server, f'DROP DATABASE "{beside}" WITH (FORCE)')


@contextmanager
def serving(workers: int = WORKERS, **environment: str) -> Iterator[int]:
    """The port on which a gunicorn answers; stopped at the end, by its own process id.

    `environment`: what is otherwise for it, such as the DATABASE_URL.
    """
    with running(workers, **environment) as (port, _):
        yield port


@contextmanager
def running(workers: int, **environment: str) -> Iterator[tuple[int, int]]:
    """The port on which it answers, and the id of the process whose children the workers are."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "scr_tracker.wsgi:application"]
    command += [
        "--no-control-socket",
        "--workers",
        str(workers),
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        for _ in range(100):
            if process.poll() is not None:
                sys.exit("gunicorn has stopped by itself; its message stands above.")
            try:
                fetch(port, "/healthz/", "")
                break
            except OSError:
                time.sleep(0.2)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def fetch(port: int, path: str, cookie: str) -> int:
    """One GET, read to its end, over a connection of its own. The status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Cookie": cookie})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


def sign_in(port: int, email: str, password: str) -> str:
    """Sign in by the form, as a browser would. The Cookie header of the session."""
    from django.urls import reverse

    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}{reverse('account_login')}"
    form = opener.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    fields = {"csrfmiddlewaretoken": token, "login": email, "password": password}
    request = urllib.request.Request(address, urlencode(fields).encode())
    request.add_header("Referer", address)
    opener.open(request).read()
    cookies = {cookie.name: cookie.value for cookie in jar}
    if "sessionid" not in cookies:
        sys.exit(f"{email} could not sign in.")
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
