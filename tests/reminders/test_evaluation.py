"""What of a mail still holds when it is sent: as the plan would say it now."""

from datetime import timedelta

import pytest

from agencies.models import Membership
from recommendations import services
from recommendations.models import Action
from reminders import policies
from reminders.audiences import Reach
from reminders.lines import lines_of
from reminders.models import Mail, Reminder
from reminders.personal import Rhythms
from reminders.planning import plan
from reminders.sending.evaluation import evaluate, evaluate_all
from reminders.sources import SOURCES, Due, Why
from tests.reminders.things import build_all_sorts, claim
from tests.world import TODAY, add_action, add_person


def told_now():
    """(person, thing, audience) of everything that is due, by the rule of the plan."""
    dues = [
        Due._make(row)
        for source in SOURCES.values()
        for row in source.columns(source.due_by(TODAY + timedelta(days=28)))
    ]
    terms, reach = policies.read(TODAY), Reach(dues, TODAY, TODAY)
    return {
        (line.recipient.pk, due.item_id, line.audience)
        for due in dues
        for line in lines_of(due, reach, terms[due.partnership_id], Rhythms(TODAY))
    }


def kept_now():
    return {
        (row.recipient_id, row.item_id, row.audience)
        for mail in Mail.objects.all()
        for row in evaluate(mail, TODAY).kept
    }


def planned_rows():
    return Reminder.objects.filter(state="planned")


def planned():
    return set(Reminder.objects.values_list("recipient_id", "item_id", "audience"))


def test_all_that_was_just_planned_holds(world):
    build_all_sorts(world)
    plan(TODAY)
    assert len(planned()) > 100
    assert kept_now() == planned()


def test_after_changes_what_holds_is_what_the_plan_would_say(world):
    """After people and things have changed, the two still agree on every row."""
    build_all_sorts(world)
    plan(TODAY)
    Membership.objects.filter(user=world.police_lead).update(is_active=False)
    Membership.objects.filter(user=world.health_lead, role="agency_lead").update(is_active=False)
    Membership.objects.filter(user=world.outsider).update(role="board_member")
    add_person(world, "successor", "agency_lead", agency=world.housing, partnership=world.coast)
    world.review.is_restricted = True
    world.review.save()
    world.review.people.create(user=world.people["deputy"], named_by=world.manager)
    Action.objects.filter(owner=world.childrens_lead).update(owner=world.health_lead)
    before = planned()
    assert kept_now() == before & told_now()
    assert kept_now() != before


def test_a_manager_stands_in_until_somebody_is_there(world):
    Membership.objects.filter(user=world.health_lead).update(is_active=False)
    plan(TODAY)
    mail = Mail.objects.get(recipient=world.manager)
    row = mail.reminders.get(item_id=world.health_action.public_id)
    assert evaluate(mail, TODAY).why(row) == Why.STANDING_IN
    Membership.objects.filter(user=world.health_lead).update(is_active=True)
    assert evaluate(mail, TODAY).dropped == {
        row.pk: "The recipient no longer owns it or leads for its agency."
    }


def test_a_former_manager_gets_no_digest(world):
    plan(TODAY)
    Membership.objects.filter(user=world.manager).update(role="scrutineer")
    mail = Mail.objects.get(recipient=world.manager)
    assert set(evaluate(mail, TODAY).dropped.values()) == {
        "The recipient no longer manages the partnership."
    }


@pytest.mark.parametrize("others", [1, 30])
def test_many_mails_are_asked_about_at_once(world, django_assert_num_queries, others):
    """Whatever kinds they hold, and however many others lead, manage and own beside them."""
    build_all_sorts(world)
    for number in range(others):
        add_person(world, f"lead_{number}", "agency_lead", agency=world.police)
        manager = add_person(world, f"manager_{number}", "manager")
        add_action(world, due_in=-1, owner=manager)
    plan(TODAY)
    mails = list(Mail.objects.with_reader())
    kinds = set(Reminder.objects.values_list("kind", flat=True))
    assert kinds == set(SOURCES)
    with django_assert_num_queries(12):
        verdicts = evaluate_all(mails, TODAY)
    assert sum(len(verdict.kept) for verdict in verdicts.values()) == len(planned_rows())


def test_an_action_that_waits_to_be_verified_is_another_thing_than_the_action(world, today):
    """It is claimed while the mails of the night before wait: both are judged by themselves."""
    plan(TODAY)
    late = world.police_action
    services.post_update(
        actor=world.fresh("police_lead"),
        action=late,
        version=late.version,
        note="Done",
        to="completed",
    )
    claimed_on = Action.objects.with_since().get(pk=late.pk).since_on
    plan(TODAY + timedelta(days=1))
    rows = Reminder.objects.filter(item_id=late.public_id, recipient=world.manager)
    by_kind = {row.kind: row for row in rows}
    verdict = evaluate(by_kind["verification"].mail, TODAY + timedelta(days=1))
    assert by_kind["verification"] in verdict.kept
    assert by_kind["verification"].due_on == claimed_on + timedelta(days=7)
    assert verdict.dropped[by_kind["action"].pk] == "No longer open: completed."


def claim_of_manager(world):
    action = claim(world, days_ago=8, by="manager")
    plan(TODAY)
    rows = Reminder.objects.filter(kind="verification", item_id=action.public_id)
    return {row.recipient: row for row in rows}


def test_who_claimed_an_action_is_not_asked_to_verify_it(world):
    add_person(world, "deputy", "manager")
    assert set(claim_of_manager(world)) == {world.people["deputy"]}


def test_the_only_manager_is_told_of_what_they_claimed_and_nobody_else(world):
    """Somebody has to find another manager."""
    rows = claim_of_manager(world)
    assert set(rows) == {world.manager}
    row = rows[world.manager]
    assert row in evaluate(row.mail, TODAY).kept
    add_person(world, "deputy", "manager")
    assert row not in evaluate(row.mail, TODAY).kept
