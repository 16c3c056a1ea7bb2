"""One chart of each kind, of made-up numbers, as full as they get."""

from datetime import date, timedelta

from recommendations.status import Progress, Rating
from scr_tracker.charts import (
    Cell,
    Columns,
    Lines,
    Part,
    Row,
    Series,
    StackedBar,
    StackedRows,
    burn_up,
    month_row,
    months_until,
)

TODAY = date(2026, 11, 20)
MONTHS = months_until(TODAY, 24)
AGENCIES = ("Police", "Children’s Services and Early Help of the County Council", "Health", "A")


def parts(kinds, seed=0, at="/actions/"):
    """Every kind with a count, the first with none: link and words as the pages give them."""
    return tuple(
        Part(key.value, key.label, (n + seed) * 7 % 15, f"{at}?r={key.value}", key.label.lower())
        for n, key in enumerate(kinds)
    )


def bar():
    outside = (Part("awaiting_another_body", "Awaiting another body", 2, "/away/", "awaiting"),)
    return StackedBar("progress", "By progress", parts(Progress), "Progress", outside=outside)


def rows():
    stacks = tuple(Row(name, parts(Rating, n)) for n, name in enumerate(AGENCIES))
    return StackedRows("matrix", "By agency and rating", stacks, "Lead agency")


def lines():
    series = tuple(
        Series(key.value, key.label, tuple(Cell((n * month) % 17) for month in range(24)))
        for n, key in enumerate(Progress)
    )
    return Lines("trend", "Progress over 24 months", MONTHS, series)


def columns():
    closed = [Part("verified", "Verified", 3, "/v/"), Part("withdrawn", "Withdrawn", 1, "/w/")]
    return Columns("closures", "By month", MONTHS, tuple(month_row(m, closed) for m in MONTHS))


def burn():
    days = [TODAY - timedelta(days=30 * n) for n in range(-5, 20)]
    later = [day + timedelta(days=40) for day in days]
    months = months_until(date(2027, 6, 1), 30)
    return burn_up("burn", "Burn-up", months, TODAY, first_due=days, due=later, done=days[9:])


ALL = {each.__name__: each for each in (bar, rows, lines, columns, burn)}
