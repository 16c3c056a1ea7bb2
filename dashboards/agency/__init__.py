"""One agency: what it has in hand, how late, how often dates moved, and how well its evidence held.

What hung on the partnership and not on the agency stands apart (`waits.py`), so that nobody answers
for another's delay: an action that was claimed in time is not late while it waits to be verified.
"""

from dataclasses import dataclass

from dashboards.agency.about import About
from dashboards.agency.load import Load, loads
from dashboards.agency.moves import Moves, moves
from dashboards.agency.proof import Tries, tries
from dashboards.agency.waits import Waits, waits


@dataclass(frozen=True)
class Here:
    """What is told of one partnership."""

    load: Load
    moves: Moves
    tries: Tries
    waits: Waits


def agency_page(about: About) -> tuple[Here, ...]:
    """A part for each partnership, by name, in a number of questions that does not grow."""
    slipped, tried, waited = moves(about), tries(about), waits(about)
    return tuple(
        Here(load, slipped[pk], tried[pk], waited[pk])
        for load in loads(about)
        for pk in [load.partnership.pk]
    )


__all__ = ["About", "Here", "agency_page"]
