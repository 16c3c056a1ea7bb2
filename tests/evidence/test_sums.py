"""Figures added up: what was accepted, and apart from it what nobody has decided on."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from documents.reading import read
from evidence.figures import FigureRow, added_up, in_words
from evidence.models import Evidence
from tests.evidence.asking import decide
from tests.evidence.samples import add, upload
from tests.exports.files import read_csv
from tests.world import add_action

pytestmark = pytest.mark.usefixtures("today")


def counted(world, *rows, decision="", **changes):
    """An item with these figures, decided on where one says how."""
    figures = [FigureRow(label, Decimal(value), unit) for label, value, unit in rows]
    item = add(world, figures=figures, **changes)
    if decision:
        decide(world, item, decision)
    return item


def said():
    return added_up(Evidence.objects.for_list()).said()


def test_accepted_and_waiting_stand_apart_and_what_came_back_nowhere(world):
    counted(world, ("Sessions", 17, "sessions"), ("Attendees", 437, "people"), decision="accepted")
    counted(world, ("Sessions", 2, "sessions"), ("Attendees", 30, "people"))
    counted(world, ("Sessions", 9, "sessions"), decision="returned")
    assert said() == [
        ("Added up from accepted evidence: 17 sessions, 437 attendees.", []),
        ("And not accepted by anybody yet: 2 sessions, 30 attendees.", []),
    ]


def test_where_nothing_is_accepted_the_sentence_says_so(world):
    assert said() == []
    counted(world, ("Sessions", 2, "sessions"))
    assert said() == [("Waiting for a decision: 2 sessions.", [])]


@pytest.mark.parametrize("decision", ["accepted", ""])
def test_what_holds_a_virus_counts_nowhere(world, decision):
    item = counted(world, ("Sessions", 5, "sessions"), file=upload(), decision=decision)
    assert len(said()) == 1
    item.versions.update(scan_state="infected")
    assert said() == []


def test_each_label_has_a_sum_of_its_own_however_it_is_typed(world):
    rows = [("Solihull Approach", 4, "sessions"), ("Brain Development", 2, "Sessions ")]
    counted(world, *rows, ("Cases without a next step", 2, "cases"), decision="accepted")
    counted(world, (" solihull  approach", 1, "SESSIONS"), decision="accepted")
    counted(world, ("Sessions", 3, "sessions"), ("Staff", 5, "people"), decision="accepted")
    counted(world, ("Attendees", 1000, "people"), ("Staff", 5, "posts"), decision="accepted")
    counted(world, ("Staff", 2, "people"))
    accepted, waiting = said()
    assert accepted.sentence == "Added up from accepted evidence:"
    assert sorted(accepted.below) == [
        "1,000 attendees",
        "3 sessions",
        "Brain Development: 2 Sessions",
        "Cases without a next step: 2 cases",
        "Staff: 5 people",
        "Staff: 5 posts",
        "solihull  approach: 5 SESSIONS",
    ]
    assert waiting == ("And not accepted by anybody yet:", ["Staff: 2 people"])


@pytest.mark.parametrize(
    ("label", "value", "unit", "words"),
    [
        ("Sessions", "3", "sessions", "3 sessions"),
        ("workshops", "5", "workshops", "5 workshops"),
        ("Session", "1", "sessions", "1 session"),
        ("Workshops", "5", "sessions", "Workshops: 5 sessions"),
        ("Attendees", "1437", "people", "1,437 attendees"),
        ("attendees", "1", "People", "1 attendee"),
        ("Led by", "1", "People", "Led by: 1 person"),
        ("Places", "1", "places", "1 places"),
        ("Pass rate", "87.50", "%", "Pass rate: 87.5 %"),
    ],
)
def test_a_figure_says_the_same_once(label, value, unit, words):
    assert in_words(label, Decimal(value), unit) == words


def rows_of(client, name, about):
    address = reverse(f"evidence:{name}", args=[about.public_id])
    return [tuple(row.values())[:4] for row in read_csv(client.get(address))]


def test_page_pack_and_csv_say_the_same_sums(world, sign_in):
    counted(world, ("Attendees", 30, "people"), ("Officers briefed", 50, "people"))
    for people in (4, 34):
        rows = ("Attendees", 437, "people"), ("officers  Briefed", people, "People")
        counted(world, *rows, decision="accepted")
    board = sign_in("board_member")
    expected = [
        ("Added up from accepted evidence:", ["874 attendees", "officers  Briefed: 38 People"]),
        ("And not accepted by anybody yet:", ["30 attendees", "Officers briefed: 50 people"]),
    ]
    page = html.fromstring(board.get(world.recommendation.get_absolute_url()).content)
    shown = page.get_element_by_id("evidence-figures")
    lists = [[each.text for each in found] for found in shown.iter("ul")]
    assert list(zip([each.text for each in shown.iter("p")], lists, strict=True)) == expected
    person = world.fresh("board_member")
    pack = read(person, world.review, world.recommendation, timezone.now())
    assert pack.parts[0].figures.said() == expected
    assert rows_of(board, "recommendation-figures", world.recommendation) == [
        ("Attendees", "people", "874", "30"),
        ("officers  Briefed", "People", "38", "50"),
    ]


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
