"""How it went over two years: progress at the end of each month, and what happened in each.

`span.py` knows the month ends, and sets of them. `past.py` reads each history once and says what
stood at which month ends, `sight.py` who saw it then. `figures.py` counts that; `happened.py`
counts what was closed, done and due in each month.
"""

from dataclasses import dataclass

from dashboards.scope import Scope
from dashboards.trend import figures
from dashboards.trend.happened import burned, closures, completions, happened
from dashboards.trend.past import Past
from dashboards.trend.span import Span
from scr_tracker.charts import Columns, Lines, Table


@dataclass(frozen=True)
class Trend:
    """`open` and `progress` stand at month ends; `closures` and `completions` are of a month."""

    span: Span
    progress: Columns
    closures: Columns
    open: Lines
    completions: Columns
    burn_up: Lines
    agencies: tuple[Table, Table]
    themes: Table

    @property
    def is_empty(self) -> bool:
        """Nothing was there at the end of any month."""
        return not any(row.total for row in self.progress.rows)

    @property
    def tables(self) -> tuple[Table, ...]:
        return (*self.agencies, self.themes)


def trend(scope: Scope) -> Trend:
    span = Span.until(scope.today)
    past, found = Past(scope, span), happened(scope)
    return Trend(
        span,
        figures.progress_by_month(past),
        closures(scope, span, found),
        figures.open_by_month(past),
        completions(scope, span, found),
        burned(scope, span, found),
        figures.by_agency(past),
        figures.by_theme(past),
    )


__all__ = ["Span", "Trend", "trend"]
