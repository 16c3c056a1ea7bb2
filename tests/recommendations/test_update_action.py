"""Posting an update and setting the status: who may, what each move asks for, what is written."""

from datetime import date, timedelta

import pytest

from recommendations.models import Action
from recommendations.permissions import moves
from recommendations.services import post_update, reopen_sign_off
from recommendations.status import TRANSITIONS, Status
from scr_tracker.errors import InvalidTransition, NotAllowed, StaleRecord
from tests.recommendations.deciding import forum_decides
from tests.world import TODAY, add_action, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


def update(world, person, action, to="", note="It was done as agreed.", **fields):
    fields.setdefault("version", action.version)
    return post_update(actor=world.fresh(person), action=action, note=note, to=to, **fields)


def test_update_writes_row_status_version_and_history(world):
    row = update(world, "police_lead", world.police_action, Status.COMPLETED)
    action = Action.objects.get(pk=row.action_id)
    assert (row.status_before, row.status_after) == (Status.IN_PROGRESS, Status.COMPLETED)
    assert (row.recorded_by_name, row.recorded_by_role) == (
        "Police Lead",
        "Agency lead, City Constabulary",
    )
    assert (action.status, action.completed_on, action.claimed_by) == (
        Status.COMPLETED,
        TODAY,
        world.police_lead,
    )
    assert action.version == 2
    latest = action.history.first()
    assert (latest.status, latest.history_user) == (Status.COMPLETED, world.police_lead)


def test_lead_cannot_update_another_agencys_action(world):
    with pytest.raises(NotAllowed):
        update(world, "health_lead", world.police_action)
    assert not world.police_action.updates.exists()


@pytest.mark.parametrize("person", ["board_member", "scrutineer", "outsider", "nobody"])
def test_others_cannot_update(world, person):
    with pytest.raises(NotAllowed):
        update(world, person, world.police_action)


def test_contributing_agency_writes_a_note_but_sets_no_status(world):
    world.police_action.contributing_agencies.add(world.health)
    assert update(world, "health_lead", world.police_action).status_after == Status.IN_PROGRESS
    world.police_action.refresh_from_db()
    with pytest.raises(NotAllowed):
        update(world, "health_lead", world.police_action, Status.COMPLETED)


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
@pytest.mark.parametrize("person", ["manager", "police_lead"])
def test_only_the_moves_of_the_table_are_made(world, before, after, person):
    role = {"manager": "manager", "police_lead": "agency_lead"}[person]
    claimant = {"claimed_by": world.health_lead} if before in ("completed", "verified") else {}
    action = add_action(world, status=before, due_in=5, **claimant)
    move = TRANSITIONS[before].get(after)
    if before == after:
        return
    if move is None:
        with pytest.raises(InvalidTransition):
            update(world, person, action, after)
    elif role not in move.roles:
        with pytest.raises(NotAllowed):
            update(world, person, action, after)
    else:
        update(world, person, action, after)
        assert Action.objects.get(pk=action.pk).status == after
    assert (Action.objects.get(pk=action.pk).status == after) == (
        move is not None and role in move.roles
    )


def test_nobody_verifies_what_they_claimed(world):
    action = add_action(world, status="completed", claimed_by=world.manager)
    assert Status.VERIFIED not in moves(world.fresh("manager"), action)
    with pytest.raises(NotAllowed):
        update(world, "manager", action, Status.VERIFIED)


def test_sending_back_is_a_verification_with_the_comment(world):
    action = add_action(world, status="completed")
    update(world, "manager", action, Status.IN_PROGRESS, note="The list of names is missing.")
    decision = action.verifications.get()
    assert (decision.decision, decision.comment) == ("sent_back", "The list of names is missing.")
    action.refresh_from_db()
    assert (action.completed_on, action.claimed_by) == (None, None)


def test_verifying_needs_the_evidence_named(world):
    action = add_action(world, status="completed")
    with pytest.raises(InvalidTransition) as refused:
        update(world, "manager", action, Status.VERIFIED, note=" ")
    assert refused.value.field == "note"


