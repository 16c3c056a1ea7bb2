"""Many mails over one connection; what one of them does, or one worker, the others do not feel."""

import smtplib
import threading
import time
from contextlib import closing
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reminders.mails import headers, letters
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.sending import batches, claims, delivery, evaluation, lookahead, posting
from reminders.sending.batches import send_waiting
from reminders.sending.lookahead import LookAhead
from tests.reminders.sending import claim, deliver, waiting_ids
from tests.reminders.test_two_planners import at_once
from tests.world import TODAY, add_action, add_person, build_world

LEASE = timedelta(minutes=5)


@pytest.fixture
def planned(world, today):
    plan(TODAY)
    return world


@pytest.fixture
def hands(monkeypatch):
    """How many mails a worker asked for, each time that it took some."""
    asked, take = [], claims.take

    def watched(after, many=claims.PAGE):
        asked.append(many)
        return take(after, many)

    monkeypatch.setattr(claims, "take", watched)
    return asked


def outcomes():
    return sorted(Mail.objects.values_list("state", "attempts"))


def of(person):
    return Mail.objects.get(recipient=person)


def connections(smtp):
    return len(set(smtp.peers))


# --- The connection ---


def test_all_mails_go_over_one_connection(planned, smtp):
    assert len(send_waiting()) == 5
    assert (len(smtp.envelopes), connections(smtp)) == (5, 1)
    assert outcomes() == [("sent", 1)] * 5


def test_a_connection_is_not_used_for_ever(planned, smtp, monkeypatch):
    monkeypatch.setattr(posting, "MOST", 2)
    send_waiting()
    assert (len(smtp.envelopes), connections(smtp)) == (5, 3)
    assert outcomes() == [("sent", 1)] * 5


def test_a_connection_that_breaks_costs_one_attempt_of_one_mail(planned, smtp):
    smtp.broken_off = {"manager@example.test"}
    assert len(send_waiting()) == 5
    assert outcomes() == [("planned", 1)] + [("sent", 1)] * 4
    mail = of(planned.manager)
    assert mail.state_reason == "The mail server broke off the connection."
    assert mail.not_before > timezone.now()
    assert connections(smtp) <= 2


def test_an_address_that_is_refused_costs_the_others_nothing(planned, smtp):
    smtp.refused = {"manager@example.test", "outsider@example.test"}
    assert len(send_waiting()) == 5
    assert outcomes() == [("failed", 1)] * 2 + [("sent", 1)] * 3


