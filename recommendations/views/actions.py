from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape

from recommendations import permissions, services
from recommendations.action_list import ActionList, action_list
from recommendations.action_page import action_page
from recommendations.bulk import picking
from recommendations.forms import ActionForm
from recommendations.kept_pages import kept_page
from recommendations.models import Action, Recommendation, SignOff, highest_marking
from recommendations.tables import action_table
from scr_tracker import as_at, exports
from scr_tracker.flow import run
from scr_tracker.listing import page_of
from scr_tracker.scoping import get_visible, require

STANDS = SignOff.objects.filter(recommendation=OuterRef("recommendation"), reopened_at=None)
WITH_PARENTS = (
    Action.objects.with_making()
    .with_bareness()
    .select_related(
        "recommendation__review__partnership", "lead_agency", "owner", "claimed_by", "following"
    )
    .prefetch_related("contributing_agencies")
    .annotate(is_decided=Exists(STANDS))
)


@as_at.readable
def actions(request: HttpRequest) -> HttpResponseBase:
    listed = action_list(request, as_at.today())
    if exports.wanted(request):
        return exports.send(request, action_table(listed))
    context: dict[str, Any] = {"filter": listed.filter, "filter_form": listed.filter.form}
    if as_at.chosen():
        context |= kept_page(request, listed.today, lambda: _as_texts(request, listed))
    else:
        context |= _action_list_shown(request, listed)
    return render(request, "recommendations/action_list.html", context)


def _action_list_shown(request: HttpRequest, listed: ActionList) -> dict[str, Any]:
    page = page_of(request, listed.rows, total=listed.total)
    page.object_list = list(listed.printed(page.object_list))
    return {
        "listed": listed,
        "tickable": picking.tickable(request.user),
        "marking": highest_marking(row["marking"] for row in page),
        "filter_form": listed.filter.form,
        "page": page,
        "today": listed.today,
    }


def _as_texts(request: HttpRequest, listed: ActionList) -> dict[str, str]:
    """What was turned back takes long to read, and nobody ticks anything in it."""
    shown = _action_list_shown(request, listed)
    found = render_to_string("recommendations/_actions_found.html", {"request": request, **shown})
    return {"found": found, "marking": escape(shown["marking"])}


def action_export(request: HttpRequest) -> HttpResponse:
    """Where the CSV was: the list answers for its files itself."""
    query = request.GET.copy()
    query["download"] = "csv"
    return redirect(f"{reverse('recommendations:action-list')}?{query.urlencode()}")


@as_at.readable
def action_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    action = get_visible(request, WITH_PARENTS, public_id)
    context = action_page(request.user, action, as_at.today())
    return render(request, "recommendations/action_detail.html", context)


def action_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    recommendations = Recommendation.objects.select_related("review__partnership")
    recommendation = get_visible(request, recommendations, public_id)
    require(permissions.may_edit_recommendation(request.user, recommendation))
    form = ActionForm(request.POST or None, recommendation=recommendation)
    if request.method == "POST" and form.is_valid():
        values = {"recommendation": recommendation, **form.values()}
        action = run(form, services.add_action, actor=request.user, **values)
        if action:
            messages.success(request, f"Action {action.reference} added.")
            return redirect(action)
    context = {"form": form, "recommendation": recommendation}
    return render(request, "recommendations/action_add.html", context)


def action_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    action = get_visible(request, WITH_PARENTS, public_id)
    require(permissions.may_edit_action(request.user, action))
    form = ActionForm(
        request.POST or None,
        recommendation=action.recommendation,
        initial=ActionForm.initial_of(action),
        action=action,
    )
    if request.method == "POST" and form.is_valid():
        values = {"action": action, **form.values(with_version=True)}
        if run(form, services.edit_action, actor=request.user, **values):
            messages.success(request, "Action saved.")
            return redirect(action)
    return render(request, "recommendations/action_edit.html", {"form": form, "action": action})
