"""A partnership's policy at work: whom it tells when, the weekly digest, quiet days and pauses.

TODAY is Monday, 2 November 2026. The police action is 12 days late; its owner is the police lead.
"""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import PartnershipAgency
from recommendations.models import Action
from reminders.models import Mail, Policy, Reminder
from reminders.planning import plan
from reminders.preview import on_day
from tests.reminders.sending import deliver, waiting_ids
from tests.reminders.things import set_policy
from tests.world import TODAY, add_action, add_person


def days(number):
    return timedelta(days=number)


def told(action, day=TODAY):
    """(person, audience, step) of the mails of the day."""
    rows = Reminder.objects.filter(mail__day=day, action=action)
    return {(r.recipient.email.split("@")[0], r.audience, r.step) for r in rows}


def late_by(action, number):
    Action.objects.filter(pk=action.pk).update(due_on=TODAY - days(number))


def sent(day):
    """The mails planned so far went out on the day."""
    moment = timezone.make_aware(timezone.datetime.combine(day, timezone.datetime.min.time()))
    waiting = Mail.objects.filter(state="planned")
    Reminder.objects.filter(mail__in=waiting).update(state="sent")
    waiting.update(state="sent", sent_at=moment + timedelta(hours=8))


@pytest.fixture
def chain(world):
    """Owner, a second lead, an executive lead and a chair, all of the police action."""
    owner = add_person(world, "officer", "agency_lead", agency=world.police)
    Action.objects.filter(pk=world.police_action.pk).update(owner=owner)
    executive = add_person(world, "executive", "board_member")
    chair = add_person(world, "chair", "board_member")
    services = PartnershipAgency.objects.filter(partnership=world.city, agency=world.police)
    services.update(executive_lead=executive)
    world.city.chair = chair
    world.city.save()
    return world


# --- Who, and after how many days ---


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (-14, {("officer", "owner", -14)}),
        (0, {("officer", "owner", 0)}),
        (1, {("officer", "owner", 1), ("police_lead", "owner", 1)}),
        (13, {("officer", "owner", 8), ("police_lead", "owner", 8)}),
        (
            14,
            {
                ("officer", "owner", 8),
                ("police_lead", "owner", 8),
                ("executive", "escalated", 14),
            },
        ),
        (
            28,
            {
                ("officer", "owner", 22),
                ("police_lead", "owner", 22),
                ("executive", "escalated", 22),
                ("manager", "escalated", 28),
                ("chair", "escalated", 28),
            },
        ),
    ],
)
def test_the_chain_from_owner_to_chair(chain, late, expected):
    late_by(chain.police_action, late)
    plan(TODAY)
    found = {row for row in told(chain.police_action) if row[1] != "manager"}
    assert found == expected


def test_the_steps_of_the_chain_are_the_partnerships_own(chain):
    set_policy(chain.city, leads_after=0, executives_after=3, top_after=None)
    late_by(chain.police_action, -3)
    plan(TODAY)
    assert told(chain.police_action) == {("officer", "owner", -3), ("police_lead", "owner", -3)}
    Reminder.objects.all().delete()
    late_by(chain.police_action, 40)
    plan(TODAY)
    people = {person for person, audience, _ in told(chain.police_action) if audience != "manager"}
    assert people == {"officer", "police_lead", "executive"}


def test_days_before_and_after_are_the_partnerships_own(world):
    set_policy(world.city, days_before=[30], on_the_day=False, days_after=[], then_every=5)
    said = {}
    for late in (-30, -15, 0, 4, 5, 9, 10):
        Reminder.objects.all().delete()
        late_by(world.police_action, late)
        plan(TODAY)
        said[late] = {s for _, audience, s in told(world.police_action) if audience == "owner"}
    assert said == {-30: {-30}, -15: {-30}, 0: {-30}, 4: {-30}, 5: {5}, 9: {5}, 10: {10}}


def test_two_partnerships_follow_their_own_policies_in_one_run(world):
    set_policy(world.city, is_on=False)
    plan(TODAY)
    assert {row.partnership for row in Reminder.objects.all()} == {world.coast}


def test_an_executive_without_sight_of_a_restricted_review_is_not_told(chain):
    late_by(chain.police_action, 30)
    chain.review.is_restricted = True
    chain.review.save()
    chain.review.people.create(user=chain.people["chair"], named_by=chain.manager)
    plan(TODAY)
    assert {person for person, _, _ in told(chain.police_action)} == {"chair"}


# --- The weekly digest ---


def test_the_digest_lists_all_that_is_overdue_once_a_week(world):
    second = add_action(world, agency=world.health, due_in=-1)
    plan(TODAY)
    digest = {("manager", "manager", 12)}, {("manager", "manager", 1)}
    mine = [{r for r in told(a) if r[0] == "manager"} for a in (world.police_action, second)]
    assert tuple(mine) == digest
    sent(TODAY)
    for night in range(1, 7):
        plan(TODAY + days(night))
    rows = Reminder.objects.filter(recipient=world.manager, mail__day__gt=TODAY)
    assert not rows.exists(), "what comes late in the week waits for the next digest"
    plan(TODAY + days(7))
    assert {row.action for row in rows} == {world.police_action, second}


def test_a_digest_that_was_missed_is_made_up_on_the_next_night(world):
    plan(TODAY + days(2))
    assert ("manager", "manager", 12) in told(world.police_action, TODAY + days(2))