@pytest.mark.parametrize("to", ["", Status.COMPLETED, Status.ON_HOLD, Status.WITHDRAWN])
def test_a_note_is_required(world, to):
    with pytest.raises(InvalidTransition) as refused:
        update(world, "manager", world.police_action, to, note="   ")
    assert refused.value.field == "note"
    world.police_action.refresh_from_db()
    assert (world.police_action.version, world.police_action.status) == (1, Status.IN_PROGRESS)


def test_completion_in_the_future_is_refused(world):
    with pytest.raises(InvalidTransition) as refused:
        update(
            world,
            "police_lead",
            world.police_action,
            Status.COMPLETED,
            completed_on=TODAY + timedelta(days=1),
        )
    assert refused.value.field == "completed_on"


def test_stale_update_says_what_changed_and_writes_nothing(world):
    update(world, "manager", world.police_action, Status.ON_HOLD, note="Supplier stopped.")
    with pytest.raises(StaleRecord) as stale:
        update(world, "police_lead", world.police_action, Status.COMPLETED, version=1)
    assert "Status: In progress → On hold (by Manager)" in stale.value.changes
    assert world.police_action.updates.count() == 1


def test_hold_raises_a_barrier_and_resuming_clears_it(world):
    update(world, "police_lead", world.police_action, Status.ON_HOLD, note="COVID-19 rules.")
    action = Action.objects.get(pk=world.police_action.pk)
    assert action.barriers.get().reason == action.status_reason == "COVID-19 rules."
    update(world, "police_lead", action, Status.IN_PROGRESS, note="Rooms are open again.")
    action.refresh_from_db()
    assert (action.barriers.get().cleared_on, action.status_reason) == (TODAY, "")


def test_contributor_leaves_the_leads_at_risk_as_it_is(world):
    world.police_action.contributing_agencies.add(world.health)
    update(world, "health_lead", world.police_action, is_at_risk=True)
    assert not Action.objects.get(pk=world.police_action.pk).is_at_risk


def test_signed_off_work_is_reopened_from_the_recommendation_first(world):
    recommendation = add_recommendation(world, reference="s")
    action = add_action(world, recommendation, status="verified", recurs_every=6)
    add_action(world, recommendation, previous=action, due_in=90)
    forum_decides(world, recommendation, outputs_only_reason="It cannot be undone")
    with pytest.raises(InvalidTransition, match="Reopen it first"):
        update(world, "manager", action, Status.IN_PROGRESS)
    reopen_sign_off(
        actor=world.fresh("manager"), recommendation=recommendation, reason="New findings"
    )
    assert update(world, "manager", action, Status.IN_PROGRESS).status_after == "in_progress"


def test_next_occurrence_keeps_the_day_and_drops_an_owner_who_left(world):
    first = add_action(world, due_on=date(2026, 1, 31), status="verified", recurs_every=1)
    second = add_action(
        world,
        due_on=date(2026, 2, 28),
        status="in_progress",
        recurs_every=1,
        previous=first,
        owner=world.police_lead,
    )
    world.police_lead.memberships.update(is_active=False)
    update(world, "manager", second, Status.COMPLETED, completed_on=date(2026, 2, 20))
    third = Action.objects.get(previous=second)
    assert (third.due_on, third.owner) == (date(2026, 3, 31), None)


def test_completing_an_occurrence_makes_the_next_once(world):
    action = add_action(
        world, due_on=date(2026, 8, 31), status="in_progress", recurs_every=12, title="Guidance"
    )
    update(world, "police_lead", action, Status.COMPLETED)
    following = Action.objects.get(previous=action)
    assert (following.due_on, following.first_due_on) == (date(2027, 8, 31), date(2027, 8, 31))
    assert (following.status, following.title) == (Status.NOT_STARTED, "Guidance")
    action.refresh_from_db()
    update(world, "manager", action, Status.IN_PROGRESS, note="Not yet published.")
    action.refresh_from_db()
    update(world, "police_lead", action, Status.COMPLETED)
    assert Action.objects.filter(previous=action).count() == 1
