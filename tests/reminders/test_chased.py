"""The line on an action's page: when it was last told of, and when the next reminder goes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies import access
from recommendations.models import Action
from reminders.models import Cover, Mail, Night, Policy, Preference, Reminder
from reminders.planning import plan
from reminders.preview import DAYS
from reminders.upcoming import chased
from tests.reminders.sending import deliver, waiting_ids
from tests.reminders.things import foreseen
from tests.world import TODAY, add_action, add_person

LAST = "Who owes it was reminded on"


def line(sign_in, person, action):
    """The words of the line on the page; "" where there is none."""
    page = sign_in(person).get(action.get_absolute_url()).content.decode()
    found = page.partition('<p class="govuk-body" id="chased">')[2].partition("</p>")[0]
    return " ".join(found.split())


def alone(world, due_in, is_said):
    """The only action that anybody owes, the police lead's, and the days foreseen for them.

    `is_said`: today's mail has gone.
    """
    Action.objects.update(status="withdrawn", status_reason="Overtaken")
    action = add_action(world, due_in=due_in, owner=world.police_lead)
    if is_said:
        plan(TODAY)
        Mail.objects.update(state="dropped")
    return action, [row.day for row in foreseen(world)]


@pytest.fixture
def sent(world, today, mailoutbox):
    plan(TODAY)
    for pk in waiting_ids(timezone.now()):
        deliver(pk)
    return world


def test_it_says_when_it_was_and_when_it_is(sent, sign_in):
    """12 days late on 2 November: the next step is 22 days after the due date."""
    words = "on 2 November 2026, next on 12 November 2026."
    assert line(sign_in, "manager", sent.police_action) == f"Who owes it was reminded {words}"
    assert line(sign_in, "police_lead", sent.police_action) == f"You were reminded {words}"


def test_before_the_first_it_says_when_that_goes(world, today, sign_in):
    action = add_action(world, due_in=40)
    first = "the first goes on 27 November 2026."
    assert line(sign_in, "manager", action) == f"No reminder has gone out yet: {first}"
    assert line(sign_in, "police_lead", action) == f"You have not been reminded yet: {first}"


@pytest.mark.parametrize("person", ["board_member", "scrutineer"])
def test_others_read_nothing_of_it(sent, sign_in, person):
    assert line(sign_in, person, sent.police_action) == ""


def test_somebody_elses_reminder_is_not_told_to_a_lead(sent, sign_in):
    Reminder.objects.filter(recipient=sent.police_lead).update(recipient=sent.childrens_lead)
    assert line(sign_in, "police_lead", sent.police_action).startswith("You have not been reminded")
    assert line(sign_in, "manager", sent.police_action).startswith(
        "Who owes it was reminded on 2 November 2026"
    )


@pytest.mark.parametrize("status", ["completed", "verified", "withdrawn"])
def test_of_what_is_no_longer_owed_only_the_past_is_said(sent, sign_in, status):
    action = add_action(sent, due_in=-5, status=status)
    assert line(sign_in, "manager", action) == ""
    Reminder.objects.filter(action=sent.police_action).update(item_id=action.public_id)
    assert line(sign_in, "manager", action) == "Who owes it was reminded on 2 November 2026."


def test_without_a_date_nothing_is_said(world, today, sign_in):
    assert line(sign_in, "manager", add_action(world)) == ""


def test_where_reminders_are_switched_off_it_says_so(sent, sign_in):
    Policy.objects.create(partnership=sent.city, is_on=False)
    assert line(sign_in, "manager", sent.police_action) == (
        f"{LAST} 2 November 2026. The partnership has switched its reminders off."
    )
    assert line(sign_in, "manager", add_action(sent, due_in=3)) == (
        "The partnership has switched its reminders off."
    )


def test_a_pause_is_waited_for(sent, sign_in):
    until = TODAY + timedelta(days=29)
    Policy.objects.create(partnership=sent.city, paused_from=TODAY, paused_until=until)
    assert line(sign_in, "manager", sent.police_action).endswith("next on 2 December 2026.")


@pytest.mark.parametrize("is_said", [True, False])
@pytest.mark.parametrize("due_in", [-40, -12, -3, -1, 0, 1, 2, 5, 14, 15, 20, 27])
def test_it_is_the_day_that_the_outbox_foresees(world, today, due_in, is_said):
    """For who owes it, as the partnership's policy has it; also where a date has just moved."""
    action, days = alone(world, due_in, is_said)
    found = chased(action, world.fresh("manager"), TODAY)
    assert days
    assert found.next_on == days[0]


