"""Requests for evidence, as they were when a forum decided, and those that are open."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from evidence.models import EvidenceRequest
from recommendations.models import Recommendation
from recommendations.snapshot import Json, Open, Part, choice, day, ids
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person


def take(recommendation: Recommendation) -> list[Json]:
    rows: Any = recommendation.evidence_requests.select_related("agency", "action", "evidence")
    return [_row(row) for row in rows.prefetch_related("events").order_by("due_on", "pk")]


def readable(rows: list[Json], user: "Person", actions: frozenset[str]) -> Iterable[str]:
    return ids(EvidenceRequest.objects.visible_to(user), rows)


def left_open(recommendation: Recommendation, user: "Person") -> list[Open]:
    seen: Any = EvidenceRequest.objects.visible_to(user).open()
    rows = seen.filter(recommendation=recommendation).select_related("agency")
    return [
        Open(
            f"Evidence asked of {row.agency}, wanted by {long_day(row.due_on)}",
            row.wanted,
            row.get_absolute_url(),
        )
        for row in rows.order_by("due_on", "pk")
    ]


def _row(row: EvidenceRequest) -> Json:
    """Action and item by their ids alone: not everybody who reads the request may read them."""
    return {
        "id": str(row.public_id),
        "agency": row.agency.name,
        "wanted": row.wanted,
        "due_on": day(row.due_on),
        "state": choice(row, "state"),
        "action": str(row.action.public_id) if row.action else "",
        "evidence": str(row.evidence.public_id) if row.evidence else "",
        "withdrawn_reason": row.withdrawn_reason,
        "events": [
            {
                **choice(each, "kind"),
                "by": each.recorded_by_name,
                "at": day(each.recorded_at),
                "note": each.note,
            }
            for each in row.events.all()
        ],
    }


PART = Part("requests", take, readable, left_open=left_open)
