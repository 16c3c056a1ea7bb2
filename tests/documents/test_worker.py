"""A real Celery worker makes a pack; it is killed in the middle, and another one heals it."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from celery import Celery

from tests.reminders.smtp import wait_until

ROOT = Path(__file__).resolve().parents[2]
LEASE = 3
FILL = """
from django.conf import settings
from documents import services
from evidence.models import EvidenceVersion
from tests.evidence.samples import PDF, add, upload
from tests.world import build_world
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
world = build_world()
add(world, title="A first")
add(world, title="Second", file=upload(content=PDF + b"\\n"))
EvidenceVersion.objects.update(preview_state="cannot")  # nobody else opens the files
services.ask_for_pack(actor=world.fresh("manager"), review=world.review)
"""


class House:
    """A database, a store and a broker of one test's own, over the file system."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {
            **os.environ,
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "REDIS_URL": "",
            "PACK_LEASE_SECONDS": str(LEASE),
        }
        self.broker = Celery(broker="filesystem://", set_as_current=False)
        messages = str(folder / "broker" / "messages")
        self.broker.conf.broker_transport_options = {
            "data_folder_in": messages,
            "data_folder_out": messages,
            "control_folder": str(folder / "broker" / "control"),
        }

    def fill(self):
        command = [sys.executable, "manage.py", "shell", "-v0", "-c", FILL]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, timeout=120)

    def read(self, query):
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database:
            return database.execute(query).fetchone()

    def pack(self):
        return self.read("SELECT state, attempts, done, total FROM documents_pack")

    def beat(self):
        """What beat queues every five minutes."""
        self.broker.send_task("documents.tasks.make_waiting_packs", ignore_result=True)

    @contextmanager
    def worker(self):
        with (self.folder / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "scr_tracker", "worker", "-c", "1"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            kill(process)


def kill(process):
    """Stop the worker and its children at once, as a power cut does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


@pytest.fixture
def house(tmp_path, migrated):
    migrated(tmp_path / "db.sqlite3")
    house = House(tmp_path)
    house.fill()
    return house


def test_a_pack_whose_worker_is_killed_is_made_by_the_next(house):
    """The second file never comes to an end, the worker dies over it; then it is there again."""
    (key,) = house.read("SELECT file FROM evidence_evidenceversion ORDER BY id DESC LIMIT 1")
    second = house.folder / "evidence" / key
    shutil.move(second, house.folder / "aside")
    os.mkfifo(second)
    with house.worker() as first:
        wait_until(lambda: house.pack() == ("making", 1, 1, 3), 90, "the second file")
        kill(first)
    assert house.pack() == ("making", 1, 1, 3)
    second.unlink()
    shutil.move(house.folder / "aside", second)
    with house.worker():
        for _ in range(30):  # until the lease is over
            house.beat()
            if house.pack()[0] == "ready":
                break
            time.sleep(1)
    assert house.pack() == ("ready", 2, 3, 3)
    (made, size) = house.read("SELECT file, size FROM documents_pack")
    stored = [path for path in (house.folder / "evidence" / "packs").rglob("*") if path.is_file()]
    assert [path.name for path in stored] == [made.split("/")[-1]]
    assert stored[0].stat().st_size == size
    with zipfile.ZipFile(stored[0]) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            *("1a/1a.1 A first v1.pdf", "1a/1a.1 Second v1.pdf"),
            *("index.html", "index.docx", "checksums.txt"),
        ]
    assert [path.name for path in (house.folder / "evidence").glob("tmp*")] == []
