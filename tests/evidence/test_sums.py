"""Figures added up: what was accepted, and apart from it what nobody has decided on."""

import csv
import io
from decimal import Decimal

import pytest
from django.urls import reverse

from evidence.figures import FigureRow, added_up, in_words
from evidence.models import Evidence
from tests.evidence.asking import decide
from tests.evidence.samples import add, upload
from tests.world import add_action

pytestmark = pytest.mark.usefixtures("today")


def counted(world, *rows, decision="", **changes):
    """An item with these figures, decided on where one says how."""
    figures = [FigureRow(label, Decimal(value), unit) for label, value, unit in rows]
    item = add(world, figures=figures, **changes)
    if decision:
        decide(world, item, decision)
    return item


def sums():
    return added_up(Evidence.objects.for_list())


def test_accepted_and_waiting_stand_apart_and_what_came_back_nowhere(world):
    counted(world, ("Sessions", 17, "sessions"), ("Attendees", 437, "people"), decision="accepted")
    counted(world, ("Sessions", 2, "sessions"), ("Attendees", 30, "people"))
    counted(world, ("Sessions", 9, "sessions"), decision="returned")
    assert sums().sentences() == [
        "Added up from accepted evidence: 17 sessions, 437 attendees.",
        "And 2 sessions, 30 attendees that nobody has accepted yet.",
    ]
    assert sums().details == []


def test_where_nothing_is_accepted_the_sentence_says_so(world):
    assert sums().sentences() == []
    counted(world, ("Sessions", 2, "sessions"))
    assert sums().sentences() == ["Waiting for a decision: 2 sessions."]


@pytest.mark.parametrize("decision", ["accepted", ""])
def test_what_holds_a_virus_counts_nowhere(world, decision):
    item = counted(world, ("Sessions", 5, "sessions"), file=upload(), decision=decision)
    assert len(sums().sentences()) == 1
    item.versions.update(scan_state="infected")
    assert sums().sentences() == []


def test_labels_that_say_more_than_their_unit_are_listed_below(world):
    rows = [("Solihull Approach", 4, "sessions"), ("Brain Development", 2, "Sessions ")]
    counted(world, *rows, ("Cases without a next step", 2, "cases"), decision="accepted")
    counted(world, ("Solihull approach", 1, "sessions"), decision="accepted")
    counted(world, ("Sessions", 3, "sessions"), ("Staff", 5, "people"), decision="accepted")
    counted(world, ("Attendees", 1000, "people"), decision="accepted")
    assert [str(total) for total in sums().accepted] == [
        "1,005 people", "10 sessions", "2 cases",
    ]  # fmt: skip
    assert sums().details == [
        "1,005 people: Attendees 1,000, Staff 5",
        "10 sessions: Sessions 3, Solihull approach 5, Brain Development 2",
        "2 cases: Cases without a next step",
    ]


@pytest.mark.parametrize(
    ("label", "value", "unit", "words"),
    [
        ("Sessions", "3", "sessions", "3 sessions"),
        ("workshops", "5", "workshops", "5 workshops"),
        ("Session", "1", "sessions", "1 session"),
        ("Workshops", "5", "sessions", "Workshops: 5 sessions"),
        ("Attendees", "1437", "people", "Attendees: 1,437 people"),
        ("Pass rate", "87.50", "%", "Pass rate: 87.5 %"),
    ],
)
def test_a_figure_says_the_same_once(label, value, unit, words):
    assert in_words(label, Decimal(value), unit) == words


def test_the_page_of_the_recommendation_says_both(world, sign_in):
    counted(world, ("Briefings", 12, "sessions"), decision="accepted")
    counted(world, ("Briefings", 2, "sessions"))
    page = sign_in("board_member").get(world.recommendation.get_absolute_url()).content.decode()
    assert "Added up from accepted evidence: 12 sessions." in page
    assert "<li>12 sessions: Briefings</li>" in page
    assert "And 2 sessions that nobody has accepted yet." in page


def rows_of(client, name, about):
    address = reverse(f"evidence:{name}", args=[about.public_id])
    text = b"".join(client.get(address)).decode("utf-8-sig")
    return [tuple(row.values()) for row in csv.DictReader(io.StringIO(text))]


def test_the_figures_are_a_table_of_their_own_each_item_once(world, sign_in):
    both = [add_action(world, title="Another")]
    first = [("Attendees", 437, "people"), ("=Staff", "1.5", "posts")]
    counted(world, *first, decision="accepted", also_supports=both)
    counted(world, ("attendees", 30, "people"), ("Surveyed", 4, "people"), ("Passed", 80, "%"))
    expected = [
        ("attendees", "people", "437", "30"),
        ("Surveyed", "people", "0", "4"),
        ("'=Staff", "posts", "1.5", "0"),
    ]
    for name, about in (
        ("recommendation-figures", world.recommendation),
        ("review-figures", world.review),
    ):
        found = rows_of(sign_in("board_member"), name, about)
        assert sorted((row[0].lower(), *row[1:]) for row in found) == sorted(
            (row[0].lower(), *row[1:]) for row in expected
        )
        assert rows_of(sign_in("health_lead"), name, about) == []
