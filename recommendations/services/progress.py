from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import User
from recommendations.models import (
    Action,
    Barrier,
    ProgressUpdate,
    Recommendation,
    SignOff,
    Verification,
)
from recommendations.permissions import may_post_update, moves, roles_on
from recommendations.recurrence import next_due_on
from recommendations.services import telling
from recommendations.services.actions import next_number
from recommendations.services.checks import allow, given, has_been, not_signed_off
from recommendations.services.holding import hold_actions
from recommendations.status import TRANSITIONS, Move, Need, Status
from recommendations.verifying import A_SENTENCE, SENTENCE, standing
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, locked, save_as

#: What to ask for where the note is missing, by what the move needs.
ASK = {
    None: "Say what has happened.",
    Need.REASON: "Give the reason.",
    Need.BARRIER: "Say what stops progress.",
    Need.CLAIM: "Say what was done.",
}
#: How a text ends that says why a verification was taken back.
WAITS_AGAIN = "The action waits to be verified again."
#: Days, as a sentence about them begins.
HAPPENED, DONE = "The day on which it happened", "The day on which the work was done"
ASK_WHAT_IT_SHOWS = "Say what the evidence shows."
ASK_WHY_NO_EVIDENCE = f"This action has no evidence. Say in {A_SENTENCE} why none is needed."
ASK_WHAT_IS_MISSING = "Say what is missing."


@transaction.atomic
def post_update(
    *,
    actor: User,
    action: Action,
    version: int,
    note: str,
    to: str = "",
    happened_on: date | None = None,
    completed_on: date | None = None,
    is_at_risk: bool | None = None,
) -> ProgressUpdate:
    """Write what has happened, and set the status: the one gate for every change of status.

    `to` is the new status, "" to leave it. The note is also the reason, the barrier or the account
    of what was done, whichever `status.TRANSITIONS` asks for. A completion names the day on which
    the work was done; completing an occurrence of a recurring action makes the next one.
    """
    allow(may_post_update(actor, action) or bool(roles_on(actor, action)))
    action = lock_unchanged(action, version)
    before, target = Status(action.status), Status(to or action.status)
    move, claimer = _legal_move(actor, action, target), action.claimed_by_id
    note = _checked_note(actor, action, move, target, note)
    happened = has_been(happened_on or timezone.localdate(), "happened_on", HAPPENED)
    if move:
        _set_status(action, actor, target, note, happened, completed_on)
    if is_at_risk is not None and roles_on(actor, action):
        action.is_at_risk = is_at_risk and target in _STILL_RUNNING
    save_as(action, actor, note)
    if move and target == Status.COMPLETED:
        _make_next_occurrence(action, actor)
    update = _record(action, actor, note, before, happened)
    telling.updated(actor, action, update, claimer)
    return update


@transaction.atomic
def take_back_verifications(
    *, actor: User, actions: Iterable[Action], why: str
) -> list[ProgressUpdate]:
    """What these actions were verified on has changed, so they wait to be verified again.

    It follows from what the actor did to the evidence, and asks for no right on the action. The
    claim stands. Left alone is what is not verified, and what is signed off: that stands until
    somebody reopens it. The actions are locked either way, so that who verifies at this moment
    sees the change, or is taken back.
    """
    rows = hold_actions(Action.objects.filter(pk__in=[action.pk for action in actions]))
    verified = [action for action in rows if action.status == Status.VERIFIED]
    of_these = {action.recommendation_id for action in verified}
    stands = SignOff.objects.filter(recommendation__in=of_these, reopened_at=None)
    signed_off = set(stands.values_list("recommendation_id", flat=True))
    return [
        _take_back(actor, action, why)
        for action in verified
        if action.recommendation_id not in signed_off
    ]


def _take_back(actor: User, action: Action, why: str) -> ProgressUpdate:
    action.status, action.verified_at = Status.COMPLETED, None
    action.version += 1
    save_as(action, actor, why)
    return _record(action, actor, why, Status.VERIFIED, timezone.localdate())


def _checked_note(actor: User, action: Action, move: Move | None, target: Status, note: str) -> str:
    ask = _ask(actor, action, move, target)
    note = given(note, "note", ask)
    if ask == ASK_WHY_NO_EVIDENCE and len(note.split()) < SENTENCE:
        raise InvalidTransition(ask, "note")
    return note


def _ask(actor: User, action: Action, move: Move | None, target: Status) -> str:
    """What to ask for where the note is missing."""
    if move is None:
        return ASK[None]
    if target == Status.VERIFIED:
        return _check_proof(action, actor)
    if action.status == Status.COMPLETED and actor.pk != action.claimed_by_id:
        return ASK_WHAT_IS_MISSING
    return ASK[move.need]


