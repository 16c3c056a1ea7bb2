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
from evidence import duplicates, services, storing
from evidence.models import Evidence, EvidenceVersion, PendingUpload, evidence_storage
from recommendations.models import Action, Review
from scr_tracker.errors import InvalidTransition
from scr_tracker.once import Once, writing
from scr_tracker.versions import locked

logger = logging.getLogger(__name__)

#: Files that one form takes, and files that one person may have waiting.
MOST_AT_ONCE, MOST_WAITING = 20, 100
TOO_MANY = f"At most {MOST_AT_ONCE} files are taken at once. Add it afterwards."


class OnceAFile(Once):
    """One waiting file becomes one item, however often the form comes."""

    def __init__(self, upload: PendingUpload) -> None:
        self.key = hashlib.sha256(f"pending {upload.public_id}".encode()).hexdigest()


def receive(
    *, actor: User, action: Action, file: File, token: str, has_names: bool = False
) -> PendingUpload:
    """Keep the file for a day; the same one for the same action waits once.

    Sent under two answers, it names somebody (`has_names`): what was said once is not unsaid.

    Raises:
        InvalidTransition: it is not accepted, or the store failed; nothing is kept.
    """
    found = storing.examine(file)
    values = {"token": token[:64], "sha256": found.sha256, "original_name": found.name}
    if has_names:
        waiting_here = PendingUpload.objects.of(actor).unused().filter(action=action)
        waiting_here.filter(sha256=found.sha256).update(has_names=True)
    there = _there(actor, action, values)
    if there:
        return there
    kept = storing.keep(file, found)
    upload = PendingUpload(
        owner=actor, action=action, file=kept.key, size=kept.size, has_names=has_names, **values
    )
    try:
        with transaction.atomic():
            upload.save()
    except BaseException as error:
        storing.discard(kept.key)
        if isinstance(error, IntegrityError):
            return PendingUpload.objects.get(owner=actor, **values)
        raise
    return upload


def _there(actor: User, action: Action, values: dict[str, str]) -> PendingUpload | None:
    """The same file, from the same page or waiting for the same action."""
    mine = PendingUpload.objects.of(actor)
    sent_twice = mine.filter(action=action, **values).first() if values["token"] else None
    if sent_twice:
        return sent_twice
    here = waiting_for(actor, action)
    for upload in here:
        if upload.sha256 == values["sha256"]:
            if upload.original_name == values["original_name"]:
                return upload
            message = f"It is the same file as “{upload.original_name}”, which is here already."
            raise InvalidTransition(message, "file")
    if len(here) >= MOST_AT_ONCE:
        raise InvalidTransition(TOO_MANY, "file")
    if mine.unused().count() >= MOST_WAITING:
        raise InvalidTransition("Too many files of yours wait already. Say what they are.", "file")
    return None


def waiting(user: User, action: Action, ids: Iterable[str]) -> list[PendingUpload]:
    """The person's own of these for the action, as they came; anything else is no file."""
    mine = PendingUpload.objects.of(user).filter(action=action)
    return list(mine.filter(public_id__in=_uuids(ids)))


def waiting_for(user: User, action: Action) -> list[PendingUpload]:
    """The person's own that arrived for the action and are no evidence yet."""
    return list(PendingUpload.objects.of(user).unused().filter(action=action))


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
    """The waiting file as an item. Its bytes stay where they are.

    Sent as one that names somebody, it is OFFICIAL-SENSITIVE, whatever the page says by now; and
    so it is where an item that is so marked, and that the person sees, holds the same file.
    """
    if upload.has_names or duplicates.is_sensitive(actor, action, upload.sha256):
        facts["marking"] = Review.Marking.SENSITIVE
    return upload.evidence or services.add_evidence(
        actor=actor, action=action, file=upload, also_supports=also_supports, once=once, **facts
    )


def link_instead(
    *, actor: User, upload: PendingUpload, evidence: Evidence, action: Action,
    once: Once | None = None
) -> Evidence:  # fmt: skip
    """The item that holds the same file already supports this action too; the file may go.

    Sent as one that names somebody, it makes the item OFFICIAL-SENSITIVE, as an edit does.
    """
    with writing(once) as note:
        fresh = locked(Evidence.objects.all()).get(pk=evidence.pk)
        if upload.has_names and fresh.marking != Review.Marking.SENSITIVE:
            raised: Any = {"version": fresh.version, "marking": Review.Marking.SENSITIVE}
            services.edit_evidence(actor=actor, evidence=fresh, also_supports=[action], **raised)
        else:
            services.link_to_action(actor=actor, evidence=evidence, action=action)
        PendingUpload.objects.filter(pk=upload.pk).update(evidence=evidence)
        note(evidence)
    return evidence


def discard(upload: PendingUpload) -> None:
    """Its owner does not want it: it is gone at once, and a worker takes away the bytes."""
    PendingUpload.objects.unused().filter(pk=upload.pk).give_up()
    transaction.on_commit(_have_swept, robust=True)  # the hourly sweep makes up for it


def _have_swept() -> None:
    from evidence.tasks import sweep_uploads

    sweep_uploads.delay()


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
