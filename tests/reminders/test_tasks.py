"""What beat and the worker find: names, times, and tasks that queue on commit."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from celery import current_app
from celery.schedules import crontab
from django.conf import settings
from django.db import transaction

from reminders import tasks
from reminders.models import Mail
from reminders.planning import plan
from reminders.sending import batches
from tests.reminders.sending import claim, deliver
from tests.reminders.things import send_every_day
from tests.world import TODAY


def test_the_beat_schedule_names_tasks_that_exist():
    current_app.loader.import_default_modules()
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    ours = {"reminders.tasks.plan_reminders", "reminders.tasks.deliver_waiting"}
    assert ours <= named
    assert named <= set(current_app.tasks)


def shortest_gap(schedule):
    """Minutes between two turns of a crontab, at the least, over four weeks."""
    start = datetime(2026, 11, 1, tzinfo=UTC)  # a Sunday
    turns = [
        minute
        for minute in range(28 * 24 * 60)
        for moment in [start + timedelta(minutes=minute)]
        if moment.minute in schedule.minute
        and moment.hour in schedule.hour
        and moment.isoweekday() % 7 in schedule.day_of_week
        and moment.day in schedule.day_of_month
        and moment.month in schedule.month_of_year
    ]
    return min(later - earlier for earlier, later in pairwise(turns))


@pytest.mark.parametrize(
    ("schedule", "minutes"),
    [
        (crontab(), 1),
        (crontab(minute="5-59/10"), 10),
        (crontab(minute="0,50"), 10),
        (crontab(hour=6, minute=0), 24 * 60),
        (crontab(hour=6, minute=0, day_of_week="mon,tue"), 24 * 60),
    ],
)
def test_the_shortest_gap_is_found(schedule, minutes):
    assert shortest_gap(schedule) == minutes


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_every_periodic_task_expires_before_its_next_turn(name):
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    assert 0 < entry["options"]["expires"] < shortest_gap(entry["schedule"]) * 60


def test_a_batch_expires_before_the_next_is_queued_and_ends_by_then():
    minute = shortest_gap(settings.CELERY_BEAT_SCHEDULE["deliver-waiting-mails"]["schedule"]) * 60
    assert minute > tasks.TURN
    assert minute > batches.LONGEST


@pytest.mark.parametrize(
    ("before", "six_in_london"),
    [
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 6, tzinfo=UTC)),
        (datetime(2026, 10, 23, 12, tzinfo=UTC), datetime(2026, 10, 24, 5, tzinfo=UTC)),
        (datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 5, tzinfo=UTC)),
    ],
)
def test_the_plan_runs_at_six_in_london_across_the_clock_change(before, six_in_london):
    schedule = settings.CELERY_BEAT_SCHEDULE["plan-reminders"]["schedule"]
    schedule = type(schedule)(hour=6, minute=0, app=current_app)
    with time_machine.travel(six_in_london - timedelta(minutes=1), tick=False):
        assert not schedule.is_due(before).is_due
    with time_machine.travel(six_in_london, tick=False):
        assert schedule.is_due(before).is_due


@pytest.fixture
def queued(monkeypatch):
    """The options of each batch that is put into the broker."""
    calls = []
    monkeypatch.setattr(tasks.deliver_batch, "apply_async", lambda **options: calls.append(options))
    return calls


def test_planning_queues_a_batch(world, today, queued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.plan_reminders() == 5
    assert queued == [{"expires": tasks.TURN}]


@pytest.mark.parametrize(("waiting", "batches_queued"), [(0, 0), (1, 1), (4, 2), (5, 3)])
def test_many_mails_are_shared_by_many_batches(
    world, today, queued, monkeypatch, waiting, batches_queued, django_capture_on_commit_callbacks
):
    plan(TODAY)
    monkeypatch.setattr(tasks, "EACH", 2)
    for mail in Mail.objects.all()[waiting:]:
        claim(mail.pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.deliver_waiting() == waiting
    assert len(queued) == batches_queued


def test_there_are_never_more_batches_than_workers(
    world, today, queued, monkeypatch, django_capture_on_commit_callbacks
):
    plan(TODAY)
    monkeypatch.setattr(tasks, "EACH", 1)
    monkeypatch.setattr(tasks, "MOST", 3)
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.deliver_waiting() == 5
    assert len(queued) == 3


@pytest.mark.django_db(transaction=True)
def test_nothing_is_queued_before_the_commit_nor_after_a_rollback(queued):
    from tests.world import build_world

    build_world()
    plan(TODAY)
    with transaction.atomic():
        tasks.deliver_waiting()
        transaction.set_rollback(True)
    assert queued == []
    with transaction.atomic():
        assert tasks.deliver_waiting() == 5
        assert queued == []
    assert len(queued) == 1


def test_the_task_delivers(world, today, mailoutbox):
    plan(TODAY)
    assert tasks.deliver_batch() == 5
    assert tasks.deliver_batch() == 0
    assert len(mailoutbox) == 5


# --- The day is London's ---


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Summer time: half past eleven in the evening UTC is half past midnight in London.
        (datetime(2026, 10, 23, 22, 30, tzinfo=UTC), "2026-10-23"),
        (datetime(2026, 10, 23, 23, 30, tzinfo=UTC), "2026-10-24"),
        # Winter time, from 25 October 2026, one in the morning UTC.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "2026-10-25"),
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), "2026-10-26"),
        (datetime(2027, 3, 28, 22, 59, tzinfo=UTC), "2027-03-28"),
        (datetime(2027, 3, 28, 23, 0, tzinfo=UTC), "2027-03-29"),
    ],
)
def test_planned_for_the_day_in_london(world, queued, moment, day):
    send_every_day()
    with time_machine.travel(moment, tick=False):
        tasks.plan_reminders()
    assert {mail.day.isoformat() for mail in Mail.objects.all()} == {day}


def test_due_yesterday_in_london_is_late_though_utc_says_today(world, queued, mailoutbox):
    """21 October ends at 23:00 UTC: half an hour later the police action is a day late."""
    with time_machine.travel(datetime(2026, 10, 21, 22, 30, tzinfo=UTC), tick=False):
        tasks.plan_reminders()
        mail = Mail.objects.get(recipient=world.police_lead)
        assert [r.step for r in mail.reminders.all()] == [0]
        deliver(mail.pk)
        assert mailoutbox[-1].subject == "[OFFICIAL] SCR Tracker: 1 action due soon"
    with time_machine.travel(datetime(2026, 10, 21, 23, 30, tzinfo=UTC), tick=False):
        tasks.plan_reminders()
        mail = Mail.objects.get(recipient=world.police_lead, day="2026-10-22")
        assert [r.step for r in mail.reminders.all()] == [1]
        deliver(mail.pk)
        assert mailoutbox[-1].subject == "[OFFICIAL] SCR Tracker: 1 action overdue"


def test_a_mail_sent_at_half_past_midnight_in_london_is_the_mail_of_that_day(world, queued):
    """23:30 UTC on 21 October is 22 October in London: no second mail on the 22nd."""
    plan(TODAY - timedelta(days=12))
    Mail.objects.filter(recipient=world.police_lead).update(
        state="sent", sent_at=datetime(2026, 10, 21, 23, 30, tzinfo=UTC)
    )
    plan(TODAY - timedelta(days=11))
    days = Mail.objects.filter(recipient=world.police_lead).values_list("day", flat=True)
    assert [day.isoformat() for day in days] == ["2026-10-21"]
