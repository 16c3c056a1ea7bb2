"""How a partnership chases, with who would get what on any day before it is saved."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from agencies.queries import answerable
from agencies.views.pages import managed
from recommendations.tables import save_table
from reminders import past, preview
from reminders.forms.policy import PolicyForm
from reminders.mails import explained
from reminders.models import Policy
from reminders.policies import Terms, policy_of
from reminders.services import edit_policy
from scr_tracker import exports
from scr_tracker.flow import run
from scr_tracker.listing import page_of

#: The id to which a look leads: the top of the page where something is wrong, else the day.
LOOKED = "looked"


def policy_edit(request: HttpRequest, partnership_id: UUID) -> HttpResponse:
    partnership = managed(request, partnership_id)
    form = PolicyForm(request.POST or None, policy=policy_of(partnership))
    if form.is_valid() and not form.is_look:
        values = {"version": form.cleaned_data["version"], "values": form.values()}
        if run(form, edit_policy, actor=request.user, partnership=partnership, **values):
            messages.success(request, "Saved. It holds from the next morning’s mails on.")
            return redirect("reminders:policy", partnership_id)
    policy = form.policy
    context = {
        **{"partnership": partnership, "form": form, "policy": policy, "looked": LOOKED},
        **{"rules": explained.rules(policy, timezone.localdate())},
        **{"gaps": explained.gaps(policy, answerable(partnership))},
        **{"last_save": past.last_save(policy)},
        **_seen(request, form),
    }
    return render(request, "reminders/policy.html", context)


def policy_history(request: HttpRequest, partnership_id: UUID) -> HttpResponseBase:
    partnership = managed(request, partnership_id)
    policy = policy_of(partnership)
    rows = past.saves(policy) if policy.pk else []
    if exports.wanted(request):
        return exports.send(request, save_table("Changes of the rules", partnership, rows))
    page = page_of(request, rows)
    context = {"partnership": partnership, "page": page}
    return render(request, "reminders/policy_history.html", context)


def _seen(request: HttpRequest, form: PolicyForm) -> dict[str, Any]:
    """What the day of the preview brings, by what the form says; nothing where it has mistakes."""
    if form.is_bound and not form.is_valid():
        return {"is_unseen": True, "top": LOOKED}
    asked = form.cleaned_data if form.is_bound else {}
    tried = form.tried() if form.is_bound else form.policy
    day = asked.get("preview_on") or _next_day(tried)
    coming = preview.on_day(tried, request.user, day)
    return {
        "below": LOOKED,
        "day": day,
        "is_today": day == timezone.localdate(),
        "quiet": Terms(tried, day).silence,
        "coming": coming,
        "item_count": sum(len(row.items) + len(row.new) for row in coming),
    }


def _next_day(policy: Policy) -> date:
    """The first day from tomorrow on on which mails go."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    days = policy.schedule.sending_days(tomorrow, tomorrow + timedelta(days=366))
    return next(days, tomorrow)
