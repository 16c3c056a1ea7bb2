"""Everything that changed as one table, for CSV and Excel: days are days there, not words."""

from collections.abc import Iterator

from dashboards.changes.model import Change
from dashboards.changes.page import List
from recommendations.models import Review
from recommendations.models.review import highest_marking
from scr_tracker.exports import Column, Table
from scr_tracker.filter_words import label_of
from scr_tracker.words import long_day

COLUMNS = (
    Column("What changed", lambda row: row.kind.label, 26),
    Column("Reference", lambda row: row.about.full_reference, 20),
    Column("About", lambda row: row.about.title, 60),
    Column("Agency", lambda row: row.about.agency, 24),
    Column("Marking", lambda row: Review.Marking(row.about.marking).label, 22),
    Column("Recorded on", lambda row: row.on),
    Column("By", lambda row: row.by, 30),
    Column("Before (status or date)", lambda row: row.was),
    Column("After (status, date, kind or verdict)", lambda row: row.became),
    Column("Days late or moved", lambda row: row.days),
    Column("Agreed by", lambda row: row.agreed_by, 30),
    Column("What was written", lambda row: row.why, 60),
)


def change_table(listed: List) -> Table:
    rows: list[Change] = listed.rows[:]
    return Table(
        "What changed",
        COLUMNS,
        rows,
        place=listed.asking.partnership.name,
        said=tuple(_said(listed)),
        marking=highest_marking(row.about.marking for row in rows),
        is_refused=not listed.asking.is_right,
    )


def _said(listed: List) -> Iterator[str]:
    asking = listed.asking
    yield f"After the end of {long_day(asking.first)}"
    yield f"By the end of {long_day(asking.last)}"
    for name, value in asking.filters.items():
        field = asking.form.fields[name]
        named = dict(field.choices)  # type: ignore[attr-defined]  # each of them is a choice
        yield f"{label_of(field)}: {named[value]}"
