"""Proof that is lost: which requests for evidence are open again, and for whom."""

from datetime import timedelta
from decimal import Decimal
from unittest.mock import patch

import pytest

from evidence import clamav, scanning, services, tasks
from evidence.figures import FigureRow
from evidence.models import EvidenceRequest
from evidence.request_states import awaits_agency, state_of_request
from tests.evidence.asking import answer, ask, decide, state
from tests.evidence.samples import add, upload
from tests.world import TODAY, add_person

pytestmark = pytest.mark.usefixtures("today")
FIGURES = [FigureRow("Attendees", Decimal(12), "people")]
CLOSED = ["asked", "answered", "closed"]


@pytest.fixture
def asked(world):
    """A request, of a review whose time for keeping is over; the deputy manages as well."""
    add_person(world, "deputy", "manager")
    world.review.retain_until = TODAY - timedelta(days=1)
    world.review.save()
    return ask(world)


def dispose(world, item, ground):
    disposal = services.propose_disposal(
        actor=world.fresh("manager"), evidence=item, ground=ground, reason="It names a child."
    )
    services.decide_disposal(actor=world.fresh("deputy"), disposal=disposal, accept=True)


def find_virus(item, *, is_there=True):
    """What a worker does with the scanner's verdict."""
    verdict = clamav.Verdict(is_infected=is_there, detail="Eicar" if is_there else "")
    with (
        patch.object(scanning, "has_scanner", return_value=True),
        patch.object(scanning, "_ask", return_value=verdict),
        patch.object(tasks.tell_of_virus, "delay"),
        patch.object(tasks.make_preview, "delay"),
    ):
        scanning.check_version(item.versions.first().pk)


def seen(request):
    """Its state in words, and whether both ways of asking say that the agency has to act."""
    row = EvidenceRequest.objects.with_answer().select_related("action").get(pk=request.pk)
    awaiting = request in EvidenceRequest.objects.awaiting_agency()
    to_judge = request in EvidenceRequest.objects.to_judge()
    assert awaits_agency(row) == awaiting
    return state_of_request(row).value, awaiting, to_judge


def test_a_virus_opens_again_what_the_accepted_item_had_closed(world, asked):
    item = add(world)
    answer(world, asked, item)
    decide(world, item)
    assert state(asked) == ("closed", True, CLOSED)
    find_virus(item)
    assert state(asked) == ("open", True, [*CLOSED, "reopened"])
    event = asked.events.last()
    assert (event.recorded_by_name, event.evidence) == ("Police Lead", item)
    assert event.note.startswith("A virus was found in the accepted evidence")
    assert seen(asked) == ("infected", True, False)


def test_a_clean_version_is_judged_and_closes_it_again(world, asked):
    item = add(world)
    answer(world, asked, item)
    decide(world, item)
    find_virus(item)
    services.add_version(
        actor=world.fresh("police_lead"), evidence=item, file=upload("clean.txt", b"Clean.")
    )
    assert seen(asked) == ("answered", False, True)
    decide(world, item)
    assert state(asked) == ("closed", True, [*CLOSED, "reopened", "answered", "closed"])


def test_a_virus_that_is_found_again_opens_nothing_twice(world, asked):
    item = add(world)
    answer(world, asked, item)
    decide(world, item)
    find_virus(item)
    find_virus(item)
    assert state(asked) == ("open", True, [*CLOSED, "reopened"])


def test_an_offered_item_with_a_virus_waits_for_the_agency_and_for_no_manager(world, asked):
    item = add(world)
    answer(world, asked, item)
    assert seen(asked) == ("answered", False, True)
    find_virus(item)
    assert seen(asked) == ("infected", True, False)
    assert state(asked) == ("open", True, ["asked", "answered"])


def test_a_file_that_turns_out_clean_is_for_a_manager_to_judge(world, asked):
    item = add(world)
    answer(world, asked, item)
    decide(world, item)
    find_virus(item)
    find_virus(item, is_there=False)
    assert seen(asked) == ("answered", False, True)


@pytest.mark.parametrize("ground", ["over", "mistake"])
def test_an_open_request_waits_again_when_the_offered_file_goes(world, asked, ground):
    item = add(world)
    answer(world, asked, item)
    dispose(world, item, ground)
    assert state(asked) == ("open", False, ["asked", "answered", "returned"])


@pytest.mark.parametrize("ground", ["over", "mistake"])
def test_an_open_request_keeps_an_item_that_can_still_be_read(world, asked, ground):
    item = add(world, file=upload(), figures=FIGURES)
    answer(world, asked, item)
    dispose(world, item, ground)
    assert state(asked) == ("open", True, ["asked", "answered"])


def test_a_closed_request_stands_when_the_time_for_keeping_is_over(world, asked):
    item = add(world)
    answer(world, asked, item)
    decide(world, item)
    dispose(world, item, "over")
    assert state(asked) == ("closed", True, CLOSED)


def test_a_closed_request_opens_again_where_the_file_should_never_have_come(world, asked):
    item = add(world)
    answer(world, asked, item)
    decide(world, item)
    dispose(world, item, "mistake")
    assert state(asked) == ("open", False, [*CLOSED, "reopened", "returned"])
    assert seen(asked) == ("waiting", True, False)


def test_what_is_left_of_a_mistake_is_for_a_manager_to_judge(world, asked):
    item = add(world, file=upload(), figures=FIGURES)
    answer(world, asked, item)
    decide(world, item)
    dispose(world, item, "mistake")
    assert state(asked) == ("open", True, [*CLOSED, "reopened"])
    assert seen(asked) == ("answered", False, True)
