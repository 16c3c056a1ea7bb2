from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from recommendations.answers import Answer
from recommendations.models import Action, DueDateChange, ExtensionRequest, ProgressUpdate
from recommendations.permissions import roles_on
from recommendations.services.checks import allow
from recommendations.services.dates import ask_for_time, check_more_time, move_due_date
from recommendations.services.progress import post_update
from recommendations.status import OPEN, Status
from scr_tracker.errors import InvalidTransition, refuse_all
from scr_tracker.versions import lock_unchanged

#: The note of an update that says no more.
ON_TRACK = "On track."


@transaction.atomic
def answer_action(
    *,
    actor: User,
    action: Action,
    version: int,
    answer: str,
    note: str = "",
    completed_on: date | None = None,
    new_due_on: date | None = None,
    reason: str = "",
    agreed_by: str = "",
) -> ProgressUpdate | ExtensionRequest | DueDateChange:
    """How the action is going, as one of four answers (`answers.Answer`), each by its own service.

    `note` is what was done, how it goes or what stops it. Who needs more time asks for it, and a
    manager moves the date. Only of what is still owed: “on track” undoes no claim.
    """
    allow(bool(roles_on(actor, action)))
    status = lock_unchanged(action, version).status
    if status not in OPEN:
        words = Status(status).label.lower()
        raise InvalidTransition(f"The action is {words}: there is nothing to answer.", "answer")
    this: Any = {"actor": actor, "action": action, "version": version}
    if answer == Answer.MORE_TIME:
        return _more_time(this, new_due_on, reason, agreed_by)
    if answer == Answer.DONE:
        return post_update(**this, note=note, to=Status.COMPLETED, completed_on=completed_on)
    if answer == Answer.BLOCKED:
        return post_update(**this, note=note, to=Status.ON_HOLD)
    note = note.strip() or ON_TRACK
    return post_update(**this, note=note, to=Status.IN_PROGRESS, is_at_risk=False)


def _more_time(
    this: dict[str, Any], day: date | None, reason: str, agreed_by: str
) -> ExtensionRequest | DueDateChange:
    is_managers = "manager" in roles_on(this["actor"], this["action"])
    missing = [
        (day, "new_due_on", "Enter the new date."),
        (reason.strip(), "reason", "Say why more time is needed."),
        (agreed_by.strip() or not is_managers, "agreed_by", "Say who agreed the new date."),
    ]
    refuse_all([InvalidTransition(ask, field) for given, field, ask in missing if not given])
    if not is_managers:
        return ask_for_time(**this | {"asked_due_on": day, "reason": reason})
    action = this["action"]
    if action.due_on and day:
        check_more_time(action, day, timezone.localdate(), "new_due_on")
    moved = {"new_due_on": day, "reason": reason, "agreed_by": agreed_by}
    return move_due_date(**this | moved)
