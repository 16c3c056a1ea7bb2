"""What a mail says of why it comes, and how often: true of its reader."""

from datetime import timedelta

import pytest

from agencies import access
from agencies.models import Membership, PartnershipAgency
from reminders.mails import readers
from reminders.models import Cover, Mail, Preference, Reminder
from reminders.planning import plan
from reminders.sending.evaluation import evaluate
from tests.reminders.things import at, claim, owe_response, set_policy
from tests.world import TODAY, add_action, add_person

DAYS = (
    "14 and 3 days before the due date, on the day, 1, 2, 4 and 8 days after it, "
    "then every 14 days."
)
QUIET = "Nothing is sent at weekends or on bank holidays in England."
DIGEST = "As a manager you get everything that is late in one digest, on Mondays from 7:00."
CITY, COAST = "City Children's Partnership", "Coast Adults Board"


def said(world, person, today=TODAY):
    """Partnership → what is said of it."""
    plan(today)
    mail = Mail.objects.get(recipient=world.people[person], day=today)
    verdict = evaluate(mail, today)
    assert verdict.kept
    return {place.name: place.said for place in readers.places(mail.recipient, verdict)}


def cover(world, away, delegate):
    signature = access.signature(world.fresh(away), world.city.pk)
    return Cover.objects.create(
        partnership=world.city,
        user=world.people[away],
        delegate=world.people[delegate],
        first_on=TODAY - timedelta(days=1),
        last_on=TODAY + timedelta(days=8),
        **signature,
    )


def test_an_owner(world):
    assert said(world, "police_lead") == {CITY: f"You hear of what you own: {DAYS} {QUIET}"}


def test_a_lead_of_what_nobody_owns(world):
    assert said(world, "health_lead") == {
        CITY: f"You hear of what your agency owes: {DAYS} {QUIET}"
    }


def test_a_lead_of_what_somebody_else_owns_hears_later(world):
    add_person(world, "second", "agency_lead", agency=world.police)
    owe_response(world, due_in=-1)
    assert said(world, "police_lead") == {
        CITY: f"You hear of what you own and what your agency owes: {DAYS} {QUIET}"
    }
    assert said(world, "second") == {
        CITY: "You hear of what your agency owes (where somebody else owns it, "
        f"once it is 1 day late): {DAYS} {QUIET}"
    }


def test_a_manager_of_digest_and_own_work(world):
    """Their own work comes on any day, the digest only on its own."""
    assert said(world, "manager") == {CITY: f"{DIGEST} {QUIET}"}
    Mail.objects.all().update(state="sent", sent_at=at(0))
    Reminder.objects.all().update(state="sent")
    claim(world, days_ago=5, by="health_lead")
    assert said(world, "manager", TODAY + timedelta(days=1)) == {
        CITY: f"You hear of what is the managers’ to do: {DAYS} {QUIET}"
    }


def test_a_manager_who_stands_in(world):
    Membership.objects.filter(user=world.health_lead).update(is_active=False)
    assert said(world, "manager")[CITY] == (
        f"You hear of what reaches neither an owner nor an agency lead: {DAYS} {DIGEST} {QUIET}"
    )


def test_who_covers_is_told_for_whom_and_until_when(world):
    add_person(world, "second", "agency_lead", agency=world.childrens)
    world.people["second"].memberships.create(partnership=world.city, role="scrutineer")
    cover(world, "health_lead", "second")
    assert said(world, "second") == {
        CITY: "You hear of what Health Lead owes, for whom you cover until 10 November 2026: "
        f"{DAYS} {QUIET}"
    }


def test_each_capacity_of_escalation(world):
    chair = add_person(world, "chair", "board_member")
    executive = add_person(world, "executive", "board_member")
    world.city.chair = chair
    world.city.save()
    link = PartnershipAgency.objects.get(partnership=world.city, agency=world.police)
    link.executive_lead = executive
    link.save()
    add_action(world, due_in=-40)
    end = f"and said again while it stays late. {QUIET}"
    assert said(world, "executive") == {
        CITY: "What is 14 days late is escalated to you as executive lead of its agency, " + end
    }
    assert said(world, "chair") == {
        CITY: "What is 28 days late is escalated to you as the chair, " + end
    }
    assert said(world, "manager")[CITY].startswith(
        "What is 28 days late is escalated to you as a manager, and said again while it stays "
        f"late. {DIGEST}"
    )


