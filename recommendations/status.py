"""The rules of status: who may move an action where, and what follows from what is stored.

Nothing here is stored but `Status`. Rating, overdue and progress are computed, each by one pure
function and one query annotation side by side; a property test holds the two together. `today` is
always an argument: a day in Europe/London.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Case, Q, TextChoices, Value, When

#: An action that has not started and is due in this many days or fewer is at risk.
AT_RISK_DAYS = 30
#: What pages, exports and packs say of a verification on which no evidence stood.
WITHOUT_EVIDENCE = "Verified without evidence"


class Status(TextChoices):
    """What is stored of an action."""

    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETED = "completed", "Completed"
    VERIFIED = "verified", "Verified"
    ON_HOLD = "on_hold", "On hold"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Rating(TextChoices):
    """The delivery rating of an action, as people see it."""

    VERIFIED = "complete", "Complete and verified"
    AWAITING = "awaiting_verification", "Awaiting verification"
    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OVERDUE = "overdue", "Overdue"
    ON_HOLD = "on_hold", "On hold"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Progress(TextChoices):
    """How far a recommendation has come."""

    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    OVERDUE = "overdue", "Overdue"
    ACTIONS_COMPLETE = "actions_complete", "Actions complete"
    SIGNED_OFF = "signed_off", "Signed off"
    CLOSED = "closed_not_implemented", "Closed, not implemented"
    NOT_ACCEPTED = "not_accepted", "Not accepted"
    AWAITING_BODY = "awaiting_another_body", "Awaiting another body"

    @property
    def words(self) -> str:
        """As a sentence counts it: "3 overdue", "1 with every action complete"."""
        complete = self is Progress.ACTIONS_COMPLETE
        return "with every action complete" if complete else str(self.label).lower()


#: Statuses in which work is still owed; only these can be overdue.
OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.ON_HOLD)
#: The work is done, as the agency says, whether or not somebody has verified it.
DONE = (Status.COMPLETED, Status.VERIFIED)
#: A forum has decided, and the decision stands.
CLOSED = (Progress.SIGNED_OFF, Progress.CLOSED)
NOT_CLOSED = tuple(key for key in Progress if key not in CLOSED)


class Need(StrEnum):
    """What a move asks for, beside the note that every move has."""

    REASON = "reason"
    BARRIER = "barrier"
    CLAIM = "claim"
    NEW_EVIDENCE = "new evidence"


@dataclass(frozen=True)
class Move:
    """A legal change of status: the roles that may make it, and what it asks for.

    A move without roles is nobody's decision: it follows from what happened elsewhere.
    """

    roles: frozenset[str]
    need: Need | None = None


_MANAGER = frozenset({"manager"})
_BOTH = frozenset({"manager", "agency_lead"})

#: The one table of legal moves. An agency lead is one of the action's lead agency.
TRANSITIONS: dict[Status, dict[Status, Move]] = {
    Status.NOT_STARTED: {
        Status.IN_PROGRESS: Move(_BOTH),
        Status.COMPLETED: Move(_BOTH, Need.CLAIM),
        Status.ON_HOLD: Move(_BOTH, Need.BARRIER),
        Status.WITHDRAWN: Move(_MANAGER, Need.REASON),
    },
    Status.IN_PROGRESS: {
        Status.NOT_STARTED: Move(_MANAGER, Need.REASON),
        Status.COMPLETED: Move(_BOTH, Need.CLAIM),
        Status.ON_HOLD: Move(_BOTH, Need.BARRIER),
        Status.WITHDRAWN: Move(_MANAGER, Need.REASON),
    },
    Status.ON_HOLD: {
        Status.IN_PROGRESS: Move(_BOTH),
        Status.COMPLETED: Move(_BOTH, Need.CLAIM),
        Status.WITHDRAWN: Move(_MANAGER, Need.REASON),
    },
    Status.COMPLETED: {
        Status.VERIFIED: Move(_MANAGER),
        Status.IN_PROGRESS: Move(_BOTH, Need.REASON),
    },
    Status.VERIFIED: {
        Status.IN_PROGRESS: Move(_MANAGER, Need.REASON),
        Status.COMPLETED: Move(frozenset(), Need.NEW_EVIDENCE),
    },
    Status.WITHDRAWN: {Status.IN_PROGRESS: Move(_MANAGER, Need.REASON)},
}


def is_overdue(status: str, due_on: date | None, today: date) -> bool:
    """Due before today and still owed. Due today is not overdue."""
    return due_on is not None and due_on < today and status in OPEN


def overdue_condition(today: date, path: str = "") -> Q:
    """`is_overdue` as a condition; `path` leads to the action, as in `actions__`."""
    return Q(**{f"{path}due_on__lt": today, f"{path}status__in": OPEN})


def delivery_rating(
    status: str, due_on: date | None, *, lead_says_at_risk: bool, today: date
) -> Rating:
    if status == Status.WITHDRAWN:
        return Rating.WITHDRAWN
    if status == Status.VERIFIED:
        return Rating.VERIFIED
    if status == Status.COMPLETED:
        return Rating.AWAITING
    if is_overdue(status, due_on, today):
        return Rating.OVERDUE
    if status == Status.ON_HOLD:
        return Rating.ON_HOLD
    soon = due_on is not None and due_on <= today + timedelta(days=AT_RISK_DAYS)
    if lead_says_at_risk or (soon and status == Status.NOT_STARTED):
        return Rating.AT_RISK
    return Rating.ON_TRACK


def delivery_rating_case(today: date) -> Case:
    """`delivery_rating` as an annotation of actions."""
    soon = today + timedelta(days=AT_RISK_DAYS)
    return Case(
        When(status=Status.WITHDRAWN, then=Value(Rating.WITHDRAWN)),
        When(status=Status.VERIFIED, then=Value(Rating.VERIFIED)),
        When(status=Status.COMPLETED, then=Value(Rating.AWAITING)),
        When(overdue_condition(today), then=Value(Rating.OVERDUE)),
        When(status=Status.ON_HOLD, then=Value(Rating.ON_HOLD)),
        When(
            Q(is_at_risk=True) | Q(status=Status.NOT_STARTED, due_on__lte=soon),
            then=Value(Rating.AT_RISK),
        ),
        default=Value(Rating.ON_TRACK),
    )


@dataclass(frozen=True)
class Facts:
    """What the progress of a recommendation follows from.

    `outcome` is that of the sign-off that stands ("" where none does). An action is live unless it
    is withdrawn. `is_refused`: at least one agency owes a response and every one is not accepted.
    """

    outcome: str = ""
    is_awaiting_body: bool = False
    is_refused: bool = False
    has_live: bool = False
    has_overdue: bool = False
    has_unverified: bool = False
    has_started: bool = False


def progress(facts: Facts) -> Progress:
    if facts.outcome:
        return Progress.SIGNED_OFF if facts.outcome == "assured" else Progress.CLOSED
    if facts.is_awaiting_body:
        return Progress.AWAITING_BODY
    if facts.has_overdue:
        return Progress.OVERDUE
    if facts.has_live and not facts.has_unverified:
        return Progress.ACTIONS_COMPLETE
    if facts.has_live and facts.has_started:
        return Progress.IN_PROGRESS
    if facts.is_refused and not facts.has_live:
        return Progress.NOT_ACCEPTED
    return Progress.NOT_STARTED


def progress_case() -> Case:
    """`progress` as an annotation, over the fact annotations of `with_facts(today)`."""
    return Case(
        When(outcome="assured", then=Value(Progress.SIGNED_OFF)),
        When(outcome="closed_not_implemented", then=Value(Progress.CLOSED)),
        When(is_awaiting_body=True, then=Value(Progress.AWAITING_BODY)),
        When(has_overdue=True, then=Value(Progress.OVERDUE)),
        When(has_live=True, has_unverified=False, then=Value(Progress.ACTIONS_COMPLETE)),
        When(has_live=True, has_started=True, then=Value(Progress.IN_PROGRESS)),
        When(is_refused=True, has_live=False, then=Value(Progress.NOT_ACCEPTED)),
        default=Value(Progress.NOT_STARTED),
    )
