"""Sections that list: agencies and recommendations in a sentence each, actions, decisions."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from dashboards.board.slippage import slippage
from dashboards.figures import COMING_DAYS
from documents.board.dashboards import dashboard_scope, slipped
from documents.board.material import Material
from documents.report.model import (
    Column,
    Entries,
    Entry,
    Figure,
    Kind,
    Paragraph,
    Section,
    Table,
)
from recommendations.models import SignOff
from recommendations.status import OPEN, Status
from scr_tracker.words import counted


def agencies(material: Material) -> Section:
    """One sentence an agency, over the actions that it leads."""
    found: dict[str, list[Any]] = {}
    for row in material.actions:
        found.setdefault(row.lead_agency.name, []).append(row)
    entries = tuple(
        _agency(material, name, found[name]) for name in sorted(found, key=str.casefold)
    )
    block = Entries("Agencies", "Each agency in a sentence", "Agency", "", entries)
    return Section("agencies", "Agencies", (block,))


def _agency(material: Material, name: str, actions: list[Any]) -> Entry:
    late = [row for row in actions if material.days_late(row)]
    claimed = sum(row.status == Status.COMPLETED for row in actions)
    verified = sum(row.status == Status.VERIFIED for row in actions)
    coming = sum(material.is_coming(row, COMING_DAYS) for row in actions)
    moved = sum(bool(row.moves) for row in actions)
    return Entry(
        heading=name,
        state=f"{len(late)} overdue" if late else "Nothing overdue",
        sentence=agency_sentence(material, name, actions),
        facts=(
            Figure("Actions led", len(actions)),
            Figure("Overdue", len(late)),
            Figure("Awaiting verification", claimed),
            Figure("Verified", verified),
            Figure(f"Due in {COMING_DAYS} days", coming),
            Figure("Dates moved", moved),
        ),
    )


def agency_sentence(material: Material, name: str, actions: list[Any]) -> str:
    """ "Health leads 4 actions: 1 overdue, by 12 days at most; 2 verified." """
    parts = list(_agency_parts(material, actions))
    said = f"{name} leads {counted(len(actions), 'action')}"
    return f"{said}: {'; '.join(parts)}." if parts else f"{said}."


def _agency_parts(material: Material, actions: list[Any]) -> Iterator[str]:
    late = [days for row in actions if (days := material.days_late(row))]
    if late:
        longest = counted(max(late), "day")
        by = f"by {longest}" if len(late) == 1 else f"by {longest} at most"
        yield f"{len(late)} overdue, {by}"
    for many, words in (
        (sum(row.status == Status.COMPLETED for row in actions), "waiting to be verified"),
        (
            sum(row.status == Status.ON_HOLD and not material.days_late(row) for row in actions),
            "on hold",
        ),
        (
            sum(material.is_coming(row, COMING_DAYS) for row in actions),
            f"due in the next {COMING_DAYS} days",
        ),
        (sum(row.status == Status.VERIFIED for row in actions), "verified"),
        (sum(row.status == Status.WITHDRAWN for row in actions), "withdrawn"),
    ):
        if many:
            yield f"{many} {words}"


def recommendations(material: Material) -> Section:
    """One sentence a recommendation: how it stands, and why."""
    entries = tuple(_recommendation(material, row) for row in material.recommendations)
    block = Entries(
        "Recommendations", "Each recommendation in a sentence", "Reference", "Wording", entries
    )
    return Section("recommendations", "Recommendations", (block,))


def _recommendation(material: Material, row: Any) -> Entry:
    labels = sorted((agency.label for agency in row.agencies.all()), key=str.casefold)
    due = [a.due_on for a in row.visible_actions if a.status in OPEN and a.due_on]
    today = material.scope.today
    late = min((day for day in due if day < today), default=None)
    return Entry(
        heading=f"{row.review.pseudonym} {row.reference}",
        state=material.legend.progress(row.progress).label,
        sentence=row.said,
        text=row.wording,
        facts=(
            Figure("Agencies", ", ".join(labels)),
            Figure("Actions", len(row.visible_actions)),
            Figure("Was due", late),
            Figure("Days late", (today - late).days if late else None),
            Figure("Next date", min((day for day in due if day >= today), default=None)),
        ),
    )


def actions(material: Material) -> Section:
    columns = (
        Column("Reference", width=13),
        Column("Action", width=35),
        Column("Lead agency", width=18),
        Column("Rating", width=14),
        Column("First due", Kind.DATE, 14),
        Column("Due", Kind.DATE, 14),
        Column("Days late", Kind.NUMBER, 8),
    )
    rows = tuple(
        (
            row.full_reference,
            row.title,
            row.lead_agency.label,
            material.legend.rating(row.rating).label,
            row.first_due_on,
            row.due_on,
            material.days_late(row) or None,
        )
        for row in material.actions
    )
    table = Table("Actions", "Each action, with its due date", columns, rows)
    return Section("actions", "Actions", (table,))


def days_moved(row: Any) -> int:
    """By how many days the due date lies after the first one; less than 0 where it is earlier."""
    if row.first_due_on is None or row.due_on is None:
        return 0
    return int((row.due_on - row.first_due_on).days)


def moved(material: Material) -> Section:
    """How often and how far, as the dashboard counts; and the dates that are not the first ones.

    A date that was moved back again has moved, and stands in no list of what differs.
    """
    slips = slippage(dashboard_scope(material))
    said, blocks = Paragraph(slips.sentence), [*slipped(slips)]
    rows = sorted((r for r in material.actions if days_moved(r)), key=days_moved, reverse=True)
    if rows:
        blocks.append(_dates_moved(rows))
    return Section("moved", "Dates that moved", (said, *blocks))


def _dates_moved(rows: list[Any]) -> Table:
    columns = (
        Column("Reference", width=14),
        Column("Action", width=38),
        Column("Lead agency", width=20),
        Column("First due", Kind.DATE, 14),
        Column("Due", Kind.DATE, 14),
        Column("Days moved", Kind.NUMBER, 10),
    )
    cells = tuple(
        (
            row.full_reference,
            row.title,
            row.lead_agency.label,
            row.first_due_on,
            row.due_on,
            days_moved(row),
        )
        for row in rows
    )
    caption = "Due dates that are not the first ones, the farthest first"
    return Table("Dates moved", caption, columns, cells)


def decisions(material: Material) -> Section:
    """What forums decided at meetings in the period; all decisions where no period is chosen."""
    scope = material.scope
    found: Any = SignOff.objects.visible_to(scope.user)
    found = found.filter(recommendation__review__in=material.review_ids)
    found = found.select_related("forum", "recommendation__review")
    rows = [r for r in found.order_by("meeting_on", "pk") if scope.is_in_period(r.meeting_on)]
    if not rows:
        said = Paragraph("No forum recorded a decision in this period.")
        return Section("decisions", "Decisions of forums", (said,))
    columns = (
        Column("Recommendation", width=14),
        Column("Meeting", Kind.DATE, 14),
        Column("Forum", width=20),
        Column("Decision", width=16),
        Column("Basis", width=38),
        Column("Reopened", Kind.DATE, 12),
    )
    table = Table("Decisions", "What forums decided", columns, tuple(map(_decision, rows)))
    return Section("decisions", "Decisions of forums", (table,))


def _decision(row: Any) -> tuple[Any, ...]:
    about = row.recommendation
    return (
        f"{about.review.pseudonym} {about.reference}",
        row.meeting_on,
        row.forum.name,
        str(row.get_outcome_display()),
        row.basis,
        timezone.localdate(row.reopened_at) if row.reopened_at else None,
    )