def test_a_server_that_cannot_be_reached_costs_one_attempt_of_one_mail(planned, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert len(send_waiting()) == 1
    assert outcomes() == [("planned", 0)] * 4 + [("planned", 1)]
    assert Mail.objects.get(attempts=1).state_reason == "The mail server could not be reached."


def test_each_mail_is_settled_before_the_next_one_goes(planned, smtp, monkeypatch):
    """What may come twice of a worker that dies: one mail, however many it holds."""
    seen, original = [], smtplib.SMTP.sendmail

    def sendmail(*args, **kwargs):
        seen.append(Mail.objects.filter(state="sent").count())
        return original(*args, **kwargs)

    monkeypatch.setattr(smtplib.SMTP, "sendmail", sendmail)
    send_waiting()
    assert seen == [0, 1, 2, 3, 4]


def test_where_mails_are_files_each_has_its_own(planned, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    send_waiting()
    texts = [file.read_text() for file in tmp_path.iterdir()]
    assert sum(text.count("\nMessage-ID: ") for text in texts) == 5
    assert outcomes() == [("sent", 1)] * 5


# --- Poison ---


def poisoned(original, person):
    """Raises what nobody foresaw, for this person's mail or row."""

    def raising(about, *args):
        if about.recipient_id == person.pk:
            raise RuntimeError("poison")
        return original(about, *args)

    return raising


@pytest.mark.parametrize(
    ("home", "step"), [(evaluation, "_judge"), (letters, "write"), (headers, "message")]
)
def test_a_poisoned_mail_costs_the_others_nothing(planned, smtp, monkeypatch, home, step):
    monkeypatch.setattr(home, step, poisoned(getattr(home, step), planned.manager))
    assert len(send_waiting()) == 5
    assert outcomes() == [("planned", 1)] + [("sent", 1)] * 4
    assert of(planned.manager).state_reason == "The mail could not be made or sent (RuntimeError)."
    assert connections(smtp) == 1


def test_a_mail_that_cannot_even_be_settled_costs_the_others_nothing(
    planned, mailoutbox, monkeypatch
):
    monkeypatch.setattr(delivery, "_refused", poisoned(delivery._refused, planned.manager))
    monkeypatch.setattr(letters, "write", poisoned(letters.write, planned.manager))
    assert len(send_waiting()) == 5
    assert outcomes() == [("sending", 1)] + [("sent", 1)] * 4
    assert of(planned.manager).pk not in waiting_ids(timezone.now())


def test_a_mail_that_went_is_sent_though_its_words_cannot_be_kept(planned, mailoutbox, monkeypatch):
    """It would else be sent again with each lease that runs out, ten times."""

    def update(rows, **fields):
        if fields.get("body_text"):
            raise ValueError("A string literal cannot contain NUL characters.")
        return original(rows, **fields)

    original = type(Mail.objects.all()).update
    monkeypatch.setattr(type(Mail.objects.all()), "update", update)
    assert deliver(of(planned.manager).pk) == "sent"
    mail = of(planned.manager)
    assert (mail.state, mail.subject, mail.body_text) == ("sent", delivery.WORDS_LOST, "")
    assert {row.state for row in mail.reminders.all()} == {"sent"}
    assert len(mailoutbox) == 1


def test_a_mail_to_nobody_is_not_called_sent(planned, mailoutbox, monkeypatch):
    """Django sends a message without recipients to nobody, and says nothing."""
    original = headers.message

    def message(mail, letter):
        made = original(mail, letter)
        made.to = []
        return made

    monkeypatch.setattr(headers, "message", message)
    assert deliver(of(planned.manager).pk) == "planned"
    assert of(planned.manager).state_reason == (
        "The mail could not be made or sent (NoRecipientError)."
    )


# --- Looking ahead ---


def test_mails_are_looked_at_together(planned, mailoutbox):
    """Settle, with a savepoint: four questions a mail, beside those of a page."""
    with CaptureQueriesContext(connection) as few:
        send_waiting()
    for key in range(20):
        add_person(planned, f"lead_{key}", "agency_lead", agency=planned.police)
    Mail.objects.update(state="planned", sent_at=None)
    Reminder.objects.update(state="planned")
    plan(TODAY)
    assert Mail.objects.count() == 25
    with CaptureQueriesContext(connection) as many:
        send_waiting()
    assert len(mailoutbox) == 30
    assert len(many) - len(few) == 4 * 20


def complete(action, person):
    action.status, action.completed_on = "completed", TODAY
    action.claimed_by, action.claimed_at = person, timezone.now()
    action.save()


def once_read(monkeypatch, happens):
    """What a batch has read of its mails is as old as that when the first of them goes."""
    original = LookAhead.take

    def take(ahead, mail_id):
        if happens:
            happens.pop()()
        return original(ahead, mail_id)

    monkeypatch.setattr(LookAhead, "take", take)


def test_what_was_read_ahead_is_used(planned, mailoutbox, monkeypatch):
    monkeypatch.setattr(delivery, "evaluate", None)
    send_waiting()
    assert outcomes() == [("sent", 1)] * 5


def test_what_was_read_too_long_ago_is_read_again(planned, mailoutbox, monkeypatch):
    def a_while_passes():
        complete(planned.police_action, planned.police_lead)
        late = time.monotonic() + lookahead.FRESH + 0.1
        monkeypatch.setattr(lookahead, "time", SimpleNamespace(monotonic=lambda: late))

    once_read(monkeypatch, [a_while_passes])
    monkeypatch.setattr(delivery, "evaluate", None)
    send_waiting()
    assert of(planned.police_lead).state == "dropped"


def test_no_planner_adds_to_a_mail_that_is_read(planned, mailoutbox, monkeypatch):
    """The row would stay planned for ever, under a mail that is sent."""

    def somebody_plans():
        add_action(planned, due_in=3)
        assert plan(TODAY).added == 0

    once_read(monkeypatch, [somebody_plans])
    send_waiting()
    assert outcomes() == [("sent", 1)] * 5
    assert {row.state for row in Reminder.objects.all()} == {"sent"}


def test_a_mail_of_very_many_rows_is_read_alone(planned, mailoutbox, monkeypatch):
    add_action(planned, due_in=3)
    plan(TODAY)
    monkeypatch.setattr(lookahead, "MOST_ROWS", 4)
    alone, original = [], delivery.evaluate
    monkeypatch.setattr(
        delivery, "evaluate", lambda mail, *args: (alone.append(mail), original(mail, *args))[1]
    )
    send_waiting()
    assert outcomes() == [("sent", 1)] * 5
    assert 1 <= len(alone) <= 2, "five rows and one more, of which four are read together"


# --- In hand ---


def test_none_is_begun_in_the_second_half_of_the_lease(planned):
    """The last one has as long as that to go; the others are given back, and nothing is counted."""
    with claims.take(after=0) as hand:
        assert hand.draw() is not None
        with time_machine.travel(timezone.now() + claims.lease() / 2, tick=False):
            assert hand.draw() is None
    assert outcomes() == [("planned", 0)] * 4 + [("sending", 1)]


def test_mails_that_were_given_back_go_at_once(planned, mailoutbox):
    with claims.take(after=0) as hand:
        assert len(hand.left) == 5
    assert len(send_waiting()) == 5
    assert outcomes() == [("sent", 1)] * 5


def test_a_mail_whose_worker_died_is_taken_alone(planned):
    """Else one that kills its workers would cost the others an attempt each time."""
    first, second, third, *_ = Mail.objects.order_by("pk").values_list("pk", flat=True)
    claim(third)
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1), tick=False):
        assert claims.take(after=0).left == [first, second]
        assert claims.take(after=second).left == [third]
        assert len(claims.take(after=third).left) == 2


