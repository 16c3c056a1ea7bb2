"""Requests for evidence: asked by a manager, answered by the agency, closed by an accepted item."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies import access
from agencies.models import Agency, User
from evidence import scanning
from evidence.models import Evidence, EvidenceDecision, EvidenceRequest, EvidenceVersion
from evidence.permissions import (
    may_answer_request,
    may_ask_for_evidence,
    may_decide,
    may_manage_request,
    may_read,
)
from evidence.request_states import rests
from evidence.services import telling
from evidence.services.answers import Kind, State, close, offer, record, reopen
from evidence.states import is_spent, standing
from recommendations.models import Action, Recommendation
from recommendations.queries import agencies_with_part
from recommendations.services.checks import allow, can_be_due, given
from recommendations.status import Status
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, locked, save_as
from scr_tracker.words import long_day

WANTED = "Say what evidence is wanted."


@transaction.atomic
def ask_for_evidence(
    *,
    actor: User,
    recommendation: Recommendation,
    agency: Agency,
    wanted: str,
    due_on: date,
    action: Action | None = None,
) -> EvidenceRequest:
    """A manager asks an agency that answers the recommendation or acts on it.

    Where it is about one action, the agency acts in that action: else it could not add to it.
    """
    allow(may_ask_for_evidence(actor, recommendation))
    wanted = given(wanted, "wanted", WANTED)
    _still_ahead(due_on)
    _has_part(agency, recommendation, action)
    request = EvidenceRequest(
        partnership=recommendation.review.partnership,
        recommendation=recommendation,
        action=action,
        agency=agency,
        wanted=wanted,
        due_on=due_on,
        **access.signature(actor, recommendation.review.partnership_id),
    )
    save_as(request, actor, "Asked for")
    record(actor, request, Kind.ASKED)
    telling.asked(actor, request)
    return request


@transaction.atomic
def answer_request(
    *, actor: User, request: EvidenceRequest, version: int, evidence: Evidence, note: str = ""
) -> EvidenceRequest:
    """The agency, or a manager for it, names an item that is there.

    It closes the request when a manager accepts it. One that is accepted already waits for a
    manager to say that it answers, unless such a manager names it.
    """
    allow(_sees(actor, request) and may_read(actor, evidence))
    allow(may_answer_request(actor, request))
    item = locked(Evidence.objects.all()).get(pk=evidence.pk)
    fresh = _open(request, version)
    if rests(fresh):
        raise InvalidTransition("The action is withdrawn: nothing is asked for it now.")
    decision = _can_answer(item, fresh)
    offer(actor, fresh, item, note.strip())
    telling.offered(actor, fresh, note)
    if decision == EvidenceDecision.Decision.ACCEPTED and may_decide(actor, item):
        close(actor, fresh)
    return fresh


@transaction.atomic
def change_request(
    *, actor: User, request: EvidenceRequest, version: int, wanted: str, due_on: date
) -> EvidenceRequest:
    """Say anew what is wanted, or by when."""
    allow(_sees(actor, request) and may_manage_request(actor, request))
    wanted = given(wanted, "wanted", WANTED)
    fresh = _open(request, version)
    changes = []
    if due_on != fresh.due_on:
        _still_ahead(due_on)
        changes.append(f"Wanted by {long_day(due_on)}, before by {long_day(fresh.due_on)}.")
    if wanted != fresh.wanted:
        changes.append(f"What is wanted, before: {fresh.wanted}")
    fresh.wanted, fresh.due_on = wanted, due_on
    if changes:
        save_as(fresh, actor, "Request changed")
        record(actor, fresh, Kind.CHANGED, "\n".join(changes))
    return fresh


@transaction.atomic
def withdraw_request(
    *, actor: User, request: EvidenceRequest, version: int, reason: str
) -> EvidenceRequest:
    """The evidence is no longer wanted. The request stays on record."""
    allow(_sees(actor, request) and may_manage_request(actor, request))
    reason = given(reason, "reason", "Say why the evidence is no longer wanted.")
    fresh = _open(request, version)
    fresh.state, fresh.withdrawn_reason = State.WITHDRAWN, reason
    fresh.closed_at, fresh.closed_by = timezone.now(), actor
    save_as(fresh, actor, reason)
    record(actor, fresh, Kind.WITHDRAWN, reason)
    return fresh


@transaction.atomic
def judge_answer(
    *, actor: User, request: EvidenceRequest, version: int, answers: bool, note: str = ""
) -> EvidenceRequest:
    """A manager says whether the item answers the request, apart from what it is worth itself.

    It answers only once the item is accepted, and never by who brought it in. One that does not
    answer leaves the request, also a closed one, to the agency again; the item stays as it is.
    """
    allow(_sees(actor, request) and may_manage_request(actor, request))
    evidence = locked(Evidence.objects.filter(pk=request.evidence_id or 0)).first()
    fresh: EvidenceRequest = lock_unchanged(request, version)
    if evidence is None or fresh.state == State.WITHDRAWN or fresh.evidence_id != evidence.pk:
        raise InvalidTransition("There is no answer to decide on.")
    if not answers:
        note = given(note, "note", "Say what is missing.")
        return _refuse(actor, fresh, note)
    allow(may_read(actor, evidence) and may_decide(actor, evidence))
    if fresh.state != State.OPEN or _decision(evidence) != EvidenceDecision.Decision.ACCEPTED:
        raise InvalidTransition("Accept the evidence first: that closes the request.", "answers")
    if why_not := scanning.why_not_accepted(Evidence.objects.with_scan().get(pk=evidence.pk)):
        raise InvalidTransition(f"It cannot be an answer now: {why_not}", "answers")
    close(actor, fresh)
    return fresh


def _refuse(actor: User, request: EvidenceRequest, note: str) -> EvidenceRequest:
    if request.state == State.CLOSED:
        reopen(actor, request, note)
    else:
        record(actor, request, Kind.RETURNED, note)
    request.evidence = None
    save_as(request, actor, note)
    telling.not_answered(actor, request, note)
    return request


def _sees(actor: User, request: EvidenceRequest) -> bool:
    return EvidenceRequest.objects.visible_to(actor).filter(pk=request.pk).exists()


def _open(request: EvidenceRequest, version: int) -> EvidenceRequest:
    """The request, locked, that nobody has changed and that is open."""
    fresh: EvidenceRequest = lock_unchanged(request, version)
    if fresh.state != State.OPEN:
        raise InvalidTransition(f"The request is no longer open: {_settled(fresh)}.")
    return fresh


def _settled(request: EvidenceRequest) -> str:
    closed = request.state == State.CLOSED
    return "its evidence was accepted" if closed else "it was withdrawn"


def _still_ahead(due_on: date) -> None:
    if due_on < timezone.localdate():
        raise InvalidTransition("The day by which you want it must be today or later.", "due_on")
    can_be_due(due_on, "due_on")


def _has_part(agency: Agency, recommendation: Recommendation, action: Action | None) -> None:
    if not agencies_with_part(recommendation).filter(pk=agency.pk).exists():
        raise InvalidTransition(f"{agency} has no part in this recommendation.", "agency")
    if action is None:
        return
    if action.recommendation_id != recommendation.pk:
        raise InvalidTransition("Choose an action of this recommendation.", "action")
    if action.status == Status.WITHDRAWN:
        raise InvalidTransition("The action is withdrawn. Choose another, or none.", "action")
    acting = [action.lead_agency_id, *action.contributing_agencies.values_list("pk", flat=True)]
    if agency.pk not in acting:
        message = f"{agency} does not act in {action.reference}. Choose another action, or none."
        raise InvalidTransition(message, "action")


def _can_answer(item: Evidence, request: EvidenceRequest) -> str:
    """The decision that stands on the item, "" where none does; refuses what proves nothing."""
    links = item.links.filter(action__recommendation_id=request.recommendation_id)
    if not links.exists():
        message = "Choose evidence that supports an action of this recommendation."
        raise InvalidTransition(message, "evidence")
    read: Any = Evidence.objects.with_scan().get(pk=item.pk)
    newest = item.versions.first()
    if newest and (read.scan == EvidenceVersion.Scan.INFECTED or is_spent(read)):
        raise InvalidTransition(f"It cannot be used: {scanning.why_not(newest)}", "evidence")
    decision = _decision(item)
    if decision == EvidenceDecision.Decision.RETURNED:
        message = "This evidence was sent back. Add a newer version of it first."
        raise InvalidTransition(message, "evidence")
    return decision


def _decision(item: Evidence) -> str:
    latest = standing(item, item.decisions.all())
    return latest.decision if latest else ""
