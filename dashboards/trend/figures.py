"""Counts at the end of each month, each a link to the list as at that day."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboards import links
from dashboards.figures import Number
from dashboards.trend.past import Past
from recommendations.legend import legends_of
from recommendations.progress_bar import ORDER, OUTSIDE
from recommendations.status import CLOSED, Progress, Rating
from scr_tracker import as_at
from scr_tracker.charts import Cell, Columns, Lines, Part, Series, month_row
from scr_tracker.charts.looks import BY_KEY
from scr_tracker.words import long_day, noun, short_day

LATE = {"rating": Rating.OVERDUE.value}


@dataclass(frozen=True)
class Then:
    """The few numbers of a day that say it all."""

    day: date
    total: Number
    closed: Number
    overdue: Number

    @property
    def sentence(self) -> str:
        said = (f"{each.value} {each.words}" for each in (self.total, self.closed, self.overdue))
        return f"{long_day(self.day)}: {', '.join(said)}."


def then(past: Past, progress: Columns, place: int) -> Then:
    """`progress` are the columns of the same past."""
    row, day, late = progress.rows[place], past.span.days[place], sums(past, past.late)[place]
    closed = sum(part.count for part in row.parts if part.key in CLOSED)
    all_closed = links.recommendations_of(past.scope, progress=[key.value for key in CLOSED])
    words = (
        noun(row.total, "recommendation"),
        "signed off or closed",
        f"{noun(late, 'action')} overdue",
    )
    urls = (
        row.url,
        as_at.turned_to(all_closed, day),
        as_at.turned_to(links.actions_of(past.scope, **LATE), day),
    )
    return Then(day, *map(Number, (row.total, closed, late), urls, words))


def progress_by_month(past: Past) -> Columns:
    """Recommendations by progress; what waits for another body is the last of each column."""
    scope, days = past.scope, past.span.days
    sets: defaultdict[Progress, Counter[int]] = defaultdict(Counter)
    for pk in past.told:
        for progress, on in past.progress(pk):
            sets[progress][on] += 1
    counts = {key: past.span.counts(sets[key]) for key in (*ORDER, *OUTSIDE) if key in sets}
    urls = {key: links.recommendations_of(scope, progress=key.value) for key in counts}
    legend = legends_of(scope.user).of(scope.partnership.pk)

    def part(key: Progress, place: int) -> Part:
        entry, url = legend.progress(key), as_at.turned_to(urls[key], days[place])
        words = f"{entry.words}, {short_day(days[place])}"
        return Part(key.value, entry.label, counts[key][place], url, words, entry.look)

    whole = links.recommendations_of(scope)
    rows = tuple(
        month_row(
            day,
            [part(key, place) for key in counts],
            as_at.turned_to(whole, day),
            f"recommendations, {short_day(day)}",
        )
        for place, day in enumerate(days)
    )
    return Columns("progress", "Recommendations by progress", past.span.firsts, rows)


def open_by_month(past: Past) -> Lines:
    """Open actions, and the overdue ones among them."""
    counted = (
        ("open", "Open", past.open, {"status": links.OPEN_STATUSES}, BY_KEY["in_progress"]),
        ("overdue", "Overdue", past.late, LATE, BY_KEY["overdue"]),
    )
    series = tuple(
        Series(key, label, cells(past, sums(past, sets), asked, label.lower()), look)
        for key, label, sets, asked, look in counted
    )
    return Lines("open", "Open and overdue actions", past.span.firsts, series)


def sums(past: Past, sets: Mapping[int, Counter[int]]) -> Sequence[int]:
    """On each day, of all agencies together."""
    return past.span.counts(sum(sets.values(), Counter()))


def cells(
    past: Past,
    counts: Sequence[int],
    asked: dict[str, Any],
    words: str,
    listed: Any = links.actions_of,
    places: Sequence[int] | None = None,
) -> tuple[Cell, ...]:
    """A cell for each day, or for those at these places."""
    url = listed(past.scope, **asked)
    chosen = range(len(past.span.days)) if places is None else places
    days = [(counts[place], past.span.days[place]) for place in chosen]
    return tuple(
        Cell(many, as_at.turned_to(url, day) if many else "", f"{words}, {short_day(day)}")
        for many, day in days
    )
