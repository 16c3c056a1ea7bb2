"""Who is told of what on which night. TODAY is 2 November 2026, a Monday: digests go out.

In the world the police action is 12 days late (step 8), Health's is due in 10 days (step -14) and
the one in Coast is 2 days late (step 2). No day is quiet here.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.models import Membership, User
from recommendations.models import Action
from reminders import ledger, planning, policies
from reminders.models import Mail, Reminder
from reminders.planning import chunks, plan
from reminders.sources import SOURCES
from tests.reminders.things import send_every_day
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review


@pytest.fixture
def world(world):
    send_every_day()
    return world


def told(day=TODAY, **conditions):
    """(person, action, audience, step) of the ledger rows of the day, new ones only."""
    rows = Reminder.objects.filter(mail__day=day, **conditions)
    return {(r.recipient.email.split("@")[0], r.action, r.audience, r.step) for r in rows}


def all_gone():
    """The mails so far are out of the way."""
    Mail.objects.update(state="dropped")


def days(number):
    return timedelta(days=number)


def test_owner_leads_and_managers_are_told(world):
    run = plan(TODAY)
    assert told() == {
        ("police_lead", world.police_action, "owner", 8),
        ("manager", world.police_action, "manager", 12),
        ("health_lead", world.health_action, "owner", -14),
        ("housing_lead", world.coast_action, "owner", 2),
        ("outsider", world.coast_action, "manager", 2),
    }
    assert (run.added, run.waiting) == (5, 0)
    assert Mail.objects.count() == 5


def test_a_rerun_adds_nothing(world):
    plan(TODAY)
    before = set(Reminder.objects.values_list("pk", "mail_id"))
    assert plan(TODAY).added == 0
    assert set(Reminder.objects.values_list("pk", "mail_id")) == before
    assert Mail.objects.count() == 5


def test_the_night_after_says_only_what_is_new(world):
    plan(TODAY)
    all_gone()
    plan(TODAY + days(1))
    assert told(TODAY + days(1)) == set()
    plan(TODAY + days(2))
    assert told(TODAY + days(2), action=world.coast_action) == {
        ("housing_lead", world.coast_action, "owner", 4),
    }


def test_a_step_is_said_once_for_as_long_as_it_stands(world):
    """A step stands for a fortnight at most; the ledger is asked for no longer than that."""
    Action.objects.exclude(pk=world.police_action.pk).delete()
    world.police_action.due_on = TODAY - days(8)
    world.police_action.save()
    said = []
    for night in (0, 0, 1, 13, 14, 14, 27, 28):
        plan(TODAY + days(night))
        said.append(Reminder.objects.filter(audience="owner").count())
    assert said == [1, 1, 1, 1, 2, 2, 2, 3]


def test_missed_nights_lose_nothing_and_are_not_made_up_one_by_one(world):
    """Steps -3, 0 and 1 of Health's action are missed; the run after them tells of step 2."""
    plan(TODAY)
    all_gone()
    plan(TODAY + days(13))
    assert told(TODAY + days(13), action=world.health_action) == {
        ("health_lead", world.health_action, "owner", 2),
    }


def test_due_today_is_told_to_the_owner_and_is_in_no_digest(world):
    action = add_action(world, agency=world.health, due_in=0)
    plan(TODAY)
    assert told(action=action) == {("health_lead", action, "owner", 0)}


def test_a_moved_due_date_starts_a_new_series(world):
    plan(TODAY)
    all_gone()
    Action.objects.filter(pk=world.police_action.pk).update(due_on=TODAY + days(4))
    plan(TODAY + days(1))
    assert told(TODAY + days(1)) == {("police_lead", world.police_action, "owner", -3)}


def test_what_is_not_open_or_has_no_date_is_not_told(world):
    for status in ("completed", "verified", "withdrawn"):
        add_action(world, agency=world.health, due_in=-5, status=status)
    add_action(world, agency=world.health)
    held = add_action(world, agency=world.health, due_in=-5, status="on_hold")
    plan(TODAY)
    assert told(recipient=world.health_lead) == {
        ("health_lead", world.health_action, "owner", -14),
        ("health_lead", held, "owner", 4),
    }