def _check_proof(action: Action, actor: User) -> str:
    """Refuse while the evidence is not decided; else what to ask for where the note is missing."""
    proof = standing(action, actor)
    if proof.against:
        raise InvalidTransition(proof.against, "to")
    return ASK_WHAT_IT_SHOWS if proof.items else ASK_WHY_NO_EVIDENCE


def _record(
    action: Action, actor: User, note: str, before: Status, happened_on: date
) -> ProgressUpdate:
    return ProgressUpdate.objects.create(
        action=action,
        note=note,
        status_before=before,
        status_after=action.status,
        happened_on=happened_on,
        **_signature(actor, action),
    )


def _legal_move(actor: User, action: Action, target: Status) -> Move | None:
    """The move from the action's status to the target; None where the status stays."""
    before = Status(action.status)
    if target == before:
        if before == Status.WITHDRAWN:
            raise InvalidTransition("The action is withdrawn. A manager can reopen it.")
        allow(may_post_update(actor, action))
        return None
    if target not in TRANSITIONS[before]:
        message = f"An action that is “{before.label}” cannot become “{target.label}”."
        raise InvalidTransition(message, "to")
    allow(target in moves(actor, action))
    if before in (Status.VERIFIED, Status.WITHDRAWN):
        not_signed_off(locked(Recommendation.objects.all()).get(pk=action.recommendation_id))
    return TRANSITIONS[before][target]


def _set_status(
    action: Action,
    actor: User,
    target: Status,
    note: str,
    happened_on: date,
    completed_on: date | None,
) -> None:
    before, now = Status(action.status), timezone.now()
    if target == Status.COMPLETED:
        action.completed_on = has_been(completed_on or happened_on, "completed_on", DONE)
        action.claimed_at, action.claimed_by = now, actor
    elif target == Status.VERIFIED:
        _record_verification(action, actor, Verification.Decision.VERIFIED, note)
    elif before in (Status.COMPLETED, Status.VERIFIED):
        if before == Status.COMPLETED and actor.pk != action.claimed_by_id:
            _record_verification(action, actor, Verification.Decision.SENT_BACK, note)
        action.completed_on = action.claimed_at = action.claimed_by = None
    action.verified_at = now if target == Status.VERIFIED else None
    _settle_barrier(action, actor, target, note, happened_on)
    action.status = target
    action.status_reason = note if TRANSITIONS[before][target].need in _KEPT else ""
    if target not in _STILL_RUNNING:
        action.is_at_risk = False


#: The statuses in which the lead may say that the date is at risk.
_STILL_RUNNING = (Status.NOT_STARTED, Status.IN_PROGRESS)
#: The needs whose text stays on the action while the status lasts.
_KEPT = (Need.REASON, Need.BARRIER)


def _record_verification(action: Action, actor: User, decision: str, comment: str) -> None:
    Verification.objects.create(
        action=action,
        decision=decision,
        comment=comment,
        claimed_by_id=action.claimed_by_id or 0,
        is_bare=decision == Verification.Decision.VERIFIED and not standing(action, actor).items,
        **_signature(actor, action),
    )


def _settle_barrier(
    action: Action, actor: User, target: Status, note: str, happened_on: date
) -> None:
    """Clear the barrier of an action that is on hold; raise one where it goes on hold."""
    for barrier in action.barriers.filter(cleared_on=None):
        barrier.cleared_on = max(barrier.raised_on, happened_on)
        barrier.cleared_by = actor
        barrier.save()
    if target == Status.ON_HOLD:
        Barrier.objects.create(
            action=action, reason=note, raised_on=happened_on, **_signature(actor, action)
        )


def _make_next_occurrence(action: Action, actor: User) -> None:
    """The next occurrence of a recurring action, once: reopening and completing makes no second."""
    if not action.recurs_every or Action.objects.filter(previous=action).exists():
        return
    done_on = action.completed_on or timezone.localdate()
    day = _first_occurrence(action).first_due_on
    due_on = next_due_on(
        action.due_on, action.recurs_every, after=done_on, day=day.day if day else None
    )
    people = User.objects.acting_for(
        action.recommendation.review.partnership_id, action.lead_agency_id
    )
    following = Action(
        recommendation=action.recommendation,
        number=next_number(action.recommendation),
        title=action.title,
        description=action.description,
        lead_agency=action.lead_agency,
        owner=people.filter(pk=action.owner_id or 0).first(),
        due_on=due_on,
        first_due_on=due_on,
        strength=action.strength,
        expected_evidence=action.expected_evidence,
        recurs_every=action.recurs_every,
        is_shared=action.is_shared,
        previous=action,
    )
    save_as(following, actor, "Next occurrence")
    following.contributing_agencies.set(action.contributing_agencies.all())


def _first_occurrence(action: Action) -> Action:
    """Where the rhythm began: its day of the month is kept, whatever shorter months did."""
    while action.previous is not None:
        action = action.previous
    return action


def _signature(actor: User, action: Action) -> dict[str, User | str]:
    return access.signature(actor, action.recommendation.review.partnership_id)
