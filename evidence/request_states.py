"""The state of a request for evidence in one word, from its row and the decision on its item."""

from dataclasses import dataclass
from datetime import date

from evidence.models import EvidenceRequest, EvidenceVersion
from evidence.states import State
from recommendations.status import Status

Scan = EvidenceVersion.Scan
OPEN, CLOSED = EvidenceRequest.State.OPEN, EvidenceRequest.State.CLOSED

RESTS = State("on_hold", "Paused: its action is withdrawn")
AWAITS = State("waiting", "Waiting for the agency")
CAME_BACK = State("returned", "Sent back to the agency")
INFECTED = State("infected", "Waiting for the agency: a virus was found")
TO_JUDGE = State("answered", "Answered, to be judged")
ACCEPTED = State("accepted", "Closed: accepted")
WITHDRAWN = State("withdrawn", "Withdrawn")


@dataclass(frozen=True)
class Seen:
    """A request as a page prints it."""

    request: EvidenceRequest
    state: State
    is_late: bool


def seen(request: EvidenceRequest, today: date) -> Seen:
    return Seen(request, state_of_request(request), is_late(request, today))


def state_of_request(request: EvidenceRequest) -> State:
    """Of a row that carries `answer` and `scan` (`with_answer`), with its action."""
    if request.state != OPEN:
        return ACCEPTED if request.state == CLOSED else WITHDRAWN
    if rests(request):
        return RESTS
    if request.evidence_id is None:
        return AWAITS
    if request.scan == Scan.INFECTED:  # type: ignore[attr-defined]
        return INFECTED
    return CAME_BACK if request.answer == "returned" else TO_JUDGE  # type: ignore[attr-defined]


def awaits_agency(request: EvidenceRequest) -> bool:
    """As `EvidenceRequestQuerySet.awaiting_agency` asks it."""
    return state_of_request(request) in (AWAITS, CAME_BACK, INFECTED)


def is_late(request: EvidenceRequest, today: date) -> bool:
    return awaits_agency(request) and request.due_on < today


def rests(request: EvidenceRequest) -> bool:
    """Nothing is asked for an action while it is withdrawn."""
    return request.action is not None and request.action.status == Status.WITHDRAWN
