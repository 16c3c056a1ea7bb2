"""The action list: its order, its columns, its counts. Page and CSV share them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest

from recommendations.filters import ActionFilter
from recommendations.models import Action
from recommendations.status import Rating, overdue_condition
from scr_tracker.exports import Column
from scr_tracker.listing import order_of

_REPORT = (
    F("recommendation__review__published_on").desc(nulls_last=True),
    "recommendation__review_id",
    "recommendation__position",
    "recommendation_id",
    "number",
)

#: What `?sort=` may ask for.
ORDERS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_on").asc(nulls_last=True), "pk"),
    "-due": (F("due_on").desc(nulls_last=True), "-pk"),
    "reference": _REPORT,
    "-reference": (
        F("recommendation__review__published_on").asc(nulls_first=True),
        "-recommendation__review_id",
        "-recommendation__position",
        "-recommendation_id",
        "-number",
    ),
    "agency": ("lead_agency__name", F("due_on").asc(nulls_last=True), "pk"),
    "-agency": ("-lead_agency__name", F("due_on").asc(nulls_last=True), "pk"),
    "owner": (F("owner__name").asc(nulls_last=True), F("due_on").asc(nulls_last=True), "pk"),
    "-owner": (F("owner__name").desc(nulls_last=True), F("due_on").asc(nulls_last=True), "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
}


@dataclass(frozen=True)
class ActionList:
    """The actions that the address asks for, in its order. Nothing where the filter is wrong."""

    filter: ActionFilter
    rows: "QuerySet[Action]"
    sort: str
    total: int = 0
    overdue: int = 0


def action_list(request: HttpRequest, today: date, *, counted: bool = True) -> ActionList:
    chosen = ActionFilter(
        request.GET, Action.objects.visible_to(request.user), request=request, today=today
    )
    rows = chosen.qs if chosen.form.is_valid() else Action.objects.none()
    sort = order_of(request, ORDERS, "due")
    counts = {"total": 0, "overdue": 0}
    if counted:
        overdue = Count("pk", filter=Q(overdue_condition(today)))
        counts = rows.aggregate(total=Count("pk"), overdue=overdue)
    rows = rows.with_parents().with_rating(today).order_by(*ORDERS[sort])
    return ActionList(filter=chosen, rows=rows, sort=sort, **counts)


COLUMNS = (
    Column("Review", lambda a: a.recommendation.review.pseudonym),
    Column("Marking", lambda a: a.recommendation.review.get_marking_display()),
    Column("Reference", lambda a: a.reference),
    Column("Action", lambda a: a.title),
    Column("Lead agency", lambda a: a.lead_agency),
    Column("Owner", lambda a: a.owner),
    Column("Due", lambda a: a.due_on),
    Column("First due", lambda a: a.first_due_on),
    Column("Status", lambda a: a.get_status_display()),
    Column("Rating", lambda a: Rating(a.rating).label),
)
