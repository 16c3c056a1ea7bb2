from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import User
from recommendations.models import Action, DueDateChange, ExtensionRequest
from recommendations.permissions import roles_on
from recommendations.services import telling
from recommendations.services.checks import allow, can_be_due, given
from recommendations.status import OPEN
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, locked, save_as


@transaction.atomic
def move_due_date(
    *,
    actor: User,
    action: Action,
    version: int,
    new_due_on: date,
    reason: str,
    agreed_by: str,
    today: date | None = None,
) -> DueDateChange:
    """A manager moves the due date, or agrees the first one.

    That settles an open request: approved where the new date is the one asked for or a later one,
    declined where it is earlier.
    """
    allow("manager" in roles_on(actor, action))
    reason = given(reason, "reason", "Say why the date moves.")
    agreed_by = given(agreed_by, "agreed_by", "Say who agreed the new date.")
    action = lock_unchanged(action, version)
    _check_open(action)
    _check_new_date(action, new_due_on, today or timezone.localdate(), "new_due_on")
    waiting = action.extension_requests.filter(decision="open").first()
    granted = waiting if waiting and new_due_on >= waiting.asked_due_on else None
    if waiting:
        decision = ExtensionRequest.Decision
        _decide(waiting, actor, decision.APPROVED if granted else decision.DECLINED, reason)
    return _move(action, actor, new_due_on, reason, agreed_by, granted)


@transaction.atomic
def ask_for_time(
    *,
    actor: User,
    action: Action,
    version: int,
    asked_due_on: date,
    reason: str,
    today: date | None = None,
) -> ExtensionRequest:
    """The lead agency asks for a later due date; the date stays until a manager decides."""
    allow("agency_lead" in roles_on(actor, action))
    reason = given(reason, "reason", "Say why more time is needed.")
    action = lock_unchanged(action, version)
    _check_open(action)
    today = today or timezone.localdate()
    due_on = check_more_time(action, asked_due_on, today, "asked_due_on")
    _check_new_date(action, asked_due_on, today, "asked_due_on")
    if action.extension_requests.filter(decision="open").exists():
        raise InvalidTransition("More time has already been asked for.")
    request = ExtensionRequest.objects.create(
        action=action,
        due_on_now=due_on,
        asked_due_on=asked_due_on,
        reason=reason,
        **access.signature(actor, action.recommendation.review.partnership_id),
    )
    save_as(action, actor, "More time asked for")
    return request


@transaction.atomic
def decide_extension(
    *,
    actor: User,
    request: ExtensionRequest,
    approve: bool,
    note: str = "",
    agreed_by: str = "",
    today: date | None = None,
) -> ExtensionRequest:
    """A manager approves (the due date moves) or declines (a note is required), once."""
    allow("manager" in roles_on(actor, request.action))
    action = locked(Action.objects.all()).get(pk=request.action_id)
    request = locked(ExtensionRequest.objects.all()).get(pk=request.pk)
    if request.decision != ExtensionRequest.Decision.OPEN:
        raise InvalidTransition("Somebody else has already decided this request.")
    if not approve:
        note = given(note, "note", "Say why the request is declined.")
        _decide(request, actor, ExtensionRequest.Decision.DECLINED, note)
        return request
    _check_open(action)
    _check_new_date(action, request.asked_due_on, today or timezone.localdate(), "approve")
    _decide(request, actor, ExtensionRequest.Decision.APPROVED, note)
    action.version += 1
    by = agreed_by or actor.name
    _move(action, actor, request.asked_due_on, request.reason, by, request)
    return request


def check_more_time(action: Action, day: date, today: date, field: str) -> date:
    """More time ends after the due date, and after today: else an action that is late stays so.

    Returns the due date.
    """
    if action.due_on is None:
        raise InvalidTransition("The action has no due date yet.", field)
    last = "today" if action.due_on <= today else "the present due date"
    if day <= max(action.due_on, today):
        raise InvalidTransition(f"The new date must be after {last}.", field)
    return action.due_on


def _check_open(action: Action) -> None:
    if action.status not in OPEN:
        status = action.get_status_display().lower()
        raise InvalidTransition(f"The action is {status}: its due date can no longer move.")


def _check_new_date(action: Action, day: date, today: date, field: str) -> None:
    if day == action.due_on:
        raise InvalidTransition("This is the date that the action already has.", field)
    if day < today:
        raise InvalidTransition("The new date must be today or later.", field)
    can_be_due(day, field)


def _decide(request: ExtensionRequest, actor: User, decision: str, note: str) -> None:
    request.decision, request.decision_note = decision, note
    request.decided_by, request.decided_at = actor, timezone.now()
    request.save()
    telling.more_time_decided(actor, request)


def _move(
    action: Action,
    actor: User,
    new_due_on: date,
    reason: str,
    agreed_by: str,
    request: ExtensionRequest | None,
) -> DueDateChange:
    change = DueDateChange.objects.create(
        action=action,
        old_due_on=action.due_on,
        new_due_on=new_due_on,
        reason=reason,
        agreed_by=agreed_by,
        extension_request=request,
        **access.signature(actor, action.recommendation.review.partnership_id),
    )
    action.due_on = new_due_on
    action.first_due_on = action.first_due_on or new_due_on
    save_as(action, actor, reason)
    return change
