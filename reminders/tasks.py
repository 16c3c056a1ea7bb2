"""What beat and the services queue. Ids in, service, count out; each is safe to run twice."""

from functools import partial

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from reminders import delivery, planner

#: A waiting mail is queued again every ten minutes: a turn that was missed is worth nothing.
TURN = 9 * 60


@shared_task
def plan_reminders() -> int:
    """Plan today, unless somebody else does, then deliver what may go: one task a mail."""
    planner.plan_alone(timezone.localdate())
    return deliver_waiting()


@shared_task
def deliver_waiting() -> int:
    """Queue every mail that waits, and those whose worker let the lease run out."""
    ids = delivery.waiting_ids(timezone.now())
    for mail_id in ids:
        transaction.on_commit(partial(deliver_mail.apply_async, (mail_id,), expires=TURN))
    return len(ids)


@shared_task
def deliver_mail(mail_id: int) -> str:
    return delivery.deliver(mail_id)
