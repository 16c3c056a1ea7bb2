"""What people choose about their mails, and who covers for whom. TODAY is a Monday."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies import access
from recommendations.models import Action
from reminders.models import Cover, Mail, Night, Preference, Reminder
from reminders.planning import plan
from reminders.policies import policy_of
from reminders.preview import coming
from reminders.sending.evaluation import evaluate
from reminders.sources import Why
from tests.reminders.sending import deliver
from tests.reminders.test_policy import sent
from tests.reminders.things import set_policy
from tests.world import TODAY, add_action, add_person


def days(number):
    return timedelta(days=number)


def told(day, person):
    rows = Reminder.objects.filter(mail__day=day, recipient=person)
    return {(r.action, r.audience, r.step) for r in rows}


def choose(user, rhythm, weekday=0):
    return Preference.objects.create(user=user, rhythm=rhythm, weekday=weekday)


def cover(world, person, delegate, first=0, last=10):
    return Cover.objects.create(
        partnership=world.city,
        user=world.people[person],
        delegate=world.people[delegate],
        first_on=TODAY + days(first),
        last_on=TODAY + days(last),
        **access.signature(world.people[person], world.city.pk),
    )


# --- How often ---


def test_a_weekly_mail_goes_on_its_day_and_speaks_of_the_week_ahead(world):
    """On Wednesdays: what is due on Friday and on Tuesday is said now, what is later is not."""
    choose(world.health_lead, "weekly", weekday=2)
    friday, tuesday, later = (add_action(world, agency=world.health, due_in=n) for n in (4, 8, 25))
    plan(TODAY - days(3))
    for night in range(2):
        plan(TODAY + days(night))
        assert told(TODAY + days(night), world.health_lead) == set()
    plan(TODAY + days(2))
    found = told(TODAY + days(2), world.health_lead)
    assert (friday, "owner", 0) in found
    assert (tuesday, "owner", 0) in found
    assert not [row for row in found if row[0] == later]
    sent(TODAY + days(2))
    for night in range(3, 9):
        plan(TODAY + days(night))
    assert Mail.objects.filter(recipient=world.health_lead).count() == 1
    plan(TODAY + days(9))
    assert (friday, "owner", 4) in told(TODAY + days(9), world.health_lead)


def test_a_weekly_mail_that_was_missed_goes_the_day_after(world):
    choose(world.police_lead, "weekly", weekday=2)
    Night.objects.create(day=TODAY - days(5))
    plan(TODAY)
    plan(TODAY + days(3))
    assert told(TODAY + days(3), world.police_lead) == {(world.police_action, "owner", 8)}


def test_only_overdue_says_nothing_before_the_date(world):
    choose(world.health_lead, "overdue")
    late = add_action(world, agency=world.health, due_in=-1)
    plan(TODAY)
    assert told(TODAY, world.health_lead) == {(late, "owner", 1)}


@pytest.mark.parametrize(
    ("rhythm", "field"), [("weekly", "allows_weekly"), ("overdue", "allows_overdue_only")]
)
def test_a_choice_that_the_policy_does_not_leave_is_none(world, rhythm, field):
    choose(world.health_lead, rhythm, weekday=3)
    set_policy(world.city, **{field: False})
    plan(TODAY)
    assert told(TODAY, world.health_lead) == {(world.health_action, "owner", -14)}


def test_the_forecast_knows_what_people_chose(world):
    choose(world.health_lead, "weekly", weekday=3)
    late = add_action(world, agency=world.health, due_in=0)
    plan(TODAY - days(3))
    plan(TODAY)
    sent(TODAY)
    seen = [
        r
        for r in coming(policy_of(world.city), world.manager, TODAY)
        if r.recipient == world.health_lead
    ]
    assert [row.day for row in seen] == [TODAY + days(3), TODAY + days(10)]
    happened = []
    for night in range(1, 15):
        plan(TODAY + days(night))
        if told(TODAY + days(night), world.health_lead):
            happened.append(TODAY + days(night))
        sent(TODAY + days(night))
    assert happened == [row.day for row in seen]
    assert late.pk in {due.pk for due in seen[0].items}


# --- Cover ---


@pytest.fixture
def away(world):
    """The police lead is away for eleven days from TODAY on; the police deputy covers."""
    add_person(world, "deputy_lead", "agency_lead", agency=world.police)
    cover(world, "police_lead", "deputy_lead")
    set_policy(world.city, leads_after=20, executives_after=None)
    return world


def test_who_covers_is_told_in_the_place_of_who_is_away(away, today, mailoutbox):
    plan(TODAY)
    deputy = away.people["deputy_lead"]
    assert told(TODAY, away.police_lead) == set()
    assert told(TODAY, deputy) == {(away.police_action, "owner", 8)}
    assert deliver(Mail.objects.get(recipient=deputy).pk) == "sent"


def test_somebody_of_another_agency_covers_only_for_what_they_may_see(world, today):
    """Health's lead may not see the police action; the deputy manager sees it."""
    one = cover(world, "police_lead", "health_lead")
    plan(TODAY)
    assert (world.police_action, "owner", 8) in told(TODAY, world.police_lead)
    assert not [r for r in told(TODAY, world.health_lead) if r[0] == world.police_action]
    Reminder.objects.all().delete()
    add_person(world, "deputy", "manager")
    one.delegate = world.people["deputy"]
    one.save()
    plan(TODAY)
    assert told(TODAY, world.police_lead) == set()
    assert (world.police_action, "owner", 8) in told(TODAY, world.people["deputy"])
    mail = Mail.objects.get(recipient=world.people["deputy"])
    row = mail.reminders.get(audience="owner")
    assert evaluate(mail, TODAY).why(row) == Why.COVER


