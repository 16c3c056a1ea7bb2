"""The lists behind numbers of the dashboard, narrowed by the same filters."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from dashboards import queries
from dashboards.board.proof import proof
from dashboards.figures import COMING_DAYS
from dashboards.scope import Scope, scope_of_list
from dashboards.tables import number_table
from dashboards.work import own_partnership
from evidence.models import Evidence
from scr_tracker import as_at, exports
from scr_tracker.filter_words import said
from scr_tracker.listing import page_of

TEMPLATES = {
    "extensions": "extension_list",
    "evidence": "evidence_list",
    "proof": "proof_list",
    "challenges": "challenge_list",
    "checks": "check_list",
    "overtaken": "overtaken_list",
}


@as_at.readable
def extension_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Requests for more time that wait for a decision, the oldest first."""

    def rows(scope: Scope) -> Any:
        action = "action__recommendation__review", "action__lead_agency"
        return queries.open_requests(scope).select_related(*action).order_by("recorded_at", "pk")

    return _listed(request, public_id, "extensions", rows)


@as_at.readable
def evidence_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Evidence that waits for a decision, the oldest first."""

    def rows(scope: Scope) -> Any:
        found = queries.undecided_in(scope)
        return found.select_related("agency").order_by("recorded_at", "pk")

    return _listed(request, public_id, "evidence", rows)


@as_at.readable
def proof_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Accepted evidence, the newest first; `?level=` names one of `Evidence.Level`."""
    asked = request.GET.get("level", "")
    level = Evidence.Level(asked) if asked in Evidence.Level else None

    def rows(scope: Scope) -> Any:
        found = proof(scope).filter(level=level) if level else proof(scope)
        return found.select_related("agency").order_by("-dated_on", "-pk")

    return _listed(request, public_id, "proof", rows, level=level)


@as_at.readable
def challenge_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Questions without an accepted answer, the oldest first."""

    def rows(scope: Scope) -> Any:
        found = queries.open_challenges(scope).select_related("recommendation__review", "agency")
        return found.order_by("recorded_at", "pk")

    return _listed(request, public_id, "challenges", rows)


@as_at.readable
def check_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Embedding checks that are late or due soon, the earliest first."""

    def rows(scope: Scope) -> Any:
        found = queries.checks_due(scope)
        return found.select_related("recommendation__review", "sign_off__forum").order_by(
            "due_on", "pk"
        )

    until = as_at.today() + timedelta(days=COMING_DAYS)
    return _listed(request, public_id, "checks", rows, until=until)


@as_at.readable
def overtaken_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Decisions that stand and whose evidence came in or changed since, the longest ago first."""

    def rows(scope: Scope) -> Any:
        found: Any = queries.overtaken_in(scope)
        found = found if found.query.is_empty() else found.order_by("moved_at", "pk")
        return found.select_related("recommendation__review", "forum")

    return _listed(request, public_id, "overtaken", rows)


def _listed(
    request: HttpRequest,
    public_id: UUID,
    key: str,
    rows: Callable[[Scope], Any],
    **more: Any,
) -> HttpResponseBase:
    """`key` names the list, as file and as page."""
    partnership = own_partnership(request.user, public_id)
    chosen, scope = scope_of_list(request, partnership, as_at.today())
    found = rows(scope)
    if exports.wanted(request):
        narrowed = said(chosen) if chosen else []
        return exports.send(request, number_table(key, partnership, found, narrowed))
    context = {
        "partnership": partnership,
        "chosen": chosen,
        "page": page_of(request, found),
        "today": scope.today,
    }
    return render(request, f"dashboards/{TEMPLATES[key]}.html", context | more)
