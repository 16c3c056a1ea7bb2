"""What was closed in the period: signed off, closed without being implemented, found to last."""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Value

from dashboards import links
from dashboards.figures import Number
from dashboards.scope import Scope
from recommendations.models import EmbeddingCheck, SignOff

ASSURED, CLOSED = SignOff.Outcome.ASSURED.value, SignOff.Outcome.CLOSED.value


@dataclass(frozen=True)
class ClosedBlock:
    """Recommendations, by the day of the meeting or of the check; only what stands still."""

    assured: Number
    closed: Number
    embedded: Number


def closed_block(scope: Scope) -> ClosedBlock:
    here, period = "recommendation__", (scope.first, scope.last)
    decided = SignOff.objects.filter(reopened_at=None, meeting_on__range=period)
    lasted = EmbeddingCheck.objects.embedded().filter(checked_on__range=period)

    def grouped(rows: Any, kind: Any) -> Any:
        about = rows.visible_to(scope.user).filter(
            scope.of(here), scope.of_concerned("recommendation_id")
        )
        many = Count("recommendation_id", distinct=True)
        found = about.order_by().values("outcome").annotate(kind=kind, many=many)
        return found.values_list("kind", "outcome", "many")

    decisions = grouped(decided, Value("decided", CharField()))
    checks = grouped(lasted, Value("checked", CharField()))
    counts = {outcome: many for _, outcome, many in decisions.union(checks, all=True)}
    asked = {"signed_off_from": scope.first, "signed_off_to": scope.last}
    checked = {"embedded_from": scope.first, "embedded_to": scope.last}
    return ClosedBlock(
        _number(scope, counts, ASSURED, "signed off", {"outcome": ASSURED, **asked}),
        _number(scope, counts, CLOSED, "closed, not implemented", {"outcome": CLOSED, **asked}),
        _number(scope, counts, "embedded", "found to be embedded", checked),
    )


def _number(
    scope: Scope, counts: dict[str, int], key: str, words: str, asked: dict[str, Any]
) -> Number:
    return Number(counts.get(key, 0), links.recommendations_of(scope, **asked), words)
