"""Sections of figures: how far it is, what is late, what waits, what comes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from dashboards.board.groups import AGES, AHEAD, days_ahead, days_late
from dashboards.board.waiting import waiting_block
from dashboards.figures import COMING_DAYS
from documents.board.charted import chart_of, table_of
from documents.board.dashboards import dashboard_scope
from documents.board.material import Material
from documents.report.model import (
    Bullets,
    Column,
    Figure,
    Figures,
    Kind,
    Paragraph,
    Section,
    Table,
    Value,
)
from recommendations.progress_bar import ORDER, OUTSIDE, progress_bar
from recommendations.status import Progress, Rating
from scr_tracker.charts import Part, Row, StackedRows
from scr_tracker.words import counted

#: In the order in which a report lists them.
KEYS = (*ORDER, *OUTSIDE)


def summary(material: Material) -> Section:
    counts = Counter(row.progress for row in material.recommendations)
    late, claimed = len(material.overdue()), len(material.to_verify())
    coming = len(material.coming(COMING_DAYS))
    rows = (
        Figure("Recommendations", len(material.recommendations)),
        *(Figure(f"Recommendations: {name(material, key)}", counts[key]) for key in KEYS),
        Figure("Actions", len(material.actions)),
        Figure("Actions overdue", late),
        Figure("Actions awaiting verification", claimed),
        Figure(f"Actions due in the next {COMING_DAYS} days", coming),
        *(
            Figure(label, many)
            for label, many, _ in (to_sign_off(material), *waiting_rows(material))
        ),
    )
    said = Paragraph(sentence(material))
    points = Bullets(tuple(_points(late, claimed, coming)))
    figures = Figures("Summary", "Figures at a glance", rows)
    return Section("summary", "Summary", (said, points, figures))


def sentence(material: Material) -> str:
    """ "9 recommendations: 2 signed off, 4 in progress, 3 overdue.", by the legend's words."""
    if not material.recommendations:
        return "There are no recommendations here."
    counts = Counter(row.progress for row in material.recommendations)
    called = material.legend.progress
    parts = [f"{counts[key]} {called(key).words}" for key in KEYS if counts[key]]
    return f"{counted(len(material.recommendations), 'recommendation')}: {', '.join(parts)}."


def name(material: Material, key: Progress) -> str:
    return material.legend.progress(key).label


def _points(late: int, claimed: int, coming: int) -> Iterable[str]:
    yield f"{_actions(late)} overdue." if late else "Nothing is overdue."
    yield (
        f"{_actions(claimed)} waiting for the partnership to verify."
        if claimed
        else "No action waits to be verified."
    )
    yield f"{_actions(coming)} due in the next {COMING_DAYS} days."


def _actions(number: int) -> str:
    return f"{counted(number, 'action')} {'is' if number == 1 else 'are'}".capitalize()


def progress(material: Material) -> Section:
    counts = Counter(row.progress for row in material.recommendations)
    chart = chart_of(progress_bar(counts, lambda key: "", material.legend), "Progress")
    return Section("progress", "Progress of recommendations", (chart, _by_review(material)))


def _by_review(material: Material) -> Table:
    found: dict[int, Counter[str]] = {review.pk: Counter() for review in material.reviews}
    for row in material.recommendations:
        found[row.review_id][row.progress] += 1
    there = {row.progress for row in material.recommendations}
    kinds = [key for key in KEYS if key in there]
    columns = (
        Column("Review", width=30),
        Column("Reference", width=16),
        Column("Recommendations", Kind.NUMBER, 14),
        *(Column(name(material, key), Kind.NUMBER, 12) for key in kinds),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            review.pseudonym,
            review.reference,
            found[review.pk].total(),
            *(found[review.pk][key] for key in kinds),
        )
        for review in material.reviews
    )
    return Table("Progress by review", "Progress by review", columns, rows)


def late(material: Material) -> Section:
    """By lead agency, and by how late it is on the day."""
    overdue = material.overdue()
    if not overdue:
        return Section("late", "Overdue actions", (Paragraph("Nothing is overdue."),))
    bands = [_band(material.days_late(row)) for row in overdue]
    kinds = [Part(f"age_{n}", days_late(*band), 0) for n, band in enumerate(AGES, 1)]
    rows = _by_agency(overdue, bands, kinds)
    chart = StackedRows("late", "Overdue actions by agency and age", rows, "Lead agency")
    return Section("late", "Overdue actions", (chart_of(chart, "Overdue"), _oldest(material)))


def _band(days: int) -> str:
    place = next(n for n, (_, last) in enumerate(AGES, 1) if last is None or days <= last)
    return f"age_{place}"


