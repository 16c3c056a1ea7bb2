"""Enters the requests for evidence of a fixture, and what became of them."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone

from dashboards.demo.actions import Actions
from dashboards.demo.people import Place
from dashboards.demo.reading import refusals_at
from dashboards.demo.rows import RecommendationRow, RequestRow
from evidence import services
from evidence.models import Evidence, EvidenceDecision, EvidenceRequest, RequestEvent
from recommendations.models import Recommendation
from scr_tracker.versions import save_as

#: The time of day at which the demo asked.
MORNING = time(9, 30)


def enter_requests(
    row: RecommendationRow, recommendation: Recommendation, place: Place, actions: Actions
) -> None:
    for request in row.requests:
        _enter(request, recommendation, place, actions)


def _enter(row: RequestRow, recommendation: Recommendation, place: Place, actions: Actions) -> None:
    """The manager asks, the agency's lead names an item, and the manager says what it is worth."""
    with refusals_at(row.entry):
        request = services.ask_for_evidence(
            actor=place.manager,
            recommendation=recommendation,
            agency=place.agencies[row.agency],
            action=actions.held(row.action) if row.action else None,
            wanted=row.wanted,
            due_on=max(row.due_on, timezone.localdate()),
        )
        _put_back(request, row, place)
        if row.answer:
            _answer(request, row, place)
        if row.withdrawn:
            services.withdraw_request(
                actor=place.manager, request=request, version=request.version, reason=row.withdrawn
            )


def _put_back(request: EvidenceRequest, row: RequestRow, place: Place) -> None:
    """To the day on which it was asked: nobody asks for something by a day that is over."""
    asked_at = timezone.make_aware(datetime.combine(row.asked_on, MORNING))
    request.recorded_at, request.due_on = asked_at, row.due_on
    save_as(request, place.manager, "Dated by the demo")
    RequestEvent.objects.filter(request=request).update(recorded_at=asked_at)


def _answer(request: EvidenceRequest, row: RequestRow, place: Place) -> None:
    """Where a virus scanner runs, what should be accepted still waits, and so does the request."""
    item: Any = Evidence.objects.with_decision().get(
        partnership=place.partnership, title=row.answer
    )
    answered = services.answer_request(
        actor=place.leads[row.agency], request=request, version=request.version, evidence=item
    )
    is_accepted = item.decision == EvidenceDecision.Decision.ACCEPTED
    if row.missing or (row.is_accepted and is_accepted):
        services.judge_answer(
            actor=place.manager,
            request=answered,
            version=answered.version,
            answers=row.is_accepted,
            note=row.missing,
        )
