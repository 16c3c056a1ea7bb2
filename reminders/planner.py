"""Only one plans at a time, however many workers there are, and whoever types the command.

Two planners at once would do no harm, as the ledger's constraints hold each row once; but each
would do all the work, and wait for the other's locks. The lease is a row of the database, so it
holds across machines and needs no broker. It lasts longer than a task may take
(`CELERY_TASK_TIME_LIMIT`): while somebody plans, nobody else does. A planner that is killed in the
middle frees it when it runs out, and the next plan makes good what is missing.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import uuid4

from django.db.models import Q
from django.utils import timezone

from reminders import planning
from reminders.models import Lease
from reminders.planning import Plan

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=15)


def plan_alone(today: date) -> Plan | None:
    """`planning.plan`; None where somebody else plans at this moment, and it was left to them."""
    with held(Lease.Job.PLANNING, LEASE) as is_ours:
        if is_ours:
            return planning.plan(today)
    log.info("left to another planner, which is at work")
    return None


@contextmanager
def held(job: Lease.Job, length: timedelta) -> Iterator[bool]:
    """Hold the lease of the job; False where somebody else has it. Free again at the end."""
    now, token = timezone.now(), uuid4()
    Lease.objects.bulk_create([Lease(job=job)], ignore_conflicts=True)
    free = Lease.objects.filter(Q(until=None) | Q(until__lte=now), job=job)
    if not free.update(token=token, until=now + length):
        yield False
        return
    try:
        yield True
    finally:
        Lease.objects.filter(job=job, token=token).update(token=None, until=None)
