"""My work of an agency lead: what is owed, and the next step for each kind of pain."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dashboards.work import work_of
from recommendations.models import Action, Response
from tests.dashboards.town import (
    NOW,
    add_evidence,
    ask_for_time,
    build_town,
    decide,
    quiet,
    send_back,
    steps,
    work,
)
from tests.world import (
    TODAY,
    add_action,
    add_recommendation,
    add_review,
)

HOME = "/"


def test_lead_gets_the_oldest_pain_first(world, today):
    quiet(world)
    add_action(world, due_in=3, title="Soon")
    add_action(world, due_in=-30, title="Late", status="in_progress")
    add_action(world, due_in=-2, title="A little late")
    add_action(world, due_in=15, title="Later")
    assert steps(work(world, "police_lead")) == [
        ("30 days late", "Late", ["Say how it is going", "Ask for more time"]),
        ("2 days late", "A little late", ["Say how it is going", "Ask for more time"]),
        ("Due in 3 days", "Soon", ["Say how it is going", "Ask for more time"]),
    ]


@pytest.mark.parametrize(
    ("due_in", "tag"),
    [(-1, "1 day late"), (0, "Due today"), (1, "Due tomorrow"), (14, "Due in 14 days")],
)
def test_step_says_when_it_is_due(world, today, due_in, tag):
    quiet(world)
    add_action(world, due_in=due_in)
    assert [step.tag for step in work(world, "police_lead").steps] == [tag]


def test_links_of_a_step_lead_where_they_say(world, today, sign_in):
    """How it is going is said in the short form that mails lead to."""
    quiet(world)
    action = add_action(world, due_in=-5)
    (step,) = work(world, "police_lead").steps
    assert step.reference == "CLARE 1a.1"
    assert [link.url for link in step.links] == [
        reverse("recommendations:action-answer", args=[action.public_id]),
        reverse("recommendations:action-extension", args=[action.public_id]),
    ]
    form = sign_in("police_lead").get(step.links[0].url).context["form"]
    assert form.may_answer


def test_more_time_is_asked_for_once(world, today):
    quiet(world)
    ask_for_time(world, add_action(world, due_in=-5))
    assert steps(work(world, "police_lead")) == [
        ("5 days late", "Brief staff on the new form", ["Say how it is going"])
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


def test_evidence_sent_back_in_a_review_that_is_hidden_is_no_step(world, today):
    quiet(world)
    open_action = add_action(world, due_in=40)
    secret = add_recommendation(world, add_review(world, is_restricted=True), (world.police,))
    item = add_evidence(world, open_action)
    decide(world, item, "returned")
    assert work(world, "police_lead").owed.returned.total == 1
    hidden = add_action(world, secret, due_in=40)
    item.links.create(action=hidden, linked_by=world.police_lead)
    assert work(world, "police_lead").owed.returned.total == 0


def test_what_a_lead_has_to_answer_and_has_done_is_all_visible_to_them(world, today):
    """These sections leave out the costlier part of `visible_to`: it must add nothing to them."""
    build_town(world)
    Response.objects.update(position="", responded_on=None, reason="")
    for action in Action.objects.filter(status__in=("completed", "verified")):
        action.completed_on = TODAY
        action.save()
    lead = world.fresh("police_lead")
    found = work_of(lead, TODAY).owed
    seen = {r.public_id for r in Response.objects.visible_to(lead).filter(agency=world.police)}
    assert {line.public_id for line in found.responses.rows} == seen
    led = Action.objects.visible_to(lead).filter(lead_agency=world.police)
    done = led.filter(status__in=("completed", "verified")).order_by("-pk")[:5]
    assert [line.public_id for line in found.done] == [action.public_id for action in done]


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
