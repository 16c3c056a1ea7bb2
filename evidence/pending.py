"""Files that wait for what is said of them: received one by one, made into items, swept away."""

import hashlib
import logging
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction

from agencies.models import User
from evidence import services, storing
from evidence.models import Evidence, EvidenceVersion, PendingUpload, evidence_storage
from recommendations.models import Action
from scr_tracker.errors import InvalidTransition
from scr_tracker.once import Once

logger = logging.getLogger(__name__)

#: Files that one form takes, and files that one person may have waiting.
MOST_AT_ONCE, MOST_WAITING = 20, 100
TOO_MANY = f"At most {MOST_AT_ONCE} files are taken at once. Add it afterwards."


class OnceAFile(Once):
    """One waiting file becomes one item, however often the form comes."""

    def __init__(self, upload: PendingUpload) -> None:
        self.key = hashlib.sha256(f"pending {upload.public_id}".encode()).hexdigest()


def receive(*, actor: User, file: File, token: str) -> PendingUpload:
    """Keep the file for a day; the same one from the same page is there once.

    Raises:
        InvalidTransition: it is not accepted, or the store failed; nothing is kept.
    """
    found = storing.examine(file)
    mine = PendingUpload.objects.of(actor)
    values = {"token": token[:64], "sha256": found.sha256, "original_name": found.name}
    there = mine.filter(**values).first() if token else None
    if there:
        return there
    if mine.filter(evidence=None).count() >= MOST_WAITING:
        raise InvalidTransition("Too many files of yours wait already. Say what they are.", "file")
    kept = storing.keep(file, found)
    upload = PendingUpload(owner=actor, file=kept.key, size=kept.size, **values)
    try:
        with transaction.atomic():
            upload.save()
    except BaseException as error:
        storing.discard(kept.key)
        if isinstance(error, IntegrityError):
            return PendingUpload.objects.get(owner=actor, **values)
        raise
    return upload


def waiting(user: User, ids: Iterable[str]) -> list[PendingUpload]:
    """The person's own of these, in the order in which they came; anything else is no file."""
    return list(PendingUpload.objects.of(user).filter(public_id__in=_uuids(ids)))


def _uuids(ids: Iterable[str]) -> list[UUID]:
    found = []
    for text in list(ids)[: 2 * MOST_AT_ONCE]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def make_item(
    *, actor: User, upload: PendingUpload, action: Action, also_supports: Sequence[Action] = (),
    once: Once | None = None, **facts: Any
) -> Evidence:  # fmt: skip
    """The waiting file as an item. Its bytes stay where they are."""
    return upload.evidence or services.add_evidence(
        actor=actor, action=action, file=upload, also_supports=also_supports, once=once, **facts
    )


def sweep() -> int:
    """Take away what was abandoned, and the rows of what is evidence by now.

    Safe to run twice, and beside people who post: what may be swept can no longer become an item.
    A store that does not answer leaves the row for the next run.
    """
    swept = 0
    for upload in PendingUpload.objects.to_sweep().iterator():
        key = str(upload.file.name)
        try:
            if not EvidenceVersion.objects.filter(file=key).exists():
                evidence_storage().delete(key)
        except Exception:
            logger.exception("Upload %s could not be removed", upload.pk)
            continue
        swept += PendingUpload.objects.filter(pk=upload.pk).delete()[0]
    return swept


def stem(upload: PendingUpload) -> str:
    return PurePath(upload.original_name).stem[:250]
