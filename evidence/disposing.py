"""What stands against disposal of an item, and how its bytes go."""

import logging
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from evidence.models import Disposal, Evidence, EvidenceVersion, evidence_storage
from recommendations.models import Review
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person

logger = logging.getLogger(__name__)
HELD = "{} is under legal hold: nothing of it may be disposed of."


def reviews_of(evidence: Evidence) -> "QuerySet[Review]":
    """The reviews whose actions the item supports."""
    return Review.objects.filter(recommendations__actions__evidence_links__evidence=evidence)


def obstacle(ground: str, reviews: list[Review], today: date) -> str:
    """Why an item of these reviews may not go on this ground; "" where it may."""
    held = next((review for review in reviews if review.is_held), None)
    if held is not None:
        return HELD.format(held)
    if ground == Disposal.Ground.MISTAKE:
        return ""
    for review in reviews:
        if review.retain_until is None:
            return f"No date is set until which evidence of {review} is kept. Set it first."
        if review.retain_until >= today:
            return f"Evidence of {review} is kept until {long_day(review.retain_until)}."
    return ""


def going(disposal: Disposal) -> "QuerySet[EvidenceVersion]":
    """The files that go with it: those that were there when it was proposed."""
    here = EvidenceVersion.objects.filter(evidence=disposal.evidence_id, disposed_at=None)
    return here.filter(number__lte=disposal.newest_number)


def over(user: "Person", partnership_id: int, today: date) -> "QuerySet[Evidence]":
    """Items with files whose time is over, in all their reviews, and that nothing holds."""
    kept = Review.objects.filter(
        Q(is_held=True) | Q(retain_until=None) | Q(retain_until__gte=today)
    ).filter(partnership_id=partnership_id)
    still_kept = Evidence.objects.filter(actions__recommendation__review__in=kept)
    here = EvidenceVersion.objects.filter(disposed_at=None)
    return (
        Evidence.objects.visible_to(user)
        .filter(partnership_id=partnership_id, pk__in=here.values("evidence_id"))
        .exclude(pk__in=still_kept.values("pk"))
        .exclude(disposals__state=Disposal.State.PROPOSED)
        .order_by("dated_on", "pk")
    )


def remove_bytes() -> int:
    """Take the bytes of what was disposed of from the store, and forget where they were.

    Safe to run twice, and beside another: a file that is gone already is no error. A store that
    does not answer leaves the row for the next run. Returns the number of files.
    """
    removed = 0
    rows = EvidenceVersion.objects.exclude(disposed_at=None).exclude(file="", preview="")
    for version in rows.order_by("pk"):
        try:
            while not _remove(version):
                version.refresh_from_db()
        except Exception:
            logger.exception("The bytes of version %s could not be removed", version.pk)
            continue
        removed += 1
    return removed


def _remove(version: EvidenceVersion) -> bool:
    """False where the bytes have moved meanwhile: they are elsewhere, and looked for anew."""
    for key in filter(None, (str(version.file), str(version.preview))):
        others = EvidenceVersion.objects.filter(file=key, disposed_at=None)
        if not others.exists():
            evidence_storage().delete(key)
    unmoved = EvidenceVersion.objects.filter(
        pk=version.pk, file=str(version.file), preview=str(version.preview)
    )
    return bool(unmoved.update(file="", preview=""))
