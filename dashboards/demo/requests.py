"""Enters the requests for evidence of a fixture, and what became of them."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from dashboards.demo.actions import Actions
from dashboards.demo.people import Place
from dashboards.demo.reading import refusals_at
from dashboards.demo.rows import RecommendationRow, RequestRow
from evidence import services
from evidence.models import Evidence, EvidenceDecision, EvidenceRequest
from recommendations.models import Recommendation
from scr_tracker.versions import save_as


def enter_requests(
    row: RecommendationRow, recommendation: Recommendation, place: Place, actions: Actions
) -> None:
    for request in row.requests:
        _enter(request, recommendation, place, actions)


def _enter(row: RequestRow, recommendation: Recommendation, place: Place, actions: Actions) -> None:
    """The manager asks, the agency's lead names an item, and the manager says what it is worth."""
    with refusals_at(row.entry):
        asked = actions.diary.at(row.asked_on)
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
            _answer(request, row, place, actions, asked)
        if row.withdrawn:
            actions.diary.after(asked, 7)
            services.withdraw_request(
                actor=place.manager, request=request, version=request.version, reason=row.withdrawn
            )


def _put_back(request: EvidenceRequest, row: RequestRow, place: Place) -> None:
    """Its day may be over by now: nobody is asked for something by such a day."""
    request.due_on = row.due_on
    save_as(request, place.manager, "Dated by the demo")


def _answer(
    request: EvidenceRequest, row: RequestRow, place: Place, actions: Actions, asked: date
) -> None:
    """Where a virus scanner runs, what should be accepted still waits, and so does the request."""
    item: Any = Evidence.objects.with_decision().get(
        partnership=place.partnership, title=row.answer
    )
    diary = actions.diary
    on = diary.at(asked + timedelta(days=3), actions.seen_on[row.answer])
    answered = services.answer_request(
        actor=place.leads[row.agency], request=request, version=request.version, evidence=item
    )
    is_accepted = item.decision == EvidenceDecision.Decision.ACCEPTED
    if row.missing or (row.is_accepted and is_accepted):
        diary.after(on, 3)
        services.judge_answer(
            actor=place.manager,
            request=answered,
            version=answered.version,
            answers=row.is_accepted,
            note=row.missing,
        )
