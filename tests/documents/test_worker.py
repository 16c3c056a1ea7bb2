"""A real Celery worker makes a pack; it is killed in the middle, and another one heals it."""

import os
import shutil
import time
import zipfile

import pytest

from tests.house import House, kill
from tests.reminders.smtp import wait_until

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


@pytest.fixture
def house(tmp_path, migrated):
    migrated(tmp_path / "db.sqlite3")
    house = House(tmp_path, PACK_LEASE_SECONDS=str(LEASE))
    house.fill(FILL)
    return house


def pack(house):
    return house.read("SELECT state, attempts, done, total FROM documents_pack")[0]


def test_a_pack_whose_worker_is_killed_is_made_by_the_next(house):
    """The second file never comes to an end, the worker dies over it; then it is there again."""
    ((key,),) = house.read("SELECT file FROM evidence_evidenceversion ORDER BY id DESC LIMIT 1")
    second = house.folder / "evidence" / key
    shutil.move(second, house.folder / "aside")
    os.mkfifo(second)
    with house.worker() as first:
        wait_until(lambda: pack(house) == ("making", 1, 1, 3), 90, "the second file")
        kill(first)
    assert pack(house) == ("making", 1, 1, 3)
    second.unlink()
    shutil.move(house.folder / "aside", second)
    with house.worker():
        for _ in range(30):  # until the lease is over
            house.call("documents.tasks.make_waiting_packs")
            if pack(house)[0] == "ready":
                break
            time.sleep(1)
    assert pack(house) == ("ready", 2, 3, 3)
    ((made, size),) = house.read("SELECT file, size FROM documents_pack")
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
