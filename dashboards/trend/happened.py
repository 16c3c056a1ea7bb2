"""What was closed and done in each month, by the day on which it happened.

By the day of the meeting, and the day on which the work was completed: not by the day on which
somebody entered it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, F, Value
from django.db.models.functions import Cast, TruncMonth

from dashboards import links
from dashboards.scope import Scope
from dashboards.trend.span import Span
from recommendations.models import Action, SignOff
from recommendations.status import DONE, Status
from scr_tracker.charts import Columns, Part, month_row
from scr_tracker.charts.scales import month_after
from scr_tracker.words import counted, month_of

ASSURED, NOT_DONE = SignOff.Outcome.ASSURED.value, SignOff.Outcome.CLOSED.value
#: Decisions by theme: one about a recommendation with two themes is under both.
BY_THEME = "theme"
#: Decisions that stand no more.
REOPENED = "reopened"


@dataclass(frozen=True)
class Happened:
    """How many, by what they are, the key of whose they are (None: of nobody), and the first day of
    their month (None: they have no date)."""

    found: defaultdict[str, defaultdict[int | None, Counter[date | None]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Counter))
    )

    def months(self, key: str) -> Counter[date | None]:
        return sum(self.found[key].values(), Counter())

    def each(self, key: str) -> Iterator[tuple[int, Counter[date | None]]]:
        yield from ((whose, months) for whose, months in self.found[key].items() if whose)


def happened(scope: Scope) -> Happened:
    """One question: decisions, and the dates of actions that were not withdrawn."""
    decisions = SignOff.objects.visible_to(scope.user).filter(
        scope.of("recommendation__"), scope.of_concerned("recommendation_id")
    )
    decided = decisions.filter(reopened_at=None)
    actions = scope.within_actions(Action.objects.exclude(status=Status.WITHDRAWN))
    done = actions.filter(status__in=DONE)
    rows = [
        *(_by_month(decided.filter(outcome=key), key, "meeting_on") for key in (ASSURED, NOT_DONE)),
        _by_month(decided, BY_THEME, "meeting_on", F("recommendation__themes")),
        _by_month(decisions.exclude(reopened_at=None), REOPENED, "meeting_on"),
        *(_by_month(actions, key, key) for key in ("first_due_on", "due_on")),
        _by_month(actions.filter(due_on=None), "undated", "due_on"),
        _by_month(done.exclude(due_on=None), "dated", "completed_on"),
        _by_month(done, "completed_on", "completed_on", F("lead_agency")),
    ]
    told = Happened()
    for key, whose, month, many in rows[0].union(*rows[1:], all=True):
        told.found[key][whose][month] = many
    return told


_NOBODY = Cast(Value(None), BigIntegerField())


def _by_month(rows: Any, key: str, day: str, whose: Any = _NOBODY) -> Any:
    columns = {"key": Value(key, CharField()), "whose": whose, "month": TruncMonth(day)}
    grouped = rows.order_by().annotate(**columns).values("key", "whose", "month")
    return grouped.annotate(many=Count("pk")).values_list("key", "whose", "month", "many")


def closures(scope: Scope, span: Span, found: Happened) -> Columns:
    """Recommendations by the day of the meeting that decided, of decisions that stand."""
    kinds = (
        (ASSURED, "signed_off", "Signed off", found.months(ASSURED)),
        (NOT_DONE, "closed_not_implemented", "Closed, not implemented", found.months(NOT_DONE)),
    )
    rows = tuple(
        month_row(
            first,
            [
                Part(
                    look,
                    label,
                    months[first],
                    closed_in(scope, [first], outcome=key),
                    f"{label.lower()} in {month_of(first)}",
                )
                for key, look, label, months in kinds
            ],
            closed_in(scope, [first]),
            f"signed off or closed in {month_of(first)}",
        )
        for first in span.firsts
    )
    title = "Recommendations signed off or closed, by the day of the meeting"
    return Columns("closures", title, span.firsts, rows)


def left_out(span: Span, found: Happened) -> str:
    """Why a month can have fewer decisions than its end had closed; "" where none was reopened."""
    months = found.months(REOPENED)
    many = sum(months[first] for first in span.firsts)
    if not many:
        return ""
    was, is_ = ("was", "is") if many == 1 else ("were", "are")
    said = counted(many, "decision")
    return f"{said} of these months {was} reopened since, and {is_} not counted."


def completions(scope: Scope, span: Span, found: Happened) -> Columns:
    """Actions by the day on which the work was completed, verified or not yet."""
    months = found.months("completed_on")
    rows = tuple(
        month_row(
            first,
            [
                Part(
                    "complete",
                    "Done",
                    months[first],
                    done_in(scope, [first]),
                    f"done in {month_of(first)}",
                )
            ],
        )
        for first in span.firsts
    )
    title = "Actions done, by the day on which the work was done"
    return Columns("completions", title, span.firsts, rows)


def closed_in(scope: Scope, firsts: Sequence[date], **asked: Any) -> str:
    """Recommendations on which a meeting decided in these months."""
    days = {"signed_off_from": firsts[0], "signed_off_to": last_day(firsts[-1])}
    return links.recommendations_of(scope, **days, **asked)


def done_in(scope: Scope, firsts: Sequence[date], **asked: Any) -> str:
    """Actions that were completed in these months."""
    return links.actions_of(scope, done_from=firsts[0], done_to=last_day(firsts[-1]), **asked)


def last_day(first: date) -> date:
    """Of the month."""
    return month_after(first) - timedelta(days=1)
