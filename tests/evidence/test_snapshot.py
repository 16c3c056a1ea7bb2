"""What a sign-off keeps of the evidence behind it."""

import hashlib

import pytest

from recommendations import snapshot
from recommendations.services import sign_off
from tests.evidence.samples import PDF, add, upload
from tests.world import TODAY, add_action, add_recommendation, add_review

pytestmark = pytest.mark.usefixtures("today")


def take(world):
    return snapshot.take(world.recommendation)["evidence"]


def test_each_item_is_kept_with_level_kind_decision_and_hashes(world):
    item = add(world, level="outcome", kind="audit", file=upload(), also_supports=[])
    item.decisions.create(
        decision="accepted",
        comment="Read.",
        submitted_by=world.police_lead,
        recorded_by=world.manager,
        recorded_by_name="Manager",
    )
    [kept] = take(world)
    assert (kept["id"], kept["title"], kept["submission"]) == (str(item.public_id), item.title, 1)
    assert (kept["level"]["value"], kept["kind"]["value"]) == ("outcome", "audit")
    assert kept["actions"] == [str(world.police_action.public_id)]
    decision = kept["decision"]
    assert (decision["value"], decision["by"], decision["comment"]) == (
        "accepted",
        "Manager",
        "Read.",
    )
    [version] = kept["versions"]
    assert (version["sha256"], version["size"]) == (hashlib.sha256(PDF).hexdigest(), len(PDF))


def test_a_decision_on_an_earlier_submission_is_not_kept_as_standing(world):
    item = add(world)
    item.decisions.create(
        decision="accepted", submitted_by=world.police_lead, recorded_by=world.manager
    )
    item.submission = 2
    item.save()
    assert [kept["decision"] for kept in take(world)] == [{}]


def test_evidence_of_a_hidden_review_is_shown_only_to_those_who_are_named_there(world):
    """The item supports an action of another review too, which names the scrutineer only."""
    item = add(world)
    decision = sign_off(
        actor=world.manager,
        recommendation=world.recommendation,
        outcome="closed_not_implemented",
        forum=world.forum,
        meeting_on=TODAY,
        basis="Seen",
    )
    hidden = add_review(world, is_restricted=True)
    hidden.people.create(user=world.scrutineer, named_by=world.manager)
    there = add_action(world, add_recommendation(world, hidden, (world.police,)))
    item.links.create(action=there, linked_by=world.manager)

    def seen(person):
        return len(snapshot.seen_by(decision, world.fresh(person))["evidence"])

    assert {person: seen(person) for person in ("manager", "police_lead", "scrutineer")} == {
        "manager": 0,
        "police_lead": 0,
        "scrutineer": 1,
    }


def test_kept_evidence_is_shown_only_through_an_action_that_the_reader_sees(world):
    """The police's item supported an action of Health, in which the police have no part now."""
    world.health_action.contributing_agencies.add(world.police)
    add(world, "manager", world.health_action, agency=world.police)
    world.health_action.contributing_agencies.clear()
    shared = add(world, "manager", world.police_action, agency=world.police)
    decision = sign_off(
        actor=world.manager,
        recommendation=world.recommendation,
        outcome="closed_not_implemented",
        forum=world.forum,
        meeting_on=TODAY,
        basis="Seen",
    )

    def seen(person):
        rows = snapshot.seen_by(decision, world.fresh(person))["evidence"]
        return [row["id"] for row in rows]

    assert len(seen("manager")) == 2
    assert seen("police_lead") == [str(shared.public_id)]