def test_a_digest_is_no_reminder_of_an_action(sent, sign_in):
    Reminder.objects.filter(action=sent.police_action, audience="owner").delete()
    assert line(sign_in, "manager", sent.police_action).startswith("No reminder has gone out yet")


@pytest.mark.parametrize("due_in", [-12, -1, 0, 1, 5, 20])
def test_a_lead_beside_an_owner_reads_when_it_is_theirs(world, today, due_in):
    """They are told once it is late: from a day late on, by the policy that nobody changed."""
    Action.objects.update(status="withdrawn", status_reason="Overtaken")
    add_person(world, "second", "agency_lead", agency=world.police)
    action = add_action(world, due_in=due_in, owner=world.police_lead)
    plan(TODAY)
    Mail.objects.update(state="dropped")
    told = {
        name: next((row.day for row in foreseen(world, name)), None)
        for name in ("police_lead", "second")
    }
    for name, day in told.items():
        found = chased(action, world.fresh(name), TODAY)
        assert day is None or found.next_on == day
    assert any(told.values())


@pytest.mark.parametrize("rhythm", ["weekly", "overdue"])
@pytest.mark.parametrize("is_said", [True, False])
@pytest.mark.parametrize("due_in", [-13, -12, -1, 0, 1, 5, 12, 20])
def test_who_chose_fewer_mails_reads_the_day_of_their_own(world, today, rhythm, is_said, due_in):
    """The nights before ran, so that no weekly mail is to be made up."""
    Preference.objects.create(user=world.police_lead, rhythm=rhythm, weekday=3)
    Night.objects.bulk_create(Night(day=TODAY - timedelta(days=ago)) for ago in range(1, 8))
    action, days = alone(world, due_in, is_said)
    found = chased(action, world.fresh("police_lead"), TODAY)
    if days:
        assert found.next_on == days[0]
    else:
        assert found.next_on > TODAY + timedelta(days=DAYS)
    assert rhythm == "overdue" or found.next_on.weekday() == 3


def cover(world, delegate, first, last):
    """For the police lead, so many days after TODAY."""
    return Cover.objects.create(
        user=world.police_lead,
        partnership=world.city,
        delegate=world.people[delegate],
        first_on=TODAY + timedelta(days=first),
        last_on=TODAY + timedelta(days=last),
        **access.signature(world.manager, world.city.pk),
    )


def test_who_covers_then_is_named(sent, sign_in):
    """The next one goes on 12 November; of who covers only before that nothing is said."""
    found = cover(sent, "manager", 0, 10)
    said = "that one goes to Manager until 12 November 2026."
    own, theirs = f"You are away then: {said}", f"Its owner is away then: {said}"
    assert line(sign_in, "police_lead", sent.police_action).endswith(own)
    assert line(sign_in, "manager", sent.police_action).endswith(theirs)
    found.last_on = TODAY + timedelta(days=9)
    found.save()
    for person in ("police_lead", "manager"):
        assert "away" not in line(sign_in, person, sent.police_action)


def test_of_several_covers_the_one_of_that_day_counts_by_the_rule_of_the_plan(sent):
    """One after the other; the one named last where they overlap; and never of who cannot see."""
    for name in ("second", "third"):
        add_person(sent, name, "agency_lead", agency=sent.police)
    cover(sent, "manager", 0, 5)
    cover(sent, "second", 6, 20)
    assert chased(sent.police_action, sent.fresh("police_lead"), TODAY).cover.startswith("Second ")
    third = cover(sent, "third", 8, 12)
    assert chased(sent.police_action, sent.fresh("police_lead"), TODAY).cover.startswith("Third ")
    third.delegate = sent.people["childrens_lead"]
    third.save()
    assert chased(sent.police_action, sent.fresh("police_lead"), TODAY).cover == ""
    assert "Childrens Lead" not in {row.name for row in foreseen(sent)}


def test_it_is_one_question(sent, django_assert_num_queries):
    user = sent.fresh("manager")
    assert chased(sent.police_action, user, TODAY)
    with django_assert_num_queries(1):
        assert chased(sent.police_action, user, TODAY)
