"""The board's dashboard."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from dashboards import links
from dashboards.board import board
from dashboards.changes.sentence import since_last_meeting
from dashboards.scope import scope_of
from dashboards.work import own_partnership, partnerships_of
from recommendations.kept_pages import kept_page
from scr_tracker import as_at


def dashboard_home(request: HttpRequest) -> HttpResponse:
    """The only partnership's dashboard, or the choice of one."""
    partnerships = partnerships_of(request.user)
    if len(partnerships) == 1:
        return redirect("dashboards:board", partnerships[0].public_id)
    return render(request, "dashboards/dashboard_home.html", {"partnerships": partnerships})


@as_at.readable
def board_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    partnership = own_partnership(request.user, public_id)
    chosen, scope = scope_of(request, partnership, as_at.today())

    def figures() -> dict[str, str]:
        # It is about all of the partnership, so not where the rest is narrowed.
        changed = (
            None if scope.asked else since_last_meeting(request.user, partnership, scope.today)
        )
        shown = {"request": request, "partnership": partnership, "scope": scope, "chosen": chosen}
        shown |= {"board": board(scope), "changed": changed}
        return {"figures": render_to_string("dashboards/board_figures.html", shown)}

    context = {
        **kept_page(request, scope.today, figures),
        "scope": scope,
        "chosen": chosen,
        "filter_form": chosen.form,
        "partnership": partnership,
        "today": scope.today,
        "trend_url": links.listed("dashboards:trend", scope),
    }
    return render(request, "dashboards/board.html", context)