def test_a_database_that_goes_away_costs_one_mail_though_more_are_held(
    planned, mailoutbox, monkeypatch
):
    def away(token):
        raise OperationalError

    monkeypatch.setattr(claims, "ours", away)
    with pytest.raises(OperationalError):
        send_waiting()
    assert len(mailoutbox) == 1


def test_a_second_mail_that_cannot_be_settled_ends_the_batch(planned, mailoutbox, monkeypatch):
    """Else a database that takes leases but no ends would have each mail sent again and again."""

    def fail(*settled):
        raise OperationalError

    monkeypatch.setattr(delivery, "_note_sent", fail)
    assert len(send_waiting()) == 2
    assert len(mailoutbox) == 2
    assert outcomes() == [("planned", 0)] * 3 + [("sending", 1)] * 2


def test_whether_the_server_answers_is_tried_with_one_mail(planned, smtp, hands):
    """Whose mail is in a hand gets no other that day: none are taken for a server that is away."""
    assert len(send_waiting()) == 5
    assert hands == [1, claims.PAGE, claims.PAGE]


def test_under_a_limit_a_minute_one_is_taken_at_a_time(planned, settings, mailoutbox, hands):
    settings.MAIL_PER_MINUTE = 3
    assert len(send_waiting()) == 3
    assert outcomes() == [("planned", 0)] * 2 + [("sent", 1)] * 3
    assert hands == [1, 1, 1]


def test_what_is_given_back_is_as_it_was(planned):
    later = timezone.now() - timedelta(minutes=1)
    Mail.objects.update(attempts=1, not_before=later)
    with claims.take(after=0):
        pass
    assert set(Mail.objects.values_list("state", "attempts", "not_before")) == {
        ("planned", 1, later)
    }


def test_after_the_last_attempt_a_mail_in_a_batch_has_failed(planned, mailoutbox):
    Mail.objects.update(attempts=delivery.MAX_ATTEMPTS)
    assert len(send_waiting()) == 5
    assert mailoutbox == []
    assert {state for state, _ in outcomes()} == {"failed"}


# --- Sharing ---


def test_a_mail_in_a_dead_workers_hand_holds_nothing_back(planned, mailoutbox):
    claim(of(planned.manager).pk)
    assert len(send_waiting()) == 4
    assert outcomes() == [("sending", 1)] + [("sent", 1)] * 4


def test_a_mail_that_waits_for_its_hour_is_left(planned, mailoutbox):
    waits = Mail.objects.filter(recipient=planned.manager)
    waits.update(not_before=timezone.now() + timedelta(hours=3))
    assert len(send_waiting()) == 4
    assert (of(planned.manager).state, of(planned.manager).attempts) == ("planned", 0)


def test_a_batch_ends_when_its_time_is_over(planned, mailoutbox, monkeypatch):
    clock = iter(range(0, 100, 20))
    monkeypatch.setattr(batches, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    assert len(send_waiting(seconds=45)) == 2
    monkeypatch.undo()
    assert len(send_waiting()) == 3
    assert len(mailoutbox) == 5
    assert outcomes() == [("sent", 1)] * 5


def test_it_takes_page_after_page_and_each_mail_once(planned, mailoutbox, monkeypatch):
    monkeypatch.setattr(claims, "PAGE", 2)
    for key in range(20):
        add_person(planned, f"lead_{key}", "agency_lead", agency=planned.police)
    plan(TODAY)
    assert len(send_waiting()) == 25
    assert len({m.extra_headers["Message-ID"] for m in mailoutbox}) == len(mailoutbox) == 25
    assert send_waiting() == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_several_workers_share_what_waits(smtp, monkeypatch):
    """One hangs with five mails in its hand; meanwhile the others send all the rest."""
    monkeypatch.setattr(claims, "PAGE", 5)
    world = build_world()
    for place in range(40):
        add_person(world, f"lead_{place}", "agency_lead", agency=world.police)
    plan(TODAY)
    everything = set(Mail.objects.values_list("pk", flat=True))
    first, rest_is_done, original = [], threading.Event(), letters.write

    def hang_once(mail, *args):
        first.append(mail.pk)
        if first[0] == mail.pk:
            rest_is_done.wait(30)
        return original(mail, *args)

    def work():
        with closing(connection):
            sent = send_waiting(today=TODAY)
        if Mail.objects.filter(state="sent").count() == len(everything) - 1:
            rest_is_done.set()
        return sent

    monkeypatch.setattr(letters, "write", hang_once)
    shares = at_once(*[work] * 4)
    assert {pk for share in shares for pk in share} == everything
    assert sum(map(len, shares)) == len(smtp.envelopes) == len(everything)
    assert rest_is_done.is_set()
