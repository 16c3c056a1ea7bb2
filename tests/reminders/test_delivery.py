"""Claim, look again, send, settle."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.utils import timezone

from agencies.models import Membership, User
from recommendations.models import Action
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.sending import delivery
from tests.reminders.sending import claim, deliver, waiting_ids
from tests.world import TODAY, add_action, add_recommendation, add_review

LEASE = timedelta(minutes=5)
NOBODY_THERE = smtplib.SMTPRecipientsRefused({"x@example.test": (550, b"5.1.1 No such user")})
BUSY = smtplib.SMTPRecipientsRefused({"x@example.test": (450, b"4.2.0 Try again later")})


@pytest.fixture
def planned(world, today):
    plan(TODAY)
    return world


@pytest.fixture
def refuse(monkeypatch):
    """`refuse(error)`: the server answers each mail with the error; `refuse(None)` mends it."""
    tried = []

    def _refuse(error, only=None):
        def send(message, *args, **kwargs):
            tried.append(message)
            if error and (only is None or only in message.to):
                raise error
            return original(message, *args, **kwargs)

        monkeypatch.setattr(EmailMultiAlternatives, "send", send)
        return tried

    original = EmailMultiAlternatives.send
    return _refuse


def mail_to(user):
    return Mail.objects.get(recipient=user)


def deliver_all():
    return [deliver(pk) for pk in waiting_ids(timezone.now())]


# --- Sending ---


def test_each_waiting_mail_goes_out_once(planned, mailoutbox):
    assert deliver_all() == ["sent"] * 5
    assert deliver_all() == []
    assert sorted(m.to[0].split("@")[0] for m in mailoutbox) == [
        "health_lead",
        "housing_lead",
        "manager",
        "outsider",
        "police_lead",
    ]
    mail = mail_to(planned.police_lead)
    assert (mail.state, mail.sent_at, mail.attempts) == ("sent", timezone.now(), 1)
    assert (mail.lease_token, mail.lease_until, mail.to_address) == (
        None,
        None,
        "police_lead@example.test",
    )
    [message] = [m for m in mailoutbox if m.to == ["police_lead@example.test"]]
    assert (mail.subject, mail.body_text, mail.body_html) == (
        message.subject,
        message.body,
        message.alternatives[0].content,
    )
    assert {r.state for r in mail.reminders.all()} == {"sent"}


def test_a_sent_mail_is_not_sent_again(planned, mailoutbox):
    mail = mail_to(planned.manager)
    assert deliver(mail.pk) == "sent"
    assert deliver(mail.pk) == ""
    assert len(mailoutbox) == 1


def test_no_transaction_is_open_while_the_server_is_asked(
    transactional_db, today, monkeypatch, mailoutbox
):
    from django.db import connection

    from tests.world import build_world

    build_world()
    plan(today)
    seen = []
    original = EmailMultiAlternatives.send

    def send(message, *args, **kwargs):
        seen.append(connection.in_atomic_block)
        return original(message, *args, **kwargs)

    monkeypatch.setattr(EmailMultiAlternatives, "send", send)
    deliver_all()
    assert seen == [False] * 5


@pytest.mark.postgres
def test_what_waits_is_found_without_reading_the_whole_ledger(planned):
    """A partial index holds the few that wait; the ledger grows for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = Mail.objects.claimable(timezone.now()).filter(pk__gt=0).order_by("pk")[:50]
        assert "mail_waiting" in rows.explain()


# --- The lease ---


def test_a_mail_with_a_lease_is_nobody_elses(planned, mailoutbox):
    mail = mail_to(planned.manager)
    assert claim(mail.pk)
    assert claim(mail.pk) is None
    assert deliver(mail.pk) == ""
    assert mail.pk not in waiting_ids(timezone.now())
    assert mailoutbox == []


def test_a_lease_that_ran_out_is_taken_by_the_next_worker(planned, mailoutbox):
    mail = mail_to(planned.manager)
    claim(mail.pk)
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1), tick=False):
        assert mail.pk in waiting_ids(timezone.now())
        assert deliver(mail.pk) == "sent"
    assert [m.extra_headers["Message-ID"] for m in mailoutbox] == [mail.message_id]
    assert mail_to(planned.manager).attempts == 2


def test_a_worker_whose_lease_was_lost_says_nothing_of_how_it_ended(planned, monkeypatch):
    """The mail hangs at the server; another worker takes over and fails; the first comes back."""
    mail = mail_to(planned.manager)

    def hang(message, *args, **kwargs):
        Mail.objects.filter(pk=mail.pk).update(lease_token=planned.city.public_id)

    monkeypatch.setattr(EmailMultiAlternatives, "send", hang)
    assert deliver(mail.pk) == ""
    mail.refresh_from_db()
    assert (mail.state, mail.sent_at, mail.body_text) == ("sending", None, "")
    assert {r.state for r in mail.reminders.all()} == {"planned"}


