"""A report as a board gets it, of any size, with realistic texts; no database is asked."""

from datetime import UTC, date, datetime, timedelta

from documents.report.model import (
    Bullets,
    Chart,
    Column,
    Entries,
    Entry,
    Figure,
    Figures,
    Kind,
    Meaning,
    Paragraph,
    Report,
    Section,
    Table,
)

AS_AT = date(2026, 11, 2)
BAR = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 80" width="1000" height="80">
<defs><pattern id="late" patternUnits="userSpaceOnUse" width="12" height="12">
<path d="M0 0L12 12M12 0L0 12" stroke="#fff" stroke-width="1.5"/></pattern></defs>
<rect width="250" height="48" fill="#00703c"/><rect x="250" width="450" height="48" fill="#1d70b8"/>
<rect x="700" width="300" height="48" fill="#b10e1e"/>
<rect x="700" width="300" height="48" fill="url(#late)"/>
<text x="4" y="72" font-family="Inter" font-size="20">Signed off, in progress, late</text></svg>"""
AGENCIES = (
    "Hampshire Constabulary",
    "Children and Families Service",
    "Integrated Care Board",
    "Community Health Trust",
    "Borough Council Housing",
)
WORDING = (
    "The partnership should satisfy itself that every agency gathers all relevant information "
    "about a child’s life, including what is known of the adults around them, before it decides "
    "that no further enquiry is needed, and that the reasons for that decision are written down."
)
LEGEND = (
    Meaning("Overdue", "#b10e1e", "The due date has passed and the work is not done."),
    Meaning("In progress", "#1d70b8", "Work has begun, and nothing is late."),
    Meaning("Signed off", "#00703c", "The forum was assured, on evidence."),
)


def report(many: int = 3, **changes) -> Report:
    fields = {
        "title": "Board report of the children’s partnership",
        "partnership": "Solent Safeguarding Children Partnership",
        "marking": "OFFICIAL-SENSITIVE",
        "as_at": AS_AT,
        "covers": "All reviews",
        "made_at": datetime(2026, 11, 2, 9, 30, tzinfo=UTC),
        "made_by": "Morgan Hale, Partnership manager",
        "sections": sections(many),
        "period_from": date(2026, 8, 1),
        "period_to": AS_AT,
        "meeting": "Serious Incident Learning Group, 4 November 2026",
        "legend": LEGEND,
    }
    return Report(**(fields | changes))


def sections(many: int) -> tuple[Section, ...]:
    return (
        Section("summary", "Summary", (_said(many), _points(), _figures(many))),
        Section("progress", "Progress", (_chart(many),)),
        Section("recommendations", "Recommendations", (_entries(many),)),
        Section("actions", "Actions", (_actions(3 * many),)),
    )


def _said(many: int) -> Paragraph:
    return Paragraph(f"{many} recommendations: a quarter signed off, some overdue.")


def _points() -> Bullets:
    return Bullets(("Two dates moved since August.", "No challenge is open."))


def _figures(many: int) -> Figures:
    rows = (
        Figure("Recommendations", many),
        Figure("Oldest claim", date(2026, 9, 14)),
        Figure("Position", "No response yet"),
        Figure("Forum", None),
    )
    return Figures("Summary", "Figures at a glance", rows)


def _chart(many: int) -> Chart:
    columns = (
        Column("Progress", width=40),
        Column("Recommendations", Kind.NUMBER, 30),
        Column("Share", Kind.PERCENT, 30),
    )
    rows = (("Signed off", many // 4, 25), ("In progress", many // 2, 45), ("Overdue", many, 30))
    table = Table("Progress", "Recommendations by progress", columns, rows, "Shares are rounded.")
    told = "A bar in three parts: a quarter signed off, just under half in progress, the rest late."
    return Chart("Recommendations by progress", told, BAR, table)


def _entries(many: int) -> Entries:
    return Entries(
        "Recommendations",
        "Each recommendation in a sentence",
        "Reference",
        "Wording",
        tuple(_entry(number) for number in range(1, many + 1)),
    )


def _entry(number: int) -> Entry:
    agency = AGENCIES[number % len(AGENCIES)]
    return Entry(
        heading=f"CLARE {number}a",
        state="Overdue",
        sentence=f"Overdue: {agency}’s action {number}a.3 is {number} days late.",
        text=f"{WORDING} It concerns {agency} first, by case {number}.",
        facts=(
            Figure("Agencies", f"{agency} and {AGENCIES[(number + 2) % len(AGENCIES)]}"),
            Figure("Actions", 3),
            Figure("Next date", AS_AT + timedelta(days=number)),
        ),
    )


def _actions(many: int) -> Table:
    columns = (
        Column("Reference", width=10),
        Column("Action", width=34),
        Column("Lead agency", width=20),
        Column("Rating", width=12),
        Column("Due", Kind.DATE, 12),
        Column("Days late", Kind.NUMBER, 10),
    )
    rows = tuple(
        (
            f"{1 + number // 3}a.{1 + number % 3}",
            f"Brief team {number} on the quality of notifications and on what they are to add",
            AGENCIES[number % len(AGENCIES)],
            "Overdue" if number % 4 == 0 else "On track",
            None if number % 7 == 6 else AS_AT - timedelta(days=number),
            number if number % 4 == 0 else None,
        )
        for number in range(many)
    )
    return Table("Actions", "Each action, with its due date", columns, rows)
