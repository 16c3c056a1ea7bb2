"""Two things of one name in a mail, or in a row of a list, are told apart by their agencies."""

import pytest
from django.utils import timezone

from agencies.models import Agency
from reminders import outbox, preview
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.policies import policy_of
from reminders.sources import Apart
from tests.reminders.sending import deliver, waiting_ids
from tests.reminders.things import ask, owe_response
from tests.world import TODAY, add_recommendation

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def lead_of_two(world):
    """The police have a short name, the other agency has none; one leads for both."""
    Agency.objects.filter(pk=world.police.pk).update(short_name="CP")
    Agency.objects.filter(pk=world.health.pk).update(short_name="")
    world.police_lead.memberships.create(
        partnership=world.city, role="agency_lead", agency=world.health
    )
    recommendation = add_recommendation(world, reference="9", agencies=(world.police, world.health))
    for agency in (world.police, world.health):
        owe_response(world, agency, 1, recommendation)
    return world


@pytest.fixture
def names(lead_of_two):
    return {"CLARE 9 (response, CP)", f"CLARE 9 (response, {lead_of_two.health.name})"}


def send():
    plan(TODAY)
    for pk in waiting_ids(timezone.now()):
        deliver(pk)


def test_the_mail_names_the_agencies_of_those_that_are_alike(lead_of_two, names, mailoutbox):
    send()
    bodies = {mail.to[0]: mail.body for mail in mailoutbox}
    named = [name.replace("CLARE", "SCR-1") for name in names]
    assert all(name in bodies["police_lead@example.test"] for name in named)
    assert "SCR-1 9 (response) - due" in bodies["health_lead@example.test"]


def test_outbox_and_forecast_name_them_too(lead_of_two, names, mailoutbox):
    world = lead_of_two
    manager = world.fresh("manager")
    ahead = preview.on_day(policy_of(world.city), manager, TODAY.replace(day=3))
    [row] = [row for row in ahead if row.recipient == world.police_lead]
    assert {each.name for each in row.named} >= names
    assert {told.name for told in row.told} >= names
    send()
    mail = Mail.objects.get(recipient=world.police_lead)
    [row] = outbox.mail_rows([mail], world.city, manager)
    assert {each.name for each in row.named} >= names
    rows = list(outbox.printed(mail.reminders.all()))
    assert {each.name for each in outbox.item_rows(rows, TODAY)} >= names


def test_nothing_is_asked_where_no_two_are_alike(world, django_assert_num_queries, mailoutbox):
    owe_response(world, world.police, -2, add_recommendation(world, reference="9"))
    send()
    rows = list(outbox.printed(Reminder.objects.filter(recipient=world.police_lead)))
    with django_assert_num_queries(0):
        assert Apart(rows).among(rows) == {}


def test_two_of_one_agency_stay_alike(world, mailoutbox):
    for _ in range(2):
        ask(world, world.police, -2, action=world.police_action)
    send()
    rows = list(outbox.printed(Reminder.objects.filter(recipient=world.police_lead)))
    assert Apart(rows).among(rows) == {}
