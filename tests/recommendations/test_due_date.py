"""Due dates move with a reason and an agreement; the first one never changes."""

from datetime import timedelta

import pytest

from recommendations.models import Action
from recommendations.services import ask_for_time, decide_extension, move_due_date
from scr_tracker.errors import InvalidTransition, NotAllowed, StaleRecord
from tests.world import TODAY, add_action

pytestmark = pytest.mark.usefixtures("today")
LATER = TODAY + timedelta(days=30)


def move(world, person="manager", action=None, **fields):
    action = action or world.police_action
    values = {
        "version": action.version,
        "new_due_on": LATER,
        "reason": "The trainer is away.",
        "agreed_by": "Learning Group",
    }
    return move_due_date(actor=world.fresh(person), action=action, **{**values, **fields})


def ask(world, person="police_lead", **fields):
    action = Action.objects.get(pk=world.police_action.pk)
    values = {"version": action.version, "asked_due_on": LATER, "reason": "Leave."}
    return ask_for_time(actor=world.fresh(person), action=action, **{**values, **fields})


def test_moving_keeps_the_first_date_and_records_who_agreed(world):
    first = world.police_action.due_on
    change = move(world)
    action = Action.objects.get(pk=world.police_action.pk)
    assert (action.first_due_on, action.due_on) == (first, LATER)
    assert (change.old_due_on, change.new_due_on) == (first, LATER)
    assert (change.reason, change.agreed_by) == ("The trainer is away.", "Learning Group")


def test_the_first_date_of_an_undated_action_is_kept(world):
    action = add_action(world)
    move(world, action=action)
    action.refresh_from_db()
    assert (action.first_due_on, action.due_on) == (LATER, LATER)


@pytest.mark.parametrize("field", ["reason", "agreed_by"])
def test_reason_and_agreement_are_required(world, field):
    with pytest.raises(InvalidTransition) as refused:
        move(world, **{field: " "})
    assert refused.value.field == field
    assert not world.police_action.date_changes.exists()


def test_a_past_date_and_the_same_date_are_refused(world):
    for day in (TODAY - timedelta(days=1), world.police_action.due_on):
        with pytest.raises(InvalidTransition) as refused:
            move(world, new_due_on=day)
        assert refused.value.field == "new_due_on"


def test_a_closed_action_moves_no_more(world):
    action = add_action(world, status="completed", due_in=3)
    with pytest.raises(InvalidTransition):
        move(world, action=action)


@pytest.mark.parametrize("person", ["police_lead", "board_member", "outsider"])
def test_only_a_manager_of_the_partnership_moves_a_date(world, person):
    with pytest.raises(NotAllowed):
        move(world, person)


def test_a_stale_move_is_refused(world):
    move(world)
    with pytest.raises(StaleRecord):
        move(world, version=1, new_due_on=LATER + timedelta(days=1))


def test_lead_asks_and_manager_approves(world):
    request = ask(world)
    assert Action.objects.get(pk=world.police_action.pk).due_on == world.police_action.due_on
    decide_extension(actor=world.fresh("manager"), request=request, approve=True)
    action = Action.objects.get(pk=world.police_action.pk)
    assert action.due_on == LATER
    assert action.date_changes.get().extension_request == request


def test_manager_declines_with_a_note_and_the_date_stays(world):
    request = ask(world)
    with pytest.raises(InvalidTransition):
        decide_extension(actor=world.fresh("manager"), request=request, approve=False)
    request.refresh_from_db()
    decide_extension(
        actor=world.fresh("manager"), request=request, approve=False, note="The board waits."
    )
    assert Action.objects.get(pk=world.police_action.pk).due_on == world.police_action.due_on


def test_a_request_is_decided_once(world):
    request = ask(world)
    manager = world.fresh("manager")
    decide_extension(actor=manager, request=request, approve=True)
    with pytest.raises(InvalidTransition):
        decide_extension(actor=manager, request=request, approve=False, note="No.")


@pytest.mark.parametrize(
    ("due_in", "asked_in", "said"),
    [
        (-12, 0, "The new date must be after today."),
        (-12, -3, "The new date must be after today."),
        (0, 0, "The new date must be after today."),
        (5, 5, "The new date must be after the present due date."),
        (5, 3, "The new date must be after the present due date."),
    ],
)
def test_more_time_ends_after_today_and_after_the_due_date(world, due_in, asked_in, said):
    due_on = TODAY + timedelta(days=due_in)
    Action.objects.filter(pk=world.police_action.pk).update(due_on=due_on)
    with pytest.raises(InvalidTransition) as refused:
        ask(world, asked_due_on=TODAY + timedelta(days=asked_in))
    assert (refused.value.field, str(refused.value)) == ("asked_due_on", said)
    asked = ask(world, asked_due_on=max(due_on, TODAY) + timedelta(days=1))
    assert asked.decision == "open"


def test_a_second_open_request_is_refused(world):
    ask(world)
    with pytest.raises(InvalidTransition):
        ask(world)


def test_moving_the_date_settles_an_open_request(world):
    request = ask(world)
    move(world, action=Action.objects.get(pk=world.police_action.pk))
    request.refresh_from_db()
    assert request.decision == "approved"


def test_a_date_that_has_passed_is_not_approved(world):
    request = ask(world)
    with pytest.raises(InvalidTransition) as refused:
        decide_extension(
            actor=world.fresh("manager"),
            request=request,
            approve=True,
            today=LATER + timedelta(days=1),
        )
    assert refused.value.field == "approve"


def test_moving_to_an_earlier_date_than_asked_declines_the_request(world):
    request = ask(world)
    action = Action.objects.get(pk=world.police_action.pk)
    change = move(world, action=action, new_due_on=TODAY + timedelta(days=9))
    request.refresh_from_db()
    assert (request.decision, change.extension_request) == ("declined", None)


def test_another_agency_cannot_ask(world):
    with pytest.raises(NotAllowed):
        ask(world, "health_lead")
