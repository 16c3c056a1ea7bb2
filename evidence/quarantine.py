"""Where a file with a virus goes: a folder of its own in the store; nothing of it is served."""

import logging

from django.db.models import Q, QuerySet

from evidence import storing
from evidence.models import EvidenceVersion, evidence_storage

logger = logging.getLogger(__name__)

FOLDER = "quarantine/"
Scan = EvidenceVersion.Scan


def misplaced() -> "QuerySet[EvidenceVersion]":
    """Files that are not where their verdict puts them, because the store failed at the time."""
    inside = Q(file__startswith=FOLDER)
    wrong = (Q(scan_state=Scan.INFECTED) & ~inside) | (Q(scan_state=Scan.CLEAN) & inside)
    return EvidenceVersion.objects.filter(wrong, disposed_at=None).exclude(file="")


def settle(version_id: int) -> bool:
    """Move the file to where its verdict puts it: True where it is there now.

    Safe to run twice. The copy comes first, then the row, then the end of the old bytes, so that a
    worker that is killed in between leaves bytes too many and never too few.
    """
    version = misplaced().filter(pk=version_id).first()
    if version is None:
        return True
    is_infected = version.scan_state == Scan.INFECTED
    try:
        _move(version, FOLDER + storing.new_key() if is_infected else storing.new_key())
        if is_infected and version.preview:
            _drop_preview(version)
    except Exception:
        logger.exception("Version %s could not be moved to where it belongs", version_id)
        return False
    return True


def _move(version: EvidenceVersion, key: str) -> None:
    old = str(version.file)
    try:
        with version.open_stored() as stream:
            evidence_storage().save(key, stream)
    except BaseException:
        storing.discard(key)
        raise
    moved = EvidenceVersion.objects.filter(pk=version.pk, file=old).update(file=key)
    storing.discard(old if moved else key)


def _drop_preview(version: EvidenceVersion) -> None:
    """The picture of a file that seemed clean once; should it be again, one is drawn anew."""
    key = str(version.preview)
    states = EvidenceVersion.Preview
    EvidenceVersion.objects.filter(pk=version.pk).update(preview="", preview_state=states.NONE)
    storing.discard(key)