def _by_agency(
    actions: Iterable[Any], keys: Iterable[str], kinds: Iterable[Part]
) -> tuple[Row, ...]:
    """A row for each agency, with how many of its actions have each key. `kinds` have no count."""
    found: dict[str, Counter[str]] = {}
    for row, key in zip(actions, keys, strict=True):
        found.setdefault(row.lead_agency.label, Counter())[key] += 1
    return tuple(
        Row(agency, tuple(replace(kind, count=found[agency][kind.key]) for kind in kinds))
        for agency in sorted(found, key=str.casefold)
    )


def ratings(material: Material) -> Section:
    """Who is stuck: the actions of each lead agency by their rating."""
    heading = "Agencies by rating"
    if not material.actions:
        return Section("ratings", heading, (Paragraph("There are no actions here."),))
    entries = [material.legend.rating(key) for key in Rating]
    kinds = [Part(entry.key, entry.label, 0, look=entry.look) for entry in entries]
    rows = _by_agency(material.actions, [row.rating for row in material.actions], kinds)
    chart = StackedRows("ratings", "Actions of each agency by rating", rows, "Lead agency")
    return Section("ratings", heading, (chart_of(chart, heading),))


def _oldest(material: Material, most: int = 20) -> Table:
    rows = sorted(material.overdue(), key=lambda row: (row.due_on, row.pk))
    columns = (
        Column("Reference", width=14),
        Column("Action", width=40),
        Column("Lead agency", width=22),
        Column("Due", Kind.DATE, 14),
        Column("Days late", Kind.NUMBER, 10),
    )
    cells = tuple(
        (
            row.full_reference,
            row.title,
            row.lead_agency.label,
            row.due_on,
            material.days_late(row),
        )
        for row in rows[:most]
    )
    more = len(rows) - most
    note = f"The {most} that are late for longest; {more} more are late." if more > 0 else ""
    return Table("Late longest", "What is late for longest", columns, cells, note)


def waiting(material: Material) -> Section:
    columns = (
        Column("What waits for a decision", width=60),
        Column("Number", Kind.NUMBER, 15),
        Column("Oldest, or first due", Kind.DATE, 25),
    )
    claimed = material.to_verify()
    oldest = min((day for row in claimed if (day := _day(row.since_at))), default=None)
    rows = (
        to_sign_off(material),
        ("Actions awaiting verification", len(claimed), oldest),
        *waiting_rows(material),
    )
    table = Table("Waiting", "What waits for a decision, and since when", columns, rows)
    return Section("waiting", "Waiting for a decision", (table,))


def to_sign_off(material: Material) -> tuple[str, int, None]:
    """What the meeting itself decides. Nobody records the day since when it waits."""
    ready = [row for row in material.recommendations if row.progress == Progress.ACTIONS_COMPLETE]
    return ("Recommendations with every action complete, for a forum to sign off", len(ready), None)


def waiting_rows(material: Material) -> tuple[tuple[str, int, date | None], ...]:
    """What each is, how many there are, the day of the oldest; as the dashboard counts them."""
    found = waiting_block(dashboard_scope(material))
    rows = (
        ("Evidence to accept or return", found.evidence),
        ("Requests for more time", found.extensions),
        ("Open challenges", found.challenges),
        ("Embedding checks due", found.checks),
        ("Open requests for evidence", found.wanted),
        ("Decisions with newer evidence", found.overtaken),
    )
    return tuple((label, each.number.value, _day(each.oldest)) for label, each in rows)


def _day(value: date | datetime | None) -> date | None:
    return timezone.localdate(value) if isinstance(value, datetime) else value


def coming(material: Material) -> Section:
    """By lead agency: how many are due in each of the spans of days that the dashboard has."""
    until = AHEAD[-1][1]
    owed = material.coming(until)
    if not owed:
        said = Paragraph(f"Nothing is due in the next {until} days.")
        return Section("coming", "Coming up", (said,))
    keys = [_span((row.due_on - material.scope.today).days) for row in owed]
    kinds = [Part(f"ahead_{n}", f"In {days_ahead(*span)}", 0) for n, span in enumerate(AHEAD, 1)]
    rows = _by_agency(owed, keys, kinds)
    sums = Row("All agencies", tuple(replace(kind, count=keys.count(kind.key)) for kind in kinds))
    caption = "Actions that fall due, by lead agency"
    shown = StackedRows("coming", caption, rows, "Lead agency", f"In {until} days", sums)
    return Section("coming", "Coming up", (table_of(shown.table, "Coming up"),))


def _span(days: int) -> str:
    place = next(n for n, (_, last) in enumerate(AHEAD, 1) if days <= last)
    return f"ahead_{place}"
