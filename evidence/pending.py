"""Files that wait for what is said of them: received one by one, made into items, swept away."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction

from agencies.models import User
from evidence import filetypes, services
from evidence.models import Evidence, PendingUpload, evidence_storage
from recommendations.models import Action
from scr_tracker.errors import InvalidTransition
from scr_tracker.once import Once

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
    try:
        name, _ = filetypes.check(file, file.name or "")
    except ValidationError as refused:
        raise InvalidTransition(refused.messages[0], "file") from refused
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    mine = PendingUpload.objects.of(actor)
    values = {"token": token[:64], "sha256": digest.hexdigest(), "original_name": name}
    there = mine.filter(**values).first() if token else None
    if there:
        return there
    if mine.filter(evidence=None).count() >= MOST_WAITING:
        raise InvalidTransition("Too many files of yours wait already. Say what they are.", "file")
    upload = PendingUpload(owner=actor, size=file.size or 0, **values)
    return _keep(upload, file)


def _keep(upload: PendingUpload, file: File) -> PendingUpload:
    file.seek(0)
    try:
        upload.file.name = evidence_storage().save(f"waiting/{uuid.uuid4().hex}", file)
    except Exception as error:
        raise InvalidTransition(
            "The file could not be stored, and nothing was saved. Try again later.", "file"
        ) from error
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError:
        evidence_storage().delete(str(upload.file.name))
        same = {"token": upload.token, "sha256": upload.sha256}
        return PendingUpload.objects.get(
            owner=upload.owner, original_name=upload.original_name, **same
        )
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
    """The waiting file as an item, through the service that checks and stores every file."""
    if upload.evidence:
        return upload.evidence
    try:
        stream = evidence_storage().open(str(upload.file.name), "rb")
    except Exception as error:
        raise InvalidTransition("The file is no longer there. Choose it again.", "file") from error
    with stream:
        file = File(stream, name=upload.original_name)
        evidence = services.add_evidence(
            actor=actor,
            action=action,
            file=file,
            also_supports=also_supports,
            once=once,
            **facts,
        )
    PendingUpload.objects.filter(pk=upload.pk).update(evidence=evidence)
    return evidence


def sweep() -> int:
    """Take away what was abandoned, and what has become evidence. Safe to run twice."""
    swept = 0
    for upload in PendingUpload.objects.to_sweep().iterator():
        evidence_storage().delete(str(upload.file.name))
        swept += PendingUpload.objects.filter(pk=upload.pk).delete()[0]
    return swept


def stem(upload: PendingUpload) -> str:
    return PurePath(upload.original_name).stem[:250]
