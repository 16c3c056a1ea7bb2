"""Two planners, and planner and worker, at the same moment: on PostgreSQL, with real threads."""

import threading
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection

from reminders import ledger
from reminders.models import Mail, Reminder
from reminders.planning import plan
from reminders.sending import claims
from reminders.sending.batches import send_waiting
from reminders.services import resend_mail
from tests.reminders.sending import deliver, waiting_ids
from tests.world import TODAY, add_action, add_person, build_world

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def busy_world():
    world = build_world()
    for number in range(60):
        agency = (world.police, world.health, world.childrens)[number % 3]
        add_action(world, agency=agency, due_in=-number)
    return world


def at_once(*jobs):
    """Each job in a thread of its own, started together; their results and errors."""
    barrier, results = threading.Barrier(len(jobs)), []

    def run(job):
        with closing(connection):
            barrier.wait(10)
            try:
                results.append(job())
            except Exception as error:
                results.append(error)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == len(jobs)
    return results


def _send():
    """On a working day, whenever this is run."""
    return send_waiting(today=TODAY)


def identities():
    rows = Reminder.objects.filter(is_repeat=False)
    return sorted(rows.values_list("recipient_id", "kind", "item_id", "audience", "due_on", "step"))


def test_two_planners_add_each_row_once(busy_world):
    expected = sorted(line.identity for line in plan(TODAY, dry_run=True).lines)
    runs = at_once(lambda: plan(TODAY), lambda: plan(TODAY), lambda: plan(TODAY))
    assert identities() == expected
    assert sum(run.added for run in runs) == len(expected)
    people = set(Reminder.objects.values_list("recipient_id", flat=True))
    assert Mail.objects.count() == len(people)
    assert not Mail.objects.filter(reminders=None).exists()


def test_two_planners_carry_an_unsent_mail_over_once(busy_world):
    plan(TODAY)
    runs = at_once(lambda: plan(TODAY + timedelta(days=4)), lambda: plan(TODAY + timedelta(days=4)))
    assert all(run.added >= 0 for run in runs)
    people = set(Reminder.objects.values_list("recipient_id", flat=True))
    assert Mail.objects.count() == len(people)
    assert len(identities()) == len(set(identities()))


def test_two_workers_send_each_mail_once(busy_world, mailoutbox):
    for number in range(120):
        add_person(busy_world, f"lead-{number}", "agency_lead", agency=busy_world.police)
    plan(TODAY)
    ids = waiting_ids()
    assert len(ids) > 2 * claims.PAGE
    taken = [pk for pks in at_once(*[_send] * 3) for pk in pks]
    assert sorted(taken) == sorted(ids)
    assert set(Mail.objects.values_list("state", "attempts")) == {("sent", 1)}
    assert len({m.extra_headers["Message-ID"] for m in mailoutbox}) == len(mailoutbox) == len(ids)


def test_a_planner_never_adds_to_a_mail_that_a_worker_takes(busy_world, mailoutbox, monkeypatch):
    """While a planner stands between "the mail is open" and "here are rows", a worker passes over
    it; what the planner added then goes with the rest."""
    plan(TODAY)
    mail = Mail.objects.get(recipient=busy_world.health_lead)
    late = add_action(busy_world, agency=busy_world.health, due_in=-1)
    inside, left = threading.Event(), []
    original = Reminder.objects.bulk_create

    def slow(rows, **options):
        inside.set()
        worker.join(10)
        return original(rows, **options)

    def work():
        with closing(connection):
            inside.wait(10)
            _send()
            left.append(Mail.objects.get(pk=mail.pk).state)

    worker = threading.Thread(target=work)
    worker.start()
    monkeypatch.setattr(ledger.Reminder.objects, "bulk_create", slow)
    plan(TODAY)
    assert left == ["planned"]
    _send()
    row = Reminder.objects.get(recipient=busy_world.health_lead, action=late)
    assert (row.mail_id, row.state) == (mail.pk, "sent")


def test_two_managers_send_a_mail_again_at_once(busy_world):
    """One new mail, whoever comes first and however fast it goes out."""
    add_person(busy_world, "deputy", "manager")
    plan(TODAY)
    first = Mail.objects.get(recipient=busy_world.police_lead)
    deliver(first.pk, today=TODAY)

    def job(key):
        actor, city = busy_world.fresh(key), busy_world.city
        asked = {"partnership": city, "mail": first, "reason": "It never came.", "number": 0}
        return lambda: resend_mail(actor=actor, **asked)

    results = at_once(job("manager"), job("deputy"))
    assert Mail.objects.filter(resend_of=first).count() == 1
    assert sorted(type(each).__name__ for each in results) == ["InvalidTransition", "Mail"]
