"""Who is told of what happened in this room, and what they are told.

Each is called in the transaction of what happened, after it was written.
"""

from agencies.models import User
from recommendations.mentionable import mentioned_in
from recommendations.models import (
    Action,
    Challenge,
    ChallengeAnswer,
    ExtensionRequest,
    ProgressUpdate,
    Recommendation,
    Response,
    SignOff,
)
from recommendations.services.notices import Happening, leads_of, tell
from recommendations.status import Status


def assigned(actor: User, action: Action, *, has_owner: bool, has_lead: bool) -> None:
    """Somebody owns the action now, an agency leads it now: who owns it is told of that alone."""
    partnership_id = action.recommendation.review.partnership_id
    occasion = f"v{action.version}"
    if has_owner:
        tell(Happening.OWNER, [action.owner_id], actor=actor, thing=action, occasion=occasion)
    if has_lead:
        owner = [action.owner_id] if action.owner_id else []
        leads = leads_of(partnership_id, action.lead_agency_id)
        tell(Happening.LEAD, leads, actor=actor, thing=action, occasion=occasion, besides=owner)


def updated(actor: User, action: Action, update: ProgressUpdate, claimer: int | None) -> None:
    """Verified, sent back, or a note that mentions somebody. `claimer`: of the claim before it."""
    partnership_id = action.recommendation.review.partnership_id
    before, after = Status(update.status_before), Status(update.status_after)
    people, told = [claimer, action.owner_id], set[int]()
    if happening := _became(before, after):
        if after == Status.IN_PROGRESS:
            people += leads_of(partnership_id, action.lead_agency_id)
        if actor.pk != claimer:
            told = tell(happening, people, actor=actor, thing=action, occasion=update.public_id)
    tell(
        Happening.MENTIONED,
        mentioned_in(update.note, actor, action),
        actor=actor,
        thing=action,
        occasion=update.public_id,
        besides=told,
    )


def _became(before: Status, after: Status) -> Happening | None:
    return {
        (Status.COMPLETED, Status.VERIFIED): Happening.VERIFIED,
        (Status.COMPLETED, Status.IN_PROGRESS): Happening.CLAIM_RETURNED,
        (Status.VERIFIED, Status.IN_PROGRESS): Happening.REOPENED_ACTION,
    }.get((before, after))


def more_time_decided(actor: User, request: ExtensionRequest) -> None:
    is_approved = request.decision == ExtensionRequest.Decision.APPROVED
    happening = Happening.MORE_TIME if is_approved else Happening.NO_MORE_TIME
    asker = [request.recorded_by_id]
    tell(happening, asker, actor=actor, thing=request.action, occasion=request.public_id)


def response_owed(
    actor: User, recommendation: Recommendation, response: Response, told: set[int]
) -> set[int]:
    """The leads of the agency; those who lead for another one that is asked are told once."""
    leads = leads_of(recommendation.review.partnership_id, response.agency_id)
    about = {"actor": actor, "thing": recommendation, "occasion": response.public_id}
    return told | tell(Happening.RESPONSE, leads, **about, besides=told)  # type: ignore[arg-type]


def challenged(actor: User, challenge: Challenge) -> None:
    partnership_id = challenge.recommendation.review.partnership_id
    leads = leads_of(partnership_id, challenge.agency_id)
    _said(actor, challenge, Happening.QUESTION, leads, challenge.question, challenge.public_id)


def answered(actor: User, challenge: Challenge, answer: ChallengeAnswer) -> None:
    asker = [challenge.recorded_by_id]
    _said(actor, challenge, Happening.ANSWERED, asker, answer.answer, answer.public_id)


def judged(actor: User, challenge: Challenge, answer: ChallengeAnswer) -> None:
    is_accepted = answer.outcome == ChallengeAnswer.Outcome.ACCEPTED
    happening = Happening.ANSWER_ACCEPTED if is_accepted else Happening.ANSWER_NOT_ACCEPTED
    answerer = [answer.recorded_by_id]
    _said(actor, challenge, happening, answerer, answer.comment, f"{answer.public_id} judged")


def _said(
    actor: User,
    challenge: Challenge,
    happening: Happening,
    people: list[int],
    text: str,
    occasion: object,
) -> None:
    """These people are told of it, and whoever else the text mentions of that."""
    told = tell(happening, people, actor=actor, thing=challenge, occasion=occasion)
    tell(
        Happening.MENTIONED,
        mentioned_in(text, actor, challenge),
        actor=actor,
        thing=challenge,
        occasion=occasion,
        besides=told,
    )


def signed_off(actor: User, decision: SignOff, *, is_reopened: bool = False) -> None:
    """The leads of the responsible agencies."""
    recommendation = decision.recommendation
    agencies = recommendation.responses.values_list("agency_id", flat=True)
    tell(
        Happening.REOPENED if is_reopened else Happening.SIGNED_OFF,
        leads_of(recommendation.review.partnership_id, *agencies),
        actor=actor,
        thing=recommendation,
        occasion=decision.public_id,
    )
