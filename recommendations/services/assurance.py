from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import Agency, Forum, User
from recommendations.models import Challenge, EmbeddingCheck, Recommendation, SignOff
from recommendations.permissions import may_answer, may_challenge, may_sign_off
from recommendations.recurrence import add_months
from recommendations.services.checks import allow, given, not_in_future
from recommendations.status import Status
from scr_tracker.errors import InvalidTransition

#: Months after a sign-off until somebody looks whether the change has lasted.
EMBEDDING_MONTHS = 6


@transaction.atomic
def sign_off(
    *,
    actor: User,
    recommendation: Recommendation,
    outcome: str,
    forum: Forum,
    meeting_on: date,
    basis: str,
    embedding_months: int = EMBEDDING_MONTHS,
) -> SignOff:
    """Record a forum's decision. "Assured" needs every action that is not withdrawn verified."""
    allow(may_sign_off(actor, recommendation))
    basis = given(basis, "basis", "Say on what basis the forum decided.")
    not_in_future(meeting_on, "meeting_on")
    recommendation = Recommendation.objects.select_for_update(of=("self",)).get(
        pk=recommendation.pk
    )
    if forum.partnership_id != recommendation.review.partnership_id:
        raise InvalidTransition("Choose a forum of this partnership.", "forum")
    if recommendation.sign_offs.filter(reopened_at=None).exists():
        raise InvalidTransition("The recommendation is already signed off.")
    if outcome == SignOff.Outcome.ASSURED:
        _check_verified(recommendation)
    decision = SignOff.objects.create(
        recommendation=recommendation,
        outcome=outcome,
        forum=forum,
        meeting_on=meeting_on,
        basis=basis,
        **access.signature(actor, recommendation.review.partnership_id),
    )
    if outcome == SignOff.Outcome.ASSURED:
        EmbeddingCheck.objects.create(
            recommendation=recommendation,
            sign_off=decision,
            due_on=add_months(meeting_on, embedding_months),
        )
    return decision


def _check_verified(recommendation: Recommendation) -> None:
    """Every action is verified or withdrawn.

    The next occurrence of what recurs has its own date, and does not hold up the decision.
    """
    done = (Status.VERIFIED, Status.WITHDRAWN)
    left = recommendation.actions.exclude(status__in=done)
    left = left.exclude(previous__isnull=False, status=Status.NOT_STARTED)
    if count := left.count():
        verb = "action is" if count == 1 else "actions are"
        raise InvalidTransition(f"{count} {verb} not verified yet.", "outcome")


@transaction.atomic
def reopen_sign_off(*, actor: User, recommendation: Recommendation, reason: str) -> SignOff:
    """Reopen a recommendation that was signed off; what was decided stays on record."""
    allow(may_sign_off(actor, recommendation))
    reason = given(reason, "reason", "Give the reason.")
    stands = SignOff.objects.select_for_update(of=("self",)).filter(
        recommendation=recommendation, reopened_at=None
    )
    decision = stands.first()
    if decision is None:
        raise InvalidTransition("The recommendation is not signed off.")
    decision.reopened_at, decision.reopened_by = timezone.now(), actor
    decision.reopen_reason = reason
    decision.save()
    return decision


@transaction.atomic
def record_embedding_check(
    *, actor: User, check: EmbeddingCheck, outcome: str, note: str, checked_on: date
) -> EmbeddingCheck:
    allow(may_sign_off(actor, check.recommendation))
    if outcome not in EmbeddingCheck.Outcome.values or not outcome:
        raise InvalidTransition("Choose what the check found.", "outcome")
    check = EmbeddingCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if check.outcome:
        raise InvalidTransition("This check has already been recorded.")
    check.outcome, check.note = (
        outcome,
        given(note, "note", "Say what the check found."),
    )
    check.checked_on, check.checked_by = not_in_future(checked_on, "checked_on"), actor
    check.save()
    return check


@transaction.atomic
def ask_challenge(
    *, actor: User, recommendation: Recommendation, agency: Agency, question: str
) -> Challenge:
    """The board or the scrutineer asks an agency that answers or acts on the recommendation."""
    allow(may_challenge(actor, recommendation))
    question = given(question, "question", "Write the question.")
    answers = recommendation.responses.filter(agency=agency).exists()
    if not answers and not recommendation.actions.filter(lead_agency=agency).exists():
        raise InvalidTransition(f"{agency} has no part in this recommendation.", "agency")
    return Challenge.objects.create(
        recommendation=recommendation,
        agency=agency,
        question=question,
        **access.signature(actor, recommendation.review.partnership_id),
    )


@transaction.atomic
def answer_challenge(*, actor: User, challenge: Challenge, answer: str) -> Challenge:
    allow(may_answer(actor, challenge))
    challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if challenge.outcome not in (
        Challenge.Outcome.OPEN,
        Challenge.Outcome.NOT_ACCEPTED,
    ):
        raise InvalidTransition("The question has already been answered.")
    challenge.answer = given(answer, "answer", "Write the answer.")
    challenge.answered_by, challenge.answered_at = actor, timezone.now()
    challenge.outcome = Challenge.Outcome.ANSWERED
    challenge.save()
    return challenge


@transaction.atomic
def close_challenge(*, actor: User, challenge: Challenge, accept: bool) -> Challenge:
    """Who asked accepts the answer, or does not."""
    allow(challenge.recorded_by_id == actor.pk)
    challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if challenge.outcome != Challenge.Outcome.ANSWERED:
        raise InvalidTransition("There is no answer to decide on.")
    challenge.outcome = Challenge.Outcome.ACCEPTED if accept else Challenge.Outcome.NOT_ACCEPTED
    challenge.closed_at = timezone.now() if accept else None
    challenge.save()
    return challenge
