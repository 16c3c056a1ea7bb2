"""Disposal: one proposes, another decides, and a tombstone stays."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import User
from evidence import disposing, verification
from evidence.models import Disposal, Evidence
from evidence.permissions import may_decide_disposal, may_dispose, may_read
from evidence.services import answers
from evidence.states import is_spent
from recommendations.models import Review
from recommendations.services.checks import allow, given
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import locked, save_as


@transaction.atomic
def propose_disposal(*, actor: User, evidence: Evidence, ground: str, reason: str) -> Disposal:
    """Say that the files of an item are to go, and why. Nothing goes yet."""
    allow(may_read(actor, evidence) and may_dispose(actor, evidence))
    reason = given(reason, "reason", "Say why the evidence is to be disposed of.")
    fresh = locked(Evidence.objects.all()).get(pk=evidence.pk)
    _check(fresh, ground)
    newest = fresh.versions.filter(disposed_at=None).first()
    if newest is None:
        raise InvalidTransition("This evidence has no file that could be disposed of.")
    if fresh.disposals.filter(state=Disposal.State.PROPOSED).exists():
        raise InvalidTransition("Disposal of this evidence has already been proposed.")
    return Disposal.objects.create(
        evidence=fresh,
        ground=ground,
        reason=reason,
        newest_number=newest.number,
        **access.signature(actor, fresh.partnership_id),
    )


@transaction.atomic
def decide_disposal(*, actor: User, disposal: Disposal, accept: bool, note: str = "") -> Disposal:
    """A second person carries the disposal out, or declines it with a reason.

    The files go that were there when it was proposed; a newer one stays, and the item with it.

    What stands against it is asked again: a hold may have come in between, and cannot come while
    this decides.
    """
    allow(may_read(actor, disposal.evidence) and may_decide_disposal(actor, disposal))
    evidence = locked(Evidence.objects.all()).get(pk=disposal.evidence_id)
    verification.hold_behind(evidence)
    fresh = locked(Disposal.objects.all()).get(pk=disposal.pk)
    if fresh.state != Disposal.State.PROPOSED:
        raise InvalidTransition("Somebody else has already decided on this disposal.")
    if accept:
        allow(fresh.recorded_by_id != actor.pk)
        _check(evidence, fresh.ground)
        _dispose(evidence, fresh)
    else:
        note = given(note, "note", "Say why the evidence is kept.")
    fresh.state = Disposal.State.DONE if accept else Disposal.State.DECLINED
    fresh.decided_by, fresh.decided_at = actor, timezone.now()
    fresh.decision_note = note.strip()
    fresh.save()
    if accept:
        save_as(evidence, actor, "Files disposed of")
        _follow_up(actor, fresh, evidence)
    return fresh


def _follow_up(actor: User, disposal: Disposal, evidence: Evidence) -> None:
    """What rested on the files that are gone. Where a newer one came, it has been taken up then.

    What was verified or closed on a mistake is so no more; where only the time was over, or where
    the item had been sent back and proved nothing, it stands.
    """
    if evidence.versions.filter(disposed_at=None).exists():
        return
    judged: Any = Evidence.objects.with_decision().with_scan().get(pk=evidence.pk)
    as_mistake = disposal.ground == Disposal.Ground.MISTAKE and judged.decision == "accepted"
    if as_mistake:
        verification.take_back_all(actor, evidence, verification.DISPOSED)
    answers.disposed(actor, evidence, is_spent=is_spent(judged), as_mistake=as_mistake)


def _check(evidence: Evidence, ground: str) -> None:
    if ground not in Disposal.Ground.values:
        raise InvalidTransition("Choose why it may go.", "ground")
    ids = set(disposing.reviews_of(evidence).values_list("pk", flat=True))
    reviews = locked(Review.objects.filter(pk__in=ids))
    if why := disposing.obstacle(ground, list(reviews), timezone.localdate()):
        raise InvalidTransition(why, "ground")


def _dispose(evidence: Evidence, disposal: Disposal) -> None:
    """The files count as gone from now on; a worker takes the bytes away once this stands."""
    disposing.going(disposal).update(disposed_at=timezone.now())
    evidence.version += 1

    def remove() -> None:
        from evidence.tasks import remove_disposed

        remove_disposed.delay()

    # Robust: where no broker answers, the hourly sweep does it.
    transaction.on_commit(remove, robust=True)