def test_a_mail_that_kills_its_worker_each_time_fails_in_the_end(planned, mailoutbox):
    mail = mail_to(planned.manager)
    Mail.objects.filter(pk=mail.pk).update(attempts=delivery.MAX_ATTEMPTS)
    assert deliver(mail.pk) == "failed"
    assert "stopped 10 times" in mail_to(planned.manager).state_reason
    assert mailoutbox == []


# --- Looking again at the moment of sending ---


def outcome(user):
    mail = mail_to(user)
    return deliver(mail.pk), mail_to(user).state_reason


def test_completed_in_between_drops_out_and_no_empty_mail_goes(planned, mailoutbox):
    Action.objects.filter(pk=planned.police_action.pk).update(
        status="completed", completed_on=TODAY, claimed_by=planned.police_lead
    )
    assert outcome(planned.police_lead) == ("dropped", "No longer open: completed.")
    assert outcome(planned.manager) == ("dropped", "No longer open: completed.")
    assert mailoutbox == []
    row = Reminder.objects.get(recipient=planned.police_lead)
    assert (row.state, row.state_reason) == ("dropped", "No longer open: completed.")


def test_only_what_no_longer_holds_drops_out(planned, mailoutbox):
    other = add_action(planned, due_in=3)
    plan(TODAY)
    Action.objects.filter(pk=planned.police_action.pk).update(due_on=TODAY + timedelta(days=30))
    assert outcome(planned.police_lead) == ("sent", "")
    states = {
        (r.action, r.state, r.state_reason) for r in mail_to(planned.police_lead).reminders.all()
    }
    assert states == {
        (other, "sent", ""),
        (
            planned.police_action,
            "dropped",
            "The due date moved from 21 October 2026 to 2 December 2026.",
        ),
    }
    assert mailoutbox[0].subject == "[OFFICIAL] SCR Tracker: 1 action due soon"
    assert "1a.1" not in mailoutbox[0].body


def test_closed_account(planned, mailoutbox):
    User.objects.filter(pk=planned.police_lead.pk).update(is_active=False)
    assert outcome(planned.police_lead) == ("dropped", "The recipient’s account is closed.")


def test_ended_membership(planned, mailoutbox):
    Membership.objects.filter(user=planned.police_lead).update(is_active=False)
    assert outcome(planned.police_lead) == (
        "dropped",
        "The recipient may no longer see it.",
    )


def test_review_restricted_in_between(planned, mailoutbox):
    planned.review.is_restricted = True
    planned.review.save()
    assert outcome(planned.manager) == ("dropped", "The recipient may no longer see it.")
    assert mailoutbox == []


def test_action_handed_to_another_agency(planned, mailoutbox):
    Action.objects.filter(pk=planned.police_action.pk).update(
        lead_agency=planned.health, owner=planned.health_lead
    )
    planned.police_action.contributing_agencies.add(planned.police)
    assert outcome(planned.police_lead) == (
        "dropped",
        "The recipient no longer owns it or leads for its agency.",
    )


def test_a_mail_without_rows_is_dropped(planned, mailoutbox):
    mail = mail_to(planned.manager)
    mail.reminders.all().delete()
    assert outcome(planned.manager) == ("dropped", "Nothing was left to remind of.")


# --- Failure ---


def test_failure_waits_longer_each_time_and_then_sends(planned, refuse, mailoutbox):
    mail = mail_to(planned.manager)
    refuse(ConnectionRefusedError())
    for minutes in (5, 10, 20, 40):
        assert deliver(mail.pk) == "planned"
        mail.refresh_from_db()
        wait = mail.not_before - timezone.now()
        assert timedelta(minutes=minutes) <= wait <= timedelta(minutes=minutes * 1.2)
        assert mail.state_reason == "The mail server could not be reached."
        assert mail.pk not in waiting_ids(timezone.now())
        assert deliver(mail.pk) == ""
        Mail.objects.filter(pk=mail.pk).update(not_before=timezone.now())
    refuse(None)
    assert deliver(mail.pk) == "sent"
    mail.refresh_from_db()
    assert (mail.state_reason, mail.attempts) == ("", 5)


def test_retries_spread_out():
    assert len({delivery.pause_after(1) for _ in range(20)}) > 1
    assert delivery.pause_after(30) <= delivery.LONGEST_PAUSE * 1.2


def test_after_the_last_attempt_the_mail_has_failed_with_the_reason(planned, refuse):
    mail = mail_to(planned.manager)
    refuse(BUSY)
    Mail.objects.filter(pk=mail.pk).update(attempts=delivery.MAX_ATTEMPTS - 1)
    assert deliver(mail.pk) == "failed"
    mail.refresh_from_db()
    assert mail.state_reason == "The mail server refused the address: 450 4.2.0 Try again later"
    assert set(mail.reminders.values_list("state", "state_reason")) == {("failed", delivery.AGAIN)}
    assert mail.pk not in waiting_ids(timezone.now() + timedelta(days=30))


