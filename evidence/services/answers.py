"""What becomes of requests for evidence when something happens to the item that answers them.

Each is called in the transaction of what happened, with the item locked, after the actions' locks.
"""

from collections.abc import Iterator

from django.utils import timezone

from agencies import access
from agencies.models import User
from evidence.models import Evidence, EvidenceRequest, RequestEvent
from evidence.request_states import awaits_agency
from scr_tracker.versions import locked, save_as

Kind = RequestEvent.Kind
State = EvidenceRequest.State

#: Notes name no item: not everybody who reads the request may read it.
CHANGED = "What was accepted has been replaced or changed since, so it is judged again."
NEWER = "The evidence was replaced or changed, and is judged anew."
SENT_BACK = "The accepted evidence was sent back. Its own page says what is missing."
RETURNED = "The evidence was sent back. Its own page says what is missing."
DISPOSED = "The files of the evidence were disposed of, so the request waits for the agency again."
MISTAKE = "The accepted file should not have been uploaded, and was disposed of."
INFECTED = "A virus was found in the accepted evidence, so the request waits for a clean file."


def accepted(actor: User, evidence: Evidence) -> None:
    """The item is accepted: the open requests that it answers close."""
    for request in _answered_by(evidence, State.OPEN):
        close(actor, request)


def returned(actor: User, evidence: Evidence) -> None:
    """The item came back: the agency has to act again, also where the request was closed."""
    for request in _answered_by(evidence, State.OPEN, State.CLOSED):
        if request.state == State.CLOSED:
            reopen(actor, request, SENT_BACK)
        else:
            record(actor, request, Kind.RETURNED, RETURNED)


def submitted_again(actor: User, evidence: Evidence) -> None:
    """There is something new to judge: what rested on the old acceptance is open again."""
    for request in _answered_by(evidence, State.OPEN, State.CLOSED):
        if request.state == State.CLOSED:
            reopen(actor, request, CHANGED)
        else:
            record(actor, request, Kind.ANSWERED, NEWER)


def infected(actor: User, evidence: Evidence) -> None:
    """A virus was found: what was closed on the item is open again, and waits for a clean file."""
    for request in _answered_by(evidence, State.CLOSED):
        reopen(actor, request, INFECTED)


def disposed(actor: User, evidence: Evidence, *, is_spent: bool, as_mistake: bool) -> None:
    """Its files are gone. Where nothing else is left, an open request needs other proof.

    A closed one was judged on them, and stays closed; but not on what should never have come.
    """
    for request in _answered_by(evidence, *([State.CLOSED] if as_mistake else [])):
        reopen(actor, request, MISTAKE)
    for request in _answered_by(evidence, *([State.OPEN] if is_spent else [])):
        record(actor, request, Kind.RETURNED, DISPOSED)
        request.evidence = None
        save_as(request, actor, DISPOSED)


def offer_new(actor: User, request: EvidenceRequest, evidence: Evidence) -> bool:
    """Name a new item as the answer, in the transaction that writes it.

    False where the request has been settled or answered meanwhile: the item stays all the same.
    """
    rows = EvidenceRequest.objects.with_answer().select_related("action")
    fresh = locked(rows).get(pk=request.pk)
    if not awaits_agency(fresh):
        return False
    fresh.version += 1
    offer(actor, fresh, evidence)
    return True


def offer(actor: User, request: EvidenceRequest, evidence: Evidence, note: str = "") -> None:
    request.evidence = evidence
    save_as(request, actor, "Answered")
    record(actor, request, Kind.ANSWERED, note)


def close(actor: User, request: EvidenceRequest) -> None:
    request.state = State.CLOSED
    request.closed_at, request.closed_by = timezone.now(), actor
    save_as(request, actor, "Closed: the evidence is accepted")
    record(actor, request, Kind.CLOSED)


def reopen(actor: User, request: EvidenceRequest, why: str) -> None:
    record(actor, request, Kind.REOPENED, why)
    request.state, request.closed_at, request.closed_by = State.OPEN, None, None
    save_as(request, actor, why)


#: What is not about the item.
_NOT_ABOUT_IT = (Kind.ASKED, Kind.CHANGED, Kind.WITHDRAWN)


def record(actor: User, request: EvidenceRequest, kind: str, note: str = "") -> RequestEvent:
    event = RequestEvent(
        request=request,
        kind=kind,
        note=note,
        evidence_id=None if kind in _NOT_ABOUT_IT else request.evidence_id,
        **access.signature(actor, request.partnership_id),
    )
    event.validate_constraints()
    event.save()
    return event


def _answered_by(evidence: Evidence, *states: State) -> Iterator[EvidenceRequest]:
    """Locked, always in the same order, each with its next version."""
    for request in locked(EvidenceRequest.objects.filter(state__in=states, evidence=evidence)):
        request.version += 1
        yield request
