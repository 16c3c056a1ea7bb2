"""Pages to look at: my work, the board's dashboard, and the lists of what waits for a decision.

`today` is read once for a request.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from agencies.models import Partnership
from dashboards import queries
from dashboards.figures import COMING_DAYS
from dashboards.overtaken import decisions_overtaken
from dashboards.tables import number_table
from dashboards.work import own_partnership, partnerships_of, work_of
from recommendations.models import SignOff
from scr_tracker import as_at, exports
from scr_tracker.listing import page_of


def my_work(request: HttpRequest) -> HttpResponse:
    """Home. `?partnership=` narrows it to one of the person's own."""
    today = as_at.today()
    chosen = _chosen(request)
    work = work_of(request.user, today, chosen)
    context = {"work": work, "today": today, "partnership": chosen}
    return render(request, "dashboards/my_work.html", context)


def dashboard_home(request: HttpRequest) -> HttpResponse:
    """The only partnership's dashboard, or the choice of one."""
    partnerships = partnerships_of(request.user)
    if len(partnerships) == 1:
        return redirect("dashboards:board", partnerships[0].public_id)
    return render(request, "dashboards/dashboard_home.html", {"partnerships": partnerships})


@as_at.readable
def board(request: HttpRequest, public_id: UUID) -> HttpResponse:
    partnership = _own(request, public_id)
    today = as_at.today()
    context = {
        "board": queries.board(request.user, partnership, today),
        "partnership": partnership,
        "today": today,
    }
    return render(request, "dashboards/board.html", context)


@as_at.readable
def extension_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Requests for more time that wait for a decision, the oldest first."""
    partnership = _own(request, public_id)
    rows = queries.open_requests(request.user, partnership).order_by("recorded_at", "pk")
    rows = rows.select_related("action__recommendation__review", "action__lead_agency")
    if exports.wanted(request):
        return exports.send(request, number_table("extensions", partnership, rows))
    page = page_of(request, rows)
    context = {"partnership": partnership, "page": page, "today": as_at.today()}
    return render(request, "dashboards/extension_list.html", context)


@as_at.readable
def evidence_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Evidence that waits for a decision, the oldest first."""
    partnership = _own(request, public_id)
    rows = queries.undecided(request.user).filter(partnership=partnership)
    rows = rows.select_related("agency").order_by("recorded_at", "pk")
    if exports.wanted(request):
        return exports.send(request, number_table("evidence", partnership, rows))
    page = page_of(request, rows)
    context = {"partnership": partnership, "page": page, "today": as_at.today()}
    return render(request, "dashboards/evidence_list.html", context)


@as_at.readable
def challenge_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Questions without an accepted answer, the oldest first."""
    partnership = _own(request, public_id)
    rows = queries.open_challenges(request.user, partnership)
    rows = rows.select_related("recommendation__review", "agency").order_by("recorded_at", "pk")
    if exports.wanted(request):
        return exports.send(request, number_table("challenges", partnership, rows))
    page = page_of(request, rows)
    context = {"partnership": partnership, "page": page}
    return render(request, "dashboards/challenge_list.html", context)


@as_at.readable
def check_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Embedding checks that are late or due soon, the earliest first."""
    partnership = _own(request, public_id)
    today = as_at.today()
    rows = queries.checks_due(request.user, partnership, today)
    rows = rows.select_related("recommendation__review", "sign_off__forum").order_by("due_on", "pk")
    if exports.wanted(request):
        return exports.send(request, number_table("checks", partnership, rows))
    page = page_of(request, rows)
    until = today + timedelta(days=COMING_DAYS)
    context = {"partnership": partnership, "page": page, "today": today, "until": until}
    return render(request, "dashboards/check_list.html", context)


@as_at.readable
def overtaken_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Decisions that stand and whose evidence came in or changed since, the longest ago first."""
    partnership = _own(request, public_id)
    found: Any = decisions_overtaken(request.user, partnership)
    rows = SignOff.objects.none() if found is None else found.order_by("moved_at", "pk")
    rows = rows.select_related("recommendation__review", "forum")
    if exports.wanted(request):
        return exports.send(request, number_table("overtaken", partnership, rows))
    page = page_of(request, rows)
    context = {"partnership": partnership, "page": page}
    return render(request, "dashboards/overtaken_list.html", context)


def _chosen(request: HttpRequest) -> Partnership | None:
    asked = request.GET.get("partnership", "")
    return _own(request, asked) if asked else None


def _own(request: HttpRequest, asked: UUID | str) -> Partnership:
    return own_partnership(request.user, asked)
