"""How a partnership chases, with who would get what on any day before it is saved."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.models import Partnership
from agencies.views.pages import managed
from reminders import preview
from reminders.forms.policy import PolicyForm
from reminders.mails import explained
from reminders.models import Policy
from reminders.policies import Terms, policy_of
from reminders.services import edit_policy
from scr_tracker.flow import run


def policy_edit(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    partnership = managed(request, partnership_id)
    policy = policy_of(partnership)
    form = PolicyForm(request.POST or None, policy=policy, initial=PolicyForm.initial_of(policy))
    is_look = "preview" in request.POST
    if form.is_valid() and not is_look:
        values = {"version": form.cleaned_data["version"], "values": form.values()}
        if run(form, edit_policy, actor=request.user, partnership=partnership, **values):
            messages.success(request, "Saved. It holds from the next morning’s mails on.")
            return redirect("reminders:policy", partnership_id)
    context = {
        **{"partnership": partnership, "form": form, "policy": policy, "is_look": is_look},
        **{"rules": explained.rules(policy)},
        **_seen(request, form, policy),
    }
    return render(request, "reminders/policy.html", context)


def _seen(request: HttpRequest, form: PolicyForm, policy: Policy) -> dict[str, Any]:
    """What the day of the preview brings, by what the form says; nothing where it has mistakes."""
    if form.is_bound and not form.is_valid():
        return {"is_unseen": True}
    asked = form.cleaned_data if form.is_bound else {}
    tried = _tried(policy.partnership, form) if form.is_bound else policy
    day = asked.get("preview_on") or _next_day(tried)
    coming = preview.on_day(tried, request.user, day)
    return {
        "day": day,
        "quiet": Terms(tried, day).silence,
        "coming": coming,
        "item_count": sum(len(row.items) + len(row.new) for row in coming),
    }


def _tried(partnership: Partnership, form: PolicyForm) -> Policy:
    return Policy(partnership=partnership, **form.values())


def _next_day(policy: Policy) -> date:
    """The first day from tomorrow on on which mails go."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    days = policy.schedule.sending_days(tomorrow, tomorrow + timedelta(days=366))
    return next(days, tomorrow)
