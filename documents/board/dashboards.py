"""Sections that count as the dashboards do: trend, themes, proof, and how far dates moved."""

from collections.abc import Iterator

from dashboards.board.actions import strengths
from dashboards.board.groups import action_groups
from dashboards.board.proof import levels
from dashboards.board.slippage import Slip, Slippage
from dashboards.figures import Number
from dashboards.scope import Scope, year_of
from dashboards.themes.overview import ThemeRow, overview
from dashboards.trend import trend as trend_of
from documents.board.charted import chart_of, table_of
from documents.board.material import Material
from documents.report.model import Block, Bullets, Column, Kind, Paragraph, Section, Table

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
    blocks: tuple[Block, ...] = (
        chart_of(found.progress, "Progress by month"),
        chart_of(found.closures, "Closed by month"),
        *([Paragraph(found.left_out)] if found.left_out else []),
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
    return Section("trend", "Trend over two years", (first, *blocks, last, *tables))


def proof(material: Material) -> Section:
    """What the evidence shows, and how strong the actions are."""
    scope = dashboard_scope(material)
    evidence, strong = levels(scope), strengths(action_groups(scope), scope)
    charts = (chart_of(evidence, "Evidence"), chart_of(strong, "Strength"))
    return Section("proof", "Evidence and strength", charts)


def themes(material: Material) -> Section:
    """What reviews have recommended over the years, what became of it, and what came back."""
    found = overview(dashboard_scope(material))
    heading = "Themes across reviews and years"
    if not found.rows:
        return Section("themes", heading, (Paragraph("There are no recommendations here."),))
    again = tuple(
        f"{row.name}: {row.recurred} recommended again after it was signed off."
        for row in found.came_back
    )
    first = Bullets(again) if again else Paragraph("Nothing that was signed off came back.")
    names = ("Reviews", *found.headings)
    years = tuple(str(year or "Not dated") for year in found.years)
    columns = (
        Column("Theme", width=30),
        *(Column(name, Kind.NUMBER, 12) for name in (*names, *years)),
    )
    rows = tuple(_theme_row(row, numbers) for row, numbers in found.lines)
    caption = "Recommendations by theme, and by the year of their review"
    note = "A recommendation with two themes is counted under both."
    return Section("themes", heading, (first, Table("Themes", caption, columns, rows, note)))


def _theme_row(row: ThemeRow, years: list[Number]) -> tuple[str | int, ...]:
    return (row.name, len(row.reviews), *(number.value for number in (*row.numbers, *years)))


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
