"""My work: what each role finds there, what it can do next, and what it must never see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from dashboards.work import work_of
from tests.dashboards.town import (
    NOW,
    add_evidence,
    ask_for_time,
    challenge,
    decide,
    send_back,
    sign_off,
)
from tests.world import (
    TODAY,
    add_action,
    add_person,
    add_recommendation,
    add_review,
)

HOME = "/"


def work(world, person, chosen=None):
    return work_of(world.fresh(person), TODAY, chosen)


def steps(found):
    return [(step.tag, step.title, [link.text for link in step.links]) for step in found.steps]


def quiet(world):
    """Nobody has anything to do: no actions, every response given, everybody has signed in."""
    for action in (world.police_action, world.health_action, world.coast_action):
        action.delete()
    for response in (
        *world.recommendation.responses.all(),
        *world.coast_review.recommendations.get().responses.all(),
    ):
        response.position, response.responded_on = "accepted", TODAY
        response.save()
    type(world.manager).objects.update(last_login=NOW)


def test_lead_gets_the_oldest_pain_first(world, today):
    quiet(world)
    add_action(world, due_in=3, title="Soon")
    add_action(world, due_in=-30, title="Late", status="in_progress")
    add_action(world, due_in=-2, title="A little late")
    add_action(world, due_in=15, title="Later")
    assert steps(work(world, "police_lead")) == [
        ("30 days late", "Late", ["Post update", "Ask for more time"]),
        ("2 days late", "A little late", ["Post update", "Ask for more time"]),
        ("Due in 3 days", "Soon", ["Post update", "Ask for more time"]),
    ]


@pytest.mark.parametrize(
    ("due_in", "tag"),
    [(-1, "1 day late"), (0, "Due today"), (1, "Due tomorrow"), (14, "Due in 14 days")],
)
def test_step_says_when_it_is_due(world, today, due_in, tag):
    quiet(world)
    add_action(world, due_in=due_in)
    assert [step.tag for step in work(world, "police_lead").steps] == [tag]


def test_links_of_a_step_lead_where_they_say(world, today):
    quiet(world)
    action = add_action(world, due_in=-5)
    (step,) = work(world, "police_lead").steps
    assert step.reference == "CLARE 1a.1"
    assert [link.url for link in step.links] == [
        f"{action.get_absolute_url()}#update",
        reverse("recommendations:action-extension", args=[action.public_id]),
    ]


def test_more_time_is_asked_for_once(world, today):
    quiet(world)
    ask_for_time(world, add_action(world, due_in=-5))
    assert steps(work(world, "police_lead")) == [
        ("5 days late", "Brief staff on the new form", ["Post update"])
    ]


def test_at_most_five_steps(world, today):
    quiet(world)
    for days in range(1, 9):
        add_action(world, due_in=-days, title=str(days))
    assert [s.title for s in work(world, "police_lead").steps] == ["8", "7", "6", "5", "4"]


def test_completion_that_was_sent_back_stays_until_it_is_claimed_again(world, today):
    quiet(world)
    action = add_action(world, due_in=40, status="in_progress", title="Audit")
    send_back(world, action)
    found = work(world, "police_lead")
    assert steps(found) == [("Sent back", "Audit", ["Add evidence", "Post update"])]
    assert found.steps[0].note == "Where is the audit?"
    assert found.owed.sent_back_total == 1
    action.status, action.completed_on = "completed", TODAY
    action.claimed_by, action.claimed_at = world.police_lead, NOW
    action.save()
    assert work(world, "police_lead").owed.sent_back_total == 0


def test_reopened_action_was_not_sent_back(world, today):
    quiet(world)
    action = add_action(world, due_in=40, status="in_progress")
    send_back(world, action, at=NOW - timedelta(days=9))
    action.verifications.create(
        decision="verified",
        claimed_by=world.police_lead,
        recorded_by=world.manager,
        recorded_by_name="Manager",
        recorded_by_role="Manager",
        recorded_at=NOW - timedelta(days=1),
    )
    assert work(world, "police_lead").steps == ()


def test_evidence_that_was_sent_back_stays_until_there_is_something_new(world, today):
    quiet(world)
    action = add_action(world, due_in=40)
    item = add_evidence(world, action)
    assert work(world, "police_lead").steps == ()
    decide(world, item, "returned")
    found = work(world, "police_lead")
    assert steps(found) == [("Evidence sent back", "Attendance list", ["See what is missing"])]
    assert found.steps[0].url == item.get_absolute_url()
    assert work(world, "health_lead").steps == ()
    item.submission = 2
    item.save()
    assert work(world, "police_lead").steps == ()


def test_response_owed_is_a_step_until_it_is_given(world, today):
    quiet(world)
    response = world.recommendation.responses.get(agency=world.police)
    response.position, response.responded_on = "", None
    for due_on, tag in (
        (None, "Response owed"),
        (TODAY - timedelta(days=2), "Response 2 days late"),
        (TODAY + timedelta(days=14), "Response due in 14 days"),
    ):
        response.due_on = due_on
        response.save()
        (step,) = work(world, "police_lead").steps
        assert (step.tag, step.reference, step.links[0].text) == (tag, "Clare 1a", "Respond")
        address = reverse("recommendations:response-edit", args=[response.public_id])
        assert step.links[0].url == address
    response.due_on = TODAY + timedelta(days=15)
    response.save()
    assert work(world, "police_lead").steps == ()
    assert work(world, "police_lead").owed.responses.total == 1
    assert work(world, "health_lead").owed.responses.total == 0


def test_lead_reads_what_the_agency_owes_in_order_of_due_date(world, today):
    quiet(world)
    add_action(world, due_in=9, title="Second")
    add_action(world, title="Undated")
    add_action(world, due_in=-9, title="First")
    add_action(world, agency=world.health, due_in=-9, title="Health's")
    add_action(world, due_in=-9, title="Done", status="completed", completed_on=TODAY)
    owed = work(world, "police_lead").owed
    assert [a.title for a in owed.actions.rows] == ["First", "Second", "Undated"]
    assert (owed.all.value, owed.overdue.value, owed.soon.value) == (3, 1, 1)
    assert [a.title for a in owed.done] == ["Done"]


def test_lead_in_two_partnerships_has_one_list_and_may_narrow_it(world, today, sign_in):
    world.police_lead.memberships.create(
        partnership=world.coast, role="agency_lead", agency=world.police
    )
    there = world.coast_action.recommendation
    add_action(world, there, due_in=-3, title="In Coast")
    both = sign_in("police_lead").get(HOME).context["work"]
    assert [a.title for a in both.owed.actions.rows] == ["Brief staff on the new form", "In Coast"]
    assert both.owed.responses.total == 2
    page = sign_in("police_lead").get(HOME, {"partnership": str(world.coast.public_id)})
    found = page.context["work"]
    assert [a.title for a in found.owed.actions.rows] == ["In Coast"]
    assert found.owed.responses.total == 1
    assert "In Coast" in page.content.decode()
    assert "Brief staff" not in page.content.decode()


@pytest.mark.parametrize("asked", ["nonsense", "00000000-0000-0000-0000-000000000000", "coast"])
def test_another_partnership_cannot_be_chosen(world, sign_in, asked):
    asked = str(world.coast.public_id) if asked == "coast" else asked
    assert sign_in("police_lead").get(HOME, {"partnership": asked}).status_code == 404


def test_restricted_review_stays_out_unless_one_is_named(world, today):
    quiet(world)
    secret = add_review(world, is_restricted=True)
    recommendation = add_recommendation(world, secret, (world.police,))
    action = add_action(world, recommendation, due_in=-3)
    claimed = add_action(world, recommendation, due_in=-3, status="completed")
    ask_for_time(world, action)
    add_evidence(world, action)
    sign_off(world, recommendation)
    challenge(world, recommendation)
    for person in ("police_lead", "manager", "board_member", "scrutineer"):
        found = work(world, person)
        assert found.steps == ()
        assert [tile.number for tile in found.tiles if tile.number] == []
        assert found.watched is None or found.watched.is_quiet
        assert found.watched is None or found.watched.challenges.total == 0
    secret.people.create(user=world.manager, named_by=world.manager)
    found = work(world, "manager").managed
    assert (found.overdue, found.requests.total, found.evidence_total) == (1, 1, 1)
    assert found.to_verify.rows == (claimed,)


def test_owner_who_may_no_longer_see_the_action_does_not_find_it(world, today):
    quiet(world)
    add_action(world, agency=world.health, due_in=-3, owner=world.police_lead)
    found = work(world, "police_lead")
    assert (found.owed.all.value, found.steps) == (0, ())


def test_manager_sees_what_waits_for_a_decision_oldest_first(world, today):
    quiet(world)
    long_ago = datetime(2026, 9, 1, 12, tzinfo=UTC)
    new = add_action(world, status="completed", due_in=-50, title="New", claimed_at=NOW)
    old = add_action(world, status="completed", due_in=-1, title="Old", claimed_at=long_ago)
    late = add_action(world, due_in=-4, title="Late")
    request = ask_for_time(world, late)
    add_action(world, title="Undated")
    found = work(world, "manager")
    assert found.managed.to_verify.rows == (old, new)
    assert found.managed.requests.rows == (request,)
    assert [(row.agency, row.overdue.value) for row in found.managed.late] == [("Police", 1)]
    assert steps(found) == [
        ("To verify", "Old", ["Verify or send back"]),
        ("More time asked", "Late", ["Decide"]),
        ("No date", "1 action has no due date", ["Give a date"]),
        ("To verify", "New", ["Verify or send back"]),
    ]


def test_nobody_is_asked_to_verify_what_they_claimed(world, today):
    quiet(world)
    add_action(world, status="completed", due_in=-5, claimed_by=world.manager)
    found = work(world, "manager")
    assert found.steps == ()
    assert found.managed.awaiting == 1


def test_manager_hears_of_people_who_have_not_signed_in(world, today):
    quiet(world)
    add_person(world, "newcomer", "board_member")
    add_person(world, "elsewhere", "board_member", world.coast)
    assert steps(work(world, "manager")) == [
        ("People", "1 person has not signed in yet", ["See who"])
    ]


def test_manager_sees_responses_whose_day_has_passed(world, today):
    quiet(world)
    response = world.recommendation.responses.get(agency=world.health)
    response.position, response.responded_on = "", None
    response.due_on = TODAY
    response.save()
    assert work(world, "manager").managed.responses.total == 0
    response.due_on = TODAY - timedelta(days=1)
    response.save()
    assert work(world, "manager").managed.responses.rows == (response,)


def test_manager_owes_what_they_own(world, today):
    quiet(world)
    assert work(world, "manager").owed is None
    action = add_action(world, due_in=-2, owner=world.manager)
    found = work(world, "manager")
    assert found.owed.actions.rows == (action,)
    assert steps(found) == [("2 days late", action.title, ["Post update"])]


@pytest.mark.parametrize("person", ["board_member", "scrutineer"])
def test_reader_sees_what_changed_lately(world, today, person):
    quiet(world)
    signed = sign_off(world, world.recommendation)
    other = add_recommendation(world)
    sign_off(world, other, meeting_on=TODAY - timedelta(days=31))
    verified = add_action(world, status="verified", due_in=-9, verified_at=NOW)
    add_action(world, status="verified", due_in=-9, verified_at=NOW - timedelta(days=40))
    add_action(world, due_in=-30)
    add_action(world, due_in=-31)
    question = challenge(world, other)
    challenge(world, other, outcome="accepted", answer="Yes.", answered_at=NOW)
    there = challenge(world, world.coast_review.recommendations.get(), world.housing)
    found = work(world, person)
    assert (found.owed, found.managed) == (None, None)
    assert found.watched.sign_offs.rows == (signed,)
    assert found.watched.verified.rows == (verified,)
    assert [number.value for _, number in found.watched.late] == [1]
    assert found.watched.challenges.rows == (question,)
    assert there not in found.watched.challenges.rows


def test_person_with_several_roles_gets_the_sections_of_each(world, today):
    world.police_lead.memberships.create(partnership=world.coast, role="manager")
    found = work(world, "police_lead")
    assert found.owed.actions.rows == (world.police_action,)
    assert found.managed.overdue == 1
    assert found.managed.late[0].partnership == world.coast
    world.police_lead.memberships.create(partnership=world.city, role="scrutineer")
    assert work(world, "police_lead").watched.partnerships == (world.city,)


def test_person_without_a_role_is_told_so(world, sign_in):
    page = sign_in("nobody").get(HOME)
    assert "do not have a role in any partnership yet" in page.content.decode()
    assert page.context["work"].tiles == ()


def test_page_shows_what_was_found(world, today, sign_in):
    page = sign_in("police_lead").get(HOME).content.decode()
    assert "12 days late" in page
    assert "CLARE 1a.1" in page
    assert "Audit the records" not in page


def test_equally_old_steps_show_one_of_each_kind_first(world, today):
    quiet(world)
    for _ in range(6):
        add_action(world, status="completed", due_in=-5, claimed_at=NOW)
    ask_for_time(world, add_action(world, due_in=40))
    found = work(world, "manager")
    tags = [step.tag for step in found.steps]
    assert tags == ["To verify", "More time asked", "To verify", "To verify", "To verify"]
