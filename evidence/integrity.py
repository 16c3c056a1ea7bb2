"""Compares what the database says of stored files with what is in the store, either way."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from evidence.models import EvidenceVersion, PendingUpload, evidence_storage
from evidence.previews import PREFIX
from evidence.quarantine import FOLDER

logger = logging.getLogger(__name__)

#: Younger bytes may belong to an upload whose row is yet to come.
YOUNG = timedelta(hours=1)
DELETABLE = timedelta(days=1)
#: Evidence packs, and files on their way in, lie in the same store; each has a sweep of its own.
NOT_OURS = ("packs/", "incoming/")
PIECE = 64 * 1024


@dataclass(frozen=True)
class Difference:
    """`kind`: missing, unreadable, size, hash, preview missing, orphan."""

    kind: str
    key: str
    version: str = ""
    detail: str = ""

    def __str__(self) -> str:
        whose = f"version {self.version}, " if self.version else ""
        return f"{self.kind}: {whose}{self.key}{self.detail and f' ({self.detail})'}"


@dataclass
class Report:
    """How many files, previews and quarantined files there should be, and what differs."""

    files: int = 0
    previews: int = 0
    in_quarantine: int = 0
    disposed: int = 0
    stored: int = 0
    left_alone: int = 0
    deleted: int = 0
    differences: list[Difference] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "is_whole": not self.differences}


def compare(*, delete_orphans: bool = False) -> Report:
    """Read every stored file, and list the store. Nothing is changed but, if asked, orphans."""
    report = Report()
    # Before the rows: bytes come before their row.
    stored = [key for key in _keys() if not key.startswith(NOT_OURS)]
    report.stored = len(stored)
    known = _check_rows(report, set(stored))
    now = timezone.now()
    for key in stored:
        if key not in known:
            _judge_orphan(report, key, now, delete_orphans)
    return report


def _check_rows(report: Report, stored: set[str]) -> set[str]:
    """The keys that rows hold, each compared."""
    known: set[str] = set()
    report.disposed = EvidenceVersion.objects.exclude(disposed_at=None).count()
    for version in EvidenceVersion.objects.filter(disposed_at=None).order_by("pk").iterator(500):
        key, preview = str(version.file), str(version.preview)
        known |= {key, preview}
        report.files += 1
        report.in_quarantine += key.startswith(FOLDER)
        found = _compare(version, key)
        if preview:
            report.previews += 1
            if preview not in stored and not evidence_storage().exists(preview):
                found.append(Difference("preview missing", preview, str(version.public_id)))
        report.differences += found
    return known


def _compare(version: EvidenceVersion, key: str) -> list[Difference]:
    name = str(version.public_id)
    digest, size = hashlib.sha256(), 0
    try:
        with version.open_stored() as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
                size += len(piece)
    except FileNotFoundError:
        return [Difference("missing", key, name)]
    except Exception as error:  # what a store raises is its own
        logger.warning("Version %s could not be read", version.pk, exc_info=True)
        return [Difference("unreadable", key, name, type(error).__name__)]
    if size != version.size:
        return [Difference("size", key, name, f"{size} bytes instead of {version.size}")]
    if digest.hexdigest() != version.sha256:
        return [Difference("hash", key, name)]
    return []


def _keys(folder: str = "") -> Iterator[str]:
    try:
        folders, files = evidence_storage().listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from _keys(f"{folder}{name}/")


def _judge_orphan(report: Report, key: str, now: datetime, may_delete: bool) -> None:
    """Bytes without a row: left alone while they are young, deleted when old and asked for."""
    try:
        age = now - evidence_storage().get_modified_time(key)
    except Exception as error:
        report.differences.append(Difference("unreadable", key, detail=type(error).__name__))
        return
    if age < YOUNG or _has_row(key):
        report.left_alone += 1
        return
    if may_delete and age > DELETABLE:
        evidence_storage().delete(key)
        report.deleted += 1
        return
    what = "preview" if key.startswith(PREFIX) else "file"
    report.differences.append(Difference("orphan", key, detail=f"{what}, {age.days} days old"))


def _has_row(key: str) -> bool:
    """Looked up anew: the file may have moved to or from quarantine meanwhile.

    A file that waits to become evidence has a row, too; the sweep of uploads takes it away.
    """
    holds = Q(file=key) | Q(preview=key)
    versions = EvidenceVersion.objects.filter(holds, disposed_at=None)
    return versions.exists() or PendingUpload.objects.filter(file=key).exists()