def test_owner_and_every_lead_of_the_agency_once_each(world):
    """The police lead owns and leads: one row. A second lead gets her own."""
    add_person(world, "police_deputy", "agency_lead", agency=world.police)
    plan(TODAY)
    rows = told(action=world.police_action, audience="owner")
    assert {row[0] for row in rows} == {"police_lead", "police_deputy"}
    assert Reminder.objects.filter(action=world.police_action, audience="owner").count() == 2


def test_an_owner_of_another_agency_is_told_only_while_they_may_see_it(world):
    Action.objects.filter(pk=world.health_action.pk).update(owner=world.childrens_lead)
    plan(TODAY)
    assert {r[0] for r in told(action=world.health_action)} == {"health_lead"}
    Reminder.objects.filter(action=world.health_action).delete()
    world.health_action.contributing_agencies.add(world.childrens)
    plan(TODAY)
    assert {r[0] for r in told(action=world.health_action)} == {"childrens_lead"}


def test_lead_of_the_same_agency_in_another_partnership_is_not_told(world):
    add_person(world, "coast_police", "agency_lead", world.coast, world.police)
    plan(TODAY)
    assert told(recipient=world.people["coast_police"]) == set()
    assert {r[0] for r in told(action=world.police_action, audience="owner")} == {"police_lead"}


def test_deactivated_people_and_ended_memberships_are_not_told(world):
    add_person(world, "police_deputy", "agency_lead", agency=world.police)
    User.objects.filter(pk=world.police_lead.pk).update(is_active=False)
    Membership.objects.filter(user=world.health_lead).update(is_active=False)
    plan(TODAY)
    assert {r[0] for r in told(action=world.police_action, audience="owner")} == {"police_deputy"}
    assert not Mail.objects.filter(recipient__in=[world.police_lead, world.health_lead]).exists()


def test_where_nobody_is_there_the_managers_take_the_place(world):
    Membership.objects.filter(user=world.health_lead).update(is_active=False)
    plan(TODAY)
    assert told(action=world.health_action) == {("manager", world.health_action, "owner", -14)}


def test_restricted_review_reaches_the_people_named_on_it_only(world):
    review = add_review(world, is_restricted=True)
    action = add_action(world, add_recommendation(world, review, (world.police,)), due_in=-1)
    plan(TODAY)
    assert told(action=action) == set()
    review.people.create(user=world.police_lead, named_by=world.manager)
    plan(TODAY)
    assert told(action=action) == {("police_lead", action, "owner", 1)}
    review.people.create(user=world.manager, named_by=world.manager)
    plan(TODAY)
    assert told(action=action, audience="manager") == {("manager", action, "manager", 1)}


def test_one_mail_a_person_a_day_across_partnerships_and_audiences(world):
    """The police lead leads in both partnerships; the manager of City also owns an action there."""
    Membership.objects.create(
        user=world.police_lead, partnership=world.coast, role="agency_lead", agency=world.police
    )
    there = add_action(world, world.coast_action.recommendation, world.police, due_in=1)
    mine = add_action(world, due_in=2, owner=world.manager)
    plan(TODAY)
    assert Mail.objects.filter(recipient=world.police_lead).count() == 1
    assert told(recipient=world.police_lead) == {
        ("police_lead", world.police_action, "owner", 8),
        ("police_lead", there, "owner", -3),
    }
    assert Mail.objects.filter(recipient=world.manager).count() == 1
    assert told(recipient=world.manager) == {
        ("manager", world.police_action, "manager", 12),
        ("manager", mine, "owner", -3),
    }


# --- The mail of the day ---


def test_what_appears_after_the_mail_has_gone_waits_for_the_next_day(world):
    plan(TODAY)
    Mail.objects.filter(recipient=world.health_lead).update(
        state="sent", sent_at="2026-11-02T06:01:00Z"
    )
    late = add_action(world, agency=world.health, due_in=-1)
    run = plan(TODAY)
    assert run.waiting == 1
    assert {r[0] for r in told(action=late)} == {"manager"}
    plan(TODAY + days(1))
    assert told(TODAY + days(1), action=late, audience="owner") == {
        ("health_lead", late, "owner", 2)
    }


