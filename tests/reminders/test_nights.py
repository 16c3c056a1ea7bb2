"""Night after night, through the task that beat queues and the delivery: what each person reads.

Days of the calendar on which such things go wrong: the clock change, 29 February, New Year, bank
holidays; and nights on which nothing ran.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommendations.models import Action
from reminders import tasks
from reminders.models import Mail, Night, Reminder
from reminders.sending.batches import send_waiting
from tests.reminders.things import send_every_day, set_policy
from tests.world import TODAY, add_action


def night(day, hour=6):
    """That hour in London on the day."""
    moment = timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=hour)))
    return time_machine.travel(moment.astimezone(UTC), tick=False)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr(tasks.deliver_batch, "apply_async", lambda *args, **options: None)


def run(day):
    """Plan at six, and send what waits; at eight once more, when the digests may go."""
    with night(day):
        tasks.plan_reminders()
        send_waiting()
    with night(day, 8):
        send_waiting()


def only(action, due_on):
    """Nothing else is due."""
    Action.objects.exclude(pk=action.pk).update(due_on=None, first_due_on=None)
    Action.objects.filter(pk=action.pk).update(due_on=due_on, first_due_on=due_on)


def told(person):
    """day → step of what went to the person as who owes it."""
    rows = Reminder.objects.filter(recipient=person, state="sent", audience="owner")
    return {row.mail.day: row.step for row in rows.order_by("pk")}


def walk(first, last):
    day = first
    while day <= last:
        run(day)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        pytest.param(
            date(2026, 10, 25),  # the Sunday on which the clock goes back
            {"10-09": -14, "10-22": -3, "10-23": 0, "10-26": 1, "10-27": 2, "10-29": 4},
            id="clock goes back",
        ),
        pytest.param(
            date(2027, 3, 28),  # the Sunday on which it goes forward, and Easter
            {"03-12": -14, "03-25": 0, "03-30": 2, "04-01": 4},
            id="clock goes forward",
        ),
        pytest.param(
            date(2028, 2, 29),
            {"02-15": -14, "02-25": -3, "02-29": 0, "03-01": 1, "03-02": 2},
            id="29 February",
        ),
        pytest.param(
            date(2027, 1, 1),
            {"12-18": -14, "12-29": -3, "12-31": 0, "01-04": 2, "01-05": 4},
            id="New Year",
        ),
        pytest.param(
            date(2026, 12, 28),  # the bank holiday for Boxing Day
            {"12-14": -14, "12-24": 0, "12-29": 1, "12-30": 2},
            id="bank holiday",
        ),
    ],
)
def test_a_due_date_on_an_odd_day(world, mailoutbox, due_on, expected):
    """All nights from seventeen days before to four days after it."""
    only(world.police_action, due_on)
    walk(due_on - timedelta(days=17), due_on + timedelta(days=4))
    found = {day.strftime("%m-%d"): step for day, step in told(world.police_lead).items()}
    assert found == expected
    assert len([m for m in mailoutbox if m.to == ["police_lead@example.test"]]) == len(found)


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [(date(2026, 10, 19), 6), (date(2026, 10, 26), 7), (date(2027, 4, 5), 6)],
)
def test_the_hour_of_the_digest_is_londons(world, day, utc_hour):
    only(world.police_action, day - timedelta(days=9))
    with night(day):
        tasks.plan_reminders()
    mail = Mail.objects.get(recipient=world.manager)
    assert mail.send_from.astimezone(UTC).hour == utc_hour


def test_a_week_in_which_nothing_ran_ends_with_one_mail_of_todays_truth(world, mailoutbox):
    """Run on day 1, not on 2 to 6, again on 7: what was done meanwhile is not spoken of."""
    send_every_day()
    done = add_action(world, agency=world.health, due_in=1)
    open_ = add_action(world, agency=world.health, due_in=2)
    run(TODAY)
    mailoutbox.clear()
    Action.objects.filter(pk=done.pk).update(status="withdrawn", status_reason="Overtaken")
    run(TODAY + timedelta(days=6))
    [mail] = [m for m in mailoutbox if m.to == ["health_lead@example.test"]]
    assert f"SCR-1 {open_.reference} - due 4 November 2026 - 4 days late" in mail.body
    assert f"SCR-1 {done.reference} " not in mail.body
    assert mail.body.count("SCR-1 ") == 1
    assert len(mailoutbox) == len({m.to[0] for m in mailoutbox})


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    due_in=st.integers(-20, 20),
    nights=st.sets(st.integers(0, 24), min_size=1, max_size=10),
    twice=st.booleans(),
)
def test_whatever_nights_are_missed_the_last_run_has_said_what_stands(
    world, due_in, nights, twice, mailoutbox
):
    """Each step at most once, one mail a person a day, and nothing that stands is unsaid."""
    Reminder.objects.all().delete()
    Mail.objects.all().delete()
    Night.objects.all().delete()
    policy = set_policy(world.city)
    due_on = TODAY + timedelta(days=due_in)
    only(world.police_action, due_on)
    for number in sorted(nights):
        for _ in range(1 + twice):
            run(TODAY + timedelta(days=number))
    steps = list(told(world.police_lead).values())
    assert steps == sorted(set(steps))
    days = list(Mail.objects.filter(recipient=world.police_lead).values_list("day", flat=True))
    assert len(days) == len(set(days))
    policy.refresh_from_db()
    worked = [
        TODAY + timedelta(days=number)
        for number in sorted(nights)
        if policy.schedule.sends_on(TODAY + timedelta(days=number))
    ]
    stands = policy.schedule.at(worked[-1]).step(due_on) if worked else None
    assert (steps[-1] if steps else None) == stands
