"""Change several rows of a list at once: tick, choose, look at what would become of each, confirm.

All steps are posts to one address, which carry what was ticked: it is too much for an address.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from recommendations import services
from recommendations.bulk import picking, reading
from recommendations.bulk.plans import Plan
from recommendations.forms import BulkActionForm, BulkThemeForm
from recommendations.models import BulkChange, highest_marking
from scr_tracker.flow import run
from scr_tracker.scoping import get_visible

#: What travels beside the answers.
APART = ("csrfmiddlewaretoken", "once", "pick", "step", "back")
NOTHING = "Tick the rows that you want to change first."
TOO_MANY = "Change at most {} rows at once."
NOT_YOURS = "None of these rows is yours to change any more."


@dataclass(frozen=True)
class Kind:
    """One list whose rows can be changed together. `of`: from a row to its partnership's key."""

    noun: str
    list: str
    rows: Any
    of: str
    form: Any


ACTIONS = Kind(
    "action",
    "recommendations:action-list",
    reading.actions,
    "recommendation.review.partnership_id",
    BulkActionForm,
)
RECOMMENDATIONS = Kind(
    "recommendation",
    "recommendations:recommendation-list",
    reading.recommendations,
    "review.partnership_id",
    BulkThemeForm,
)


def action_bulk(request: HttpRequest) -> HttpResponse:
    return _bulk(request, ACTIONS)


def recommendation_bulk(request: HttpRequest) -> HttpResponse:
    return _bulk(request, RECOMMENDATIONS)


def bulk_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What became of each row, for the managers, as far as they see it."""
    change = get_visible(request, BulkChange.objects.select_related("partnership"), public_id)
    parents = ("action__recommendation__review", "recommendation__review")
    rows = list(change.rows.visible_to(request.user).select_related(*parents))
    for row in rows:
        row.thing = row.action or row.recommendation
        row.review = (row.recommendation or row.action.recommendation).review
    context = {
        "change": change,
        "back": _query_of(request.GET.get("back", "")),
        "partnership": change.partnership,
        "changed": [row for row in rows if not row.why_not],
        "left": [row for row in rows if row.why_not],
        "marking": highest_marking(row.review.marking for row in rows),
        "noun": "action" if any(row.action_id for row in rows) else "recommendation",
    }
    return render(request, "recommendations/bulk_detail.html", context)


def _bulk(request: HttpRequest, kind: Kind) -> HttpResponse:
    query = _query_of(request.POST.get("back", ""))
    back = f"{reverse(kind.list)}?{query}".removesuffix("?")
    picked = picking.read(request.POST.getlist("pick"))
    rows = list(kind.rows().visible_to(request.user).filter(public_id__in=list(picked)))
    partnership = picking.managed_in(request.user, rows, kind.of)
    if request.method != "POST" or partnership is None or len(picked) > picking.MOST:
        if request.method == "POST":
            messages.warning(request, _why_not(picked))
        return redirect(back)
    step = request.POST.get("step", "")
    form = kind.form(request.POST if step else None, user=request.user, partnership=partnership)
    context = {"kind": kind, "form": form, "partnership": partnership, "rows": rows}
    context |= {"back": back, "back_query": query, "marking": highest_marking(_markings(rows))}
    if not step or step == "choose" or not form.is_valid():
        picks = [row.public_id for row in rows]
        return render(request, "recommendations/bulk_choose.html", {**context, "picks": picks})
    if step == "confirm":
        values = {"wish": form.wish(timezone.localdate()), "picked": picked}
        words = {"reason": form.cleaned_data["reason"], "agreed_by": form.who_agreed()}
        change = run(form, services.change_many, actor=request.user, **values, **words)
        if change:
            came_from = f"?{urlencode({'back': query})}" if query else ""
            return redirect(f"{change.get_absolute_url()}{came_from}")
    return _preview(request, {**context, "gone": len(picked) - len(rows)})


def _preview(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    wish = context["form"].wish(timezone.localdate())
    plan = Plan(wish, context["rows"])
    planned = [plan.of(row) for row in context["rows"]]
    context |= {
        "wish": wish,
        "to_change": [each for each in planned if not each.why_not],
        "to_leave": [each for each in planned if each.why_not],
        "picks": picking.written(context["rows"]),
        "answers": _answers(request.POST),
    }
    return render(request, "recommendations/bulk_preview.html", context)


def _answers(posted: QueryDict) -> list[tuple[str, str]]:
    """What was answered, to be sent again."""
    return [(k, value) for k, values in posted.lists() if k not in APART for value in values]


def _query_of(back: str) -> str:
    """The list as it was filtered: only its query comes from the form."""
    asked = QueryDict(back, mutable=True)
    asked.pop("tick", None)
    return asked.urlencode()


def _markings(rows: list[Any]) -> list[str]:
    return [getattr(row, "recommendation", row).review.marking for row in rows]


def _why_not(picked: picking.Picked) -> str:
    if not picked:
        return NOTHING
    return TOO_MANY.format(picking.MOST) if len(picked) > picking.MOST else NOT_YOURS
