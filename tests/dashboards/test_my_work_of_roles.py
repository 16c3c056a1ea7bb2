"""My work of managers, readers and people with several roles; and what stays out of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from agencies.models import User
from agencies.services import add_person as invite
from tests.dashboards.town import (
    NOW,
    add_evidence,
    addresses,
    ask_for_time,
    challenge,
    quiet,
    sign_off,
    steps,
    work,
)
from tests.world import (
    TODAY,
    add_action,
    add_person,
    add_recommendation,
    add_review,
)

HOME = "/"


def in_queue(claim):
    """A claim leads to the queue, where its evidence is beside it."""
    partnership = claim.recommendation.review.partnership
    return reverse("evidence:queue-claim", args=[partnership.public_id, claim.public_id])


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
    evidence = [number.value for _, number in found.evidence]
    assert (found.overdue, found.requests.total, evidence) == (1, 1, [1])
    assert addresses(found.to_verify) == [in_queue(claimed)]


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
    ask_for_time(world, late)
    add_action(world, title="Undated")
    found = work(world, "manager")
    assert addresses(found.managed.to_verify) == [in_queue(old), in_queue(new)]
    assert addresses(found.managed.requests) == [late.get_absolute_url()]
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


def test_who_has_not_signed_in_is_counted_as_the_list_of_people_has_it(world, today, sign_in):
    """Somebody known in another partnership counts like a new person, until they sign in."""
    quiet(world)
    User.objects.update(last_login=NOW - timedelta(days=9))
    values = {"actor": world.fresh("manager"), "partnership": world.city}
    for number, email in enumerate(("outsider@example.test", "new@example.test"), 1):
        invite(email=email, name="Typed Name", role="board_member", **values)
        [(_, found)] = work(world, "manager").managed.not_signed_in
        response = sign_in("manager").get(found.url)
        rows = response.context["page"].object_list
        assert (found.value, len(rows)) == (number, number)
        assert {row.shown_name for row in rows} == {"Typed Name"}
    User.objects.update(last_login=NOW + timedelta(minutes=1))
    assert work(world, "manager").managed.not_signed_in == ()
    assert (
        "Everybody with a role has signed in." in sign_in("manager").get(found.url).content.decode()
    )


def test_manager_sees_responses_whose_day_has_passed(world, today):
    quiet(world)
    response = world.recommendation.responses.get(agency=world.health)
    response.position, response.responded_on = "", None
    response.due_on = TODAY
    response.save()
    assert work(world, "manager").managed.responses.total == 0
    response.due_on = TODAY - timedelta(days=1)
    response.save()
    found = work(world, "manager").managed.responses
    assert [row.public_id for row in found.rows] == [response.public_id]


def test_manager_owes_what_they_own(world, today):
    quiet(world)
    assert work(world, "manager").owed is None
    action = add_action(world, due_in=-2, owner=world.manager)
    found = work(world, "manager")
    assert found.owed.actions.rows == (action,)
    assert steps(found) == [("2 days late", action.title, ["Say how it is going"])]


@pytest.mark.parametrize("person", ["board_member", "scrutineer"])
def test_reader_sees_what_changed_lately(world, today, person):
    quiet(world)
    sign_off(world, world.recommendation)
    other = add_recommendation(world)
    sign_off(world, other, meeting_on=TODAY - timedelta(days=31))
    verified = add_action(world, status="verified", due_in=-9, verified_at=NOW)
    add_action(world, status="verified", due_in=-9, verified_at=NOW - timedelta(days=40))
    add_action(world, due_in=-30)
    add_action(world, due_in=-31)
    challenge(world, other)
    challenge(world, other, outcome="accepted", answer="Yes.", answered_at=NOW)
    challenge(world, world.coast_review.recommendations.get(), world.housing)
    found = work(world, person)
    assert (found.owed, found.managed) == (None, None)
    assert addresses(found.watched.sign_offs) == [world.recommendation.get_absolute_url()]
    assert addresses(found.watched.verified) == [verified.get_absolute_url()]
    ((partnership, sentence),) = found.watched.changed
    assert partnership == world.city
    assert sentence.text == "Since the end of 3 October 2026: 2 signed off or closed, 2 newly late."
    assert addresses(found.watched.challenges) == [other.get_absolute_url()]


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
