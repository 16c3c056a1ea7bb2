"""Verifying rests on decided evidence; what comes later takes the verification back."""

import pytest

from evidence import services
from recommendations.models import Action
from recommendations.services import sign_off
from recommendations.services.progress import post_update
from scr_tracker.errors import InvalidTransition, NotAllowed
from tests.evidence.samples import add, upload
from tests.world import TODAY, add_action, add_person, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def claimed(world):
    add_person(world, "deputy", "manager")
    return add_action(world, status="completed", due_in=5)


def verify(world, action, person="manager", note="Seen."):
    fresh = Action.objects.get(pk=action.pk)
    return post_update(
        actor=world.fresh(person), action=fresh, version=fresh.version, note=note, to="verified"
    )


def decide(world, item, decision="accepted", person="manager"):
    item.refresh_from_db()
    return services.decide(
        actor=world.fresh(person),
        evidence=item,
        version=item.version,
        decision=decision,
        comment="Read.",
    )


def status(action):
    return Action.objects.get(pk=action.pk).status


def refusal(world, action, **how):
    with pytest.raises(InvalidTransition) as refused:
        verify(world, action, **how)
    assert status(action) == "completed"
    return refused.value.field, str(refused.value)


def test_every_item_is_decided_and_one_accepted_before_the_action_is_verified(world, claimed):
    first, second = (add(world, action=claimed, title=title) for title in ("Register", "Audit"))
    waiting = "Decide first on the evidence: accept or send back "
    assert refusal(world, claimed) == ("to", f"{waiting}“Audit” and “Register”.")
    decide(world, first, "returned")
    assert refusal(world, claimed) == ("to", f"{waiting}“Audit”.")
    decide(world, second, "returned")
    none = "No evidence is accepted. Send the action back, or accept an item first."
    assert refusal(world, claimed) == ("to", none)
    decide(world, second)
    assert verify(world, claimed).status_after == "verified"


def test_without_evidence_a_reason_is_asked_for(world, claimed):
    asked = "This action has no evidence. Say why none is needed."
    assert refusal(world, claimed, note=" ") == ("note", asked)
    verify(world, claimed, note="The form itself is the proof.")
    assert claimed.verifications.get().comment == "The form itself is the proof."


def test_who_brought_evidence_in_does_not_verify_on_it(world, claimed):
    item = add(world, "manager", claimed, title="Minutes")
    decide(world, item, person="deputy")
    words = "You brought in “Minutes”, so another manager verifies this action."
    assert refusal(world, claimed) == ("to", words)
    assert verify(world, claimed, "deputy").status_after == "verified"


def more(world, action, item):
    add(world, action=action)


def newer(world, action, item):
    services.add_version(actor=world.fresh("police_lead"), evidence=item, file=upload())

def test_who_claimed_the_action_does_not_decide_on_its_evidence(world, claimed):
    item = add(world, action=claimed)
    Action.objects.filter(pk=claimed.pk).update(claimed_by=world.manager)
    with pytest.raises(NotAllowed):
        decide(world, item)
    other = add_action(world, due_in=5)
    services.link_to_action(actor=world.fresh("manager"), evidence=item, action=other)
    assert decide(world, add(world, action=other)).decision == "accepted"
    assert decide(world, item, person="deputy").decision == "accepted"



def edited(world, action, item):
    item.refresh_from_db()
    services.edit_evidence(
        actor=world.fresh("police_lead"), evidence=item, version=item.version, level="quality"
    )


def sent_back(world, action, item):
    decide(world, item, "returned")


@pytest.mark.parametrize("change", [more, newer, edited, sent_back])
def test_what_comes_after_the_verification_takes_it_back(world, claimed, change):
    item = add(world, action=claimed, title="Secret title")
    decide(world, item)
    verify(world, claimed)
    change(world, claimed, item)
    action = Action.objects.get(pk=claimed.pk)
    assert (action.status, action.verified_at) == ("completed", None)
    assert action.claimed_by == claimed.claimed_by
    update = action.updates.first()
    assert (update.status_before, update.status_after) == ("verified", "completed")
    assert "after the verification" in update.note
    assert "Secret title" not in update.note


def test_a_sign_off_stands_when_evidence_comes_later(world):
    recommendation = add_recommendation(world, reference="s")
    action = add_action(world, recommendation, status="verified")
    sign_off(
        actor=world.fresh("manager"),
        recommendation=recommendation,
        outcome="assured",
        forum=world.forum,
        meeting_on=TODAY,
        basis="Seen",
        outputs_only_reason="It cannot be undone",
    )
    add(world, action=action)
    assert status(action) == "verified"
    assert not action.updates.exists()
