"""A forum's decision on a recommendation: recorded, and reopened."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies import access
from agencies.models import Forum, User
from recommendations import snapshot, verifying
from recommendations.models import (
    EmbeddingCheck,
    Recommendation,
    SignOff,
    SignOffAgreement,
)
from recommendations.permissions import may_sign_off
from recommendations.recurrence import add_months
from recommendations.services import deciding, telling
from recommendations.services.checks import allow, given
from recommendations.services.deciding import Agreement, Draft, Proof
from recommendations.services.holding import hold_recommendation
from recommendations.services.progress import WAITS_AGAIN, take_back_verifications
from recommendations.status import Status
from scr_tracker.errors import InvalidTransition, refuse_all
from scr_tracker.versions import stale

if TYPE_CHECKING:
    from agencies.access import Person

#: Why reopening takes a verification back. It names no item: not everybody may read it.
NEWS = (
    "The recommendation is reopened, and evidence came in or changed after the verification. "
    f"{WAITS_AGAIN}"
)


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
    evidence shows more than outputs; it plans the check. `version`: of what the person read. All
    that stands against it is said at once (`deciding.refusals`).
    """
    allow(may_sign_off(actor, recommendation))
    recommendation = _locked(recommendation, version)
    partnership = recommendation.review.partnership
    proof, partners = proof_of(actor, recommendation), deciding.asked_partners(partnership)
    said = Draft(
        outcome, forum, meeting_on, basis, outputs_only_reason, embedding_months, tuple(agreements)
    )
    refuse_all(deciding.refusals(said, recommendation.review, proof, partners))
    return _record(actor, recommendation, said, proof, deciding.agreed(said, partners))


def proof_of(user: "Person", recommendation: Recommendation) -> Proof:
    """What "assured" would rest on, as far as the manager may see the evidence."""
    return Proof(
        left=deciding.unverified(recommendation),
        has_verified=recommendation.actions.filter(status=Status.VERIFIED).exists(),
        shows_more_than_outputs=snapshot.shows_more_than_outputs(recommendation, user),
        last_meeting_on=recommendation.sign_offs.aggregate(last=Max("meeting_on"))["last"],
    )


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
    telling.signed_off(actor, decision, is_reopened=True)
    return decision


def _locked(recommendation: Recommendation, version: int | None) -> Recommendation:
    """The recommendation, locked and fresh, if it says what they read and no decision stands."""
    fresh = hold_recommendation(recommendation.pk)
    if version is not None and fresh.version != version:
        raise stale(fresh, version)
    if fresh.sign_offs.filter(reopened_at=None).exists():
        raise InvalidTransition("The recommendation is already signed off.")
    return fresh


def _record(
    actor: User, recommendation: Recommendation, said: Draft, proof: Proof, agreed: list[Agreement]
) -> SignOff:
    partnership = recommendation.review.partnership
    asks_why = said.is_assured and not proof.shows_more_than_outputs
    decision = SignOff.objects.create(  # type: ignore[misc]  # a service is given all of it
        recommendation=recommendation,
        outcome=said.outcome,
        forum=said.forum,
        meeting_on=said.meeting_on,
        basis=(said.basis or "").strip(),
        outputs_only_reason=(said.outputs_only_reason or "").strip() if asks_why else "",
        snapshot=snapshot.take(recommendation),
        **access.signature(actor, partnership.pk),
    )
    SignOffAgreement.objects.bulk_create(_rows(decision, agreed))
    if said.is_assured:
        _plan_check(decision, said.embedding_months or partnership.embedding_months)
    telling.signed_off(actor, decision)
    return decision


def _rows(decision: SignOff, agreed: Iterable[Agreement]) -> list[SignOffAgreement]:
    return [
        SignOffAgreement(
            sign_off=decision,
            agency=each.agency,
            agreed_by=each.agreed_by.strip(),
            agreed_on=each.agreed_on,  # type: ignore[misc]  # each has one: deciding.refusals
        )
        for each in agreed
    ]


def _plan_check(decision: SignOff, months: int) -> None:
    EmbeddingCheck.objects.create(
        recommendation=decision.recommendation,
        sign_off=decision,
        due_on=add_months(decision.meeting_on, months),
    )
