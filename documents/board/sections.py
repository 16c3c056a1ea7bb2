"""The sections that a board pack can have. A new one is one line here and one function.

A section is a function from the material to a `Section` of the report; it reads through
`visible_to` of the material's person alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

from documents.board import changed, dashboards, figures, listing
from documents.board.material import Material
from documents.report.model import Section


@dataclass(frozen=True)
class Kind:
    """`is_usual`: ticked on a form until somebody decides otherwise."""

    label: str
    hint: str
    build: Callable[[Material], Section]
    is_usual: bool = True


#: In the order in which a pack has them. Keys are kept with each pack and never change.
SECTIONS: dict[str, Kind] = {
    "summary": Kind("Summary", "A sentence, and the figures at a glance.", figures.summary),
    "changes": Kind(
        "What changed", "Since the first day of the period: a list for each kind.", changed.changed
    ),
    "progress": Kind(
        "Progress", "Recommendations by progress, as a picture and by review.", figures.progress
    ),
    "late": Kind("Overdue", "Actions by agency and by how late they are.", figures.late),
    "ratings": Kind("Agencies by rating", "Who is on track, and who is stuck.", figures.ratings),
    "trend": Kind(
        "Trend", "Two years: progress, what was closed and done, by agency.", dashboards.trend
    ),
    "themes": Kind(
        "Themes",
        "What was recommended when, what became of it, and what came back.",
        dashboards.themes,
    ),
    "proof": Kind(
        "Evidence and strength",
        "Accepted evidence by level, and how strong the actions are.",
        dashboards.proof,
    ),
    "waiting": Kind("Waiting for a decision", "What waits, and since when.", figures.waiting),
    "coming": Kind("Coming up", "What falls due in 30, 60 and 90 days.", figures.coming),
    "agencies": Kind("Agencies", "One sentence for each agency.", listing.agencies),
    "recommendations": Kind(
        "Recommendations", "One sentence for each recommendation.", listing.recommendations
    ),
    "moved": Kind("Dates that moved", "First date and today’s, and how far.", listing.moved),
    "decisions": Kind("Decisions", "What forums decided in the period.", listing.decisions),
    "actions": Kind("Actions", "A list of every action.", listing.actions, is_usual=False),
}
USUAL = tuple(key for key, kind in SECTIONS.items() if kind.is_usual)