def test_a_digest_waits_for_its_hour_and_takes_the_rest_of_the_mail_with_it(world, today):
    set_policy(world.city, digest_hour=15)
    add_action(world, due_in=0, owner=world.manager)
    plan(TODAY)
    mail = Mail.objects.get(recipient=world.manager)
    assert timezone.localtime(mail.send_from).hour == 15
    assert mail.pk not in waiting_ids(timezone.now())
    assert mail.pk in waiting_ids(mail.send_from)
    assert Mail.objects.get(recipient=world.police_lead).pk in waiting_ids(timezone.now())


def test_a_digest_whose_day_is_a_bank_holiday_goes_on_the_next_working_day(world):
    """28 December 2026 is a Monday and, for Boxing Day, a bank holiday."""
    plan(date(2026, 12, 28))
    assert not Mail.objects.exists()
    plan(date(2026, 12, 29))
    assert ("manager", "manager", 69) in told(world.police_action, date(2026, 12, 29))


# --- Quiet days, pauses, off ---


def test_nothing_goes_at_a_weekend_and_monday_says_it_once(world):
    """Coast's action is 2 days late: step 4 comes on a Wednesday, step 8 on a Sunday."""
    for night in range(8):
        plan(TODAY + days(night))
        sent(TODAY + days(night))
    rows = Reminder.objects.filter(action=world.coast_action, audience="owner")
    assert [(row.mail.day, row.step) for row in rows.order_by("pk")] == [
        (TODAY, 2),
        (TODAY + days(2), 4),
        (TODAY + days(7), 8),
    ]


def test_each_nation_keeps_its_own_days(world):
    """Saint Andrew's Day, Monday 30 November 2026, is a holiday in Scotland alone."""
    world.coast.nation = "scotland"
    world.coast.save()
    plan(date(2026, 11, 30))
    assert {row.partnership for row in Reminder.objects.all()} == {world.city}


def test_a_pause_sends_nothing_and_the_day_after_it_says_what_stands(world):
    set_policy(world.city, paused_from=TODAY, paused_until=TODAY + days(2))
    plan(TODAY)
    assert told(world.police_action) == set()
    plan(TODAY + days(3))
    assert ("police_lead", "owner", 8) in told(world.police_action, TODAY + days(3))


def test_a_mail_that_waits_is_not_sent_once_reminders_are_off(world, today, mailoutbox):
    """Nor is it lost: when they are on again, the next plan says it."""
    plan(TODAY)
    set_policy(world.city, is_on=False)
    mail = Mail.objects.get(recipient=world.police_lead)
    assert deliver(mail.pk) == "dropped"
    mail.refresh_from_db()
    assert mail.state_reason == "Nothing is sent today: reminders are switched off."
    assert mailoutbox == []
    set_policy(world.city, is_on=True)
    plan(TODAY + days(1))
    assert ("police_lead", "owner", 8) in told(world.police_action, TODAY + days(1))


@pytest.mark.parametrize(
    ("planned", "sent_on", "fields", "again"),
    [
        (0, 0, {"paused_from": TODAY, "paused_until": TODAY + days(2)}, TODAY + days(3)),
        (4, 5, {}, TODAY + days(7)),  # planned on Friday; the server was away until Saturday
    ],
)
def test_a_mail_that_meets_a_rest_waits_for_the_next_day_on_which_mails_go(
    world, mailoutbox, planned, sent_on, fields, again
):
    plan(TODAY + days(planned))
    set_policy(world.city, **fields)
    mail = Mail.objects.get(recipient=world.police_lead)
    late = TODAY + days(sent_on)
    assert deliver(mail.pk, today=late) == "planned"
    mail.refresh_from_db()
    assert timezone.localdate(mail.not_before) == again
    assert (mail.attempts, mailoutbox) == (0, [])
    plan(again)
    Mail.objects.update(not_before=None)
    assert deliver(mail.pk, today=again) == "sent"
    assert len(mailoutbox) == 1


# --- Seen beforehand ---


def test_a_policy_is_seen_on_any_day_before_it_is_saved(chain):
    late_by(chain.police_action, 2)
    policy = Policy(partnership=chain.city, executives_after=3, leads_after=3, top_after=None)
    seen = on_day(policy, chain.manager, TODAY + days(1))
    assert {row.name for row in seen if chain.police_action.pk in {d.pk for d in row.items}} == {
        "Officer",
        "Police Lead",
        "Executive",
        "Manager",  # Monday's digest, made up on Tuesday
    }
    assert on_day(policy, chain.manager, date(2026, 11, 7)) == []
    assert not Reminder.objects.exists()
    assert not Policy.objects.exists()


# --- What cannot be saved ---


@pytest.mark.parametrize(
    "fields",
    [
        {"then_every": 0},
        {"then_every": 32},
        {"paused_from": TODAY},
        {"paused_from": TODAY, "paused_until": TODAY - days(1)},
        {"digest_hour": 19},
        {"leads_after": 20},
        {"executives_after": 0, "leads_after": 0},
        {"top_after": 10},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_by_the_database(world, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Policy.objects.create(partnership=world.city, **fields)


def test_a_day_far_ahead_is_seen_as_it_will_be(world, today):
    """On Wednesday of next week the digest of its Monday has gone, and so have earlier steps."""
    policy = Policy(partnership=world.city)
    wednesday = TODAY + days(9)
    seen = {
        (row.name, due.name): row.whys[due.item_id]
        for row in on_day(policy, world.manager, wednesday)
        for due in row.items
    }
    assert seen == {}
    monday = on_day(policy, world.manager, TODAY + days(7))
    assert "Manager" in {row.name for row in monday}
    thursday = on_day(policy, world.manager, TODAY + days(10))
    assert {(row.name, due.name) for row in thursday for due in row.items} == {
        ("Police Lead", "CLARE 1a.1"),
        ("Health Lead", "CLARE 1a.2"),
    }
