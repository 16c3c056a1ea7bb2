"""What of a mail still holds when it is sent: as the plan would say it, and asked of one person."""

import pytest

from agencies.models import Membership
from recommendations.models import Action
from reminders.audiences import told_of
from reminders.evaluation import evaluate
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.sources import SOURCES, Due, Why
from tests.reminders.things import build_all_sorts
from tests.world import TODAY, add_action, add_person


def told_now():
    """(person, thing, audience) of everything that is due, by the rule of the plan."""
    dues = [
        Due._make(row)
        for source in SOURCES.values()
        for row in source.columns(source.waiting(source.rows()))
    ]
    found = set()
    for item_id, told in told_of(dues).items():
        found |= {(user_id, item_id, "owner") for user_id in told.owners}
        found |= {(user_id, item_id, "manager") for user_id in told.managers}
    return found


def kept_now():
    return {
        (row.recipient_id, row.item_id, row.audience)
        for mail in Mail.objects.all()
        for row in evaluate(mail).kept
    }


def planned():
    return set(Reminder.objects.values_list("recipient_id", "item_id", "audience"))


def test_all_that_was_just_planned_holds(world):
    build_all_sorts(world)
    plan(TODAY)
    assert len(planned()) > 100
    assert kept_now() == planned()


def test_the_mail_asks_of_one_person_what_the_plan_asks_of_all(world):
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
    assert evaluate(mail).why(row) == Why.STANDING_IN
    Membership.objects.filter(user=world.health_lead).update(is_active=True)
    assert evaluate(mail).dropped == {
        row.pk: "The recipient no longer owns it or leads for its agency."
    }


def test_a_former_manager_gets_no_digest(world):
    plan(TODAY)
    Membership.objects.filter(user=world.manager).update(role="scrutineer")
    mail = Mail.objects.get(recipient=world.manager)
    assert set(evaluate(mail).dropped.values()) == {
        "The recipient no longer manages the partnership."
    }


@pytest.mark.parametrize("others", [1, 30])
def test_one_mail_asks_about_its_recipient_only(world, django_assert_num_queries, others):
    """However many lead, manage and own beside them: the questions and the people read are few."""
    for number in range(others):
        add_person(world, f"lead_{number}", "agency_lead", agency=world.police)
        manager = add_person(world, f"manager_{number}", "manager")
        add_action(world, due_in=-1, owner=manager)
    plan(TODAY)
    for person, rows in ((world.police_lead, others + 1), (world.manager, others + 1)):
        mail = Mail.objects.get(recipient=person)
        with django_assert_num_queries(6) as asked:
            assert len(evaluate(mail).kept) == rows
        people = [query["sql"] for query in asked if 'FROM "agencies_user"' in query["sql"]]
        assert len(people) == 1
        assert str(person.pk) in people[0].partition("WHERE")[2]


def test_questions_are_as_many_whatever_kinds_a_mail_holds(world, django_assert_num_queries):
    """Six, and five more where a manager stands in: is somebody there by now?"""
    build_all_sorts(world)
    Membership.objects.filter(user=world.health_lead, role="agency_lead").update(is_active=False)
    Membership.objects.filter(user=world.people["second"]).update(is_active=False)
    plan(TODAY)
    mail = Mail.objects.get(recipient=world.people["deputy"])
    assert set(mail.reminders.values_list("kind", flat=True)) == set(SOURCES)
    with django_assert_num_queries(11):
        assert evaluate(mail).standing_in
