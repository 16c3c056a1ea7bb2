"""Evidence after a forum's decision: seen on the pages, and taken up where it is reopened."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.utils import timezone

from evidence import clamav, scanning, services, tasks
from recommendations.models import Action
from recommendations.services import post_update, reopen_sign_off
from tests.evidence.samples import add, newer_file
from tests.recommendations.deciding import forum_decides
from tests.world import add_action, add_person, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


def decide(world, item, decision="accepted"):
    item.refresh_from_db()
    values = {"evidence": item, "version": item.version, "decision": decision}
    services.decide(actor=world.fresh("manager"), comment="Seen.", **values)


def verify(world, action):
    fresh = Action.objects.get(pk=action.pk)
    values = {"action": fresh, "version": fresh.version, "note": "It shows that."}
    post_update(actor=world.fresh("manager"), to="verified", **values)


@pytest.fixture
def proven(world):
    """A recommendation of one action, verified on one item, and signed off an hour ago."""
    with time_machine.travel(timezone.now() - timedelta(hours=1), tick=False):
        return proven_and_signed_off(world)


def proven_and_signed_off(world):
    recommendation = add_recommendation(world, agencies=(world.police, world.health))
    action = add_action(world, recommendation, status="completed", title="Proven")
    item = add(world, action=action, title="Register", level="outcome", is_shared=False)
    decide(world, item)
    verify(world, action)
    forum_decides(world, recommendation)
    return action, item


def told(sign_in, person, thing):
    """What the page says is newer than the decision."""
    html = sign_in(person).get(thing.get_absolute_url()).content.decode()
    inset = html.partition('id="newer"')[2].partition("</ul>")[0]
    return [
        " ".join(part.partition(">")[2].replace("</a>", "").partition("</li>")[0].split())
        for part in inset.split("<a ")[1:]
    ]


@pytest.mark.parametrize("how", ["virus", "mistake"])
def test_proof_that_was_lost_is_told_and_taken_up(world, sign_in, settings, proven, how):
    action, item = proven
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        if how == "virus":
            settings.CLAMAV_URL = "tcp://127.0.0.1:1"
            with (
                patch.object(scanning, "_ask", lambda _: clamav.Verdict(is_infected=True)),
                patch.object(tasks.tell_of_virus, "delay"),
            ):
                scanning.check_version(item.versions.get().pk)
        else:
            asked = {"evidence": item, "ground": "mistake", "reason": "It names a child."}
            disposal = services.propose_disposal(actor=world.fresh("manager"), **asked)
            deputy = add_person(world, "deputy", "manager")
            services.decide_disposal(actor=deputy, disposal=disposal, accept=True)
        told_now = told(sign_in, "manager", action.recommendation)
        assert told_now == ["Register: no longer readable since"]
        assert Action.objects.get(pk=action.pk).status == "verified"
        manager = world.fresh("manager")
        reopen_sign_off(actor=manager, recommendation=action.recommendation, reason="Lost.")
    assert Action.objects.get(pk=action.pk).status == "completed"


def test_nothing_is_newer_at_first(world, sign_in, proven):
    assert told(sign_in, "manager", proven[0].recommendation) == []


def test_what_came_or_changed_is_told_beside_the_decision_which_stands(world, sign_in, proven):
    action, item = proven
    decision = action.recommendation.sign_offs.get()
    add(world, action=action, title="Survey")
    assert told(sign_in, "manager", action.recommendation) == ["Survey: added since"]
    services.add_version(actor=world.police_lead, evidence=item, file=newer_file())
    both = {"Survey: added since", "Register: changed since"}
    for person in ("manager", "board_member", "scrutineer", "police_lead"):
        assert set(told(sign_in, person, action.recommendation)) == both
        assert set(told(sign_in, person, decision)) == both
    decision.refresh_from_db()
    assert (decision.reopened_at, len(decision.snapshot["evidence"])) == (None, 1)
    assert Action.objects.get(pk=action.pk).status == "verified"


def test_a_decision_on_an_item_after_the_forums_is_told(world, sign_in, proven):
    action, item = proven
    decide(world, item, "returned")
    assert told(sign_in, "board_member", action.recommendation) == ["Register: sent back since"]


def test_who_may_not_read_the_item_does_not_learn_that_it_came(world, sign_in, proven):
    add(world, action=proven[0], title="Survey")
    assert told(sign_in, "manager", proven[0].recommendation)
    assert told(sign_in, "health_lead", proven[0].recommendation) == []


def test_reopening_takes_back_what_rests_on_older_evidence(world, sign_in, proven):
    action, _ = proven
    add(world, action=action, title="Survey")
    recommendation = action.recommendation
    address = f"{recommendation.get_absolute_url()}reopen/"
    page = sign_in("manager").post(address, {"reason": "A survey came."}, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Reopened. What was decided before stays on record.",
        "1 action waits to be verified again: evidence came in after the verification.",
    ]
    fresh = Action.objects.get(pk=action.pk)
    assert (fresh.status, fresh.claimed_by) == ("completed", world.police_lead)
    assert "evidence came in or changed after the verification" in fresh.updates.first().note
    assert told(sign_in, "manager", recommendation) == []


@pytest.mark.parametrize("then", ["accepted", "returned", None])
def test_reopening_asks_what_was_decided_after_the_verification_too(world, proven, then):
    """An item that was accepted meanwhile is still not what the action was verified on."""
    action, _ = proven
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        if then:
            decide(world, add(world, action=action, title="Survey"), then)
    values = {"recommendation": action.recommendation, "reason": "Once more."}
    reopen_sign_off(actor=world.fresh("manager"), **values)
    expected = "completed" if then else "verified"
    assert Action.objects.get(pk=action.pk).status == expected
