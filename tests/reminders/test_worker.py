"""A real Celery worker, in a process of its own, over each broker; and one that is killed."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.house import ROOT, House, kill
from tests.reminders.smtp import Sink, start, wait_until

pytestmark = [pytest.mark.redis, pytest.mark.long]

#: The database of its own among those of the test Redis.
REDIS_DATABASE = "13"
LEASE = 6
FILL = """
from datetime import timedelta
from django.conf import settings
from django.utils import timezone
from recommendations.models import Action
from tests.reminders.things import set_policy
from tests.world import build_world
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
world = build_world()
yesterday = timezone.localdate() - timedelta(days=1)  # the digests' day: their hour is over
for partnership in (world.city, world.coast):
    set_policy(partnership, digest_weekday=yesterday.weekday(), is_quiet_at_weekends=False,
               is_quiet_on_bank_holidays=False)
late = timezone.localdate() - timedelta(days=2)
Action.objects.update(due_on=late, first_due_on=late)
"""


SETTINGS = {"MAIL_LEASE_SECONDS": str(LEASE), "LOG_LEVEL": "INFO"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory, migrated):
    """A database file in which three actions are two days late: five people are to be told."""
    folder = tmp_path_factory.mktemp("filled")
    migrated(folder / "db.sqlite3")
    House(folder, **SETTINGS).fill(FILL)
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "db.sqlite3"


class MailHouse(House):
    """One with a mail server of its own."""

    def __init__(self, folder, filled, redis_url=""):
        self.sink = Sink()
        self.server = start(self.sink)
        mail = f"smtp://127.0.0.1:{self.server.port}"
        super().__init__(folder, **SETTINGS, REDIS_URL=redis_url, EMAIL_URL=mail)
        shutil.copy(filled, folder / "db.sqlite3")
        self.broker.control.purge()

    def call(self, task):
        super().call(f"reminders.tasks.{task}")

    def mails(self):
        return sorted(self.read("SELECT state, attempts FROM reminders_mail"))

    def rows(self):
        return sorted(self.read("SELECT state FROM reminders_reminder"))


@pytest.fixture
def house(tmp_path, filled):
    """Over the broker of this test run: Redis where it is given, else the file system."""
    given = os.environ.get("REDIS_URL", "")
    redis_url = urlsplit(given)._replace(path=f"/{REDIS_DATABASE}").geturl() if given else ""
    house = MailHouse(tmp_path, filled, redis_url)
    yield house
    house.sink.hangs = False
    house.server.stop()


def test_a_worker_plans_and_sends(house):
    """What beat queues at six in the morning: one task in, five mails out, each once."""
    house.call("plan_reminders")
    with house.worker():
        wait_until(lambda: house.mails() == [("sent", 1)] * 5, 90, "five mails")
        house.call("plan_reminders")
        house.call("deliver_waiting")
        time.sleep(3)
    assert sorted(house.sink.by_recipient()) == [
        "health_lead@example.test",
        "housing_lead@example.test",
        "manager@example.test",
        "outsider@example.test",
        "police_lead@example.test",
    ]
    assert len(house.sink.envelopes) == 5
    assert house.mails() == [("sent", 1)] * 5
    assert house.rows() == [("sent",)] * 6


def test_a_worker_killed_while_it_sends_loses_nothing(house):
    """The server hangs, the worker dies with one in hand; after the lease another sends it."""
    house.sink.hangs = True
    house.call("plan_reminders")
    with house.worker() as first:
        wait_until(lambda: house.sink.asked, 90, "the first mail at the server")
        kill(first)
    assert house.mails() == [("planned", 0)] * 4 + [("sending", 1)]
    assert house.sink.envelopes == []
    house.sink.hangs = False
    with house.worker():
        for _ in range(60):
            house.call("deliver_waiting")
            if {state for state, _ in house.mails()} == {"sent"}:
                break
            time.sleep(1.5)
    messages = house.sink.messages()
    assert len(messages) == len({message["Message-ID"] for message in messages}) == 5
    assert house.mails() == [("sent", 1)] * 4 + [("sent", 2)]
    assert house.rows() == [("sent",)] * 6


def test_the_rate_holds_over_processes(house):
    """Two people type the command at once: one plans, both send, three mails in all."""
    command = [sys.executable, "manage.py", "remind"]
    environment = {**house.environment, "MAIL_PER_MINUTE": "3"}
    both = [
        subprocess.Popen(command, cwd=ROOT, env=environment, text=True, stdout=subprocess.DEVNULL)
        for _ in range(2)
    ]
    assert [process.wait(120) for process in both] == [0, 0]
    assert len(house.sink.envelopes) == 3
    assert house.mails() == [("planned", 0)] * 2 + [("sent", 1)] * 3
