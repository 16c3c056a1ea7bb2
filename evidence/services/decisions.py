"""The manager's decision on what was submitted."""

from django.db import transaction

from agencies import access
from agencies.models import User
from evidence import scanning, verification
from evidence.models import Evidence, EvidenceDecision
from evidence.permissions import may_decide, may_read
from evidence.services import answers, telling
from recommendations.services.checks import allow, given
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, save_as


@transaction.atomic
def decide(
    *, actor: User, evidence: Evidence, version: int, decision: str, comment: str = ""
) -> EvidenceDecision:
    """Accept what was submitted, or send it back with what is wrong; never one's own.

    Requests that it answers close, or wait for the agency again.
    """
    allow(may_read(actor, evidence))
    fresh: Evidence = lock_unchanged(evidence, version)
    allow(may_decide(actor, fresh))
    is_returned = decision == EvidenceDecision.Decision.RETURNED
    if is_returned:
        comment = given(comment, "comment", "Say what is wrong with the evidence.")
    else:
        _must_be_readable(fresh)
    verification.hold_behind(fresh)
    row = _record(actor, fresh, decision, comment.strip())
    save_as(fresh, actor, row.get_decision_display())
    if is_returned:
        verification.take_back_all(actor, fresh, verification.RETURNED)
        answers.returned(actor, fresh)
    else:
        answers.accepted(actor, fresh)
    telling.decided(actor, fresh, row)
    return row


def _record(actor: User, evidence: Evidence, decision: str, comment: str) -> EvidenceDecision:
    row = EvidenceDecision(
        evidence=evidence,
        submission=evidence.submission,
        decision=decision,
        comment=comment,
        submitted_by_id=evidence.submitter_id,
        **access.signature(actor, evidence.partnership_id),
    )
    row.validate_constraints()
    row.save()
    return row


def _must_be_readable(evidence: Evidence) -> None:
    read = Evidence.objects.with_scan().get(pk=evidence.pk)
    if why := scanning.why_not_accepted(read):
        raise InvalidTransition(f"It cannot be accepted: {why}")
