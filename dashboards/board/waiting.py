"""What waits for a decision or an answer: how many of each, and since when the oldest does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, F, Min, Value
from django.db.models.functions import TruncDate

from dashboards import links, queries
from dashboards.figures import Number, Waiting
from dashboards.scope import Scope

#: Kind → the route of its list.
ROUTES = {
    "evidence": "dashboards:evidence-list",
    "extensions": "dashboards:extension-list",
    "challenges": "dashboards:challenge-list",
    "checks": "dashboards:check-list",
    "wanted": "evidence:request-list",
    "overtaken": "dashboards:overtaken-list",
}
#: What the list of a kind is asked besides.
ASKED = {"wanted": {"state": "open"}}


@dataclass(frozen=True)
class WaitingBlock:
    evidence: Waiting
    extensions: Waiting
    challenges: Waiting
    checks: Waiting
    wanted: Waiting
    overtaken: Waiting


def waiting_block(scope: Scope) -> WaitingBlock:
    counted = {kind: (many, oldest) for kind, many, oldest in _counted(scope)}
    return WaitingBlock(**{kind: _waiting(scope, kind, *counted.get(kind, ())) for kind in ROUTES})


def _counted(scope: Scope) -> list[tuple[str, int, date | None]]:
    """All kinds in one query but the last, which costs more and seldom holds anything."""
    day = TruncDate("recorded_at")
    here = "recommendation__review__partnership"
    several = [
        _grouped(queries.undecided_in(scope), "evidence", "partnership", day),
        _grouped(queries.open_requests(scope), "extensions", f"action__{here}", day),
        _grouped(queries.open_challenges(scope), "challenges", here, day),
        _grouped(queries.checks_due(scope), "checks", here, F("due_on")),
        _grouped(queries.evidence_wanted(scope), "wanted", here, F("due_on")),
    ]
    found = list(several[0].union(*several[1:], all=True))
    moments = queries.overtaken_since(scope)
    return [*found, ("overtaken", len(moments), min(moments, default=None))]


def _grouped(rows: Any, kind: str, partnership: str, day: Any) -> Any:
    grouped = rows.order_by().values(partnership)
    found = grouped.annotate(kind=Value(kind, CharField()), many=Count("pk"), oldest=Min(day))
    return found.values_list("kind", "many", "oldest")


def _waiting(scope: Scope, kind: str, many: int = 0, oldest: Any = None) -> Waiting:
    asked = ASKED.get(kind, {})
    earlier = links.listed(ROUTES[kind], scope) if asked else ""
    return Waiting(Number(many, links.listed(ROUTES[kind], scope, **asked)), oldest, earlier)
