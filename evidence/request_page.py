"""What the pages of a request for evidence show, read once; only what the reader may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet, prefetch_related_objects

from agencies.models import Membership
from evidence import permissions
from evidence.models import Evidence, EvidenceDecision, EvidenceRequest, RequestEvent
from evidence.request_items import beside, items_of
from evidence.request_states import OPEN, awaits_agency, rests, seen
from evidence.states import state_of
from recommendations.models import Action, highest_marking
from recommendations.queries import agencies_with_part
from recommendations.status import Status

if TYPE_CHECKING:
    from agencies.access import Person

ACCEPTED = EvidenceDecision.Decision.ACCEPTED
RETURNED = EvidenceDecision.Decision.RETURNED
WITHDRAWN = EvidenceRequest.State.WITHDRAWN


@dataclass(frozen=True)
class Told:
    """An event, with the item that it was about where the reader may read that."""

    event: RequestEvent
    item: Evidence | None


def requests() -> "QuerySet[EvidenceRequest]":
    """Requests with what every page of them prints."""
    parents = ("recommendation__review__partnership", "agency", "action")
    return EvidenceRequest.objects.with_answer().select_related(*parents)


def request_page(user: "Person", asked: EvidenceRequest, today: date) -> dict[str, Any]:
    events = list(asked.events.all())
    named = {event.evidence_id for event in events} | {asked.evidence_id}
    found = items_of(user, asked, named)
    prefetch_related_objects(found, "decisions")
    others = beside(user, asked, found)
    items = {item.pk: item for item in found if item.pk in named}
    item = items.get(asked.evidence_id)
    may_manage = permissions.may_manage_request(user, asked)
    is_open = asked.state == OPEN
    may_answer = is_open and not rests(asked) and permissions.may_answer_request(user, asked)
    #: What came back is the agency's again: nobody is asked to judge it.
    offered = None if awaits_agency(asked) else item
    return {
        "asked": asked,
        "recommendation": asked.recommendation,
        "review": asked.recommendation.review,
        "partnership": asked.recommendation.review.partnership,
        "seen": seen(asked, today),
        "marking": marking_of(asked, [*items.values(), *(each for each, _ in others.rows)]),
        "action": _action(user, asked),
        "item": item,
        "item_state": state_of(item) if item else None,
        "comment": _comment(item),
        "missing": _missing(asked, events),
        "beside": others,
        "story": [Told(event, items.get(event.evidence_id)) for event in reversed(events)],
        "may_answer": may_answer and awaits_agency(asked),
        "may_replace": may_answer and offered is not None,
        "may_manage": may_manage,
        "may_decide": is_open and offered is not None and offered.pk in others.mine,
        "may_judge": may_manage and offered is not None and asked.state != WITHDRAWN,
        "unheard": unheard(asked) if may_manage and is_open else "",
        "today": today,
    }


def marking_of(asked: EvidenceRequest, shown: Iterable[Evidence]) -> str:
    """The highest of the review and of the items that a page of the request names."""
    review = asked.recommendation.review
    return highest_marking([review.marking, *(item.marking for item in shown)])


def _comment(item: Evidence | None) -> str:
    """Why the item came back; "" where it did not."""
    if item is None or item.decision != RETURNED:  # type: ignore[attr-defined]
        return ""
    return next(iter(item.decisions.all())).comment


def _missing(asked: EvidenceRequest, events: list[RequestEvent]) -> str:
    """What was said when the answer was refused, until there is another; "" where none was."""
    if asked.state != OPEN or asked.evidence_id:
        return ""
    told = [event for event in events if event.kind != RequestEvent.Kind.CHANGED]
    refused = (RequestEvent.Kind.RETURNED, RequestEvent.Kind.REOPENED)
    return told[-1].note if told and told[-1].kind in refused else ""


def _action(user: "Person", asked: EvidenceRequest) -> Action | None:
    if asked.action_id is None:
        return None
    rows = Action.objects.visible_to(user).filter(pk=asked.action_id)
    return rows.select_related("recommendation__review").first()


def unheard(asked: EvidenceRequest) -> str:
    """Why nobody at the agency finds the request; "" where somebody does. For the manager."""
    if not agencies_with_part(asked.recommendation).filter(pk=asked.agency_id).exists():
        return f"{asked.agency} has no part in the recommendation any more, and does not see this."
    leads = Membership.objects.active().filter(
        role=Membership.Role.AGENCY_LEAD, partnership=asked.partnership_id, agency=asked.agency_id
    )
    return "" if leads.exists() else f"Nobody leads for {asked.agency}, so nobody is told of this."


def addable(user: "Person", asked: EvidenceRequest) -> list[Action]:
    """Actions to which the person can add new evidence that answers."""
    rows = permissions.addable_actions(user, asked.recommendation)
    rows = rows.exclude(status=Status.WITHDRAWN)
    return list(rows.filter(pk=asked.action_id) if asked.action_id else rows)


def answered_by(user: "Person", action: Action, key: str) -> EvidenceRequest | None:
    """The open request that `?request=` names, if what the person adds to the action answers it."""
    try:
        rows = requests().filter(public_id=UUID(key), state=OPEN)
    except ValueError:
        return None
    asked = rows.filter(recommendation=action.recommendation).first()
    may = asked is not None and permissions.may_offer(user, asked, action)
    return asked if may else None


def answers(user: "Person", evidence: Evidence, today: date) -> list[Any]:
    """The requests that an item answers, of those that the person sees."""
    rows = requests().visible_to(user).filter(evidence=evidence)  # type: ignore[attr-defined]
    return [seen(row, today) for row in rows]
