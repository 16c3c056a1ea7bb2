"""A large load is made by two processes: the same rows each time, and all or nothing."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection

from agencies.models import Partnership, PartnershipAgency
from dashboards.scale import apart, loading, writing
from dashboards.scale.reviews import Reviews
from recommendations.models import Action
from scr_tracker import stamps
from scripts.shell import ROOT
from tests.dashboards.scale.conftest import wanted
from tests.dashboards.scale.test_loading import contents, in_a_world_of_its_own, schema

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch):
    monkeypatch.setattr(loading, "MANY", 1)


def load(actions=700, **more):
    return loading.load(
        wanted(**{"partnerships": 11, "main": None, **more}, actions=actions), print
    )


def of_each():
    return [
        Action.objects.filter(recommendation__review__partnership=partnership).count()
        for partnership in Partnership.objects.order_by("short_name")
    ]


def test_each_process_makes_its_half(monkeypatch, tmp_path):
    tell_one = Reviews.tell_one

    def note_who(*given):
        (tmp_path / str(os.getpid())).touch()
        tell_one(*given)

    monkeypatch.setattr(Reviews, "tell_one", note_who)
    loaded = load()
    workers = {int(file.name) for file in tmp_path.iterdir()}
    assert len(workers) == 2
    assert os.getpid() not in workers
    assert multiprocessing.active_children() == []
    assert (Action.objects.count(), len(of_each())) == (700, 11)
    assert loaded.rows[Action._meta.db_table] == 700
    keys = sorted(Action.objects.values_list("pk", flat=True))
    [cut] = [
        place for place, (key, following) in enumerate(pairwise(keys), 1) if following - key > 1
    ]
    assert 150 < cut < 550
    connection.check_constraints()
    standing = Action.history.filter(history_until__year=9999).exclude(history_type="-")
    assert dict(standing.values_list("id", "status")) == dict(
        Action.objects.values_list("pk", "status")
    )


def test_all_have_their_actions_and_agencies(db):
    load(main=300)
    many = of_each()
    assert (sum(many), many[0]) == (700, 300)
    served = PartnershipAgency.objects.filter(agency__name__startswith="Police")
    assert served.count() == 11
    assert served.values("agency").distinct().count() == 3


def test_the_same_seed_makes_the_same_rows():
    made = []
    for _ in range(2):
        with pytest.raises(RuntimeError):
            in_a_world_of_its_own(lambda: (load(300), made.append(contents())))
    assert made[0] == made[1]
    assert len(made[0]) > 50


def test_a_second_run_adds_to_the_first():
    load(300)
    found = load(400)
    assert (found.first, Partnership.objects.count()) == (12, 22)
    assert Action.objects.count() == 700
    connection.check_constraints()


def test_what_stops_one_stops_both_and_leaves_nothing(monkeypatch):
    before, tell_one = schema(), Reviews.tell_one

    def fail_late(self, here):
        if here.number == 10:
            raise RuntimeError("The lights went out.")
        tell_one(self, here)

    monkeypatch.setattr(Reviews, "tell_one", fail_late)
    with pytest.raises(RuntimeError, match="lights") as failed:
        load()
    assert "fail_late" in str(failed.value)
    assert multiprocessing.active_children() == []
    assert (Partnership.objects.count(), Action.history.count()) == (0, 0)
    assert schema() == before


def test_keys_that_could_meet_are_refused(monkeypatch):
    monkeypatch.setattr(apart, "_ROWS_AN_ACTION", 1)
    monkeypatch.setattr(apart, "_ROWS_AT_LEAST", 1)
    with pytest.raises(RuntimeError, match="keys leave room"):
        load()
    assert not Action.objects.exists()


def test_a_process_that_is_killed_stops_the_load(monkeypatch):
    tell_one = Reviews.tell_one

    def die_late(self, here):
        if here.number == 10:
            os._exit(9)
        tell_one(self, here)

    monkeypatch.setattr(Reviews, "tell_one", die_late)
    with pytest.raises(RuntimeError, match="ended with code 9"):
        load()
    assert not Action.objects.exists()


def test_a_cause_that_goes_through_no_pipe_is_told_all_the_same(monkeypatch):
    class Odd(Exception):
        def __init__(self, one, other):
            super().__init__(f"{one} and {other}")
            self.file = open(os.devnull)  # noqa: SIM115

    def fail(self, here):
        raise Odd("this", "that")

    monkeypatch.setattr(Reviews, "tell_one", fail)
    with pytest.raises(RuntimeError, match="Odd: this and that"):
        load()


def test_no_maker_outlives_who_asked(tmp_path):
    """Who asked is killed while the pipes are full, and can tell nobody."""
    asks = f"""
import os, time
from dashboards.scale import apart
from dashboards.scale.writing import Packed
made = os.urandom(1000)
def work(part, most, at_least):
    open(f"{tmp_path}/{{os.getpid()}}", "w").close()
    while True:
        yield apart.Sent(0, made * 1000)
apart._made = work
for number, sent in enumerate(apart.made_apart([None, None], 1, 1)):
    if number > 3:
        open("{tmp_path}/ready", "w").close()
        time.sleep(60)
"""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "scr_tracker.settings"}
    code = "import django; django.setup()\n" + asks
    asking = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=env)
    makers = []
    try:
        assert comes(lambda: (tmp_path / "ready").exists(), 60)
        makers += [int(file.name) for file in tmp_path.iterdir() if file.name != "ready"]
        assert [is_alive(pid) for pid in makers] == [True, True]
        asking.kill()
        asking.wait()
        assert comes(lambda: not any(map(is_alive, makers)), 20)
    finally:
        asking.kill()
        asking.wait()
        for pid in filter(is_alive, makers):
            os.kill(pid, signal.SIGKILL)


def comes(true, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


def is_alive(pid):
    """A process that ended and that nobody asked for is a zombie still."""
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_who_stops_listening_stops_the_makers(monkeypatch):
    """Whoever closes what is loaded, as an error does that stops the writing.

    What is made is held here, so that nothing but closing it can end it.
    """
    held, made_apart = [], apart.made_apart

    def hold(*given):
        held.append(made_apart(*given))
        return held[0]

    def fail(self, packed):
        raise OSError("The disk is full.")

    monkeypatch.setattr(apart, "made_apart", hold)
    for writer in (writing.Inserter, writing.Copier):
        monkeypatch.setattr(writer, "write", fail)
    with pytest.raises(OSError, match="disk is full"):
        load()
    assert multiprocessing.active_children() == []
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("many", "first"),
    [([5] * 8, 4), ([5] * 3, 3), ([90, 1, 1, 1, 1, 1, 1, 1], 4), ([1] * 4 + [90] + [1] * 7, 4)],
)
def test_neighbours_stay_together(many, first):
    shares = list(enumerate(many, 1))
    halves = list(loading._halves(shares))
    assert [share for half in halves for share in half] == shares
    assert len(halves[0]) == first


def test_stamps_move(db):
    load(300)
    stamp = PartnershipAgency.objects.annotate(stamp=stamps.stamp("partnership_id"))
    before = stamp.first().stamp
    load(100)
    assert stamp.first().stamp != before
