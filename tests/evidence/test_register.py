"""Figures in words, and the register of evidence as CSV: what is there, and for whom."""

import csv
import io
from decimal import Decimal

import pytest

from evidence.figures import FigureRow, totals
from evidence.models import Evidence
from evidence.register import COLUMNS, register
from scr_tracker.exports import stream_csv
from tests.evidence.samples import add

pytestmark = pytest.mark.usefixtures("today")


def training(world, sessions, people, label="Attendees"):
    rows = [
        FigureRow("Sessions", Decimal(sessions), "sessions"),
        FigureRow(label, Decimal(people), "people"),
    ]
    return add(world, kind="training", title=f"=Training {sessions}", figures=rows)


def read(user, **of):
    text = b"".join(stream_csv("x.csv", COLUMNS, register(user, **of))).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def words():
    return [str(total) for total in totals(Evidence.objects.for_list())]


def test_training_adds_up_to_sessions_and_attendees(world):
    training(world, 5, 137)
    training(world, 12, 1300)
    assert sorted(words()) == ["1,437 attendees", "17 sessions"]


def test_attendees_and_other_people_are_people(world):
    training(world, 1, 10)
    training(world, 1, 5, label="Surveyed")
    assert sorted(words()) == ["15 people", "2 sessions"]


def test_the_register_says_what_proves_what_and_runs_no_formula(world):
    item = training(world, 5, 137)
    (row,) = read(world.fresh("manager"), recommendation=world.recommendation)
    assert row["Item"] == "'=Training 5"
    assert (row["Kind"], row["Date"]) == ("Training", "2026-10-05")
    assert row["Figures"] == "Sessions: 5 sessions; Attendees: 137 people"
    assert row["Added up"] == "5 sessions, 137 attendees"
    assert row["Actions"] == item.actions.get().full_reference
    assert row["SHA-256"] == ""


def test_the_register_holds_only_what_its_reader_may_see(world):
    item = add(world)
    of = {"recommendation__review": world.review}
    (row,) = read(world.fresh("police_lead"), **of)
    assert row["SHA-256"] == item.versions.get().sha256
    assert read(world.fresh("health_lead"), **of) == []
    assert read(world.fresh("outsider"), **of) == []


@pytest.mark.parametrize("count", [1, 10])
def test_the_register_asks_the_same_for_one_and_for_ten(world, django_assert_num_queries, count):
    for number in range(count):
        training(world, number, number)
    user = world.fresh("manager")
    with django_assert_num_queries(6):
        assert len(read(user, recommendation=world.recommendation)) == count
