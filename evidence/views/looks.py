"""What came in since a forum decided: looked at, and the decision stands."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evidence import services
from evidence.forms_looks import LookForm
from evidence.permissions import may_settle
from evidence.services.looks import NOTHING_NEWER, OWN_NEWS
from evidence.since import since
from recommendations.models import SignOff, highest_marking
from recommendations.permissions import may_sign_off
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible, require

ROWS = SignOff.objects.select_related("recommendation__review__partnership", "forum")


def look_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    decision: SignOff = get_visible(request, ROWS, public_id)
    require(may_sign_off(request.user, decision.recommendation))
    news = [] if decision.reopened_at else since(decision, request.user)
    is_sent = request.method == "POST"
    if not news and not is_sent:
        messages.info(request, NOTHING_NEWER)
        return redirect(decision)
    if not is_sent and not may_settle(request.user, decision, news):
        messages.info(request, OWN_NEWS)
        return redirect(decision)
    form = LookForm(request.POST if is_sent else None, news=news)
    if is_sent and form.is_valid():
        values = {"sign_off": decision, **form.cleaned_data}
        if run(form, services.let_decision_stand, actor=request.user, **values):
            messages.success(request, "Recorded: the decision stands.")
            return redirect(decision)
    review = decision.recommendation.review
    marking = highest_marking([review.marking, *(each.item.marking for each in news)])
    context = {"form": form, "decision": decision, "news": news, "marking": marking}
    return render(request, "evidence/look_add.html", context)
