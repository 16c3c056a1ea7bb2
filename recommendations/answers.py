"""The four answers to how an action is going: what the link in a mail asks, in one small form.

They are no new rules: each is a move of `status.TRANSITIONS`, or a change of the due date, and is
offered to whom `permissions` lets make it on the action as it is.
"""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import TextChoices

from recommendations import permissions
from recommendations.status import OPEN, Status, is_overdue
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person
    from recommendations.models import Action, ExtensionRequest


class Answer(TextChoices):
    DONE = "done", "Done"
    ON_TRACK = "on_track", "On track"
    MORE_TIME = "more_time", "Need more time"
    BLOCKED = "blocked", "Blocked"


def offered(user: "Person", action: "Action", waiting: "ExtensionRequest | None") -> list[Answer]:
    """What the person may answer now. `waiting`: the request for more time that is open, if any."""
    if action.status not in OPEN or not permissions.roles_on(user, action):
        return []
    moves = permissions.moves(user, action)
    may_ask = permissions.may_ask_for_time(user, action) and waiting is None
    may_move = permissions.may_move_due_date(user, action) and action.due_on is not None
    may = {
        Answer.DONE: Status.COMPLETED in moves,
        Answer.ON_TRACK: action.status == Status.IN_PROGRESS or Status.IN_PROGRESS in moves,
        Answer.MORE_TIME: may_ask or may_move,
        Answer.BLOCKED: Status.ON_HOLD in moves,
    }
    return [answer for answer in Answer if may[answer]]


def why_none(action: "Action") -> str:
    """What is so now, where the reader has nothing to answer."""
    said = {
        Status.COMPLETED: "This action is recorded as completed, and waits to be verified.",
        Status.VERIFIED: "This action is completed and verified. Nothing more is owed on it.",
        Status.WITHDRAWN: "This action was withdrawn. Nothing more is owed on it.",
    }
    default = f"{action.lead_agency.name} answers for this action, or a partnership manager."
    return said.get(Status(action.status), default)


def what_next(answer: Answer, action: "Action", today: date, *, is_managers: bool) -> str:
    """What is said once it is recorded; `action` as it is now."""
    if answer == Answer.ON_TRACK:
        return f"Recorded as on track. {_stays(action, today)}"
    if answer == Answer.MORE_TIME and is_managers:
        return "The due date has moved. The first date stays on record."
    return {
        Answer.DONE: "Recorded as completed. A partnership manager now verifies it.",
        Answer.MORE_TIME: (
            "Asked. The due date stays as it is until the partnership manager decides."
        ),
        Answer.BLOCKED: "The action is on hold. Its due date still counts.",
    }[answer]


def _stays(action: "Action", today: date) -> str:
    if action.due_on is None:
        return "No due date is agreed yet."
    if is_overdue(action.status, action.due_on, today):
        return f"It was due on {long_day(action.due_on)}, and is late until it is done."
    return f"It stays due on {long_day(action.due_on)}."
