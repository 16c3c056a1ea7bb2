"""How it went over two years: progress at the end of each month, and what happened in each.

`span.py` knows the month ends, and sets of them. `past.py` reads each history once and says what
stood at which month ends, `sight.py` who saw it then; `figures.py` counts that. `happened.py`
counts what was closed and done in each month, `burned.py` what was due as well. `groups.py` has
both by agency and by theme.
"""

from dataclasses import dataclass

from dashboards.scope import Scope
from dashboards.trend import figures, groups
from dashboards.trend.burned import Whole, burned, whole
from dashboards.trend.figures import Then
from dashboards.trend.happened import closures, completions, happened, left_out
from dashboards.trend.past import Past
from dashboards.trend.span import Span
from scr_tracker.charts import Columns, Lines, Table


@dataclass(frozen=True)
class Trend:
    """`open` and `progress` stand at month ends; `closures` and `completions` are of a month.

    `left_out`: the sentence about decisions that `closures` count no more, or "".
    `then`: the first month end on which something was there, and the last day. `whole`: what the
    burn-up is about.
    """

    span: Span
    then: tuple[Then, ...]
    progress: Columns
    closures: Columns
    left_out: str
    open: Lines
    completions: Columns
    burn_up: Lines
    whole: Whole
    tables: tuple[Table, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing was there at the end of any month."""
        return not any(row.total for row in self.progress.rows)

    @property
    def begins(self) -> str:
        """Says so where something was there from a later month on only."""
        from_first = self.then[0].day == self.span.days[0]
        return "" if from_first else "There was nothing to count at the end of any earlier month."

    @property
    def sentence(self) -> str:
        said = " ".join(each.sentence for each in self.then)
        return f"{said} {self.begins}".strip()


def trend(scope: Scope) -> Trend:
    span = Span.until(scope.today)
    past, found = Past(scope, span), happened(scope)
    progress = figures.progress_by_month(past)
    last = len(span.days) - 1
    first = next((place for place, row in enumerate(progress.rows) if row.total), last)
    return Trend(
        span=span,
        then=tuple(figures.then(past, progress, place) for place in sorted({first, last})),
        progress=progress,
        closures=closures(scope, span, found),
        left_out=left_out(span, found),
        open=figures.open_by_month(past),
        completions=completions(scope, span, found),
        burn_up=burned(scope, span, found),
        whole=whole(scope, found),
        tables=(*groups.by_agency(past, found), *groups.by_theme(past, found)),
    )


__all__ = ["Span", "Trend", "trend"]
