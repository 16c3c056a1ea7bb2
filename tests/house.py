"""The tracker's own processes, as in production: a web server and workers that can be killed.

A `House` has a database, a store and a broker of one test's own; the broker is over the file
system where nothing else is said.
"""

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from celery import Celery

from tests.reminders.smtp import wait_until

ROOT = Path(__file__).resolve().parent.parent


class House:
    def __init__(self, folder, **environment):
        self.folder = folder
        self.environment = {
            **os.environ,
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "REDIS_URL": "",
            **environment,
        }
        self.broker = broker(folder, self.environment["REDIS_URL"])

    def fill(self, code):
        """Run the code in the tracker's own shell."""
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", code]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, timeout=120)

    def call(self, task):
        """Put the task into the broker, as beat does."""
        self.broker.send_task(task, ignore_result=True)

    def read(self, query):
        """All rows."""
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database:
            return database.execute(query).fetchall()

    def stored(self):
        """Every file of the store, and what is on its way there."""
        return sorted(path for path in (self.folder / "evidence").rglob("*") if path.is_file())

    def answered(self):
        """The requests that the web server has come to the end of, with their status."""
        lines = (self.folder / "web.log").read_text().splitlines()
        return [line for line in lines if line.startswith(("GET /", "POST /"))]

    @contextmanager
    def worker(self, *options, **environment):
        command = ["celery", "-A", "scr_tracker", "worker", "-c", "1", *options]
        with self._running("worker", command, environment) as process:
            yield process

    @contextmanager
    def web(self):
        """Its process and its port, once it answers."""
        port = free_port()
        command = ["gunicorn", "scr_tracker.wsgi", "--no-control-socket"]
        command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "2"]
        command += ["--access-logfile", "-", "--access-logformat", "%(r)s %(s)s"]
        # In production the pages ask for collected styles, which nobody looks at here.
        with self._running("web", command, {"DEBUG": "true"}) as process:
            wait_until(lambda: _answers(port), 60, "the web server")
            yield process, port

    @contextmanager
    def _running(self, name, command, environment):
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=ROOT,
                env={**self.environment, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            kill(process)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def broker(folder, redis_url=""):
    found = Celery(broker=redis_url or "filesystem://", set_as_current=False)
    if not redis_url:
        (folder / "broker" / "messages").mkdir(parents=True, exist_ok=True)
        (folder / "broker" / "control").mkdir(exist_ok=True)
        found.conf.broker_transport_options = {
            "data_folder_in": str(folder / "broker" / "messages"),
            "data_folder_out": str(folder / "broker" / "messages"),
            "control_folder": str(folder / "broker" / "control"),
        }
    return found


def kill(process):
    """Stop the process and its children at once, as a power cut does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


def _answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError), closing(connection):
        connection.request("GET", "/healthz/")
        return connection.getresponse().status == 200
    return False
