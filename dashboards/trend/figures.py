"""Counts at the end of each month, each a link to the list as at that day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dashboards import links
from dashboards.figures import lead_agencies
from dashboards.trend.past import Past, themed
from dashboards.trend.span import places
from recommendations.legend import legends_of
from recommendations.progress_bar import ORDER, OUTSIDE
from recommendations.status import Progress, Rating
from scr_tracker import as_at
from scr_tracker.charts import (
    Cell,
    Columns,
    Heading,
    Lines,
    Part,
    Series,
    Table,
    TableRow,
    month_row,
)
from scr_tracker.charts.looks import BY_KEY
from scr_tracker.words import short_day

#: How many months lie between now and what stands beside it in the tables.
AGO = (23, 12, 6, 0)
CLOSED = (Progress.SIGNED_OFF, Progress.CLOSED)
STILL_OPEN = [key.value for key in Progress if key not in CLOSED]


def progress_by_month(past: Past) -> Columns:
    """Recommendations by progress; what waits for another body is the last of each column."""
    scope, days = past.scope, past.span.days
    counts: list[dict[Progress, int]] = [{} for _ in days]
    for pk in past.told:
        for place, progress in past.progress(pk):
            counts[place][progress] = counts[place].get(progress, 0) + 1
    keys = [key for key in (*ORDER, *OUTSIDE) if any(key in each for each in counts)]
    urls = {key: links.recommendations_of(scope, progress=key.value) for key in keys}
    legend = legends_of(scope.user).of(scope.partnership.pk)

    def part(key: Progress, place: int) -> Part:
        entry, url = legend.progress(key), as_at.turned_to(urls[key], days[place])
        words = f"{entry.words}, {short_day(days[place])}"
        return Part(key.value, entry.label, counts[place].get(key, 0), url, words, entry.look)

    whole = links.recommendations_of(scope)
    rows = tuple(
        month_row(
            day,
            [part(key, place) for key in keys],
            as_at.turned_to(whole, day),
            f"recommendations, {short_day(day)}",
        )
        for place, day in enumerate(days)
    )
    return Columns("progress", "Recommendations by progress", past.span.firsts, rows)


def open_by_month(past: Past) -> Lines:
    """Open actions, and the overdue ones among them."""
    span = past.span
    counted = (
        ("open", "Open", past.open, {"status": links.OPEN_STATUSES}, BY_KEY["in_progress"]),
        ("overdue", "Overdue", past.late, {"rating": Rating.OVERDUE.value}, BY_KEY["overdue"]),
    )
    series = tuple(
        Series(key, label, _cells(past, _sum(past, sets), asked, label.lower()), look)
        for key, label, sets, asked, look in counted
    )
    return Lines("open", "Open and overdue actions", span.firsts, series)


def by_agency(past: Past) -> tuple[Table, Table]:
    """Open actions, and overdue ones, of each lead agency, now and so many months ago."""
    agencies = lead_agencies(past.open)
    order = sorted(agencies, key=lambda pk: agencies[pk].name)

    def table(caption: str, sets: Any, asked: dict[str, Any], words: str) -> Table:
        rows = {
            agencies[pk].label: _ago(
                past,
                past.span.counts(sets[pk]),
                asked | {"agency": agencies[pk].public_id},
                f"{words}, {agencies[pk].label}",
            )
            for pk in order
        }
        totals = _ago(past, _sum(past, sets), asked, f"{words}, all agencies")
        return _table(past, caption, "Lead agency", rows, totals)

    return (
        table("Open actions", past.open, {"status": links.OPEN_STATUSES}, "open"),
        table("Overdue actions", past.late, {"rating": Rating.OVERDUE.value}, "overdue"),
    )


def by_theme(past: Past) -> Table:
    """Recommendations that were neither signed off nor closed. One with two themes is in both."""
    found: dict[tuple[Any, str], list[int]] = {}
    chosen = past.scope.asked.get("theme")
    for days, pk, public_id, name in themed(past, "theme__public_id", "theme__name"):
        if chosen in (None, str(public_id)):
            counts = found.setdefault((public_id, name), [0] * len(past.span.days))
            for place in places(days & past.shown(pk) & ~_closed(past, pk)):
                counts[place] += 1
    rows = {
        name: _ago(
            past,
            counts,
            {"theme": public_id, "progress": STILL_OPEN},
            f"not closed, {name}",
            links.recommendations_of,
        )
        for (public_id, name), counts in sorted(found.items(), key=lambda each: each[0][1])
        if any(counts)
    }
    return _table(past, "Recommendations not closed yet", "Theme", rows)


def _closed(past: Past, pk: int) -> int:
    closed = 0
    for days in past.told[pk].outcomes.values():
        closed |= days
    return closed


def _sum(past: Past, sets: Mapping[int, Any]) -> Sequence[int]:
    each = [past.span.counts(of) for of in sets.values()]
    return [sum(many) for many in zip(*each, strict=True)] or [0] * len(past.span.days)


def _cells(
    past: Past,
    counts: Sequence[int],
    asked: dict[str, Any],
    words: str,
    listed: Any = links.actions_of,
) -> tuple[Cell, ...]:
    url = listed(past.scope, **asked)
    return tuple(
        Cell(many, as_at.turned_to(url, day) if many else "", f"{words}, {short_day(day)}")
        for many, day in zip(counts, past.span.days, strict=True)
    )


def _ago(past: Past, counts: Sequence[int], *asked: Any) -> tuple[Cell, ...]:
    cells = _cells(past, counts, *asked)
    return tuple(cells[-1 - months] for months in AGO)


def _table(
    past: Past,
    caption: str,
    corner: str,
    rows: dict[str, tuple[Cell, ...]],
    totals: tuple[Cell, ...] = (),
) -> Table:
    headings = tuple(Heading(short_day(past.span.days[-1 - months])) for months in AGO)
    told = tuple(TableRow(Heading(label), cells) for label, cells in rows.items())
    last = TableRow(Heading("All agencies"), totals) if totals and len(told) > 1 else None
    return Table(caption, corner, headings, told, last)


def day_words(day: date) -> str:
    return short_day(day)
