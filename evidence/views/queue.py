"""The verification queue: each page shows one claim; each post is one decision on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from agencies import access
from agencies.models import Partnership
from evidence import queue, services
from evidence.forms_queue import ItemForm, VerifyForm
from evidence.permissions import may_decide
from evidence.request_items import closed_with
from evidence.timeline import seen_on
from evidence.views.unverified import tells_unverified
from recommendations.models import Action
from recommendations.services import post_update
from recommendations.status import Status
from recommendations.who_was_told import say_who_was_told
from scr_tracker import unsaved
from scr_tracker.flow import run
from scr_tracker.scoping import require


@require_safe
def queue_home(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    """The oldest claim; where nothing waits, a page that says so."""
    partnership = _managed(request, partnership_id)
    first = queue.waiting(request.user, partnership).first()
    if first:
        return redirect("evidence:queue-claim", partnership_id, first.public_id)
    return render(request, "evidence/queue_empty.html", {"partnership": partnership})


def queue_claim(request: HttpRequest, partnership_id: UUID, action_id: UUID) -> HttpResponse:
    partnership = _managed(request, partnership_id)
    action = _claim(request, partnership, action_id)
    place = queue.place_of(request.user, partnership, action)
    if place is None:
        return _gone(request, action, partnership_id)
    form = None
    if request.method == "POST":
        require(action.claimed_by_id != request.user.pk)
        form = VerifyForm(request.POST, action=action, items=seen_on(action, request.user))
        if form.is_valid() and _verified(request, form, action):
            return _next(partnership_id, place)
        still = queue.place_of(request.user, partnership, action)
        if still is None:
            return _gone(request, _claim(request, partnership, action_id), partnership_id)
    context = queue.claim_page(request.user, action, place, returned=form)
    return render(request, "evidence/queue_claim.html", context)


@tells_unverified
def queue_decide(
    request: HttpRequest, partnership_id: UUID, action_id: UUID, evidence_id: UUID
) -> HttpResponse:
    """Accept one item, or send it back; the claim's page comes again."""
    partnership = _managed(request, partnership_id)
    action = _claim(request, partnership, action_id)
    items = {item.public_id: item for item in seen_on(action, request.user)}
    require(evidence_id in items)
    evidence = items[evidence_id]
    place = queue.place_of(request.user, partnership, action)
    if request.method != "POST":
        return redirect("evidence:queue-claim", partnership_id, action_id)
    require(may_decide(request.user, evidence))
    form = ItemForm(request.POST, evidence=evidence)
    if form.is_valid():
        values: dict[str, Any] = {"evidence": evidence, **form.cleaned_data}
        row = run(form, services.decide, actor=request.user, **values)
        if row:
            text = f"“{evidence.title}”: {row.get_decision_display().lower()}."
            messages.success(request, f"{text} {closed_with(request.user, row)}".strip())
            say_who_was_told(request, evidence, row.comment)
            return redirect("evidence:queue-claim", partnership_id, action_id)
    if place is None:
        return _gone(request, action, partnership_id)
    fresh = _claim(request, partnership, action_id)
    context = queue.claim_page(request.user, fresh, place, returned=form)
    return render(request, "evidence/queue_claim.html", context)


def _managed(request: HttpRequest, partnership_id: UUID) -> Partnership:
    partnership = get_object_or_404(Partnership, public_id=partnership_id)
    require(access.has_role(request.user, partnership.pk, "manager"))
    return partnership


def _claim(request: HttpRequest, partnership: Partnership, action_id: UUID) -> Action:
    rows = queue.managed(request.user, partnership)
    action: Action = get_object_or_404(rows, public_id=action_id)
    return action


def _verified(request: HttpRequest, form: VerifyForm, action: Action) -> bool:
    data = form.cleaned_data
    values = {"action": action, "version": data["version"], "note": data["note"]}
    update = run(form, post_update, actor=request.user, to=data["decision"], **values)
    if update:
        done = "verified" if update.status_after == Status.VERIFIED else "sent back"
        messages.success(request, f"{action.full_reference} is {done}.")
        say_who_was_told(request, action, update.note)
    return bool(update)


def _next(partnership_id: UUID, place: queue.Place) -> HttpResponse:
    if place.following:
        return redirect("evidence:queue-claim", partnership_id, place.following)
    return redirect("evidence:queue", partnership_id)


def _gone(request: HttpRequest, action: Action, partnership_id: UUID) -> HttpResponse:
    """Somebody else was there first: say who and what, and go on with the next claim."""
    unsaved.stays(request)
    latest = next(iter(action.updates.all()), None)
    by = f", by {latest.recorded_by_name}" if latest else ""
    state = action.get_status_display().lower()
    messages.info(
        request, f"{action.full_reference} no longer waits to be verified: it is {state}{by}."
    )
    return redirect("evidence:queue", partnership_id)
