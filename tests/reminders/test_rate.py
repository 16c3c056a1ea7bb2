"""At most so many mails in a minute, whoever sends them; what waits is neither lost nor tried."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from reminders.models import Mail, Slot
from reminders.planning import plan
from reminders.sending import rate
from reminders.sending.batches import send_waiting
from scr_tracker.env import number
from tests.reminders.test_two_planners import at_once
from tests.world import TODAY, add_person, build_world

EVER = datetime.min.replace(tzinfo=UTC)


@pytest.fixture
def planned(world, today):
    plan(TODAY)
    return world


@pytest.fixture
def limit(settings):
    def _limit(number):
        settings.MAIL_PER_MINUTE = number

    return _limit


def later(**delta):
    return time_machine.travel(timezone.now() + timedelta(**delta), tick=False)


def waiting():
    """Of each mail that waits: its attempts, and whether it is put off."""
    mails = Mail.objects.filter(state="planned")
    return [(mail.attempts, (mail.not_before or EVER) > timezone.now()) for mail in mails]


def test_what_is_beyond_the_rate_goes_in_the_next_minute(planned, limit, mailoutbox):
    limit(2)
    before = set(waiting())
    assert len(send_waiting()) == 2
    assert len(waiting()) == 3
    assert set(waiting()) <= before, "no attempt is counted, and nothing put off"
    with later(seconds=54):
        assert send_waiting() == []
    with later(minutes=1):
        assert len(send_waiting()) == 2
    with later(minutes=2):
        assert len(send_waiting()) == 1
    assert len({m.extra_headers["Message-ID"] for m in mailoutbox}) == len(mailoutbox) == 5
    assert set(Mail.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_no_minute_has_more_wherever_it_begins(planned, limit, mailoutbox):
    """One mail at 0:00, another that waited till 0:50: at 1:00 there is leave for one, not two."""
    limit(2)
    waits = Mail.objects.exclude(recipient=planned.manager)
    waits.update(not_before=timezone.now() + timedelta(seconds=50))
    assert len(send_waiting()) == 1
    with later(seconds=50):
        assert len(send_waiting()) == 1
    with later(seconds=60):
        assert len(send_waiting()) == 1
    with later(seconds=110):
        assert len(send_waiting()) == 1
    assert len(mailoutbox) == 4


def test_no_limit_asks_nothing(planned, limit, mailoutbox):
    limit(0)
    assert len(send_waiting()) == 5
    assert not Slot.objects.exists()


def test_a_mail_that_is_dropped_uses_nothing_up(planned, limit, mailoutbox):
    planned.police_action.due_on = TODAY + timedelta(days=30)
    planned.police_action.save()
    others = Mail.objects.exclude(recipient__in=(planned.police_lead, planned.manager))
    others.update(not_before=timezone.now() + timedelta(hours=1))
    limit(1)
    assert len(send_waiting()) == 2
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["dropped"] * 2 + ["planned"] * 3
    others.update(not_before=None)
    assert len(send_waiting()) == len(mailoutbox) == 1


def test_a_mail_that_the_server_refuses_counts(planned, limit, monkeypatch):
    from django.core.mail import EmailMessage

    def refuse(*args, **kwargs):
        raise ConnectionResetError

    monkeypatch.setattr(EmailMessage, "send", refuse)
    limit(2)
    assert len(send_waiting()) == 2
    assert send_waiting() == []


def test_the_minute_counts_from_when_the_mail_went(planned, limit, monkeypatch, mailoutbox):
    """A server that takes twenty seconds: its mail would else stand beside two others."""
    limit(1)
    won = rate.turn()
    with later(seconds=20):
        won.end(has_gone=True)
    with later(seconds=70):
        assert send_waiting() == []
    with later(seconds=80):
        assert len(send_waiting()) == 1


def test_a_worker_waits_for_a_slot_that_is_nearly_free(planned, limit, monkeypatch):
    slept = []
    limit(1)
    assert len(send_waiting()) == 1
    traveller = time_machine.travel(timezone.now() + timedelta(seconds=56), tick=False)

    def sleep(seconds):
        slept.append(seconds)
        clock.shift(seconds)

    monkeypatch.setattr(rate.time, "sleep", sleep)
    with traveller as clock:
        assert len(send_waiting()) == 1
    assert slept == [4.0]


def test_a_lower_rate_holds_at_once_and_a_higher_one_too(planned, limit):
    limit(3)
    assert len(send_waiting()) == 3
    limit(1)
    with later(minutes=1):
        assert len(send_waiting()) == 1
    limit(5)
    with later(minutes=1, seconds=1):
        assert len(send_waiting()) == 1, "the last one"


@pytest.mark.parametrize("value", ["-1", "1.5", "many"])
def test_the_setting_is_a_whole_number(monkeypatch, value):
    monkeypatch.setenv("MAIL_PER_MINUTE", value)
    with pytest.raises(SystemExit, match=r"MAIL_PER_MINUTE is “.*”; it must be a whole number"):
        number("MAIL_PER_MINUTE", default=0)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_rate_holds_over_workers_that_send_at_once(limit, mailoutbox):
    world = build_world()
    for place in range(40):
        add_person(world, f"lead_{place}", "agency_lead", agency=world.police)
    with time_machine.travel(datetime(2026, 11, 2, 9, 30, tzinfo=UTC), tick=False):
        plan(TODAY)
        limit(7)
        sent = at_once(*[send_waiting] * 4)
        assert sum(map(len, sent)) == len(mailoutbox) == 7
        with later(minutes=1):
            sent = at_once(*[send_waiting] * 4)
            assert sum(map(len, sent)) == 7
    assert len({m.extra_headers["Message-ID"] for m in mailoutbox}) == len(mailoutbox) == 14
    assert set(waiting()) == {(0, False)}
