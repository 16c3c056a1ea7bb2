"""Requests for evidence: asked, answered, changed, withdrawn, judged, and listed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from agencies.models import Partnership
from evidence import permissions, services
from evidence.forms_requests import AnswerForm, AskForm, ChangeForm, JudgeForm, WithdrawForm
from evidence.models import EvidenceRequest
from evidence.request_items import answers_there, left
from evidence.request_list import request_list as listed
from evidence.request_page import (
    ACCEPTED,
    addable,
    marking_of,
    request_page,
    requests,
)
from evidence.request_states import OPEN, rests, seen
from evidence.tables import request_table
from recommendations.models import Action, Recommendation
from recommendations.who_was_told import say_who_was_told
from scr_tracker import as_at, exports
from scr_tracker.flow import run
from scr_tracker.listing import page_of
from scr_tracker.scoping import get_visible, require

SETTLED = "This request is not open any more."


def request_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """`?action=` names the action that it is about, where it is asked from there."""
    rows = Recommendation.objects.select_related("review__partnership")
    recommendation: Recommendation = get_visible(request, rows, public_id)
    require(permissions.may_ask_for_evidence(request.user, recommendation))
    action = _named_action(recommendation, request.GET.get("action", ""))
    form = AskForm(request.POST or None, recommendation=recommendation, action=action)
    if request.method == "POST" and form.is_valid():
        values = {"recommendation": recommendation, **form.cleaned_data}
        asked = run(form, services.ask_for_evidence, actor=request.user, **values)
        if asked:
            messages.success(request, f"Asked. {asked.agency} finds it in My work.")
            return redirect(asked)
    there: Any = requests().filter(recommendation=recommendation, state=OPEN)
    today = as_at.today()
    context = {
        "form": form,
        "recommendation": recommendation,
        "back": action or recommendation,
        "waiting": [seen(row, today) for row in there.visible_to(request.user)],
        "today": today,
    }
    return render(request, "evidence/request_add.html", context)


@require_safe
@as_at.readable
def request_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    asked = _asked(request, public_id)
    context = request_page(request.user, asked, as_at.today())
    return render(request, "evidence/request_detail.html", context)


def request_answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One of the items that are there; or the way to adding a new one, which answers by itself."""
    asked = _asked(request, public_id)
    require(permissions.may_answer_request(request.user, asked))
    if request.method == "GET" and (asked.state != OPEN or rests(asked)):
        messages.info(request, SETTLED)
        return redirect(asked)
    items = answers_there(request.user, asked, request.GET.getlist("added"))
    form = AnswerForm(
        request.POST or None, asked=asked, items=items, initial={"version": asked.version}
    )
    if request.method == "POST" and form.is_valid():
        values = {"request": asked, **form.values()}
        done = run(form, services.answer_request, actor=request.user, **values)
        if done:
            messages.success(request, _answered(request, done))
            say_who_was_told(request, asked, values["note"])
            return redirect(asked)
    page = request_page(request.user, asked, as_at.today())
    shown = [*items, page["item"]] if page["item"] else items
    page |= {"form": form, "items": items, "marking": marking_of(asked, shown)}
    page["actions"] = addable(request.user, asked)
    page["just_added"] = any(item.is_just_added for item in items)  # type: ignore[attr-defined]
    return render(request, "evidence/request_answer.html", page)


def request_edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    asked = _managed(request, public_id)
    form = ChangeForm(request.POST or None, asked=asked)
    if request.method == "POST" and form.is_valid():
        values = {"request": asked, **form.cleaned_data}
        if run(form, services.change_request, actor=request.user, **values):
            messages.success(request, f"Saved. {asked.agency} finds it in My work.")
            return redirect(asked)
    return _page(request, "evidence/request_edit.html", asked, {"form": form})


def request_withdraw(request: HttpRequest, public_id: UUID) -> HttpResponse:
    asked = _managed(request, public_id)
    form = WithdrawForm(request.POST or None, initial={"version": asked.version})
    if request.method == "POST" and form.is_valid():
        values = {"request": asked, **form.cleaned_data}
        if run(form, services.withdraw_request, actor=request.user, **values):
            messages.success(request, "Withdrawn. The request stays on record.")
            return redirect(asked)
    return _page(request, "evidence/request_withdraw.html", asked, {"form": form})


def request_judge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Whether the item answers the request, apart from what it is worth itself."""
    asked = _managed(request, public_id)
    page = request_page(request.user, asked, as_at.today())
    if request.method == "GET" and not page["may_judge"]:
        messages.info(request, "There is no answer to decide on.")
        return redirect(asked)
    may_close = page["may_decide"] and asked.answer == ACCEPTED  # type: ignore[attr-defined]
    form = JudgeForm(
        request.POST or None, asked=asked, may_close=may_close, initial={"version": asked.version}
    )
    if request.method == "POST" and form.is_valid():
        values = {"request": asked, **form.values()}
        if run(form, services.judge_answer, actor=request.user, **values):
            messages.success(request, _judged(request, asked, values["answers"]))
            say_who_was_told(request, asked, values["note"])
            return redirect(asked)
    context = {**page, "form": form, "may_close": may_close}
    return render(request, "evidence/request_judge.html", context)


@require_safe
@as_at.readable
def request_list(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """All for those who read the whole partnership; for a lead, what the own agency is asked."""
    partnership = get_visible(request, Partnership.objects.all(), public_id)
    today = as_at.today()
    chosen, rows, sort = listed(request, partnership, today)
    if exports.wanted(request):
        return exports.send(request, request_table(partnership, chosen, rows, today))
    page = page_of(request, rows)
    page.object_list = [seen(row, today) for row in page.object_list]
    context = {
        "partnership": partnership,
        "chosen": chosen,
        "filter_form": chosen.form,
        "page": page,
        "sort": sort,
        "today": today,
    }
    return render(request, "evidence/request_list.html", context)


def _asked(request: HttpRequest, public_id: UUID) -> EvidenceRequest:
    asked: EvidenceRequest = get_visible(request, requests(), public_id)
    return asked


def _managed(request: HttpRequest, public_id: UUID) -> EvidenceRequest:
    asked = _asked(request, public_id)
    require(permissions.may_manage_request(request.user, asked))
    return asked


def _page(
    request: HttpRequest, template: str, asked: EvidenceRequest, context: dict[str, Any]
) -> HttpResponse:
    page = request_page(request.user, asked, as_at.today())
    return render(request, template, {**page, **context})


def _named_action(recommendation: Recommendation, key: str) -> Action | None:
    try:
        return recommendation.actions.filter(public_id=UUID(key)).first()
    except ValueError:
        return None


def _judged(request: HttpRequest, asked: EvidenceRequest, answers: bool) -> str:
    if not answers:
        return "The request waits for the agency again."
    return f"Closed: the evidence answers the request. {left(request.user, asked)}".strip()


def _answered(request: HttpRequest, asked: EvidenceRequest) -> str:
    if asked.state != OPEN:
        return f"Closed: the evidence is accepted already. {left(request.user, asked)}".strip()
    if not permissions.may_manage_request(request.user, asked):
        who = "The partnership manager"
    elif asked.evidence and permissions.may_decide(request.user, asked.evidence):
        return "Answered. Accept the evidence next, or send it back."
    else:
        who = "Another manager"
    return f"Answered. {who} looks at it next, and accepts it or sends it back."
