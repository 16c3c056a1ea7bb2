"""What goes out next: the forecast is what the runs of those nights then do."""

from collections import defaultdict
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from reminders.models import Mail, MailedNotice, Preference, Reminder
from reminders.planning import plan
from reminders.policies import policy_of
from reminders.preview import DAYS, coming
from reminders.sources import SOURCES
from tests.reminders.things import (
    add_milestone,
    ask,
    ask_for_time,
    await_body,
    claim,
    complete,
    notify,
    owe_response,
    plan_check,
    send_every_day,
)
from tests.world import TODAY, add_action, add_person, add_recommendation, add_review

HOUR = timedelta(hours=1)


def days(number):
    return timedelta(days=number)


@pytest.mark.parametrize("is_every_day", [False, True])
def test_the_forecast_is_what_then_happens(world, is_every_day):
    """Run all fourteen nights and compare, day by day, person by person, thing by thing."""
    if is_every_day:
        send_every_day()
    for due_in in (-40, -9, -3, 0, 2, 6, 13, 20, 27, 60):
        add_action(world, agency=world.health, due_in=due_in)
    ask(world, due_in=-4)
    ask(world, due_in=11)
    plan_check(world, due_in=5)
    add_milestone(world, due_in=4)
    owe_response(world, due_in=-2)
    for days_ago in (0, 9):
        ask_for_time(world, add_action(world, due_in=40), days_ago)
        claim(world, days_ago=days_ago)
        complete(world, days_ago=days_ago)
    await_body(world, chase_in=3)
    plan(TODAY)
    Mail.objects.update(state="dropped")
    forecast = {
        (row.day, row.recipient.pk): {due.item_id for due in row.items}
        for row in coming(policy_of(world.city), world.manager, TODAY)
    }
    happened = defaultdict(set)
    for night in range(1, DAYS + 1):
        plan(TODAY + days(night))
        Mail.objects.update(state="dropped")
    for row in Reminder.objects.filter(partnership=world.city, mail__day__gt=TODAY):
        happened[row.mail.day, row.recipient_id].add(row.item_id)
    assert len(forecast) > 10
    assert set(Reminder.objects.values_list("kind", flat=True)) == set(SOURCES)
    assert forecast == happened


def test_what_was_said_already_is_not_said_again(world):
    first = coming(policy_of(world.city), world.manager, TODAY)
    assert {(row.day, row.recipient.name) for row in first if row.day == TODAY + days(1)} == {
        (TODAY + days(1), "Police Lead"),
        (TODAY + days(1), "Health Lead"),
        (TODAY + days(1), "Manager"),
    }
    plan(TODAY)
    assert [
        row
        for row in coming(policy_of(world.city), world.manager, TODAY)
        if row.day == TODAY + days(1)
    ] == []


def test_only_the_own_partnership_and_what_the_reader_may_see(world):
    review = add_review(world, is_restricted=True)
    hidden = add_action(world, add_recommendation(world, review, (world.police,)), due_in=-1)
    add_person(world, "deputy", "manager")
    review.people.create(user=world.people["deputy"], named_by=world.manager)

    def seen(reader):
        return {due.pk for row in coming(policy_of(world.city), reader, TODAY) for due in row.items}

    own = {world.police_action.pk, world.health_action.pk}
    assert seen(world.people["deputy"]) == own | {hidden.pk}
    assert seen(world.manager) == own
    assert seen(world.outsider) == set()


def test_what_is_new_joins_the_forecast_as_it_then_joins_mails(world, today):
    """Of who gets a mail a day, a week, or only of what is overdue; and of whom nothing is due."""
    add_person(world, "deputy", "manager")
    add_person(world, "weekly", "agency_lead", agency=world.health)
    add_action(world, agency=world.health, due_in=9)
    for person, rhythm in (("health_lead", "overdue"), ("weekly", "weekly")):
        Preference.objects.create(user=world.people[person], rhythm=rhythm, weekday=3)
    plan(TODAY)
    Mail.objects.update(state="dropped")
    for person in ("police_lead", "deputy", "board_member"):
        notify(world, person, ago=HOUR)
    for person in ("health_lead", "weekly"):
        notify(world, person, world.health_action, ago=HOUR)
    hidden = add_review(world, is_restricted=True)
    hidden.people.create(user=world.people["board_member"], named_by=world.manager)
    notify(world, "board_member", add_action(world, add_recommendation(world, hidden)), ago=HOUR)
    notify(world, "outsider", world.coast_action, ago=HOUR)
    forecast = {
        (row.day, row.recipient.pk): len(row.new)
        for row in coming(policy_of(world.city), world.manager, TODAY)
        if row.new
    }
    happened = defaultdict(int)
    for night in range(1, DAYS + 1):
        with time_machine.travel(timezone.now() + days(night), tick=False):
            plan(TODAY + days(night))
        Mail.objects.update(state="dropped")
    joined = MailedNotice.objects.visible_to(world.manager).filter(notice__partnership=world.city)
    for row in joined:
        happened[row.mail.day, row.mail.recipient_id] += 1
    days_of = {pk: day for day, pk in forecast}
    tomorrow = {"police_lead", "deputy", "board_member"}
    assert {key: days_of[world.people[key].pk] for key in (*tomorrow, "weekly", "health_lead")} == {
        **dict.fromkeys(tomorrow, TODAY + days(1)),
        "weekly": TODAY + days(3),
        "health_lead": TODAY + days(10),
    }
    assert forecast == happened
