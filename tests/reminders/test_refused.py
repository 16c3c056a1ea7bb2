"""A refused address: nothing goes there, others are told instead, and managers hear of it."""

import smtplib
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies import access
from agencies.models import Membership, User
from reminders import policies, refusals, sources
from reminders.audiences import Reach
from reminders.lines import lines_of
from reminders.models import Cover, Mail, RefusedAddress, Reminder
from reminders.personal import Rhythms
from reminders.planning import plan
from reminders.services import clear_refusal
from reminders.sources import SOURCES
from scr_tracker.errors import NotAllowed
from tests.reminders.sending import deliver
from tests.reminders.things import build_all_sorts
from tests.things import make_refused
from tests.world import TODAY, add_action, add_person

TOMORROW = TODAY + timedelta(days=1)
NOBODY_THERE = smtplib.SMTPRecipientsRefused({"x@example.test": (550, b"5.1.1 No such user")})


@pytest.fixture
def refused(world, today, monkeypatch, mailoutbox):
    """The police lead's mail of today was refused for good; the others have gone."""
    original = EmailMultiAlternatives.send

    def send(message, *args, **kwargs):
        if message.to == ["police_lead@example.test"]:
            raise NOBODY_THERE
        return original(message, *args, **kwargs)

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    plan(TODAY)
    send_all()
    mailoutbox.clear()
    return world


def send_all(today=TODAY):
    Mail.objects.update(not_before=None)
    for pk in Mail.objects.filter(state="planned").values_list("pk", flat=True):
        deliver(pk, today=today)


def told_on(day, action):
    plan(day)
    rows = Reminder.objects.filter(mail__day=day, item_id=action.public_id)
    return {(row.recipient.name, row.audience) for row in rows}


def outbox(world, place="city"):
    return reverse("reminders:outbox", args=[getattr(world, place).public_id])


def clear_url(partnership, refusal):
    return reverse("reminders:refusal-clear", args=[partnership.public_id, refusal.public_id])


# --- What it means for who is told ---


def test_the_address_is_marked_with_what_the_server_said(refused):
    [row] = RefusedAddress.objects.all()
    assert (row.user, row.email, row.cleared_at) == (
        refused.police_lead,
        "police_lead@example.test",
        None,
    )
    assert row.said == "The mail server refused the address for good: 550 5.1.1 No such user"
    assert row.refused_at == timezone.now()


def test_managers_are_told_in_place_of_the_only_lead(refused):
    assert told_on(TOMORROW, refused.police_action) == {("Manager", "owner")}


def test_the_other_leads_are_told_before_the_managers(refused):
    refused.police_action.owner = refused.police_lead
    refused.police_action.save()
    add_person(refused, "second", "agency_lead", agency=refused.police)
    assert told_on(TOMORROW, refused.police_action) == {("Second", "owner")}


def test_nothing_is_tried_at_a_refused_address(refused, monkeypatch):
    add_action(refused, due_in=1)
    for days in range(1, 16):
        plan(TODAY + timedelta(days=days))
    assert Mail.objects.filter(recipient=refused.police_lead).count() == 1


def test_a_mail_that_waits_for_a_refused_address_is_not_sent(world, today, mailoutbox):
    plan(TODAY)
    make_refused(world.police_lead)
    mail = Mail.objects.get(recipient=world.police_lead)
    assert deliver(mail.pk) == "dropped"
    mail.refresh_from_db()
    assert mail.state_reason == refusals.REFUSED
    assert mailoutbox == []


def test_where_who_covers_is_not_reached_the_mail_goes_to_who_is_away(world, today):
    deputy = add_person(world, "deputy_lead", "agency_lead", agency=world.police)
    deputy.memberships.update(role="manager", agency=None)
    Cover.objects.create(
        partnership=world.city,
        user=world.police_lead,
        delegate=deputy,
        first_on=TODAY,
        last_on=TODAY,
        **access.signature(world.manager, world.city.pk),
    )
    make_refused(deputy)
    assert ("Police Lead", "owner") in told_on(TODAY, world.police_action)


def test_whatever_address_is_refused_everything_still_reaches_somebody(world):
    build_all_sorts(world)
    managers = Membership.objects.filter(role="manager").values("user_id")
    for user in User.objects.exclude(pk__in=managers):
        make_refused(user)
    rows = {kind: source.due_by(TODAY + timedelta(days=14)) for kind, source in SOURCES.items()}
    dues = list(sources.read(rows))
    refused = set(RefusedAddress.objects.values_list("user_id", flat=True))
    reach, terms = Reach(dues, TODAY, TODAY), policies.read(TODAY)
    for due in dues:
        told = reach.told(due, TODAY)
        assert told.owners
        lines = lines_of(due, reach, terms[due.partnership_id], Rhythms(TODAY))
        assert not refused & {line.recipient.pk for line in lines}
    assert len(dues) > 100
    assert any(reach.told(due, TODAY).is_stood_in for due in dues)


