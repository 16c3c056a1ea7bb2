"""What beat and the services queue. Ids in, service, count out; each is safe to run twice."""

from functools import partial
from math import ceil

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from reminders import notice_pruning, planner
from reminders.models import Mail
from reminders.sending import batches

#: What waits is queued again each minute: a turn that was missed is worth nothing.
TURN = 50
#: One worker sends at least so many mails in a turn; and no house has more workers than that.
EACH, MOST = 25, 40


@shared_task
def plan_reminders() -> int:
    """Plan today, unless somebody else does, then deliver what may go."""
    planner.plan_alone(timezone.localdate())
    return deliver_waiting()


@shared_task
def deliver_waiting() -> int:
    """Queue batches for the mails that wait, and those whose worker let the lease run out.

    Which mails a batch sends is found out when it runs, so that one that is too many ends at once.
    """
    waiting = Mail.objects.claimable(timezone.now()).count()
    for _ in range(min(ceil(waiting / EACH), MOST)):
        transaction.on_commit(partial(deliver_batch.apply_async, expires=TURN))
    return waiting


@shared_task
def deliver_batch() -> int:
    return len(batches.send_waiting(seconds=batches.LONGEST))


@shared_task
def prune_notices() -> int:
    """Notifications read more than a year ago; once a night."""
    return notice_pruning.prune(timezone.localdate())
