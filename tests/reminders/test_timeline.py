"""Reminders in the timeline of an action, and in Django admin."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import User
from agencies.services import add_person
from recommendations.timeline import timeline
from reminders.delivery import deliver, waiting_ids
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.timeline import entries
from tests.world import TODAY, made


@pytest.fixture
def sent(world, today, mailoutbox):
    plan(TODAY)
    for pk in waiting_ids(timezone.now()):
        deliver(pk)
    return world


def titles(world, person, action=None):
    return {e.title for e in entries(action or world.police_action, world.fresh(person))}


def test_managers_see_all_reminders_of_the_action(sent):
    assert titles(sent, "manager") == {
        "Reminder sent to Police Lead",
        "Weekly digest sent to Manager",
    }


def test_a_recipient_sees_the_own_reminder_only(sent):
    assert titles(sent, "police_lead") == {"Reminder sent to Police Lead"}


@pytest.mark.parametrize("person", ["board_member", "scrutineer", "health_lead", "outsider"])
def test_others_see_none(sent, person):
    assert titles(sent, person) == set()


def test_what_was_not_sent_is_no_entry(sent):
    Mail.objects.update(state="dropped", sent_at=None)
    Reminder.objects.update(state="dropped")
    assert titles(sent, "manager") == set()


def test_a_manager_reads_the_name_that_the_partnership_knows(sent):
    """Known as Housing Lead in Coast; in City, until the first sign-in there, as typed."""
    row = Reminder.objects.get(action=sent.police_action, audience="owner")
    row.recipient = sent.housing_lead
    row.save()
    values = {"role": "agency_lead", "agency": sent.police, "partnership": sent.city}
    email = sent.housing_lead.email
    add_person(actor=sent.fresh("manager"), email=email, name="Typed Name", **values)
    assert "Reminder sent to Typed Name" in titles(sent, "manager")
    now = timezone.now() + timedelta(minutes=1)
    User.objects.filter(pk=sent.housing_lead.pk).update(last_login=now)
    assert "Reminder sent to Housing Lead" in titles(sent, "manager")


def test_the_actions_timeline_has_them(sent):
    [entry] = [
        e
        for e in timeline(made(sent.police_action), sent.fresh("police_lead"))
        if e.title.startswith("Reminder")
    ]
    assert (entry.at, entry.text) == (timezone.now(), "12 days late")


def test_admin_reads_and_never_writes(sent, client):
    admin = User.objects.create_superuser("admin@example.test", "x" * 20, name="Admin")
    client.force_login(admin, "agencies.backends.EmailBackend")
    for name, row in (("mail", Mail.objects.first()), ("reminder", Reminder.objects.first())):
        assert client.get(reverse(f"admin:reminders_{name}_changelist")).status_code == 200
        url = reverse(f"admin:reminders_{name}_change", args=[row.pk])
        assert client.get(url).status_code == 200
        assert client.post(url, {"state": "planned"}).status_code == 403
        assert client.get(reverse(f"admin:reminders_{name}_add")).status_code == 403
        delete = reverse(f"admin:reminders_{name}_delete", args=[row.pk])
        assert client.post(delete, {"post": "yes"}).status_code == 403