def test_what_appears_before_the_mail_has_gone_joins_it(world):
    plan(TODAY)
    late = add_action(world, agency=world.health, due_in=-1)
    plan(TODAY)
    assert ("health_lead", late, "owner", 1) in told()
    assert Mail.objects.filter(recipient=world.health_lead).count() == 1


def test_a_mail_that_is_being_sent_takes_nothing_more(world):
    plan(TODAY)
    mail = Mail.objects.filter(recipient=world.health_lead)
    mail.update(state="sending", lease_token=world.city.public_id, lease_until="2026-11-02T07:00Z")
    late = add_action(world, agency=world.health, due_in=-1)
    plan(TODAY)
    assert {r[0] for r in told(action=late)} == {"manager"}


def test_an_unsent_mail_of_an_earlier_day_becomes_todays(world):
    """The mail server was away all day: one mail goes out when it is back, not two."""
    plan(TODAY)
    plan(TODAY + days(2))
    mails = Mail.objects.filter(recipient=world.housing_lead)
    assert [mail.day for mail in mails] == [TODAY + days(2)]
    assert set(mails[0].reminders.values_list("step", flat=True)) == {2, 4}


def test_a_late_delivery_counts_as_the_mail_of_the_day_on_which_it_went(world):
    plan(TODAY)
    Mail.objects.filter(recipient=world.housing_lead).update(
        state="sent", sent_at="2026-11-04T05:55:00Z"
    )
    plan(TODAY + days(2))
    assert not Mail.objects.filter(recipient=world.housing_lead, day=TODAY + days(2)).exists()
    plan(TODAY + days(3))
    assert told(TODAY + days(3), recipient=world.housing_lead) == {
        ("housing_lead", world.coast_action, "owner", 4)
    }


def test_no_mail_without_rows_is_left_behind(world):
    """The ledger holds the row under another mail already, as after a lost race."""
    source = SOURCES["action"]
    [due] = chunks(source, source.rows().filter(pk=world.health_action.pk))
    lines = planning._Run(policies.read(TODAY)).new_lines(due)
    plan(TODAY)
    all_gone()
    assert ledger.add(lines, TODAY + days(1)) == 0
    assert not Mail.objects.filter(day=TODAY + days(1)).exists()


def test_a_planner_that_broke_off_holds_its_mails_back_until_the_rerun(world, monkeypatch):
    def die(today):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "release", die)
        with pytest.raises(RuntimeError):
            plan(TODAY)
    now = timezone.now()
    assert not Mail.objects.claimable(now).exists()
    assert Mail.objects.claimable(now + ledger.HOLD).count() == 5
    plan(TODAY)
    assert Mail.objects.claimable(now).count() == 5


# --- Dry run, and size ---


def test_a_dry_run_writes_nothing_and_says_what_a_run_then_does(world):
    add_action(world, agency=world.health, due_in=-7)
    would = {
        (line.recipient, line.due.item_id, line.audience, line.step)
        for line in plan(TODAY, dry_run=True).lines
    }
    assert not Mail.objects.exists()
    assert not Reminder.objects.exists()
    plan(TODAY)
    did = {(r.recipient, r.item_id, r.audience, r.step) for r in Reminder.objects.all()}
    assert would == did


@pytest.mark.parametrize("rows", [1, 30])
def test_queries_do_not_grow_with_the_rows_of_a_chunk(world, django_assert_num_queries, rows):
    plan(TODAY)
    all_gone()
    for _ in range(rows):
        add_action(world, agency=world.health, due_in=0)
    with django_assert_num_queries(33):
        plan(TODAY + days(1))
    assert len(told(TODAY + days(1), audience="owner")) == rows


def test_every_chunk_is_looked_at(world, monkeypatch):
    monkeypatch.setattr(planning.chunks, "__defaults__", (2,))
    for _ in range(5):
        add_action(world, agency=world.health, due_in=-1)
    plan(TODAY)
    assert Reminder.objects.filter(recipient=world.health_lead).count() == 6
    assert Reminder.objects.filter(recipient=world.manager).count() == 6
    assert Mail.objects.filter(recipient=world.health_lead).count() == 1
