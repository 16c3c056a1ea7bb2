"""A forum's decision on a recommendation: recorded, and reopened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import Agency, Forum, Partnership, User
from recommendations import snapshot, verifying
from recommendations.models import (
    EmbeddingCheck,
    Recommendation,
    Review,
    SignOff,
    SignOffAgreement,
)
from recommendations.permissions import may_sign_off
from recommendations.recurrence import add_months
from recommendations.services.checks import allow, given, not_in_future
from recommendations.services.holding import hold_recommendation
from recommendations.services.progress import take_back_verifications
from recommendations.status import Status
from scr_tracker.errors import InvalidTransition, StaleRecord
from scr_tracker.versions import changes_since
from scr_tracker.words import long_day

#: No meeting of a safeguarding partnership is older.
EARLIEST = date(2000, 1, 1)
#: Why reopening takes a verification back. It names no item: not everybody may read it.
NEWS = (
    "The recommendation is reopened, and evidence came in or changed after the verification, so "
    "the action waits to be verified again. Who may read the evidence finds it in this timeline."
)


@dataclass(frozen=True)
class Agreement:
    """A safeguarding partner agrees: who said so, by role, and on which day."""

    agency: Agency
    agreed_by: str = ""
    agreed_on: date | None = None


@transaction.atomic
def sign_off(
    *,
    actor: User,
    recommendation: Recommendation,
    outcome: str,
    forum: Forum,
    meeting_on: date,
    basis: str,
    outputs_only_reason: str = "",
    agreements: Iterable[Agreement] = (),
    embedding_months: int | None = None,
    version: int | None = None,
) -> SignOff:
    """Record a forum's decision, with what stood then and, where asked for, who agreed.

    "Assured" needs a verified action, none that is owed or claimed, and a reason where no accepted
    evidence shows more than outputs; it plans the check. `version`: of what the person read.
    """
    allow(may_sign_off(actor, recommendation))
    basis = given(basis, "basis", "Say on what basis the forum decided.")
    recommendation = _locked(recommendation, version)
    partnership = _check_decidable(recommendation, outcome, forum)
    _check_meeting(recommendation.review, meeting_on)
    is_assured = outcome == SignOff.Outcome.ASSURED
    reason = _checked_proof(actor, recommendation, outputs_only_reason) if is_assured else ""
    agreed = _all_agreed(partnership, agreements)
    decision = SignOff.objects.create(
        recommendation=recommendation,
        outcome=outcome,
        forum=forum,
        meeting_on=meeting_on,
        basis=basis,
        outputs_only_reason=reason,
        snapshot=snapshot.take(recommendation),
        **access.signature(actor, partnership.pk),
    )
    SignOffAgreement.objects.bulk_create(_rows(decision, agreed))
    if is_assured:
        _plan_check(decision, partnership, embedding_months)
    return decision


@transaction.atomic
def reopen_sign_off(*, actor: User, recommendation: Recommendation, reason: str) -> SignOff:
    """Reopen a recommendation that was signed off; what was decided stays on record.

    While it was signed off, new evidence took no verification back: that is made up for now.
    """
    allow(may_sign_off(actor, recommendation))
    reason = given(reason, "reason", "Give the reason.")
    recommendation = hold_recommendation(recommendation.pk)
    decision = recommendation.sign_offs.filter(reopened_at=None).first()
    if decision is None:
        raise InvalidTransition("The recommendation is not signed off.")
    decision.reopened_at, decision.reopened_by = timezone.now(), actor
    decision.reopen_reason = reason
    decision.save()
    verified = recommendation.actions.filter(status=Status.VERIFIED)
    moved_on = [action for action in verified if verifying.has_news(action)]
    take_back_verifications(actor=actor, actions=moved_on, why=NEWS)
    return decision


def asked_partners(partnership: Partnership) -> list[Agency]:
    """The safeguarding partners whose agreement a sign-off needs; none where it is not asked."""
    if not partnership.asks_partner_agreement:
        return []
    links = partnership.services.filter(is_active=True, is_safeguarding_partner=True)
    return list(Agency.objects.filter(pk__in=links.values("agency_id")).order_by("name"))


def _locked(recommendation: Recommendation, version: int | None) -> Recommendation:
    """The recommendation, locked and fresh, if it says what the person read."""
    fresh = hold_recommendation(recommendation.pk)
    if version is not None and fresh.version != version:
        raise StaleRecord(changes_since(fresh, version), fresh.version)
    return fresh


def _check_decidable(recommendation: Recommendation, outcome: str, forum: Forum) -> Partnership:
    """The partnership, whose forum it is, where no decision stands."""
    partnership = recommendation.review.partnership
    if outcome not in SignOff.Outcome.values:
        raise InvalidTransition("Choose what the forum decided.", "outcome")
    if forum.partnership_id != partnership.pk or not forum.is_active:
        raise InvalidTransition("Choose a forum of this partnership.", "forum")
    if recommendation.sign_offs.filter(reopened_at=None).exists():
        raise InvalidTransition("The recommendation is already signed off.")
    return partnership


def _check_meeting(review: Review, meeting_on: date) -> None:
    """In the past, and not before there was a review: a slip in the year is caught."""
    not_in_future(meeting_on, "meeting_on")
    if review.commissioned_on and meeting_on < review.commissioned_on:
        day = long_day(review.commissioned_on)
        raise InvalidTransition(f"The review was commissioned later, on {day}.", "meeting_on")
    if meeting_on < EARLIEST:
        raise InvalidTransition(f"Enter a year from {EARLIEST.year} on.", "meeting_on")


def _check_verified(recommendation: Recommendation) -> None:
    """One action at least is verified, and every other one too or withdrawn.

    The next occurrence of what recurs has its own date, and does not hold up the decision.
    """
    done = (Status.VERIFIED, Status.WITHDRAWN)
    left = recommendation.actions.exclude(status__in=done)
    left = left.exclude(previous__isnull=False, status=Status.NOT_STARTED)
    if count := left.count():
        verb = "action is" if count == 1 else "actions are"
        raise InvalidTransition(f"{count} {verb} not verified yet.", "outcome")
    if not recommendation.actions.filter(status=Status.VERIFIED).exists():
        raise InvalidTransition(
            "No action is verified, so there is nothing to be assured of. "
            "Where nothing will be done, the decision is “closed, not implemented”.",
            "outcome",
        )


def _checked_proof(actor: User, recommendation: Recommendation, reason: str) -> str:
    """Why outputs alone are enough; "" where accepted evidence shows more than outputs."""
    _check_verified(recommendation)
    if snapshot.shows_more_than_outputs(recommendation, actor):
        return ""
    ask = "Say why outputs alone are enough: no accepted evidence shows quality or outcome."
    return given(reason, "outputs_only_reason", ask)


def _all_agreed(partnership: Partnership, agreements: Iterable[Agreement]) -> list[Agreement]:
    """One agreement of each partner that is asked, with role and day. Others are not kept."""
    said = {each.agency.pk: each for each in agreements}
    agreed = []
    for agency in asked_partners(partnership):
        each = said.get(agency.pk, Agreement(agency))
        by = f"agreed_by_{agency.pk}"
        role = given(each.agreed_by, by, f"{agency} has not agreed: say who did, by role.")
        if each.agreed_on is None:
            message = f"Enter the day on which {agency} agreed."
            raise InvalidTransition(message, f"agreed_on_{agency.pk}")
        day = not_in_future(each.agreed_on, f"agreed_on_{agency.pk}")
        agreed.append(Agreement(agency, role, day))
    return agreed


def _rows(decision: SignOff, agreed: Iterable[Agreement]) -> list[SignOffAgreement]:
    return [
        SignOffAgreement(
            sign_off=decision,
            agency=each.agency,
            agreed_by=each.agreed_by,
            agreed_on=each.agreed_on,  # type: ignore[misc]  # each has one: _all_agreed
        )
        for each in agreed
    ]


def _plan_check(decision: SignOff, partnership: Partnership, months: int | None) -> None:
    months = months or partnership.embedding_months
    if months not in Partnership.EmbeddingMonths.values:
        raise InvalidTransition("Choose 6 or 12 months.", "embedding_months")
    EmbeddingCheck.objects.create(
        recommendation=decision.recommendation,
        sign_off=decision,
        due_on=add_months(decision.meeting_on, months),
    )
