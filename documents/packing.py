"""Making an evidence pack: read what the asker may see, write the ZIP, store, settle (`leases.py`).

Where its file will lie is noted before a byte is written there, so that whoever takes the pack over
removes what the first one left.
"""

import hashlib
import logging
import tempfile
from datetime import timedelta
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.utils import timezone

from agencies.models import User
from documents.archive import TooLarge, write
from documents.contents import Contents
from documents.leases import GIVEN_UP, MOST_RETRIES, Job, LeaseLost, State
from documents.models import Pack
from documents.names import safe
from documents.permissions import may_ask
from documents.reading import read
from evidence.models import evidence_storage

__all__ = ["GIVEN_UP", "MOST_RETRIES", "LeaseLost"]

log = logging.getLogger(__name__)

FOLDER = "packs/"
KEPT_FOR = timedelta(days=7)
#: To store the ZIP once it is made may take longer than any one of its files.
STORING = timedelta(minutes=30)
PIECE = 1024 * 1024
NOT_SEEN = "You can no longer see what this pack is about."


class PackJob(Job):
    model = Pack
    refusals = (TooLarge,)

    def made(self, row: Pack) -> str:
        return _make(row)

    def fetched(self, pk: int) -> Pack:
        return Pack.objects.with_subject().get(pk=pk)

    def noted(self) -> dict[str, object]:
        key = uuid4().hex
        return {"file": f"{FOLDER}{key[:2]}/{key}"}

    def discard(self, row: Pack) -> None:
        _discard(str(row.file))

    def ended_with(self) -> dict[str, object]:
        """Without a file: what was written of it is gone."""
        return {"file": ""}


JOB = PackJob()
make, claim, waiting_ids = JOB.make, JOB.claim, JOB.waiting_ids


def _make(pack: Pack) -> str:
    asker = User.objects.get(pk=pack.recorded_by_id)
    if not may_ask(asker, pack.review, pack.recommendation):
        return JOB.end(pack, State.FAILED, NOT_SEEN)
    made_at = timezone.now()
    contents = read(asker, pack.review, pack.recommendation, made_at)
    with tempfile.TemporaryFile(dir=_work_folder()) as out:
        write(out, contents, lambda done, total: JOB.progress(pack, done, total))
        JOB.hold(pack, lease_until=timezone.now() + STORING)
        digest, size = _measure(out)
        _store(pack, out)
    return _ready(pack, contents, size, digest)


def _work_folder() -> str:
    """Beside the files of evidence: the one place that is writable and large everywhere."""
    folder = settings.PACK_WORK_DIR
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def _measure(out: IO[bytes]) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = out.seek(0, 2)
    out.seek(0)
    while piece := out.read(PIECE):
        digest.update(piece)
    out.seek(0)
    return digest.hexdigest(), size


def _store(pack: Pack, out: IO[bytes]) -> None:
    key = evidence_storage().save(str(pack.file), File(out))
    if key != str(pack.file):
        evidence_storage().delete(key)
        raise OSError("the place of the pack in the store was taken")


def _ready(pack: Pack, contents: Contents, size: int, digest: str) -> str:
    return JOB.ready(
        pack,
        size=size,
        sha256=digest,
        name=file_name(contents),
        file_count=len(contents.files()),
        left_out_count=len(contents.left_out()),
        marking=contents.marking,
        holds=contents.holds(),
        made_at=contents.made_at,
        expires_at=contents.made_at + KEPT_FOR,
    )


def remove_bytes(pack: Pack) -> bool:
    """Of a pack that has ended. What cannot be removed now, the next sweep removes."""
    gone = _discard(str(pack.file))
    if gone:
        Pack.objects.filter(pk=pack.pk, file=str(pack.file)).update(file="")
    return gone


def _discard(key: str) -> bool:
    """Take away what is stored there; whether nothing is left."""
    try:
        if key:
            evidence_storage().delete(key)
    except Exception:
        log.exception("What was stored of a pack could not be removed")
        return False
    return True


def file_name(contents: Contents) -> str:
    """ "Clare 1a evidence pack 2026-11-02.zip"."""
    about = [contents.review.pseudonym]
    if contents.recommendation is not None:
        about.append(contents.recommendation.reference)
    stem = safe(" ".join(about), 60) or "Review"
    return f"{stem} evidence pack {contents.today.isoformat()}.zip"
