"""Sections that count exactly as the dashboards do: trend, proof, and how far dates moved."""

from collections.abc import Iterator

from dashboards.board.actions import strengths
from dashboards.board.groups import action_groups
from dashboards.board.proof import levels
from dashboards.board.slippage import Slip, Slippage
from dashboards.scope import Scope, year_of
from dashboards.trend import trend as trend_of
from documents.board.charted import chart_of, table_of
from documents.board.material import Material
from documents.report.model import Column, Kind, Paragraph, Section, Table

#: The sheets of the trend's tables in Excel, in their order.
TREND_TABLES = (
    "Open by agency",
    "Overdue by agency",
    "Done by agency",
    "Not closed by theme",
    "Closed by theme",
)


def dashboard_scope(material: Material) -> Scope:
    """What the dashboard would be about: the reviews of the pack, on its day."""
    about = material.scope
    first = about.period_from or year_of(about.today)
    last = about.period_to or about.today
    only = None if about.only is None else frozenset(material.review_ids)
    return Scope(about.user, about.partnership, about.today, first, last, reviews=only)


def trend(material: Material) -> Section:
    """Two years: month ends as they were, and what happened in each month."""
    found = trend_of(dashboard_scope(material))
    if found.is_empty:
        said = Paragraph("There was nothing here at the end of any month.")
        return Section("trend", "Trend over two years", (said,))
    charts = (
        chart_of(found.progress, "Progress by month"),
        chart_of(found.closures, "Closed by month"),
        chart_of(found.open, "Open by month"),
        chart_of(found.completions, "Done by month"),
        chart_of(found.burn_up, "Burn-up"),
    )
    tables = (
        table_of(table, name)
        for table, name in zip(found.tables, TREND_TABLES, strict=True)
        if table.rows
    )
    first, last = Paragraph(found.sentence), Paragraph(found.whole.sentence)
    return Section("trend", "Trend over two years", (first, *charts, last, *tables))


def proof(material: Material) -> Section:
    """What the evidence shows, and how strong the actions are."""
    scope = dashboard_scope(material)
    evidence, strong = levels(scope), strengths(action_groups(scope), scope)
    charts = (chart_of(evidence, "Evidence"), chart_of(strong, "Strength"))
    return Section("proof", "Evidence and strength", charts)


def slipped(found: Slippage) -> Iterator[Table]:
    """By lead agency: how often dates have moved, and how far; nothing where none has."""
    if not found.rows:
        return
    columns = (
        Column("Lead agency", width=30),
        *(Column(heading, Kind.NUMBER, 14) for heading in Slippage.HEADINGS),
        Column("Days in all", Kind.NUMBER, 12),
        Column("Days each", Kind.NUMBER, 12),
    )
    last = (found.total,) if len(found.rows) > 1 else ()
    rows = tuple(_row(slip) for slip in (*found.rows, *last))
    yield Table("How often moved", "How often due dates have moved, and how far", columns, rows)


def _row(slip: Slip) -> tuple[str | int, ...]:
    return (slip.agency, *(number.value for number in slip.numbers), slip.days, slip.mean)
