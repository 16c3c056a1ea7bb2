"""Thin: ids in, a word or a count out. Each is safe to run twice."""

from celery import shared_task

from evidence import disposing, pending, previews, scanning, uploads, virus_notice
from evidence.models import EvidenceVersion


@shared_task
def scan_version(version_id: int) -> str:
    state = scanning.check_version(version_id)
    if state == EvidenceVersion.Scan.CLEAN:
        previews.queue(version_id)
    return state


@shared_task(time_limit=120)
def make_preview(version_id: int) -> str:
    return previews.make(version_id)


@shared_task
def make_missing_previews() -> int:
    """Queue every file without a picture whose turn was lost; beat calls it every hour."""
    ids = list(previews.missing().values_list("pk", flat=True)[:500])
    for version_id in ids:
        previews.queue(version_id)
    return len(ids)


@shared_task
def sweep_uploads() -> int:
    """Files that nobody said anything of, that are evidence by now, or half there; every hour."""
    return pending.sweep() + uploads.sweep_incoming()


@shared_task
def remove_disposed() -> int:
    """Take away the bytes of what was disposed of; on each disposal, and by beat every hour."""
    return disposing.remove_bytes()


@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=6)
def tell_of_virus(version_id: int) -> int:
    return virus_notice.tell(version_id)


@shared_task
def rescan_waiting() -> int:
    """Queue every file whose check was lost or is due again; beat calls it every ten minutes."""
    scanning.see_to_viruses()
    if not scanning.has_scanner():
        return 0
    ids = list(EvidenceVersion.objects.to_scan().values_list("pk", flat=True))
    scanning.lease(ids)
    for version_id in ids:
        scanning.queue(version_id)
    return len(ids)
