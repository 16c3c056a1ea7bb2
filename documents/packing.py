"""Making a pack: claim with a lease, read what the asker may see, write the ZIP, store, settle.

A pack that a killed worker left is taken up again when its lease runs out. Only the worker whose
lease token still stands may say how it ended. Where its file will lie is noted before a byte is
written there, so that whoever takes the pack over removes what the first one left.
"""

import hashlib
import logging
import tempfile
from datetime import datetime, timedelta
from typing import IO
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import User
from documents.archive import TooLarge, write
from documents.contents import Contents
from documents.models import Pack
from documents.names import safe
from documents.permissions import may_ask
from documents.querysets import PackQuerySet
from documents.reading import read
from evidence.models import evidence_storage

log = logging.getLogger(__name__)

#: A pack is begun anew so many times after it failed.
MOST_RETRIES = 3
FOLDER = "packs/"
KEPT_FOR = timedelta(days=7)
#: To store the ZIP once it is made may take longer than any one of its files.
STORING = timedelta(minutes=30)
PIECE = 1024 * 1024
State = Pack.State
NOT_SEEN = "You can no longer see what this pack is about."
GIVEN_UP = (
    "The pack could not be made, though it was tried several times. Ask for it once more later; "
    "if that fails too, tell whoever runs SCR Tracker."
)


class LeaseLost(Exception):
    """Another worker has taken the pack over, or it was given up."""


def make(pack_id: int) -> str:
    """Make the pack if it waits; the state in which this call left it, "" where it was not ours.

    Safe to run twice, and beside another. Never raises for what one pack does.
    """
    pack = claim(pack_id)
    if pack is None:
        return ""
    if pack.attempts > MOST_RETRIES + 1:
        return _end(pack, State.FAILED, GIVEN_UP)
    try:
        return _make(pack)
    except TooLarge as refused:
        return _end(pack, State.FAILED, str(refused))
    except LeaseLost:
        log.warning("pack %s: the lease ran out while it was made", pack.pk)
        _discard(str(pack.file))
        return ""
    except Exception:
        log.exception("pack %s, attempt %s", pack.pk, pack.attempts)
        _discard(str(pack.file))
        if pack.attempts > MOST_RETRIES:
            return _end(pack, State.FAILED, GIVEN_UP)
        return _end(pack, State.WAITING, "It did not work at once, and is tried again.")


def claim(pack_id: int) -> Pack | None:
    """Take the pack for the length of a lease; None where it is done or another worker has it."""
    now, token, key = timezone.now(), uuid4(), uuid4().hex
    with transaction.atomic():
        left = Pack.objects.select_for_update().filter(pk=pack_id).claimable(now).first()
        if left is None:
            return None
        Pack.objects.filter(pk=pack_id).update(
            state=State.MAKING,
            lease_token=token,
            lease_until=now + _lease(),
            attempts=F("attempts") + 1,
            done=0,
            total=0,
            file=f"{FOLDER}{key[:2]}/{key}",
        )
    _discard(str(left.file))
    return Pack.objects.with_subject().get(pk=pack_id)


def waiting_ids(now: datetime) -> list[int]:
    """Packs that may be taken now, the oldest first."""
    return list(Pack.objects.claimable(now).order_by("pk").values_list("pk", flat=True)[:100])


def _make(pack: Pack) -> str:
    asker = User.objects.get(pk=pack.recorded_by_id)
    if not may_ask(asker, pack.review, pack.recommendation):
        return _end(pack, State.FAILED, NOT_SEEN)
    made_at = timezone.now()
    contents = read(asker, pack.review, pack.recommendation, made_at)
    with tempfile.TemporaryFile(dir=_work_folder()) as out:
        write(out, contents, lambda done, total: _progress(pack, done, total))
        _hold(pack, lease_until=timezone.now() + STORING)
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


def _lease() -> timedelta:
    return timedelta(seconds=settings.PACK_LEASE_SECONDS)


def _progress(pack: Pack, done: int, total: int) -> None:
    _hold(pack, done=done, total=total, lease_until=timezone.now() + _lease())


def _hold(pack: Pack, **fields: object) -> None:
    if not _ours(pack).update(**fields):
        raise LeaseLost


def _ours(pack: Pack) -> PackQuerySet:
    return Pack.objects.filter(pk=pack.pk, state=State.MAKING, lease_token=pack.lease_token)


def _ready(pack: Pack, contents: Contents, size: int, digest: str) -> str:
    done = _ours(pack).update(
        state=State.READY,
        reason="",
        lease_token=None,
        lease_until=None,
        done=F("total"),
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
    if not done:
        raise LeaseLost
    return State.READY.value


def _end(pack: Pack, state: Pack.State, reason: str) -> str:
    """Without a file: what was written of it is gone."""
    fields = {"lease_token": None, "lease_until": None, "file": ""}
    return state.value if _ours(pack).update(state=state, reason=reason, **fields) else ""


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
