"""By lead agency and by theme: what stood on a few of the month ends, what happened in between."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from dashboards import links
from dashboards.figures import LeadAgency, lead_agencies
from dashboards.trend.figures import LATE, cells, sums
from dashboards.trend.happened import BY_THEME, Happened, closed_in, done_in
from dashboards.trend.past import Past, themed
from recommendations.status import NOT_CLOSED
from scr_tracker.charts import Cell, Heading, Table, TableRow
from scr_tracker.words import MONTHS_SHORT, short_day

#: How many months lie between now and what stands beside it; the first is the first month end.
AGO = (23, 12, 6, 0)
#: How many months are counted together.
TOGETHER = 6
STILL_OPEN = [key.value for key in NOT_CLOSED]


class Named(NamedTuple):
    public_id: UUID
    name: str


def by_agency(past: Past, found: Happened) -> tuple[Table, Table, Table]:
    """Open, overdue and done actions of each lead agency."""
    done = dict(found.each("completed_on"))
    agencies = lead_agencies({*past.open, *done})
    named = sorted(agencies.items(), key=lambda each: each[1].order)
    return (
        _agencies_then(past, named, "Open actions", "open", past.open),
        _agencies_then(past, named, "Overdue actions", "overdue", past.late),
        _agencies_between(past, named, done),
    )


def _agencies_then(
    past: Past,
    named: Sequence[tuple[int, LeadAgency]],
    caption: str,
    words: str,
    sets: Mapping[int, Counter[int]],
) -> Table:
    asked: dict[str, Any] = LATE if words == "overdue" else {"status": links.OPEN_STATUSES}
    rows = [
        _row(
            agency.label,
            cells(
                past,
                past.span.counts(sets.get(pk, Counter())),
                asked | {"agency": agency.public_id},
                f"{words}, {agency.label}",
                places=_places(past),
            ),
        )
        for pk, agency in named
    ]
    whole = f"{words}, all agencies"
    totals = cells(past, sums(past, sets), asked, whole, places=_places(past))
    return _table(caption, "Lead agency", _days(past), rows, totals)


def _agencies_between(
    past: Past, named: Sequence[tuple[int, LeadAgency]], done: Mapping[int, Counter[date | None]]
) -> Table:
    def between(months: Counter[date | None], label: str, **asked: Any) -> tuple[Cell, ...]:
        return _between(past, months, done_in, f"done, {label}", **asked)

    rows = [
        _row(
            agency.label,
            between(done.get(pk, Counter()), agency.label, agency=agency.public_id),
        )
        for pk, agency in named
    ]
    totals = between(sum(done.values(), Counter()), "all agencies")
    return _table("Actions done", "Lead agency", _periods(past), rows, totals)


def by_theme(past: Past, found: Happened) -> tuple[Table, Table]:
    """Recommendations not signed off or closed then, and those that were signed off or closed.

    One with two themes is in both.
    """
    sets, names = _open_by_theme(past)
    closed = dict(found.each(BY_THEME))
    order = sorted(names.items(), key=lambda each: each[1].name.casefold())
    then = [
        _row(
            name,
            cells(
                past,
                past.span.counts(sets[pk]),
                {"theme": public_id, "progress": STILL_OPEN},
                f"not closed, {name}",
                links.recommendations_of,
                _places(past),
            ),
        )
        for pk, (public_id, name) in order
    ]
    between = [
        _row(
            name,
            _between(
                past,
                closed.get(pk, Counter()),
                closed_in,
                f"signed off or closed, {name}",
                theme=public_id,
            ),
        )
        for pk, (public_id, name) in order
    ]
    return (
        _table("Recommendations not closed yet", "Theme", _days(past), then),
        _table("Recommendations signed off or closed", "Theme", _periods(past), between),
    )


def _open_by_theme(past: Past) -> tuple[Mapping[int, Counter[int]], dict[int, Named]]:
    """How many stood so on which sets of days, and the themes that any had on one of them."""
    sets: defaultdict[int, Counter[int]] = defaultdict(Counter)
    names: dict[int, Named] = {}
    chosen = past.scope.asked.get("theme")
    not_closed = {pk: past.shown(pk) & ~told.closed for pk, told in past.told.items()}
    for days, pk, theme, public_id, name in themed(
        past, "theme_id", "theme__public_id", "theme__name"
    ):
        if chosen in (None, str(public_id)) and days & past.shown(pk):
            names[theme] = Named(public_id, name)
            sets[theme][days & not_closed[pk]] += 1
    return sets, names


def _between(
    past: Past, months: Counter[date | None], listed: Any, words: str, **asked: Any
) -> tuple[Cell, ...]:
    """A cell for each few months."""
    found = []
    for firsts in _together(past):
        many = sum(months[first] for first in firsts)
        url = listed(past.scope, firsts, **asked) if many else ""
        found.append(Cell(many, url, f"{words}, {_period(firsts)}"))
    return tuple(found)


def _together(past: Past) -> list[Sequence[date]]:
    firsts = past.span.firsts
    return [firsts[at : at + TOGETHER] for at in range(0, len(firsts), TOGETHER)]


def _places(past: Past) -> list[int]:
    return [len(past.span.days) - 1 - months for months in AGO]


def _days(past: Past) -> list[str]:
    return [short_day(past.span.days[place]) for place in _places(past)]


def _periods(past: Past) -> list[str]:
    return [_period(firsts) for firsts in _together(past)]


def _period(firsts: Sequence[date]) -> str:
    """ "Dec 2024 to May 2025"."""
    first, last = (f"{MONTHS_SHORT[day.month]} {day.year}" for day in (firsts[0], firsts[-1]))
    return f"{first} to {last}"


def _row(label: str, found: tuple[Cell, ...]) -> TableRow:
    return TableRow(Heading(label), found)


def _table(
    caption: str,
    corner: str,
    headings: Sequence[str],
    rows: Sequence[TableRow],
    totals: tuple[Cell, ...] = (),
) -> Table:
    """Without the rows that hold nothing."""
    told = tuple(row for row in rows if any(cell.value for cell in row.cells))
    last = _row("All agencies", totals) if totals and len(told) > 1 else None
    return Table(caption, corner, tuple(map(Heading, headings)), told, last)
