"""Thin: ids in, a word or a count out. Each is safe to run twice."""

from celery import shared_task
from django.utils import timezone

from documents import keeping, packing

#: Half an hour: a pack of the largest size, to a slow store.
LONGEST = 1800


@shared_task(time_limit=LONGEST)
def make_pack(pack_id: int) -> str:
    return packing.make(pack_id)


@shared_task
def make_waiting_packs() -> int:
    """Queue packs that wait, and those whose worker was stopped; beat calls it."""
    ids = packing.waiting_ids(timezone.now())
    for pack_id in ids:
        make_pack.apply_async((pack_id,), expires=240)
    return len(ids)


@shared_task
def sweep_packs() -> int:
    return keeping.sweep().ended