def lead_police(person):
    PartnershipAgency.objects.filter(agency__short_name="Police").update(executive_lead=person)


@pytest.mark.parametrize("top_after", [28, None])
def test_a_manager_who_is_executive_lead_reads_as_what_it_is_escalated(world, top_after):
    lead_police(world.manager)
    set_policy(world.city, top_after=top_after)
    add_action(world, due_in=-15)
    end = "and said again while it stays late."
    assert (
        f"What is 14 days late is escalated to you as executive lead of its agency, {end}"
        f" {DIGEST}" == said(world, "manager")[CITY].removesuffix(f" {QUIET}")
    )


def test_of_two_capacities_each_is_said_with_its_number(world):
    lead_police(world.manager)
    for late in (15, 40):
        add_action(world, due_in=-late)
    text = said(world, "manager")[CITY]
    assert "What is 14 days late is escalated to you as executive lead of its agency" in text
    assert "What is 28 days late is escalated to you as a manager" in text


def test_where_two_partnerships_differ_each_is_said_by_name(world):
    add_action(world, world.coast_action.recommendation, world.police, -2, owner=world.police_lead)
    Membership.objects.create(
        user=world.police_lead, partnership=world.coast, role="agency_lead", agency=world.police
    )
    set_policy(
        world.coast, days_before=[7], days_after=[], then_every=7, is_quiet_at_weekends=False
    )
    plan(TODAY)
    assert said(world, "police_lead") == {
        CITY: f"You hear of what you own: {DAYS} {QUIET}",
        COAST: "You hear of what you own: 7 days before the due date, on the day, then every 7 "
        "days while it is late. Nothing is sent on bank holidays in England.",
    }


def test_where_the_same_holds_it_is_said_once(world):
    add_action(world, world.coast_action.recommendation, world.police, -2, owner=world.police_lead)
    Membership.objects.create(
        user=world.police_lead, partnership=world.coast, role="agency_lead", agency=world.police
    )
    assert said(world, "police_lead") == {
        f"{CITY} and {COAST}": f"You hear of what you own: {DAYS} {QUIET}"
    }


@pytest.mark.parametrize(
    ("rhythm", "is_left", "words"),
    [
        (
            "weekly",
            True,
            "You chose one mail a week, on Mondays: it also says what comes due before the next.",
        ),
        (
            "weekly",
            False,
            "You chose one mail a week, on Mondays: this partnership does not leave that choice.",
        ),
        (
            "overdue",
            True,
            "You chose to hear only of what is overdue: what comes due is left out.",
        ),
        (
            "overdue",
            False,
            "You chose to hear only of what is overdue: "
            "this partnership does not leave that choice.",
        ),
        ("daily", True, ""),
    ],
)
def test_their_own_choice_and_whether_it_holds(world, rhythm, is_left, words):
    Preference.objects.create(user=world.police_lead, rhythm=rhythm, weekday=0)
    set_policy(world.city, allows_weekly=is_left, allows_overdue_only=is_left)
    text = said(world, "police_lead")[CITY]
    assert text == " ".join(filter(None, [f"You hear of what you own: {DAYS}", words, QUIET]))


def test_a_choice_is_offered_where_a_partnership_leaves_one(world):
    plan(TODAY)
    mail = Mail.objects.get(recipient=world.police_lead)
    assert readers.may_choose(evaluate(mail, TODAY))
    set_policy(world.city, allows_weekly=False, allows_overdue_only=True)
    assert readers.may_choose(evaluate(mail, TODAY))
    set_policy(world.city, allows_weekly=False, allows_overdue_only=False)
    assert not readers.may_choose(evaluate(mail, TODAY))
