"""Puts the bytes of a file where they are kept, before and outside of any transaction."""

import hashlib
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import DatabaseError

from evidence import filetypes, refusals
from evidence.models import Evidence, EvidenceVersion, PendingUpload, evidence_storage
from scr_tracker.errors import InvalidTransition

logger = logging.getLogger(__name__)

PIECE = 1024 * 1024
NOT_READ = "The file could not be read from the store, and nothing was saved. Try again later."
GONE = "The file is no longer there. Choose it again."


@dataclass(frozen=True)
class Stored:
    """An accepted file; `key` is "" until its bytes are kept. `waited` is the row it waited as."""

    name: str
    size: int
    sha256: str
    content_type: str
    key: str = ""
    waited: PendingUpload | None = None

    def become(self, evidence: Evidence) -> None:
        """In the transaction that makes the item: a file that waited is the item's from now on.

        Raises:
            InvalidTransition: it has waited too long, or is another item's.
        """
        if self.waited is None:
            return
        free = PendingUpload.objects.kept().filter(pk=self.waited.pk, evidence=None)
        if not free.update(evidence=evidence):
            raise InvalidTransition(GONE, "file")


@contextmanager
def stored(file: File | PendingUpload | EvidenceVersion | None) -> Iterator[Stored | None]:
    """The accepted file in storage; taken away again if the block fails.

    One that waits is there already: its bytes are neither copied nor, should the block fail, lost.
    Of a file that is an item's, it is a copy under a key of its own.

    Raises:
        InvalidTransition: the file is not accepted, or the store failed; nothing is kept.
    """
    if file is None or isinstance(file, PendingUpload):
        yield _waiting(file) if file else None
        return
    kept = _copied(file) if isinstance(file, EvidenceVersion) else keep(file, examine(file))
    try:
        yield kept
    except BaseException:
        if not _is_recorded(kept.key):
            discard(kept.key)
        raise


def examine(file: File) -> Stored:
    """What the file is, without keeping it.

    Raises:
        InvalidTransition: it is not accepted.
    """
    try:
        name, content_type = filetypes.check(file, file.name or "")
    except ValidationError as refused:
        raise InvalidTransition(refused.messages[0], "file") from refused
    return Stored(name, *measure(file), content_type)


def measure(file: File) -> tuple[int, str]:
    """Its size in bytes, and its SHA-256."""
    digest = hashlib.sha256()
    size = 0
    for chunk in file.chunks(PIECE):
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()


def keep(file: File, examined: Stored) -> Stored:
    """Its bytes in the store, all of them.

    Raises:
        InvalidTransition: the store failed; nothing is kept.
    """
    key = new_key()
    try:
        file.seek(0)
        key = evidence_storage().save(key, file)
        if evidence_storage().size(key) != examined.size:
            raise OSError("fewer bytes arrived than were sent")
    except Exception as error:
        logger.exception("A file could not be stored")
        discard(key)
        raise InvalidTransition(refusals.NOT_STORED, "file") from error
    return replace(examined, key=key)


def discard(key: str) -> None:
    """Remove bytes that nothing holds. Where the store fails, `check_evidence` finds them."""
    try:
        evidence_storage().delete(key)
    except Exception:
        logger.exception("What was stored and is not wanted could not be removed")


def _waiting(upload: PendingUpload) -> Stored:
    key = str(upload.file.name)
    try:
        is_whole = evidence_storage().exists(key) and evidence_storage().size(key) == upload.size
    except Exception as error:
        logger.exception("The store did not answer")
        raise InvalidTransition(NOT_READ, "file") from error
    if not is_whole:
        raise InvalidTransition(GONE, "file")
    mime = filetypes.mime_of(upload.original_name)
    return Stored(upload.original_name, upload.size, upload.sha256, mime, key, upload)


def _copied(version: EvidenceVersion) -> Stored:
    try:
        with version.open_stored() as stream:
            file = File(stream, version.original_name)
            examined = examine(file)
            if examined.sha256 != version.sha256:
                raise OSError("these are not the bytes that were brought in")
            return keep(file, examined)
    except InvalidTransition:
        raise
    except Exception as error:
        logger.exception("Version %s could not be copied", version.pk)
        raise InvalidTransition(NOT_READ, "file") from error


def new_key() -> str:
    """Opaque: it says nothing of the file. Two letters of folder keep folders small."""
    key = uuid.uuid4().hex
    return f"{key[:2]}/{key}"


def _is_recorded(key: str) -> bool:
    """Whether a committed row holds the file. In doubt it stays: better an orphan than a loss."""
    try:
        return EvidenceVersion.objects.filter(file=key).exists()
    except DatabaseError:
        return True
