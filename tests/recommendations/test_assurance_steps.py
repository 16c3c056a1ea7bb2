"""The four steps of assurance on a recommendation's page: what each says, and to whom."""

from datetime import timedelta

import pytest

from tests.dashboards.town import add_check, sign_off
from tests.world import TODAY, add_action, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


def steps(world, sign_in, person="manager", recommendation=None):
    page = sign_in(person).get((recommendation or world.recommendation).get_absolute_url())
    return page.context["assurance"]


def test_claimed_and_verified_count_what_the_reader_may_see(world, sign_in):
    add_action(world, status="completed", due_in=-3)
    add_action(world, status="verified", due_in=-3)
    add_action(world, status="withdrawn", due_in=-3)
    found = steps(world, sign_in)
    assert (found.claimed.sentence, found.claimed.state) == (
        "2 of 4 actions are claimed as complete.",
        "in_progress",
    )
    assert found.verified.sentence == "1 of 4 actions is verified."
    lead = steps(world, sign_in, "health_lead")
    assert lead.claimed.sentence == "The action that you may read is not claimed as complete yet."


def test_who_claimed_and_who_verified_are_named_with_day_and_words(world, sign_in):
    recommendation = add_recommendation(world)
    action = add_action(world, recommendation, status="verified", due_in=-3)
    action.verifications.create(
        decision="verified",
        comment="Records seen.",
        claimed_by=world.police_lead,
        recorded_by=world.manager,
        recorded_by_name="Manager",
    )
    moved = {"status_before": "in_progress", "status_after": "completed"}
    for fields in (moved, {"status_before": "verified", "status_after": "completed"}):
        note = "The form is in use." if fields is moved else "Evidence came in."
        action.updates.create(note=note, happened_on=TODAY, recorded_by=world.police_lead, **fields)
    found = steps(world, sign_in, "board_member", recommendation)
    [claim], [verification] = found.claimed.named, found.verified.named
    assert (claim.by, claim.at, claim.text) == (
        "Police Lead",
        action.claimed_at,
        "The form is in use.",
    )
    assert (verification.by, verification.text) == ("Manager", "Records seen.")
    assert (found.claimed.state, found.verified.state) == ("complete", "complete")


@pytest.mark.parametrize(("days", "state"), [(-1, "overdue"), (0, "not_started")])
def test_a_check_whose_day_has_passed_is_late(world, sign_in, days, state):
    recommendation = add_recommendation(world)
    decision = sign_off(world, recommendation)
    check = add_check(decision, TODAY + timedelta(days=days))
    found = steps(world, sign_in, recommendation=recommendation)
    assert (found.stands, found.pending, found.embedded) == (decision, check, state)


def test_three_are_named_and_the_others_counted(world, sign_in):
    recommendation = add_recommendation(world)
    for _ in range(5):
        add_action(world, recommendation, status="completed")
    found = steps(world, sign_in, recommendation=recommendation)
    assert found.claimed.sentence == "All 5 actions are claimed as complete."
    assert (len(found.claimed.named), found.claimed.more) == (3, 2)
    page = sign_in("manager").get(recommendation.get_absolute_url()).content.decode()
    assert "2 more: see" in page
