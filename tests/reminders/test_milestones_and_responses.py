"""Milestones and responses are chased as actions are; of what is late the managers are told too."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Membership
from recommendations import services
from recommendations.models import Action, Milestone, Response
from reminders.models import Reminder
from reminders.planning import plan
from reminders.timeline import entries
from tests.reminders.sending import deliver, waiting_ids
from tests.reminders.things import add_milestone, owe_response
from tests.world import TODAY, add_action, add_recommendation, add_review


@pytest.fixture
def quiet(world):
    """A world in which no action is due."""
    Action.objects.update(due_on=None, first_due_on=None)
    return world


def told(kind):
    rows = Reminder.objects.filter(kind=kind, is_repeat=False)
    return {(r.recipient.email.split("@")[0], r.audience, r.step) for r in rows}


def send_all():
    return [deliver(pk) for pk in waiting_ids(timezone.now())]


DAYS = [(15, None), (14, -14), (0, 0), (-1, 1), (-30, 22)]


def managers(due_in):
    """In the weekly digest of what is late, and told for themselves of what is late for long."""
    late = {("manager", "manager", -due_in)} if due_in < 0 else set()
    return late | ({("manager", "escalated", 28)} if due_in <= -28 else set())


@pytest.mark.parametrize(("due_in", "step"), DAYS)
def test_who_owes_its_action_is_told_of_a_milestone(quiet, due_in, step):
    quiet.health_action.owner = quiet.childrens_lead
    quiet.health_action.save()
    quiet.health_action.contributing_agencies.add(quiet.childrens)
    add_milestone(quiet, quiet.health_action, due_in)
    plan(TODAY)
    owners = {("childrens_lead", "owner", step)}
    leads = {("health_lead", "owner", step)} if due_in < 0 else set()
    expected = owners | leads | managers(due_in) if step is not None else set()
    assert told("milestone") == expected


@pytest.mark.parametrize(("due_in", "step"), DAYS)
def test_leads_of_the_agency_are_told_of_a_response(quiet, due_in, step):
    owe_response(quiet, quiet.health, due_in)
    plan(TODAY)
    owners = {("health_lead", "owner", step)}
    assert told("response") == (owners | managers(due_in) if step is not None else set())


def test_where_no_lead_is_there_managers_are_told(quiet):
    owe_response(quiet, quiet.health, -1)
    add_milestone(quiet, quiet.health_action, -1)
    Membership.objects.filter(user=quiet.health_lead).update(is_active=False)
    plan(TODAY)
    both = {("manager", "owner", 1), ("manager", "manager", 1)}
    assert told("response") == told("milestone") == both


def test_a_restricted_review_reaches_only_who_is_named_on_it(quiet):
    review = add_review(quiet, is_restricted=True)
    recommendation = add_recommendation(quiet, review, (quiet.police,))
    add_milestone(quiet, add_action(quiet, recommendation), -1)
    owe_response(quiet, quiet.police, -1, recommendation)
    plan(TODAY)
    assert told("milestone") == told("response") == set()
    review.people.create(user=quiet.police_lead, named_by=quiet.manager)
    plan(TODAY)
    assert told("milestone") == told("response") == {("police_lead", "owner", 1)}


def test_without_a_day_or_with_an_answer_a_response_is_not_chased(quiet):
    Response.objects.update(due_on=None)
    owe_response(quiet, quiet.health, -9)
    Response.objects.filter(agency=quiet.health).update(position="accepted", responded_on=TODAY)
    plan(TODAY)
    assert told("response") == set()


@pytest.mark.parametrize("status", ["completed", "verified", "withdrawn"])
def test_milestones_of_actions_that_are_not_open_are_not_chased(quiet, status):
    add_milestone(quiet, add_action(quiet, status=status), -1)
    add_milestone(quiet, due_in=-1, done_on=TODAY)
    plan(TODAY)
    assert told("milestone") == set()


# --- At the moment of sending ---


def done(world, milestone):
    services.edit_milestone(
        actor=world.fresh("police_lead"),
        milestone=milestone,
        version=milestone.action.version,
        done_on=TODAY,
    )


def overtaken(world, milestone):
    Action.objects.update(status="withdrawn", status_reason="Overtaken")


def put_off(world, milestone):
    Milestone.objects.update(due_on=TODAY + timedelta(days=30))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (done, "Done on 2 November 2026."),
        (overtaken, "Its action is no longer open: withdrawn."),
        (put_off, "The due date moved from 5 November 2026 to 2 December 2026."),
    ],
)
def test_a_milestone_that_is_no_longer_owed_drops_out(quiet, today, mailoutbox, change, reason):
    milestone = add_milestone(quiet, due_in=3)
    plan(TODAY)
    change(quiet, milestone)
    assert send_all() == ["dropped"]
    assert mailoutbox == []
    assert Reminder.objects.get().state_reason == reason


def test_a_response_that_was_given_drops_out(quiet, today, mailoutbox):
    response = owe_response(quiet, due_in=3)
    plan(TODAY)
    services.respond(
        actor=quiet.fresh("police_lead"),
        response=response,
        version=response.version,
        position="accepted",
        narrative="We accept it.",
    )
    assert send_all() == ["dropped"]
    assert Reminder.objects.get().state_reason == "The agency has responded: accepted."


# --- What is said of it ---


def test_the_mail_names_them_and_leads_to_where_they_are_done(quiet, today, sign_in, mailoutbox):
    milestone = add_milestone(quiet, due_in=-2)
    response = owe_response(quiet, due_in=-3)
    plan(TODAY)
    send_all()
    by_person = {m.to[0].split("@")[0]: m for m in mailoutbox}
    lead, manager = by_person["police_lead"], by_person["manager"]
    assert lead.subject == "[OFFICIAL] SCR Tracker: 2 overdue"
    page = quiet.police_action.get_absolute_url()
    answer = reverse("recommendations:response-edit", args=[response.public_id])
    for words in (
        "- SCR-1 1a.1 (milestone) - due 31 October 2026 - 2 days late",
        f"  http://testserver{page}",
        "- SCR-1 1a (response) - due 30 October 2026 - 3 days late",
        f"  http://testserver{answer}",
        "say on which day it was done",
        "give your agency’s response",
    ):
        assert lead.body.count(words) == 1
    place = f"http://testserver{reverse('dashboards:my-work')}?partnership={quiet.city.public_id}"
    assert f"The live list of responses that you owe:\n{place}#responses\n" in lead.body
    assert f"The live list of overdue responses:\n{place}#late-responses\n" in manager.body
    assert milestone.title not in lead.body
    client = sign_in("police_lead")
    assert [client.get(url).status_code for url in (page, answer)] == [200, 200]


def test_the_timeline_of_the_action_tells_of_its_milestones(quiet, today, mailoutbox):
    add_milestone(quiet, due_in=-2)
    plan(TODAY)
    send_all()

    def told_to(person):
        found = entries(quiet.police_action, quiet.fresh(person))
        return [(e.title, e.text, e.url) for e in found]

    own = "Reminded: Police Lead"
    both = f"{own}; in the weekly digest of: Manager"
    assert told_to("police_lead") == [(own, "Milestone: 2 days late", "")]
    assert told_to("manager") == [(both, "Milestone: 2 days late", "")]
    assert told_to("board_member") == []
