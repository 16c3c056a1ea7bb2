"""The virus check: which files may be read, and how a waiting one comes to its verdict."""

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import User
from evidence import clamav, quarantine, verification, virus_notice
from evidence.models import Evidence, EvidenceVersion
from evidence.querysets import readable_states
from evidence.states import can_be_read
from scr_tracker.versions import locked

logger = logging.getLogger(__name__)
Scan = EvidenceVersion.Scan

#: Seconds before the second and the third try of one task. After these the file counts as "could
#: not be checked", and is tried again after 10, 20, 40 … minutes, at the latest after six hours.
PAUSES = (1.0, 3.0)
FIRST_WAIT = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=6)
#: How long a file that was given to a worker is not given to another.
LEASE = timedelta(minutes=25)

_WHY_NOT = {
    Scan.NOT_CHECKED: "it has not been checked for viruses yet.",
    Scan.WAITING: "it waits for the virus check, which usually takes under a minute.",
    Scan.FAILED: "it could not be checked for viruses. The check is tried again by itself.",
    Scan.INFECTED: "a virus was found in it. Add a clean file as a new version.",
}


def has_scanner() -> bool:
    return bool(settings.CLAMAV_URL)


def is_readable(version: EvidenceVersion) -> bool:
    """Only a clean file is handed out; where there is no scanner, an unchecked one too."""
    return version.disposed_at is None and version.scan_state in readable_states()


def why_not(version: EvidenceVersion) -> str:
    """Why the file is not handed out, to follow "… cannot be downloaded:"."""
    if version.disposed_at:
        return "it was disposed of. Its name, size and checksum stay on record."
    return _WHY_NOT[Scan(version.scan_state)]


def why_not_accepted(evidence: Evidence) -> str:
    """Why the item cannot be accepted, to follow "… cannot be accepted:"; "" where it can.

    Its newest file decides; where that was disposed of, its link or figures. It carries `scan`.
    """
    newest = next(iter(evidence.versions.all()), None)
    return "" if newest is None or can_be_read(evidence) else why_not(newest)


def queue(version_id: int) -> None:
    """Have a worker check the file, and draw its preview then. Call on commit."""
    from evidence.tasks import make_preview, scan_version

    task = scan_version if has_scanner() else make_preview
    task.delay(version_id)


def check_version(version_id: int) -> str:
    """Ask the scanner and write its verdict; safe to run twice. Returns the state.

    A file that had a verdict keeps it where the scanner does not answer, or the store. One with a
    virus goes to quarantine, people are told, and it proves nothing any more.
    """
    version = EvidenceVersion.objects.get(pk=version_id)
    if not has_scanner() or version.disposed_at:
        return version.scan_state
    try:
        verdict = _ask(version)
    except clamav.ScannerUnavailable as error:
        logger.warning("Version %s could not be checked: %s", version_id, error)
        return _put_off(version)
    except Exception:
        # Each store raises errors of its own, and one file must not keep others from their check.
        logger.exception("Version %s could not be read", version_id)
        return _put_off(version)
    state = Scan.INFECTED if verdict.is_infected else Scan.CLEAN
    if verdict.is_infected:
        logger.error("A virus was found in version %s: %s", version_id, verdict.detail)
    _record(version, verdict)
    quarantine.settle(version_id)
    if verdict.is_infected:
        _have_told(version_id)
    return state


def _record(version: EvidenceVersion, verdict: clamav.Verdict) -> None:
    """The verdict; what was verified on a newest file with a virus is verified again.

    Who decides on the item at this moment waits, or is waited for: items are locked first.
    """
    is_infected = verdict.is_infected
    with transaction.atomic():
        item = locked(Evidence.objects.all()).get(pk=version.evidence_id)
        row = EvidenceVersion.objects.select_related("uploaded_by").get(pk=version.pk)
        verification.hold_behind(item)
        is_news = is_infected and row.scan_state != Scan.INFECTED
        EvidenceVersion.objects.filter(pk=version.pk).update(
            scan_state=Scan.INFECTED if is_infected else Scan.CLEAN,
            scan_detail=verdict.detail,
            scanned_at=timezone.now(),
            scan_due_at=None,
            **(virus_notice.NEWS if is_news else {}),
        )
        is_newest = not item.versions.filter(number__gt=version.number).exists()
        if is_news and is_newest and row.disposed_at is None:
            _nothing_proven(row.uploaded_by, item)


def _nothing_proven(uploader: User, item: Evidence) -> None:
    """What was verified or closed on the file is so no more."""
    from evidence.services import answers

    verification.take_back_all(uploader, item, verification.INFECTED)
    answers.infected(uploader, item)


def see_to_viruses() -> int:
    """Make up for quarantines and mails that failed. Returns how many files there were."""
    ids = {*quarantine.misplaced().values_list("pk", flat=True)}
    untold = {*virus_notice.untold().values_list("pk", flat=True)}
    for version_id in ids:
        quarantine.settle(version_id)
    for version_id in untold:
        _have_told(version_id)
    return len(ids | untold)


def lease(version_ids: list[int]) -> None:
    """These have been given to a worker: nobody gives them out again for a while."""
    rows = EvidenceVersion.objects.filter(pk__in=version_ids)
    rows.update(scan_due_at=timezone.now() + LEASE)


def _have_told(version_id: int) -> None:
    from evidence.tasks import tell_of_virus

    try:
        tell_of_virus.delay(version_id)
    except Exception:
        logger.exception("The mails about version %s wait for the next round", version_id)


def _ask(version: EvidenceVersion) -> clamav.Verdict:
    for pause in PAUSES:
        try:
            return _ask_once(version)
        except clamav.ScannerSilent:
            raise  # it has had its time; to wait again would keep a worker from all other files
        except clamav.ScannerUnavailable:
            time.sleep(pause)
    return _ask_once(version)


def _ask_once(version: EvidenceVersion) -> clamav.Verdict:
    with version.open_stored() as stream:
        return clamav.scan(settings.CLAMAV_URL, stream)


def _put_off(version: EvidenceVersion) -> str:
    wait = min(FIRST_WAIT * 2 ** min(version.scan_attempts, 10), LONGEST_WAIT)
    waiting = EvidenceVersion.objects.filter(
        pk=version.pk, scan_state__in=(Scan.NOT_CHECKED, Scan.WAITING, Scan.FAILED)
    )
    put_off = waiting.update(
        scan_state=Scan.FAILED,
        scan_attempts=F("scan_attempts") + 1,
        scan_due_at=timezone.now() + wait,
    )
    return Scan.FAILED if put_off else version.scan_state
