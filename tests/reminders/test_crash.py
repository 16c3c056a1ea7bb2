"""Two thousand reminders, four workers, and everything that can break breaks.

Workers are killed by SIGKILL at random, the queue is lost with its Redis, and the mail server is
away for a while and then busy. What is asserted holds whenever the blows fall: each mail arrives;
twice only where a worker died with it in its hand, and under the same Message-ID; ledger and mail
server agree. PostgreSQL is the given one, with a database of this test's own; Redis and the mail
server are its own. `CRASH_SEED=…` repeats the blows of a run.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager, suppress
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.db import connection
from kombu.exceptions import OperationalError

from tests.databases import use
from tests.house import ROOT, House, free_port, kill
from tests.reminders import crowd

pytestmark = [pytest.mark.postgres, pytest.mark.long]

PEOPLE, EACH = 1000, 2
WORKERS, KILLS = 4, 10
#: Seconds: of a lease, in which a worker that is not killed ends a mail however slow the machine.
LEASE = 15
#: Seconds between two calls for what waits, which beat makes each minute.
BEAT = 0.7
#: Seconds for which the mail server is away, and then busy.
SHUT, BUSY = 4, 3
PATIENCE = 300
#: Until the mail server has noted what had reached it.
TO_NOTE = 0.3


@pytest.fixture
def database(django_db_setup, django_db_blocker):
    """The address of a database of this test's own, with all who are to be told."""
    given = connection.settings_dict["NAME"]
    name = f"{given}_crash"
    with django_db_blocker.unblock():
        connection.close()  # a template must be nobody's
        with connection.creation._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{given}"')
        use(name)
        crowd.build(people=PEOPLE, each=EACH)
        use(given)
    yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with django_db_blocker.unblock(), connection.creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running(*command, **options):
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield process
    finally:
        kill(process)


class CrashHouse(House):
    """A house whose every part can be broken: workers, queue and mail server."""

    def __init__(self, folder, database):
        self.redis_port, self.mail_port = free_port(), free_port()
        super().__init__(
            folder,
            DATABASE_URL=database,
            REDIS_URL=f"redis://127.0.0.1:{self.redis_port}/0",
            EMAIL_URL=f"smtp://127.0.0.1:{self.mail_port}",
            MAIL_LEASE_SECONDS=str(LEASE),
            MAIL_FIRST_PAUSE_SECONDS="1",
            LOG_LEVEL="WARNING",
        )
        self.stack = ExitStack()
        self.workers, self.suspects, self.in_flight = [], set(), []
        #: (moment, mood of the mail server from then on)
        self.moods = []

    def __enter__(self):
        self.database = self.stack.enter_context(
            closing(psycopg2.connect(self.environment["DATABASE_URL"]))
        )
        self.database.autocommit = True
        self.set_mood("open")
        command = (sys.executable, "-m", "tests.reminders.sink", str(self.mail_port), self.folder)
        self.stack.enter_context(running(*command, cwd=ROOT))
        self.start_redis()
        for _ in range(WORKERS):
            self.start_worker()
        return self

    def __exit__(self, *error):
        self.stack.close()

    def read(self, query):
        with self.database.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()

    def beat(self):
        """While Redis is away nobody can be told of anything; beat goes on all the same."""
        with suppress(OperationalError):
            self.call("reminders.tasks.deliver_waiting")

    def sent(self):
        return self.read("SELECT count(*) FROM reminders_mail WHERE state = 'sent'")[0][0]

    def arrived(self):
        """(recipient, Message-ID) of each mail that the mail server took, in order."""
        lines = (self.folder / "mails").read_text().splitlines()
        return [tuple(line.split()) for line in lines]

    def set_mood(self, mood):
        unready = self.folder / "mood.unready"
        unready.write_text(mood)
        unready.rename(self.folder / "mood")

    def start_worker(self):
        place = len(self.workers)
        alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        worker = self.worker("-n", f"worker-{place}@crash", *alone)
        self.workers.append(self.stack.enter_context(worker))

    def kill_worker(self, process):
        """What has arrived and was not settled at this moment may come twice; nothing else."""
        kill(process)
        [(held,)] = self.read("SELECT count(*) FROM reminders_mail WHERE state = 'sending'")
        self.in_flight.append(held)
        time.sleep(TO_NOTE)
        sent = self.read("SELECT message_id FROM reminders_mail WHERE state = 'sent'")
        arrived = {message_id for _, message_id in self.arrived()}
        self.suspects |= arrived - {message_id for (message_id,) in sent}

    def start_redis(self):
        server = shutil.which("redis-server")
        assert server, "the crash test starts a Redis of its own: install redis-server"
        command = (server, "--port", str(self.redis_port), "--bind", "127.0.0.1")
        command += ("--save", "", "--appendonly", "no", "--dir", str(self.folder))
        log = self.stack.enter_context((self.folder / "redis.log").open("ab"))
        self.redis = self.stack.enter_context(running(*command, stdout=log))

    def restart_redis(self):
        kill(self.redis)
        self.start_redis()


