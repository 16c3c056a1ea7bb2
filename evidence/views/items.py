from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evidence import permissions, scanning, services
from evidence.evidence_page import evidence_page, item_page, items, supported
from evidence.forms import EditForm
from evidence.forms_decision import DecisionForm
from evidence.request_items import closed_with
from evidence.views.unverified import tells_unverified, unverified
from recommendations.who_was_told import say_who_was_told
from scr_tracker import as_at
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require


@require_safe
@as_at.readable
def evidence_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    evidence = get_visible(request, items(), public_id)
    context = item_page(request.user, evidence)
    return render(request, "evidence/evidence_detail.html", context)


@tells_unverified
def evidence_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    evidence = get_visible(request, items(), public_id)
    require(permissions.may_edit(request.user, evidence))
    actions = supported(request.user, evidence)
    # To link what is linked already changes nothing: a form that is sent twice stays right.
    is_post = request.method == "POST"
    addable = permissions.addable_around if is_post else permissions.addable_beside
    more = addable(request.user, evidence)
    form = EditForm(*posted(request), evidence=evidence, more=more)
    if request.method == "POST" and form.is_valid():
        values = {"evidence": evidence, **form.values()}
        if run(form, services.edit_evidence, actor=request.user, **values):
            messages.success(request, "Evidence saved.")
            return redirect(evidence)
    context = {"form": form, "evidence": evidence, "actions": actions}
    return render(request, "evidence/evidence_edit.html", context)


def evidence_decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    evidence = get_visible(request, items(), public_id)
    require(permissions.may_decide(request.user, evidence))
    why_not = scanning.why_not_accepted(evidence)
    form = DecisionForm(
        *posted(request),
        evidence=evidence,
        why_not=why_not,
        initial={"version": evidence.version},
    )
    if request.method == "POST" and form.is_valid():
        values = {"evidence": evidence, **form.cleaned_data}
        row = run(form, services.decide, actor=request.user, **values)
        if row:
            kept = unverified(request.user, row.recorded_at) or "The action keeps its status."
            text = f"Evidence {row.get_decision_display().lower()}. {kept}"
            messages.success(request, f"{text} {closed_with(request.user, row)}".strip())
            say_who_was_told(request, evidence, row.comment)
            return redirect(evidence)
    context = {"form": form, **evidence_page(request.user, evidence)}
    return render(request, "evidence/evidence_decide.html", context)


def posted(request: HttpRequest) -> tuple[object, object]:
    """Data and files of a form that was sent; nothing where the page is only opened."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)
