"""Figures in words, and the register of evidence as CSV: what is there, and for whom."""

from decimal import Decimal

import pytest

from evidence import services
from evidence.figures import FigureRow
from evidence.register import register
from evidence.tables import REGISTER_COLUMNS
from scr_tracker.exports import Table
from tests.evidence.asking import decide
from tests.evidence.samples import add, newer_file
from tests.exports.files import csv_of

pytestmark = pytest.mark.usefixtures("today")


def training(world, sessions, people, label="Attendees"):
    rows = [
        FigureRow("Sessions", Decimal(sessions), "sessions"),
        FigureRow(label, Decimal(people), "people"),
    ]
    return add(world, kind="training", title=f"=Training {sessions}", figures=rows)


def read(user, **of):
    return csv_of(Table("Register", REGISTER_COLUMNS, register(user, **of)))


def test_the_register_says_what_proves_what_and_runs_no_formula(world):
    item = training(world, 5, 137)
    (row,) = read(world.fresh("manager"), recommendation=world.recommendation)
    assert row["Item"] == "'=Training 5"
    assert (row["Kind"], row["Date"]) == ("Training", "2026-10-05")
    assert row["Figures"] == "5 sessions; 137 attendees"
    assert row["Actions"] == item.actions.get().full_reference
    assert row["SHA-256"] == ""
    assert (row["Brought in by"], row["Brought in on"]) == ("Police Lead", "2026-11-02")
    said = [row[name] for name in ("State", "Decided by", "Role", "Decided on", "Comment")]
    assert said == ["Waiting for a decision", "", "", "", ""]
    assert row["Versions"] == "0"


def test_the_register_says_who_decided_on_what_stands(world):
    item = add(world)
    decide(world, item, "returned", comment="No list.")
    of = {"recommendation": world.recommendation}
    names = ("State", "Decided by", "Role", "Decided on", "Comment", "Versions")

    def said():
        (row,) = read(world.fresh("manager"), **of)
        return [row[name] for name in names]

    back = ["Sent back", "Manager", "Partnership manager", "2026-11-02", "No list.", "1"]
    assert said() == back
    services.add_version(actor=world.fresh("police_lead"), evidence=item, file=newer_file())
    assert said() == ["Waiting for a decision", "", "", "", "", "2"]


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
    with django_assert_num_queries(7):
        assert len(read(user, recommendation=world.recommendation)) == count
