"""The burn-up: actions done, against those due by their first and by their present due dates.

What has no due date is in none of the lines: it would count as done and never as due.
"""

from dataclasses import dataclass
from datetime import date

from dashboards import links
from dashboards.figures import Number
from dashboards.scope import Scope
from dashboards.trend.happened import Happened, last_day
from dashboards.trend.span import Span
from recommendations.status import DONE, Status
from scr_tracker.charts import Lines, burn_up, months_until
from scr_tracker.charts.scales import month_after
from scr_tracker.words import noun

#: Months to come.
AHEAD = 12
#: All but what was withdrawn: nothing is owed of that.
COUNTED = [status.value for status in Status if status != Status.WITHDRAWN]


@dataclass(frozen=True)
class Whole:
    """All actions that the burn-up is about, and how they stand on its last day."""

    total: Number
    done: Number
    open: Number
    undated: Number

    @property
    def sentence(self) -> str:
        total, *others = (f"{each.value} {each.words}" for each in self.numbers)
        return f"{total}: {', '.join(others)}."

    @property
    def numbers(self) -> tuple[Number, ...]:
        return self.total, self.done, self.open, self.undated


def whole(scope: Scope, found: Happened) -> Whole:
    total = found.months("due_on").total()
    done = found.months("completed_on").total()
    undated = found.months("undated").total()
    all_done = links.actions_of(scope, status=[status.value for status in DONE])
    return Whole(
        Number(
            total,
            links.actions_of(scope, status=COUNTED),
            f"{noun(total, 'action')} in all, withdrawn ones aside",
        ),
        Number(done, all_done, "done"),
        Number(total - done, links.actions_of(scope, status=links.OPEN_STATUSES), "still open"),
        Number(
            undated,
            links.actions_of(scope, status=COUNTED, undated="on"),
            "without a due date, which are not drawn",
        ),
    )


def burned(scope: Scope, span: Span, found: Happened) -> Lines:
    today = span.days[-1]
    months = (*span.firsts, *months_until(_months_on(today, AHEAD), AHEAD))
    asked = {"first_due": "first_due_to", "due": "due_to", "done": "done_to"}

    def url_of(key: str, month: date) -> str:
        by = {asked[key]: last_day(month)}
        asks = {"dated": "on"} if key == "done" else {"status": COUNTED}
        return links.actions_of(scope, **by, **asks)

    return burn_up(
        "burn-up",
        "Actions done, against their due dates",
        months,
        today,
        first_due=found.months("first_due_on").elements(),
        due=found.months("due_on").elements(),
        done=found.months("dated").elements(),
        url_of=url_of,
    )


def _months_on(day: date, months: int) -> date:
    month = day.replace(day=1)
    for _ in range(months):
        month = month_after(month)
    return month
