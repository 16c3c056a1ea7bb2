"""The challenge log: asked, answered, accepted or not, answered anew."""

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import Agency, User
from recommendations.models import Challenge, ChallengeAnswer, Recommendation
from recommendations.permissions import may_answer, may_challenge, may_judge
from recommendations.queries import agencies_with_part
from recommendations.services import telling
from recommendations.services.checks import allow, given
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import locked

Outcome = Challenge.Outcome


@transaction.atomic
def ask_challenge(
    *, actor: User, recommendation: Recommendation, agency: Agency, question: str
) -> Challenge:
    """The board or the scrutineer asks an agency that answers or acts on the recommendation."""
    allow(may_challenge(actor, recommendation))
    question = given(question, "question", "Write the question.")
    if not agencies_with_part(recommendation).filter(pk=agency.pk).exists():
        raise InvalidTransition(f"{agency} has no part in this recommendation.", "agency")
    challenge = Challenge.objects.create(
        recommendation=recommendation,
        agency=agency,
        question=question,
        **access.signature(actor, recommendation.review.partnership_id),
    )
    telling.challenged(actor, challenge)
    return challenge


@transaction.atomic
def answer_challenge(*, actor: User, challenge: Challenge, answer: str) -> ChallengeAnswer:
    """The agency answers, or answers anew what was not accepted. Earlier answers stay."""
    allow(may_answer(actor, challenge))
    answer = given(answer, "answer", "Write the answer.")
    challenge = _locked(challenge)
    if challenge.outcome not in (Outcome.OPEN, Outcome.NOT_ACCEPTED):
        raise InvalidTransition("The question has already been answered.")
    now = timezone.now()
    row = ChallengeAnswer.objects.create(
        challenge=challenge,
        answer=answer,
        recorded_at=now,
        **access.signature(actor, challenge.recommendation.review.partnership_id),
    )
    challenge.answer, challenge.answered_by, challenge.answered_at = answer, actor, now
    challenge.outcome = Outcome.ANSWERED
    challenge.save()
    telling.answered(actor, challenge, row)
    return row


@transaction.atomic
def close_challenge(
    *,
    actor: User,
    challenge: Challenge,
    accept: bool,
    comment: str = "",
    answer: ChallengeAnswer | None = None,
) -> ChallengeAnswer:
    """Who asked accepts the answer, or says what is missing. `answer`: the one that was read."""
    allow(may_judge(actor, challenge))
    challenge = _locked(challenge)
    latest = challenge.answers.order_by("recorded_at", "pk").last()
    if challenge.outcome != Outcome.ANSWERED or latest is None:
        raise InvalidTransition("There is no answer to decide on.")
    if answer is not None and answer.pk != latest.pk:
        raise InvalidTransition("The agency has answered anew since you opened this page.")
    if not accept:
        comment = given(comment, "comment", "Say what is missing in the answer.")
    outcome = Outcome.ACCEPTED if accept else Outcome.NOT_ACCEPTED
    now = timezone.now()
    latest.outcome, latest.comment = outcome, comment.strip()
    latest.judged_by, latest.judged_at = actor, now
    latest.save()
    challenge.outcome, challenge.closed_at = outcome, now if accept else None
    challenge.save()
    telling.judged(actor, challenge, latest)
    return latest


def _locked(challenge: Challenge) -> Challenge:
    rows = Challenge.objects.select_related("recommendation__review")
    return locked(rows).get(pk=challenge.pk)