def test_a_cover_ends_by_itself_and_before_if_it_is_ended(away):
    Cover.objects.update(last_on=TODAY + days(1))
    late = add_action(away, due_in=1, owner=away.police_lead)
    plan(TODAY + days(2))
    assert (late, "owner", 1) in told(TODAY + days(2), away.police_lead)


def test_who_comes_back_early_gets_the_mail_and_the_deputy_does_not(away, today):
    plan(TODAY)
    Cover.objects.update(ended_at=timezone.now())
    deputy = away.people["deputy_lead"]
    Action.objects.filter(pk=away.police_action.pk).update(owner=away.police_lead)
    mail = Mail.objects.get(recipient=deputy)
    assert [row.audience for row in evaluate(mail, TODAY).kept] == ["owner"], "still its lead"
    deputy.memberships.all().delete()
    assert list(evaluate(mail, TODAY).dropped.values()) == ["The recipient may no longer see it."]


def test_cover_that_begins_after_the_plan_keeps_the_mail_from_who_is_away(world, today):
    plan(TODAY)
    add_person(world, "deputy_lead", "agency_lead", agency=world.police)
    cover(world, "police_lead", "deputy_lead")
    mail = Mail.objects.get(recipient=world.police_lead)
    assert list(evaluate(mail, TODAY).dropped.values()) == [
        "The recipient is away; somebody covers for them."
    ]


def test_a_weekly_mail_that_failed_or_fell_into_a_pause_is_made_up(world):
    """On Mondays. Once the mail of Monday has failed, Tuesday's plan says it anew."""
    choose(world.police_lead, "weekly")
    plan(TODAY)
    Reminder.objects.update(state="failed")
    Mail.objects.update(state="failed")
    plan(TODAY + days(1))
    assert (world.police_action, "owner", 8) in told(TODAY + days(1), world.police_lead)
    Reminder.objects.all().delete()
    Mail.objects.all().delete()
    Night.objects.all().delete()
    set_policy(world.city, paused_from=TODAY, paused_until=TODAY + days(2))
    for night in range(4):
        plan(TODAY + days(night))
    assert (world.police_action, "owner", 8) in told(TODAY + days(3), world.police_lead)