@pytest.fixture
def house(tmp_path, database):
    with CrashHouse(tmp_path, database) as house:
        yield house


@pytest.fixture
def dice(request):
    seed = int(os.environ.get("CRASH_SEED") or random.SystemRandom().randrange(10**6))
    print(f"CRASH_SEED={seed}")
    return random.Random(seed)


def blows(house, dice):
    """(how many mails have gone, what then happens), in order."""

    def kill_one():
        time.sleep(dice.uniform(0, 0.2))
        place = dice.randrange(WORKERS)
        house.kill_worker(house.workers.pop(place))
        house.start_worker()

    def shut():
        house.set_mood("shut")
        kill_one()
        now = time.monotonic()
        house.moods = [(now + SHUT, "busy"), (now + SHUT + BUSY, "open")]

    due = dice.sample(range(PEOPLE // 50, PEOPLE * 3 // 4), KILLS + 1)
    happens = [*[kill_one] * (KILLS - 1), house.restart_redis, shut]
    dice.shuffle(happens)
    return sorted(zip(due, happens, strict=True), key=lambda blow: blow[0])


def follow(house, blows):
    """Let the workers work, and let each blow fall when so many mails have gone."""
    waiting, end = list(blows), time.monotonic() + PATIENCE
    next_beat = 0
    while (sent := house.sent()) < PEOPLE:
        assert time.monotonic() < end, f"{sent} of {PEOPLE} mails have gone; {len(waiting)} blows"
        if waiting and sent >= waiting[0][0]:
            waiting.pop(0)[1]()
        if house.moods and time.monotonic() > house.moods[0][0]:
            house.set_mood(house.moods.pop(0)[1])
        if time.monotonic() > next_beat:
            house.beat()
            next_beat = time.monotonic() + BEAT
        time.sleep(0.02)
    assert not waiting


def test_every_reminder_arrives_and_only_what_was_in_a_dead_hand_comes_twice(house, dice):
    house.call("reminders.tasks.plan_reminders")
    follow(house, blows(house, dice))
    mails = house.read("SELECT to_address, message_id, state, attempts FROM reminders_mail")
    rows = house.read("SELECT state FROM reminders_reminder")
    arrived = Counter(house.arrived())
    repeats = {message_id for (_, message_id), times in arrived.items() if times > 1}
    print(f"in flight at each kill: {house.in_flight}; came twice: {len(repeats)}")

    assert len(mails) == PEOPLE
    assert {state for _, _, state, _ in mails} == {"sent"}
    assert rows == [("sent",)] * (PEOPLE * EACH)
    assert set(arrived) == {(address, message_id) for address, message_id, _, _ in mails}
    assert len({address for address, _, _, _ in mails}) == PEOPLE

    assert len(house.in_flight) == KILLS
    assert repeats <= house.suspects
    assert sum(arrived.values()) - PEOPLE <= min(KILLS, sum(house.in_flight))
    log = (house.folder / "worker.log").read_text()
    assert "ConnectionRefusedError" in log, "the mail server was never away"
    assert "SMTPRecipientsRefused" in log, "the mail server was never busy"
    assert sum(house.in_flight), "nothing was held at any kill: the test shows nothing"
