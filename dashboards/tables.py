"""The lists behind the dashboard's numbers as files."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.utils import timezone

from agencies.models import Partnership
from dashboards.agency import About
from dashboards.agency.decided import Listed, days_taken
from dashboards.themes.overview import Overview
from dashboards.themes.story import became
from recommendations.legend import Legend, Legends
from recommendations.models import Theme
from recommendations.references import full_reference
from recommendations.tables import marking_of
from scr_tracker.exports import Column, Table
from scr_tracker.filter_words import said
from scr_tracker.words import long_day

_RECOMMENDATION = Column("Recommendation", lambda row: str(row.recommendation), 20)
_MARKING = Column("Marking", lambda row: row.recommendation.review.get_marking_display(), 22)
_ASKED_ON = Column("Asked on", lambda row: timezone.localdate(row.recorded_at))
_ASKED_BY = Column("Asked by", lambda row: row.recorded_by_name, 24)

EXTENSIONS = (
    Column("Action", lambda row: row.action.full_reference, 20),
    Column("Title", lambda row: row.action.title, 60),
    Column("Marking", lambda row: row.action.recommendation.review.get_marking_display(), 22),
    Column("Lead agency", lambda row: row.action.lead_agency.name, 30),
    Column("Due now", lambda row: row.due_on_now),
    Column("Asked for", lambda row: row.asked_due_on),
    Column("Days more", lambda row: row.due_on_now and (row.asked_due_on - row.due_on_now).days),
    Column("Reason", lambda row: row.reason, 60),
    _ASKED_ON,
    _ASKED_BY,
)
EVIDENCE = (
    Column("Evidence", lambda row: row.title, 60),
    Column("Marking", lambda row: row.get_marking_display(), 22),
    Column("Kind", lambda row: row.get_kind_display()),
    Column("Level", lambda row: row.get_level_display()),
    Column("Agency", lambda row: row.agency.name if row.agency else "", 30),
    Column("Date of the evidence", lambda row: row.dated_on),
    Column("Added on", lambda row: timezone.localdate(row.recorded_at)),
    Column("Added by", lambda row: row.recorded_by_name, 24),
)
CHALLENGES = (
    _RECOMMENDATION,
    _MARKING,
    Column("Question", lambda row: row.question, 60),
    Column("Agency", lambda row: row.agency.name, 30),
    Column("State", lambda row: row.get_outcome_display(), 20),
    _ASKED_ON,
    _ASKED_BY,
)
CHECKS = (
    _RECOMMENDATION,
    _MARKING,
    Column("Due", lambda row: row.due_on),
    Column("Signed off by", lambda row: row.sign_off.forum.name, 30),
    Column("Meeting", lambda row: row.sign_off.meeting_on),
)
OVERTAKEN = (
    _RECOMMENDATION,
    _MARKING,
    Column("Decision", lambda row: row.get_outcome_display(), 24),
    Column("Forum", lambda row: row.forum.name, 30),
    Column("Meeting", lambda row: row.meeting_on),
    Column("Newer evidence since", lambda row: timezone.localdate(row.moved_at)),
)
DECIDED_ON = {
    "evidence": (
        Column("Evidence", lambda row: row.evidence.title, 60),
        Column("Marking", lambda row: row.evidence.get_marking_display(), 22),
    ),
    "action": EXTENSIONS[:3],
}
DECIDED = (
    Column("Came in on", lambda row: row.since and timezone.localdate(row.since)),
    Column("Decided on", lambda row: timezone.localdate(row.until)),
    Column("Days", lambda row: days_taken(row)),
    Column("Decision", lambda row: row.get_decision_display(), 16),
    Column("Decided by", lambda row: row.by, 24),
)
MOVED = (
    Column("From", lambda row: row.old_due_on),
    Column("To", lambda row: row.new_due_on),
    Column("Why", lambda row: row.reason, 60),
    Column("Agreed by", lambda row: row.agreed_by, 30),
    Column("The agency asked", lambda row: "Yes" if row.is_asked else "No"),
    Column("Recorded on", lambda row: timezone.localdate(row.until)),
)

#: The name of each list, its columns, and where its rows have their marking.
LISTS: dict[str, tuple[str, tuple[Column, ...], str]] = {
    "extensions": (
        "Requests for more time",
        EXTENSIONS,
        "action__recommendation__review__marking",
    ),
    "evidence": ("Evidence to decide on", EVIDENCE, "marking"),
    "proof": ("Accepted evidence", EVIDENCE, "marking"),
    "challenges": ("Open challenges", CHALLENGES, "recommendation__review__marking"),
    "checks": ("Embedding checks", CHECKS, "recommendation__review__marking"),
    "overtaken": (
        "Decisions with newer evidence",
        OVERTAKEN,
        "recommendation__review__marking",
    ),
}


def number_table(key: str, partnership: Partnership, rows: Any, said: Sequence[str] = ()) -> Table:
    """`said`: what the list is narrowed by, in words."""
    name, columns, marking = LISTS[key]
    found = marking_of(rows, marking)
    return Table(name, columns, rows, place=partnership.name, said=said, marking=found)


def decided_table(listed: Listed, about: About, rows: Any) -> Table:
    """What was decided on an agency's work in the period, or which of its dates moved."""
    what = DECIDED_ON["evidence" if listed.is_of_evidence else "action"]
    columns = (*what, *(MOVED if listed.is_of_moves else DECIDED))
    narrowed = [f"Agency: {about.agency.name}"]
    if not listed.is_of_moves:
        narrowed.append(f"Period: {long_day(about.first)} to {long_day(about.last)}")
    found = marking_of(rows, listed.marking)
    place = about.only.name if about.only else ""
    return Table(listed.title, columns, rows, place=place, said=narrowed, marking=found)


def themes_table(partnership: Partnership, found: Overview, chosen: Any) -> Table:
    """A column for each year, the latest first; figures have no marking of their own."""
    years = (year or "Not dated" for year in found.years)
    columns = (
        Column("Theme", lambda line: line[0].name, 40),
        Column("Reviews", lambda line: len(line[0].reviews)),
        *(
            Column(heading, partial(_number, place))
            for place, heading in enumerate((*found.headings, *map(str, years)))
        ),
    )
    return Table(
        "Themes",
        columns,
        found.lines,
        place=partnership.name,
        said=said(chosen),
        is_refused=bool(chosen.form.errors),
    )


def _number(place: int, line: Any) -> int:
    row, years = line
    found: int = (*row.numbers, *years)[place].value
    return found


def _themed(legend: Legend) -> tuple[Column, ...]:
    return (
        Column("Review", lambda row: row.review.pseudonym, 24),
        Column("Marking", lambda row: row.review.get_marking_display(), 22),
        Column("Date of the review", lambda row: row.on),
        Column("Reference", lambda row: full_reference(row.review.pseudonym, row.reference), 20),
        Column("Recommendation", lambda row: row.wording, 80),
        Column("Agencies", lambda row: "; ".join(each.name for each in row.agencies.all()), 40),
        Column("Progress", lambda row: legend.progress(row.progress).label, 24),
        Column("What became of it", lambda row: " ".join(became(row)), 60),
    )


def theme_table(theme: Theme, rows: Any, legends: Legends) -> Table:
    """One theme’s recommendations, and what became of each."""
    found = marking_of(rows)
    return Table(
        f"Theme {theme.name}",
        _themed(legends.of(theme.partnership_id)),
        rows,
        place=theme.partnership.name,
        marking=found,
        meanings=legends.meanings("progress"),
    )
