"""Recommendations in another body's hands: managers are reminded of the day to chase it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommendations.models import Action
from reminders.models import Reminder
from reminders.planning import plan
from tests.reminders.sending import deliver, waiting_ids
from tests.reminders.things import await_body, plan_check
from tests.world import TODAY, add_person, add_review


@pytest.fixture
def quiet(world):
    """A world in which no action is due."""
    Action.objects.update(due_on=None, first_due_on=None)
    return world


def told():
    rows = Reminder.objects.filter(kind="chase")
    return {(r.recipient.email.split("@")[0], r.audience, r.step) for r in rows}


def send_all():
    return [deliver(pk) for pk in waiting_ids(timezone.now())]


@pytest.mark.parametrize(
    ("chase_in", "step"), [(15, None), (14, -14), (3, -3), (0, 0), (-1, 1), (-40, 36)]
)
def test_managers_are_told_before_on_and_after_the_day(quiet, chase_in, step):
    await_body(quiet, chase_in=chase_in)
    plan(TODAY)
    assert told() == (set() if step is None else {("manager", "owner", step)})


def test_only_managers_of_the_partnership_who_may_see_it(quiet):
    review = add_review(quiet, is_restricted=True)
    await_body(quiet, review, -1, (quiet.police,))
    await_body(quiet, quiet.coast_review, -1)
    add_person(quiet, "deputy", "manager")
    review.people.create(user=quiet.people["deputy"], named_by=quiet.manager)
    plan(TODAY)
    assert told() == {("deputy", "owner", 1), ("outsider", "owner", 1)}


def answered(recommendation):
    recommendation.awaiting_body = ""
    recommendation.awaiting_sent_on = recommendation.awaiting_chase_on = None


def put_off(recommendation):
    recommendation.awaiting_chase_on = TODAY + timedelta(days=30)


def undated(recommendation):
    recommendation.awaiting_chase_on = None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (answered, "It no longer waits for another body."),
        (put_off, "The due date moved from 1 November 2026 to 2 December 2026."),
        (undated, "The due date moved from 1 November 2026 to no date."),
    ],
)
def test_what_is_no_longer_chased_drops_out(quiet, today, mailoutbox, change, reason):
    recommendation = await_body(quiet, chase_in=-1)
    plan(TODAY)
    change(recommendation)
    recommendation.save()
    assert send_all() == ["dropped"]
    assert mailoutbox == []
    assert Reminder.objects.get().state_reason == reason


def test_a_decision_ends_the_chase(quiet, today):
    recommendation = await_body(quiet, chase_in=-1)
    plan(TODAY)
    plan_check(quiet, recommendation, due_in=200)
    assert send_all() == ["dropped"]
    assert Reminder.objects.get().state_reason == "A decision is recorded: assured."
    Reminder.objects.all().delete()
    plan(TODAY + timedelta(days=1))
    assert told() == set()


def test_the_mail_names_no_body_and_leads_to_the_recommendation(quiet, today, sign_in, mailoutbox):
    recommendation = await_body(quiet, chase_in=3)
    await_body(quiet, chase_in=2)
    plan(TODAY)
    send_all()
    [mail] = mailoutbox
    assert mail.subject == "[OFFICIAL] SCR Tracker: 2 chase dates due soon"
    page = recommendation.get_absolute_url()
    line = "- SCR-1 2 (chase date) - due 5 November 2026 - due in 3 days"
    assert f"{line}\n  http://testserver{page}" in mail.body
    assert "set the next chase date" in mail.body
    assert recommendation.awaiting_body not in mail.body
    [listed] = [word for word in mail.body.split() if "progress=awaiting_another_body" in word]
    client = sign_in("manager")
    assert client.get(page).status_code == 200
    shown = client.get(listed.removeprefix("http://testserver")).context["page"]
    assert shown.paginator.count == 2