def test_what_a_failed_mail_had_to_say_goes_out_on_a_later_day(planned, refuse, mailoutbox):
    mail = mail_to(planned.manager)
    said = set(mail.reminders.values_list("action", "audience", "due_on", "step"))
    refuse(ConnectionRefusedError())
    Mail.objects.filter(pk=mail.pk).update(attempts=delivery.MAX_ATTEMPTS - 1)
    assert deliver(mail.pk) == "failed"
    assert plan(TODAY).added == 0, "nobody gets a second mail of the same day"
    refuse(None)
    tomorrow = TODAY + timedelta(days=1)
    plan(tomorrow)
    later = Mail.objects.get(recipient=planned.manager, day=tomorrow)
    assert set(later.reminders.values_list("action", "audience", "due_on", "step")) == said
    assert deliver(later.pk, today=tomorrow) == "sent"
    plan(tomorrow + timedelta(days=1))
    assert Mail.objects.filter(recipient=planned.manager).count() == 2
    assert {r.state for r in mail.reminders.all()} == {"failed"}, "the outbox keeps both"
    assert {r.state for r in later.reminders.all()} == {"sent"}


def test_a_mail_may_fail_day_after_day_and_is_planned_again_each_time(planned, refuse):
    refuse(ConnectionRefusedError())
    for days in range(3):
        day = TODAY + timedelta(days=days)
        plan(day)
        mail = Mail.objects.get(recipient=planned.manager, day=day)
        Mail.objects.filter(pk=mail.pk).update(attempts=delivery.MAX_ATTEMPTS - 1)
        assert deliver(mail.pk, today=day) == "failed"
    assert Reminder.objects.filter(recipient=planned.manager, state="failed").count() == 3


def test_an_address_refused_for_good_fails_at_once(planned, refuse):
    tried = refuse(NOBODY_THERE)
    assert outcome(planned.manager) == (
        "failed",
        "The mail server refused the address for good: 550 5.1.1 No such user",
    )
    assert len(tried) == 1
    rows = mail_to(planned.manager).reminders.values_list("state", "state_reason")
    assert set(rows) == {("failed", delivery.NOT_AGAIN)}


@pytest.mark.parametrize(
    ("code", "words", "is_final"),
    [
        (550, b"5.1.1 No such user", True),
        (550, b"No such user", True),
        (550, b"5.2.1 Mailbox disabled", True),
        (550, b"5.4.1 Recipient address rejected: Access denied", True),
        (552, b"5.2.2 Mailbox full", False),
        (554, b"5.7.1 Relay access denied", False),
        (550, b"5.4.14 Hop count exceeded", False),
        (451, b"4.3.0 Too late", False),
    ],
)
def test_only_what_is_about_the_address_is_final(code, words, is_final):
    error = smtplib.SMTPRecipientsRefused({"x@example.test": (code, words)})
    assert delivery.is_permanent(error) is is_final


def test_an_address_refused_for_now_is_tried_again(planned, refuse):
    refuse(BUSY)
    assert outcome(planned.manager)[0] == "planned"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "The mail server did not answer in time."),
        (smtplib.SMTPServerDisconnected(), "The mail server broke off the connection."),
        (
            smtplib.SMTPDataError(554, b"secret words"),
            "The mail server refused the mail (code 554).",
        ),
        (KeyError("secret words"), "The mail could not be made or sent (KeyError)."),
        (
            smtplib.SMTPRecipientsRefused({"x": (550, b"a\x00b" + b"c" * 900)}),
            ("The mail server refused the address for good: 550 ab" + "c" * 900)[:300],
        ),
    ],
)
def test_reasons_are_plain_and_say_nothing_of_the_content(planned, refuse, error, words):
    refuse(error)
    assert outcome(planned.manager)[1] == words


def test_one_poisoned_mail_never_blocks_the_others(planned, refuse, mailoutbox):
    refuse(RuntimeError("poison"), only="manager@example.test")
    assert sorted(deliver_all()) == ["planned", "sent", "sent", "sent", "sent"]
    assert len(mailoutbox) == 4


def test_a_mail_that_cannot_be_written_is_a_failure_too(planned, monkeypatch, mailoutbox):
    def break_down(*args):
        raise ValueError

    monkeypatch.setattr(delivery.letters, "write", break_down)
    assert outcome(planned.manager) == (
        "planned",
        "The mail could not be made or sent (ValueError).",
    )


# --- Not to the wrong person ---


def test_the_recipient_is_read_afresh(planned, mailoutbox):
    """The address changed after the plan: the mail goes to the new one."""
    User.objects.filter(pk=planned.manager.pk).update(email="new@example.test")
    deliver(mail_to(planned.manager).pk)
    assert mailoutbox[0].to == ["new@example.test"]


def test_restricted_review_raises_nothing_in_another_managers_mail(planned, mailoutbox):
    review = add_review(planned, is_restricted=True, marking="official_sensitive")
    add_action(planned, add_recommendation(planned, review, (planned.police,)), due_in=-1)
    plan(TODAY)
    deliver_all()
    mine = [m for m in mailoutbox if m.to == ["manager@example.test"]]
    assert [m.subject for m in mine] == ["[OFFICIAL] SCR Tracker: 1 action overdue"]
    assert review.pseudonym.upper() not in mine[0].body
