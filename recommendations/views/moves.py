"""An action moves: updates, status, dates. Each view is one decision."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from recommendations import permissions, services
from recommendations.action_page import action_page
from recommendations.forms import (
    DecideExtensionForm,
    DueDateForm,
    ExtensionForm,
    ReasonForm,
    UpdateForm,
)
from recommendations.models import Action, ExtensionRequest
from recommendations.references import reference
from recommendations.status import Status
from recommendations.views.actions import WITH_PARENTS
from recommendations.who_was_told import say_who_was_told
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require
from scr_tracker.words import long_day


def action_update(request: HttpRequest, public_id: UUID) -> HttpResponse:
    action = get_visible(request, WITH_PARENTS, public_id)
    if request.method != "POST":  # after signing in again, or a reload of the address
        return redirect(action)
    roles = permissions.roles_on(request.user, action)
    require(bool(roles) or permissions.may_post_update(request.user, action))
    form = UpdateForm(request.POST, action=action, user=request.user)
    if form.is_valid():
        values = form.values(with_version=True)
        update = run(form, services.post_update, actor=request.user, action=action, **values)
        if update:
            messages.success(request, _what_next(update.status_after, moved=update.has_moved))
            say_who_was_told(request, action, update.note)
            tell_of_next_occurrence(request, action, update.status_after)
            return redirect(action)
    context = action_page(request.user, action, timezone.localdate(), form)
    return render(request, "recommendations/action_detail.html", context)


def action_hold(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _move(request, public_id, Status.ON_HOLD)


def action_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _move(request, public_id, Status.WITHDRAWN)


def action_reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _move(request, public_id, Status.IN_PROGRESS)


def action_due_date(request: HttpRequest, public_id: UUID) -> HttpResponse:
    action = get_visible(request, WITH_PARENTS, public_id)
    require(permissions.may_edit_action(request.user, action))
    form = DueDateForm(request.POST or None, initial={"version": action.version})
    if request.method == "POST" and form.is_valid():
        values = form.values(with_version=True)
        change = run(form, services.move_due_date, actor=request.user, action=action, **values)
        if change:
            messages.success(request, "The due date has moved. The first date stays on record.")
            return redirect(action)
    context = {"form": form, "action": action}
    return render(request, "recommendations/action_due_date.html", context)


def action_extension(request: HttpRequest, public_id: UUID) -> HttpResponse:
    action = get_visible(request, WITH_PARENTS, public_id)
    require("agency_lead" in permissions.roles_on(request.user, action))
    if request.method == "GET" and not permissions.may_ask_for_time(request.user, action):
        raise Http404
    if request.method == "GET" and action.extension_requests.filter(decision="open").exists():
        messages.info(request, "More time has already been asked for. The manager decides.")
        return redirect(action)
    form = ExtensionForm(request.POST or None, initial={"version": action.version})
    if request.method == "POST" and form.is_valid():
        values = form.values(with_version=True)
        if run(form, services.ask_for_time, actor=request.user, action=action, **values):
            text = "Asked. The due date stays as it is until the partnership manager decides."
            messages.success(request, text)
            return redirect(action)
    context = {"form": form, "action": action}
    return render(request, "recommendations/action_extension.html", context)


def extension_decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    action = get_visible(request, WITH_PARENTS, public_id)
    require(permissions.may_edit_action(request.user, action))
    asked = action.extension_requests.order_by("-recorded_at", "-pk")
    waiting = asked.first()
    require(waiting is not None)
    form = DecideExtensionForm(request.POST or None, initial={"asked": waiting.public_id})
    if request.method == "POST" and form.is_valid():
        values = form.values()
        waiting = get_object_or_404(asked, public_id=values.pop("asked"))
        decided: ExtensionRequest | None = run(
            form,
            services.decide_extension,
            actor=request.user,
            request=waiting,
            **values,
        )
        if decided:
            messages.success(request, f"The request is {decided.get_decision_display().lower()}.")
            return redirect(action)
    context = {"form": form, "action": action, "waiting": waiting}
    return render(request, "recommendations/extension_decide.html", context)


def _move(request: HttpRequest, public_id: UUID, to: Status) -> HttpResponse:
    """One page, one decision: the reason, and the status that follows from it."""
    action: Action = get_visible(request, WITH_PARENTS, public_id)
    require(bool(permissions.roles_on(request.user, action)))
    if request.method == "GET":
        require(to in permissions.moves(request.user, action))
    form = ReasonForm(request.POST or None, to=to, initial={"version": action.version})
    if request.method == "POST" and form.is_valid():
        values = {"to": to, **form.values(with_version=True)}
        update = run(form, services.post_update, actor=request.user, action=action, **values)
        if update:
            messages.success(request, _what_next(to, moved=True))
            say_who_was_told(request, action, update.note)
            return redirect(action)
    context = {"form": form, "action": action, "to": to}
    return render(request, "recommendations/action_move.html", context)


def tell_of_next_occurrence(request: HttpRequest, action: Action, status: str) -> None:
    following = Action.objects.filter(previous=action).first()
    if status == Status.COMPLETED and following and following.due_on:
        number = reference(action.recommendation.reference, following.number)
        day = long_day(following.due_on)
        messages.info(request, f"The next occurrence is {number}, due on {day}.")


def _what_next(status: str, *, moved: bool) -> str:
    if not moved:
        return "Update posted."
    return {
        Status.NOT_STARTED: "The action is back at not started.",
        Status.IN_PROGRESS: "The action is in progress.",
        Status.COMPLETED: "Recorded as completed. A partnership manager now verifies it.",
        Status.VERIFIED: "Verified. Nothing more is owed on this action.",
        Status.ON_HOLD: "The action is on hold. Its due date still counts.",
        Status.WITHDRAWN: "Withdrawn. The action stays on record with its reason.",
    }[Status(status)]
