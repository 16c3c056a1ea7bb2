"""Milestones of an action, and links to earlier recommendations."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from recommendations import permissions, services
from recommendations.forms import MilestoneForm, RepeatForm
from recommendations.models import Recommendation
from recommendations.views.actions import WITH_PARENTS
from recommendations.views.recommendations import WITH_REVIEW
from scr_tracker.errors import InvalidTransition
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require


def milestone_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    action = get_visible(request, WITH_PARENTS, public_id)
    require(permissions.may_edit_action(request.user, action))
    form = MilestoneForm(request.POST or None, initial={"version": action.version})
    if request.method == "POST" and form.is_valid():
        values = {"action": action, **form.values(with_version=True)}
        if run(form, services.add_milestone, actor=request.user, **values):
            messages.success(request, "Milestone added.")
            return redirect(f"{action.get_absolute_url()}#milestones")
    context = {"form": form, "action": action}
    return render(request, "recommendations/milestone_add.html", context)


def milestone_edit(request: HttpRequest, public_id: UUID, milestone_id: UUID) -> HttpResponse:
    action = get_visible(request, WITH_PARENTS, public_id)
    require(bool(permissions.roles_on(request.user, action)))
    milestone = get_object_or_404(action.milestones, public_id=milestone_id)
    form = MilestoneForm(
        request.POST or None,
        milestone=milestone,
        may_plan=permissions.may_edit_action(request.user, action),
        initial={"version": action.version},
    )
    if request.method == "POST" and form.is_valid():
        values = {"milestone": milestone, **form.values(with_version=True)}
        if run(form, services.edit_milestone, actor=request.user, **values):
            messages.success(request, "Milestone saved.")
            return redirect(f"{action.get_absolute_url()}#milestones")
    context = {"form": form, "action": action, "milestone": milestone}
    return render(request, "recommendations/milestone_edit.html", context)


def repeat_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    recommendation = get_visible(request, WITH_REVIEW, public_id)
    require(permissions.may_edit_recommendation(request.user, recommendation))
    form = RepeatForm(request.POST or None, recommendation=recommendation, user=request.user)
    if request.method == "POST" and form.is_valid():
        values = {"recommendation": recommendation, **form.values()}
        linked = run(form, services.link_repeat, actor=request.user, **values)
        if linked:
            messages.success(request, f"Linked to {linked.earlier}.")
            return redirect(f"{recommendation.get_absolute_url()}#repeats")
    context = {"form": form, "recommendation": recommendation}
    return render(request, "recommendations/repeat_add.html", context)


def repeat_remove(request: HttpRequest, public_id: UUID, earlier_id: UUID) -> HttpResponse:
    recommendation = get_visible(request, WITH_REVIEW, public_id)
    require(permissions.may_edit_recommendation(request.user, recommendation))
    rows = Recommendation.objects.select_related("review")
    earlier = get_visible(request, rows, earlier_id)
    if request.method == "POST":
        values = {"recommendation": recommendation, "earlier": earlier}
        try:
            services.unlink_repeat(actor=request.user, **values)  # type: ignore[arg-type]
            messages.success(request, f"The link to {earlier} is removed.")
        except InvalidTransition as refused:  # pressed twice, or somebody else was quicker
            messages.info(request, str(refused))
    return redirect(f"{recommendation.get_absolute_url()}#repeats")
