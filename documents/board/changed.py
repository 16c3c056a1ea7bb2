"""The section of what changed in the period: the dashboard's own record of it, kind by kind."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.urls import resolve

from dashboards.changes import Change, Changes, changes
from dashboards.changes import Section as Found
from dashboards.changes.kinds import Kind as KindOfChange
from documents.board.material import Material, Scope
from documents.report.model import (
    Block,
    Column,
    Figure,
    Figures,
    Kind,
    Paragraph,
    Section,
    Table,
    Value,
)
from scr_tracker.words import counted, long_day

HEADING = "What changed"
NO_PERIOD = "No day was chosen from which on to compare."
#: Pages of things that somebody may lose sight of, by what `holds` calls them.
HELD = {
    "evidence:evidence-detail": "evidence",
    "recommendations:challenge-detail": "challenge",
}


def read_changes(scope: Scope) -> Changes | None:
    """After the end of the first day of the period and by the end of its last. None where no first
    day is chosen. It turns the database back by itself."""
    first, last = scope.period_from, scope.period_to or scope.today
    if first is None or first > last:
        return None
    return changes(scope.user, scope.partnership, first, last)


def of_reviews(found: Changes, material: Material) -> Changes:
    """Those of the material's reviews: the dashboard's record is of one review or of all."""
    if material.scope.only is None:
        return found
    chosen = {(review.pseudonym, review.reference) for review in material.reviews}
    sections = (
        Found(
            section.kind,
            [
                row
                for row in section.rows
                if (row.about.review, row.about.review_reference) in chosen
            ],
        )
        for section in found.sections
    )
    return Changes(found.first, found.last, tuple(sections))


def holds(material: Material) -> dict[str, list[Any]]:
    """What whoever opens the pack later must still see, by kind: keys, and `public_id`s of what
    is named among the changes alone."""
    kept: defaultdict[str, set[str]] = defaultdict(set)
    sections = material.changes.sections if material.changes else ()
    for url in {row.about.url for section in sections for row in section.rows}:
        match = resolve(urlsplit(url).path)
        if match.view_name in HELD:
            kept[HELD[match.view_name]].add(str(match.kwargs["public_id"]))
    return material.holds() | {kind: sorted(ids) for kind, ids in kept.items()}


def changed(material: Material) -> Section:
    found = material.changes
    if found is None:
        return Section("changes", HEADING, (Paragraph(NO_PERIOD),))
    between = f"the end of {long_day(found.first)} and the end of {long_day(found.last)}"
    if not found.total:
        return Section("changes", HEADING, (Paragraph(f"Nothing changed between {between}."),))
    said = Paragraph(f"{counted(found.total, 'change')} between {between}.")
    figures = tuple(Figure(each.kind.label, each.total) for each in found.sections)
    blocks: list[Block] = [said, Figures(HEADING, "Changes by kind", figures)]
    blocks += [_table(each) for each in found.shown]
    return Section("changes", HEADING, tuple(blocks))


#: What a kind calls the columns whose heading alone would not say what they hold.
CALLED: dict[KindOfChange, dict[str, str]] = {
    KindOfChange.LATE: {"Before": "Note", "After": "Was due", "Days": "Days late"},
    KindOfChange.NOT_LATE: {"Before": "Was due", "After": "Now due, or its status"},
    KindOfChange.DONE: {"After": "Work done on"},
    KindOfChange.SIGNED_OFF: {"After": "Decision", "Agreed by": "Decided by"},
    KindOfChange.MOVED: {"Before": "Was due", "After": "Now due", "Days": "Days moved"},
    KindOfChange.EVIDENCE: {"After": "Kind"},
    KindOfChange.ACCEPTED: {"After": "Kind"},
    KindOfChange.RETURNED: {"After": "Kind"},
    KindOfChange.JUDGED: {"After": "Verdict"},
    KindOfChange.CHECKED: {"Before": "Checked on", "After": "Finding"},
    KindOfChange.NEW_ACTION: {"After": "Due"},
}


@dataclass(frozen=True)
class Shown:
    """A column, and what it shows of a change; left out where no change of a kind has any.

    `heading`: where the kind has no name of its own for it (`CALLED`).
    """

    heading: str
    width: int
    value: Callable[[Change], Any]


SHOWN = (
    Shown("Reference", 13, lambda row: row.about.full_reference),
    Shown("About", 26, lambda row: row.about.title),
    Shown("Agency", 13, lambda row: row.about.agency),
    Shown("Recorded", 14, lambda row: row.on),
    Shown("Before", 14, lambda row: row.was),
    Shown("After", 14, lambda row: row.became),
    Shown("Days", 8, lambda row: row.days),
    Shown("Agreed by", 14, lambda row: row.agreed_by),
    Shown("What was written", 30, lambda row: row.why),
)


def _table(found: Found) -> Table:
    rows = list(found.rows)
    kept = [(shown, kind) for shown in SHOWN if (kind := _kind(map(shown.value, rows)))]
    called = CALLED.get(found.kind, {})
    columns = tuple(
        Column(called.get(shown.heading, shown.heading), kind, shown.width) for shown, kind in kept
    )
    cells = tuple(tuple(_value(shown.value(row), kind) for shown, kind in kept) for row in rows)
    return Table(str(found.kind.label), str(found.kind.label), columns, cells, found.kind.meaning)


def _kind(values: Iterator[Any]) -> Kind | None:
    """What a column of these is; None where there is nothing in it."""
    there = [value for value in values if value not in (None, "")]
    if not there:
        return None
    if all(isinstance(value, date) for value in there):
        return Kind.DATE
    return Kind.NUMBER if all(isinstance(value, int) for value in there) else Kind.TEXT


def _value(value: Any, kind: Kind) -> Value:
    if value in (None, ""):
        return None
    if kind is Kind.TEXT:
        return long_day(value) if isinstance(value, date) else str(value)
    return value  # type: ignore[no-any-return]
