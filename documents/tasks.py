"""Thin: ids in, a word or a count out. Each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from documents import keeping, packing
from documents.board import making, scheduling

#: Half an hour: a pack of the largest size, to a slow store.
LONGEST = 1800


@shared_task(time_limit=LONGEST)
def make_pack(pack_id: int) -> str:
    return packing.make(pack_id)


@shared_task(time_limit=LONGEST)
def make_board_pack(pack_id: int) -> str:
    return making.JOB.make(pack_id)


@shared_task
def make_waiting_packs() -> int:
    """Queue packs that wait, and those whose worker was stopped; beat calls it."""
    now, queued = timezone.now(), 0
    for task, job in ((make_pack, packing.JOB), (make_board_pack, making.JOB)):
        for pack_id in job.waiting_ids(now):
            task.apply_async((pack_id,), expires=240)
            queued += 1
    return queued


@shared_task
def make_scheduled_board_packs() -> int:
    return len(scheduling.make_due(timezone.localdate()))


@shared_task
def sweep_packs() -> int:
    return keeping.sweep().ended
