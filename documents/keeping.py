"""How long a pack is kept, and what ends it before: nothing in it may be hidden from its reader."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from agencies.models import User
from documents import packing, services
from documents.models import Pack
from evidence import scanning
from evidence.models import Evidence, EvidenceRequest, EvidenceVersion, evidence_storage
from recommendations.models import Action, Challenge, Recommendation, Response

log = logging.getLogger(__name__)

OVER = "A pack is kept for seven days. Ask for a new one."
CHANGED = "What it holds has changed in what you may see or download. Ask for a new one."
#: Bytes without a row that are younger may belong to a pack that is being stored.
DELETABLE = timedelta(days=1)
#: What is in a pack, by the kind in `Pack.holds`.
KINDS: dict[str, Any] = {
    "recommendation": Recommendation,
    "response": Response,
    "action": Action,
    "challenge": Challenge,
    "request": EvidenceRequest,
    "evidence": Evidence,
}


def obstacle(user: User, pack: Pack) -> str:
    """Why a ready pack is not handed out any more; "" where it is."""
    if pack.expires_at is None or pack.expires_at <= timezone.now():
        return OVER
    return "" if _sees_all(user, pack) and _files_are_readable(pack) else CHANGED


def _sees_all(user: User, pack: Pack) -> bool:
    for kind, model in KINDS.items():
        ids = pack.holds.get(kind)
        if ids and model.objects.visible_to(user).filter(pk__in=ids).count() != len(ids):
            return False
    return True


def _files_are_readable(pack: Pack) -> bool:
    """None was disposed of, or found to hold a virus, since."""
    files = EvidenceVersion.objects.filter(pk__in=pack.holds["version"])
    return all(map(scanning.is_readable, files))


@dataclass
class Swept:
    """How many packs ended, how many files were removed, how many of them had no row."""

    ended: int = 0
    removed: int = 0
    orphans: int = 0


def sweep(*, dry_run: bool = False) -> Swept:
    """End what has had its time or may not be handed out; remove bytes that nobody needs.

    Safe to run twice, and beside another. A store that does not answer leaves the row for the next
    run. The rows and the log stay.
    """
    swept = Swept()
    for pack in Pack.objects.filter(state=Pack.State.READY).with_subject().order_by("pk"):
        why = obstacle(User.objects.get(pk=pack.recorded_by_id), pack)
        if why:
            swept.ended += 1
            swept.removed += dry_run or services.end_pack(pack=pack, reason=why)
    ended = Pack.objects.filter(state__in=(Pack.State.EXPIRED, Pack.State.FAILED))
    for pack in ended.exclude(file="").order_by("pk"):
        swept.removed += dry_run or packing.remove_bytes(pack)
    for key in _orphans():
        swept.orphans += 1
        if not dry_run:
            evidence_storage().delete(key)
    return swept


def _orphans() -> list[str]:
    """Bytes of packs that no row knows: a worker was slow, lost its lease, and then was killed."""
    store, found = evidence_storage(), []
    known = set(Pack.objects.exclude(file="").values_list("file", flat=True))
    for key in _keys():
        if key in known:
            continue
        try:
            if timezone.now() - store.get_modified_time(key) > DELETABLE:
                found.append(key)
        except Exception:
            log.warning("%s could not be looked at", key, exc_info=True)
    return found


def _keys() -> list[str]:
    store = evidence_storage()
    try:
        folders, _ = store.listdir(packing.FOLDER)
        return [
            f"{packing.FOLDER}{folder}/{name}"
            for folder in sorted(folders)
            for name in sorted(store.listdir(f"{packing.FOLDER}{folder}")[1])
        ]
    except FileNotFoundError:
        return []
