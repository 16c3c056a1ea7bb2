"""Thin: ids in, a word or a count out. Each is safe to run twice."""

from celery import shared_task

from evidence import scanning
from evidence.models import EvidenceVersion


@shared_task
def scan_version(version_id: int) -> str:
    return scanning.check_version(version_id)


@shared_task
def rescan_waiting() -> int:
    """Queue every file whose check was lost or is due again; beat calls it every ten minutes."""
    if not scanning.has_scanner():
        return 0
    ids = list(EvidenceVersion.objects.to_scan().values_list("pk", flat=True))
    for version_id in ids:
        scanning.queue(version_id)
    return len(ids)
