"""Only one planner at a time: a lease in the database, on both databases."""

import threading
from contextlib import closing
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from reminders import planner, tasks
from reminders.models import Lease, Mail, Reminder
from reminders.planner import held, plan_alone
from reminders.planning import plan
from tests.world import TODAY, build_world

PLANNING = Lease.Job.PLANNING


@pytest.fixture
def another():
    """Somebody else plans."""
    with held(PLANNING, planner.LEASE) as is_held:
        assert is_held
        yield


def test_who_is_alone_plans_and_leaves_the_lease_free(world, today):
    assert plan_alone(TODAY).added == 5
    assert plan_alone(TODAY).added == 0
    assert list(Lease.objects.values_list("job", "token", "until")) == [("planning", None, None)]


def test_a_second_planner_leaves_it_to_the_first(world, today, another):
    assert plan_alone(TODAY) is None
    assert not Reminder.objects.exists()
    assert Lease.objects.get().until == timezone.now() + planner.LEASE, "still the first one's"


def test_a_plan_that_fails_frees_the_lease(world, today, monkeypatch):
    def break_down(day):
        raise RuntimeError

    monkeypatch.setattr(planner.planning, "plan", break_down)
    with pytest.raises(RuntimeError):
        plan_alone(TODAY)
    monkeypatch.undo()
    assert plan_alone(TODAY).added == 5


def test_a_planner_that_was_killed_frees_it_when_the_lease_runs_out(world, today):
    killed = held(PLANNING, planner.LEASE)
    killed.__enter__()
    with time_machine.travel(timezone.now() + planner.LEASE - timedelta(seconds=1), tick=False):
        assert plan_alone(TODAY) is None
    with time_machine.travel(timezone.now() + planner.LEASE, tick=False):
        assert plan_alone(TODAY).added == 5


def test_who_comes_back_after_the_lease_does_not_free_what_is_anothers(world, today):
    slow = held(PLANNING, planner.LEASE)
    slow.__enter__()
    with (
        time_machine.travel(timezone.now() + planner.LEASE, tick=False),
        held(PLANNING, planner.LEASE) as is_held,
    ):
        assert is_held
        slow.__exit__(None, None, None)
        assert plan_alone(TODAY) is None


def test_the_lease_is_longer_than_a_task_may_take():
    assert planner.LEASE.total_seconds() > settings.CELERY_TASK_TIME_LIMIT


def test_the_database_holds_one_lease_a_job_with_its_end(db):
    Lease.objects.create(job=PLANNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lease.objects.create(job=PLANNING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lease.objects.update(until=timezone.now())


def test_the_task_delivers_what_waits_though_another_plans(world, today, monkeypatch):
    plan(TODAY)
    late = timezone.localdate() + timedelta(days=1)
    with (
        held(PLANNING, planner.LEASE),
        time_machine.travel(timezone.now() + timedelta(days=1), tick=False),
        held(PLANNING, planner.LEASE),
    ):
        assert tasks.plan_reminders() == 5
    assert not Mail.objects.filter(day=late).exists()


def test_the_command_says_that_another_plans_and_is_no_error(world, today, another, mailoutbox):
    plan(TODAY)
    Mail.objects.filter(recipient=world.manager).update(state="dropped")
    out, said = StringIO(), StringIO()
    call_command("remind", stdout=out, stderr=said)
    assert said.getvalue() == "Another planner is at work; planning is left to it.\n"
    assert "5 mails (4 sent by this run), 0 reminders added" in out.getvalue()
    assert len(mailoutbox) == 4, "what waits goes out all the same"


def test_a_dry_run_needs_no_lease(world, today, another):
    out = StringIO()
    call_command("remind", "--dry-run", stdout=out)
    assert "5 mails, 5 reminders added" in out.getvalue()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_several_planners_at_once_one_plans(monkeypatch):
    build_world()
    original, barrier, results = plan, threading.Barrier(4), []
    inside = threading.Event()

    def slow(day):
        inside.wait(20)
        return original(day)

    def work():
        with closing(connection):
            barrier.wait(20)
            results.append(plan_alone(TODAY))
            if len(results) == 3:
                inside.set()

    monkeypatch.setattr(planner.planning, "plan", slow)
    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results[:3] == [None, None, None]
    assert [run.added for run in results[3:]] == [5]
