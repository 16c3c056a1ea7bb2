"""What was closed and done in each month, by the day on which it happened; and the burn-up.

By the day of the meeting, and the day on which the work was completed: not by the day on which
somebody entered it.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, Value
from django.db.models.functions import TruncMonth

from dashboards import links
from dashboards.scope import Scope
from dashboards.trend.span import Span
from recommendations.models import Action, SignOff
from recommendations.status import Status
from scr_tracker.charts import Columns, Lines, Part, burn_up, month_row, months_until
from scr_tracker.charts.scales import month_after
from scr_tracker.words import month_of

#: Months to come in the burn-up.
AHEAD = 12
DONE = (Status.COMPLETED, Status.VERIFIED)
#: All but what was withdrawn: nothing is owed of that.
COUNTED = [status.value for status in Status if status != Status.WITHDRAWN]
ASSURED, NOT_DONE = SignOff.Outcome.ASSURED.value, SignOff.Outcome.CLOSED.value
Months = dict[str, Counter[date]]


def happened(scope: Scope) -> Months:
    """How many, by the first day of their month: of each outcome, and of each date of actions."""
    stands = SignOff.objects.filter(reopened_at=None).visible_to(scope.user)
    decided = stands.filter(scope.of("recommendation__"), scope.of_concerned("recommendation_id"))
    counted = scope.within_actions(Action.objects.exclude(status=Status.WITHDRAWN))
    rows = [
        *(_by_month(decided.filter(outcome=key), key, "meeting_on") for key in (ASSURED, NOT_DONE)),
        *(_by_month(counted, key, key) for key in ("first_due_on", "due_on")),
        _by_month(counted.filter(status__in=DONE), "completed_on", "completed_on"),
    ]
    found: Months = {}
    for key, month, many in rows[0].union(*rows[1:], all=True):
        if month:
            found.setdefault(key, Counter())[month] = many
    return found


def _by_month(rows: Any, key: str, day: str) -> Any:
    grouped = rows.order_by().annotate(key=Value(key, CharField()), month=TruncMonth(day))
    return (
        grouped.values("key", "month")
        .annotate(many=Count("pk"))
        .values_list("key", "month", "many")
    )


def closures(scope: Scope, span: Span, found: Months) -> Columns:
    """Recommendations by the day of the meeting that decided, of decisions that stand."""
    labels = {ASSURED: "Signed off", NOT_DONE: "Closed, not implemented"}
    looks = {ASSURED: "signed_off", NOT_DONE: "closed_not_implemented"}
    rows = tuple(
        month_row(
            first,
            [
                Part(
                    looks[key],
                    label,
                    found.get(key, Counter())[first],
                    links.recommendations_of(
                        scope, outcome=key, signed_off_from=first, signed_off_to=_last(first)
                    ),
                    f"{label.lower()} in {month_of(first)}",
                )
                for key, label in labels.items()
            ],
            links.recommendations_of(scope, signed_off_from=first, signed_off_to=_last(first)),
            f"signed off or closed in {month_of(first)}",
        )
        for first in span.firsts
    )
    return Columns("closures", "Recommendations signed off or closed", span.firsts, rows)


def completions(scope: Scope, span: Span, found: Months) -> Columns:
    """Actions by the day on which the work was completed, verified or not yet."""
    rows = tuple(
        month_row(
            first,
            [
                Part(
                    "complete",
                    "Done",
                    found.get("completed_on", Counter())[first],
                    links.actions_of(scope, done_from=first, done_to=_last(first)),
                    f"done in {month_of(first)}",
                )
            ],
        )
        for first in span.firsts
    )
    return Columns("completions", "Actions done", span.firsts, rows)


def burned(scope: Scope, span: Span, found: Months) -> Lines:
    """Actions done, against those due by their first and by their present due dates."""
    today = span.days[-1]
    months = (*span.firsts, *months_until(_months_on(today, AHEAD), AHEAD))
    asked = {"first_due": "first_due_to", "due": "due_to", "done": "done_to"}

    def url_of(key: str, month: date) -> str:
        by = {asked[key]: _last(month)}
        return links.actions_of(scope, **(by if key == "done" else by | {"status": COUNTED}))

    return burn_up(
        "burn-up",
        "Actions done, against their due dates",
        months,
        today,
        first_due=found.get("first_due_on", Counter()).elements(),
        due=found.get("due_on", Counter()).elements(),
        done=found.get("completed_on", Counter()).elements(),
        url_of=url_of,
    )


def _last(first: date) -> date:
    """The last day of the month."""
    return month_after(first) - timedelta(days=1)


def _months_on(day: date, months: int) -> date:
    month = day.replace(day=1)
    for _ in range(months):
        month = month_after(month)
    return month
