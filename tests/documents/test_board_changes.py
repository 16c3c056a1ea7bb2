"""What changed, in a board pack: the dashboard's own record for the same person and days."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from dashboards.changes import changes
from documents.board import services
from documents.board.opening import CHANGED, obstacle, report_of
from documents.report.model import Table
from documents.report.writers import FORMATS
from evidence.models import Evidence
from scr_tracker.errors import NotAllowed
from tests.dashboards.town import add_evidence, build_town, challenge
from tests.documents.board_packs import make
from tests.documents.read_back import cells_of_excel
from tests.world import TODAY, add_action, add_recommendation, add_review

LATER = date(2026, 12, 2)
PEOPLE = ("manager", "board_member", "scrutineer", "police_lead", "health_lead")


@pytest.fixture
def later(today, world):
    """A month on: dates have passed, and something of each sort was entered."""
    build_town(world)
    with time_machine.travel(datetime(2026, 12, 2, 9, 30, tzinfo=UTC), tick=False):
        add_evidence(world, world.police_action, title="An audit", is_shared=True)
        challenge(world, world.recommendation)
        other = add_review(world, pseudonym="Rowan", reference="R-1")
        add_action(world, add_recommendation(world, other, (world.police,)), due_in=90)
        yield world


def told(world, person="manager", **changed):
    asked = {"sections": ["changes"], "as_at": LATER, "period_from": TODAY} | changed
    pack = make(world, person, **asked)
    return pack, report_of(pack).sections[0]


def tables(section):
    return {block.caption: block for block in section.blocks if isinstance(block, Table)}


@pytest.mark.parametrize("person", PEOPLE)
def test_each_kind_counts_and_lists_what_the_dashboard_finds(later, person):
    found = changes(later.fresh(person), later.city, TODAY, LATER)
    _, section = told(later, person)
    figures = {row.label: row.value for row in section.blocks[1].rows}
    assert figures == {each.kind.label: each.total for each in found.sections}
    assert {name: len(table.rows) for name, table in tables(section).items()} == {
        each.kind.label: each.total for each in found.shown
    }
    assert found.total > 0
    assert section.blocks[0].text == (
        f"{found.total} changes between the end of 2 November 2026 and the end of 2 December 2026."
    )


def test_days_are_days_and_numbers_are_numbers(later):
    pack, section = told(later)
    evidence = tables(section)["New evidence"]
    place = [column.heading for column in evidence.columns].index("Recorded")
    assert {row[place] for row in evidence.rows} == {LATER}
    late = tables(section)["Newly late"]
    assert all(isinstance(row[-1], int) for row in late.rows)
    sheets = cells_of_excel(FORMATS["xlsx"].write(report_of(pack)))
    assert len(sheets["Newly late"]) - 3 == len(late.rows)


def test_columns_are_called_by_what_they_hold(later):
    found = tables(told(later)[1])
    headings = {
        kind: [column.heading for column in found[kind].columns][3:]
        for kind in ("Newly late", "New evidence", "New actions")
    }
    assert headings == {
        "Newly late": ["Was due", "Days late"],
        "New evidence": ["Recorded", "Kind"],
        "New actions": ["Recorded", "Due"],
    }
    assert not {"From", "To", "Days"} & {
        column.heading for table in found.values() for column in table.columns
    }


def test_a_past_window_is_read_as_at_its_end(later):
    """Entered on the last day, so not there the day before."""
    _, section = told(later, as_at=LATER - timedelta(days=1))
    assert "New evidence" not in tables(section)
    _, section = told(later, period_to=LATER - timedelta(days=1))
    assert "New evidence" not in tables(section)


def test_of_chosen_reviews_only_their_changes_are_told(later):
    _, everything = told(later)
    assert {row[0] for row in tables(everything)["New actions"].rows} == {"ROWAN 1.1"}
    _, chosen = told(later, is_all_reviews=False, reviews=[later.review])
    assert "New actions" not in tables(chosen)
    assert chosen.blocks[0].text.startswith(str(sum(len(t.rows) for t in tables(chosen).values())))


def test_without_a_period_or_a_change_it_says_so(later):
    _, section = told(later, period_from=None)
    assert section.blocks[0].text == "No day was chosen from which on to compare."
    _, section = told(later, period_from=LATER)
    assert section.blocks[0].text.startswith("Nothing changed between the end of 2 December")


def test_evidence_that_is_named_raises_the_marking(later):
    assert told(later)[0].marking == "official"
    Evidence.objects.filter(title="An audit").update(marking="official_sensitive")
    assert told(later)[0].marking == "official_sensitive"
    assert make(later, sections=["summary"], as_at=LATER).marking == "official"


def test_who_no_longer_sees_evidence_that_is_named_cannot_open_the_pack(later):
    """Health shares the item with the police, and stops."""
    item = add_evidence(
        later, later.health_action, later.health_lead, title="Of Health", is_shared=True
    )
    later.health_action.is_shared = True
    later.health_action.save()
    pack, section = told(later, "police_lead")
    assert "Of Health" in repr(section)
    assert str(item.public_id) in pack.holds["evidence"]
    assert obstacle(later.fresh("police_lead"), pack) == ""
    Evidence.objects.filter(pk=item.pk).update(is_shared=False)
    assert obstacle(later.fresh("police_lead"), pack) == CHANGED
    with pytest.raises(NotAllowed):
        services.record_board_download(actor=later.fresh("police_lead"), pack=pack, format="pdf")
