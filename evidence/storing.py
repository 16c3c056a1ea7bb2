"""Puts the bytes of a file where they are kept, before and outside of any transaction."""

import hashlib
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import DatabaseError

from evidence import filetypes
from evidence.models import EvidenceVersion, evidence_storage
from scr_tracker.errors import InvalidTransition

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stored:
    key: str
    name: str
    size: int
    sha256: str
    content_type: str


@contextmanager
def stored(file: File | None) -> Iterator[Stored | None]:
    """The accepted file in storage; taken away again if the block fails.

    Raises:
        InvalidTransition: the file is not accepted, or the store failed; nothing is kept.
    """
    kept = _store(file) if file is not None else None
    try:
        yield kept
    except BaseException:
        if kept and not _is_recorded(kept.key):
            evidence_storage().delete(kept.key)
        raise


def _store(file: File) -> Stored:
    try:
        name, content_type = filetypes.check(file, file.name or "")
    except ValidationError as refused:
        raise InvalidTransition(refused.messages[0], "file") from refused
    digest = hashlib.sha256()
    size = 0
    for chunk in file.chunks():
        digest.update(chunk)
        size += len(chunk)
    key = _new_key()
    try:
        file.seek(0)
        key = evidence_storage().save(key, file)
        if evidence_storage().size(key) != size:
            raise OSError("fewer bytes arrived than were sent")
    except Exception as error:
        logger.exception("A file could not be stored")
        _discard(key)
        raise InvalidTransition(
            "The file could not be stored, and nothing was saved. Try again later.", "file"
        ) from error
    return Stored(key, name, size, digest.hexdigest(), content_type)


def _new_key() -> str:
    """Opaque: it says nothing of the file. Two letters of folder keep folders small."""
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key}"


def _discard(key: str) -> None:
    try:
        evidence_storage().delete(key)
    except Exception:
        logger.exception("What was stored in part could not be removed")


def _is_recorded(key: str) -> bool:
    """Whether a committed row holds the file. In doubt it stays: better an orphan than a loss."""
    try:
        return EvidenceVersion.objects.filter(file=key).exists()
    except DatabaseError:
        return True
