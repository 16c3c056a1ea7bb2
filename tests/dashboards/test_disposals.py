"""Disposal in My work: a proposal waits for the other managers, and what is gone for nobody."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from dashboards.work import work_of
from evidence import services
from evidence.models import Evidence
from evidence.states import is_spent
from tests.evidence.asking import decide
from tests.evidence.samples import add, upload
from tests.world import TODAY, add_person

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def item(world):
    """An item with nothing but a file; its review's time is over, and there are two managers."""
    add_person(world, "deputy", "manager")
    world.review.retain_until = TODAY - timedelta(days=1)
    world.review.save()
    return add(world, title="Attendance list", file=upload("list.pdf"))


def propose(world, item, ground="over"):
    return services.propose_disposal(
        actor=world.fresh("manager"), evidence=item, ground=ground, reason="Time over."
    )


def dispose(world, item):
    disposal = propose(world, item)
    with time_machine.travel("2026-11-02T10:00Z", tick=False):
        services.decide_disposal(actor=world.fresh("deputy"), disposal=disposal, accept=True)


def told(world, key, chosen=None):
    """The next steps and the section about disposal, with the tile's number."""
    work = work_of(world.fresh(key), TODAY, chosen)
    tag = "Disposal proposed"
    steps = [(step.title, step.links[0].url) for step in work.steps if step.tag == tag]
    rows = [(row.title, row.url) for row in work.managed.disposals.rows] if work.managed else []
    tiles = [tile.number for tile in work.tiles if "disposal" in tile.words]
    return steps, rows, tiles


def test_a_proposal_waits_for_each_manager_but_the_proposer(world, item):
    assert told(world, "deputy") == ([], [], [])
    url = reverse("evidence:disposal-decide", args=[propose(world, item).public_id])
    everybody = {key: told(world, key) for key in world.people}
    step = ("Attendance list", url)
    assert {key: found for key, found in everybody.items() if found != ([], [], [])} == {
        "deputy": ([step], [step], [1])
    }
    assert told(world, "deputy", world.city) == ([step], [step], [1])


def test_the_page_says_who_proposed_it_and_leads_to_the_decision(world, item, sign_in):
    disposal = propose(world, item)
    text = sign_in("deputy").get("/").content.decode()
    assert "proposed by Manager on 2 November 2026" in text
    assert reverse("evidence:disposal-decide", args=[disposal.public_id]) in text


@pytest.mark.parametrize("accept", [True, False])
def test_what_is_decided_waits_no_more(world, item, accept):
    services.decide_disposal(
        actor=world.fresh("deputy"), disposal=propose(world, item), accept=accept, note="Wanted."
    )
    assert told(world, "deputy") == ([], [], [])


def test_it_is_hidden_with_a_restricted_review(world, item):
    propose(world, item)
    world.review.people.create(user=world.manager, named_by=world.manager)
    type(world.review).objects.update(is_restricted=True)
    assert told(world, "deputy") == ([], [], [])


def sent_back(world):
    owed = work_of(world.fresh("police_lead"), TODAY).owed
    return [(row.title, row.comment) for row in owed.returned.rows]


def test_an_item_that_was_sent_back_is_owed_until_its_file_is_gone(world, item):
    decide(world, item, "returned", comment="A list only.")
    assert sent_back(world) == [("Attendance list", "A list only.")]
    dispose(world, item)
    assert sent_back(world) == []


def test_what_is_sent_back_after_its_file_went_is_owed(world, item):
    dispose(world, item)
    with time_machine.travel("2026-11-02T11:00Z", tick=False):
        decide(world, item, "returned", comment="The register is wanted.")
    assert sent_back(world) == [("Attendance list", "The register is wanted.")]


def test_what_still_has_a_link_stays_sent_back(world, item):
    Evidence.objects.update(url="https://example.test/list")
    decide(world, item, "returned", comment="Another year.")
    dispose(world, item)
    assert sent_back(world) == [("Attendance list", "Another year.")]


def test_only_the_decision_that_stands_counts(world, item):
    decide(world, item, "returned")
    decide(world, item)
    assert sent_back(world) == []


def test_a_manager_decides_on_no_item_of_which_nothing_is_left(world, item):
    def to_decide():
        work = work_of(world.fresh("manager"), TODAY)
        return [number.value for _, number in work.managed.evidence]

    assert to_decide() == [1]
    dispose(world, item)
    assert to_decide() == []
    services.add_version(actor=world.fresh("police_lead"), evidence=item, file=upload("new.pdf"))
    assert to_decide() == [1]


@pytest.mark.parametrize("has_file", [True, False])
@pytest.mark.parametrize("has_gone", [True, False])
@pytest.mark.parametrize("url", ["", "https://example.test/"])
@pytest.mark.parametrize("has_figure", [True, False])
def test_the_question_to_the_database_is_the_rule(world, has_file, has_gone, url, has_figure):
    item = Evidence.objects.create(
        partnership=world.city, title="x", dated_on=date(2026, 1, 1), recorded_by=world.manager
    )
    Evidence.objects.update(url=url)
    if has_figure:
        item.figures.create(label="Places", value=3, unit="places")
    if has_file:
        values = {"size": 1, "uploaded_by": world.manager, "scan_state": "clean"}
        gone = "2026-11-01T00:00Z" if has_gone else None
        item.versions.create(number=1, disposed_at=gone, **values)
    spent = is_spent(Evidence.objects.with_scan().get())
    assert spent == (has_file and has_gone and not url and not has_figure)
    assert Evidence.objects.to_decide().exists() == (not spent)