# --- How it ends ---


def test_with_a_new_address_the_person_is_told_again(refused, mailoutbox):
    User.objects.filter(pk=refused.police_lead.pk).update(email="new@example.test")
    assert ("Police Lead", "owner") in told_on(TOMORROW, refused.police_action)
    send_all(TOMORROW)
    assert "new@example.test" in {message.to[0] for message in mailoutbox}
    assert RefusedAddress.objects.standing().count() == 0


def test_once_it_works_again_the_failed_mail_is_made_good(refused, sign_in):
    refusal = RefusedAddress.objects.get()
    answer = sign_in("manager").post(clear_url(refused.city, refusal))
    assert (answer.status_code, answer.url) == (302, outbox(refused))
    refusal.refresh_from_db()
    assert (refusal.cleared_by, refusal.cleared_by_name, refusal.cleared_by_role) == (
        refused.manager,
        "Manager",
        "Partnership manager",
    )
    failed = Reminder.objects.filter(recipient=refused.police_lead, state="failed")
    steps = set(failed.values_list("item_id", "step"))
    assert len(steps) > 0
    plan(TOMORROW)
    again = Reminder.objects.filter(recipient=refused.police_lead, mail__day=TOMORROW)
    assert set(again.values_list("item_id", "step")) == steps


def test_an_address_refused_anew_is_marked_anew(refused):
    first = RefusedAddress.objects.get()
    clear_refusal(actor=refused.manager, partnership=refused.city, refusal=first)
    plan(TOMORROW)
    send_all(TOMORROW)
    assert RefusedAddress.objects.count() == 2
    assert RefusedAddress.objects.standing().get() != first
    with pytest.raises(IntegrityError), transaction.atomic():
        make_refused(refused.police_lead)


def test_who_says_it_second_changes_nothing(refused):
    refusal = RefusedAddress.objects.get()
    deputy = add_person(refused, "deputy", "manager")
    for actor in (refused.manager, deputy):
        clear_refusal(actor=actor, partnership=refused.city, refusal=refusal)
    refusal.refresh_from_db()
    assert refusal.cleared_by == refused.manager


def test_managers_of_other_partnerships_neither_see_nor_clear_it(refused, sign_in):
    refusal, client = RefusedAddress.objects.get(), sign_in("outsider")
    assert client.post(clear_url(refused.city, refusal)).status_code == 404
    assert client.post(clear_url(refused.coast, refusal)).status_code == 404
    with pytest.raises(NotAllowed):
        clear_refusal(actor=refused.people["outsider"], partnership=refused.coast, refusal=refusal)
    assert "police_lead@" not in client.get(outbox(refused, "coast")).content.decode()
    assert RefusedAddress.objects.standing().count() == 1


# --- How managers hear of it ---


def test_the_outbox_names_who_gets_no_mail_and_why(refused, sign_in):
    client = sign_in("manager")
    banner = client.get(outbox(refused)).content.decode().partition("</section>")[0]
    assert "Mail does not reach 1 person" in banner
    assert "<strong>Police Lead</strong>" in banner
    assert "police_lead@example.test" in banner
    assert "550 5.1.1 No such user" in banner
    assert clear_url(refused.city, RefusedAddress.objects.get()) in banner
    client.post(clear_url(refused.city, RefusedAddress.objects.get()))
    assert "Mail does not reach" not in client.get(outbox(refused)).content.decode()


def test_who_has_left_the_partnership_is_not_named(refused, sign_in):
    refused.police_lead.memberships.update(is_active=False)
    text = sign_in("manager").get(outbox(refused)).content.decode()
    assert "Mail does not reach" not in text
    assert refusals.told_to(refused.fresh("manager")) == ""


def test_the_managers_next_mail_says_it_without_the_address(refused, mailoutbox):
    plan(TOMORROW)
    send_all(TOMORROW)
    by_address = {message.to[0]: message for message in mailoutbox}
    mail = by_address.pop("manager@example.test")
    place = refused.city.name
    said = f"1 person does not get mail: Police Lead ({place})."
    assert mail.body.count(said) == 1
    assert "1 person does not get mail" in mail.alternatives[0].content
    assert "police_lead@" not in mail.body
    assert not any("not get mail" in message.body for message in by_address.values())


def test_many_are_named_in_one_line_each_once(world, today):
    world.manager.memberships.create(partnership=world.coast, role="manager")
    world.police_lead.memberships.create(
        partnership=world.city, role="agency_lead", agency=world.health
    )
    for number in range(6):
        make_refused(add_person(world, f"person_{number}", "scrutineer"))
    make_refused(world.police_lead)
    line = refusals.told_to(world.fresh("manager"))
    assert line.startswith("7 people do not get mail: Person 0 (")
    assert line.endswith(" and 2 more.")
    assert refusals.told_to(world.fresh("police_lead")) == ""
