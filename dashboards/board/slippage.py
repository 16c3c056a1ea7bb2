"""How often and how far due dates have moved: the first date against today's."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Sum

from dashboards import links
from dashboards.figures import LeadAgency, Number, lead_agencies
from dashboards.scope import Scope
from recommendations.models import Action
from scr_tracker.words import counted as in_words


@dataclass(frozen=True)
class Slip:
    """Of one agency, or of all. `once`, `twice`, `often` and `moved` count actions.

    `days` are those between the first due date and the present one, over all that moved; a date
    that was brought forward counts against them.
    """

    agency: str
    numbers: tuple[Number, ...]
    days: int

    @property
    def moved(self) -> Number:
        return self.numbers[-1]

    @property
    def mean(self) -> int:
        """Days a moved action, rounded."""
        return round(self.days / self.moved.value) if self.moved.value else 0


@dataclass(frozen=True)
class Slippage:
    rows: tuple[Slip, ...]
    total: Slip

    #: Above the counts: how often a date has moved.
    HEADINGS = ("Once", "Twice", "Three times or more", "All moved")

    @property
    def sentence(self) -> str:
        moved = self.total.moved.value
        if not moved:
            return "No due date has moved."
        words = f"The due date of {in_words(moved, 'action')} has moved"
        return f"{words}, on average by {in_words(self.total.mean, 'day')} from the first date."


_TIMES = ("1", "2", "3", "any")
_WORDS = ("moved once", "moved twice", "moved three times or more", "moved")


def slippage(scope: Scope) -> Slippage:
    """By agency and number of moves, in one aggregate."""
    counted: Any = Action.objects.with_moves()
    moved = counted.filter(moves__gte=1).order_by()
    slip = ExpressionWrapper(F("due_on") - F("first_due_on"), DurationField())
    rows = scope.within_actions(moved).values_list("lead_agency_id", "moves")
    found = list(rows.annotate(many=Count("pk"), slipped=Sum(slip)))
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    days: dict[int, int] = defaultdict(int)
    for agency_id, moves, many, slipped in found:
        counts[agency_id][min(moves, 3) - 1] += many
        days[agency_id] += slipped.days if slipped else 0
    agencies = lead_agencies(counts)
    order = sorted(counts, key=lambda pk: (-days[pk], agencies[pk].order))
    sums = [sum(row[place] for row in counts.values()) for place in range(3)]
    return Slippage(
        tuple(_slip(scope, agencies[pk], counts[pk], days[pk]) for pk in order),
        _slip(scope, None, sums, sum(days.values())),
    )


def _slip(scope: Scope, agency: LeadAgency | None, counts: list[int], days: int) -> Slip:
    label = agency.label if agency else "All agencies"
    narrowed = str(agency.public_id) if agency else ""
    numbers = (
        Number(
            value,
            links.narrowed(links.actions_of(scope, moved=times), narrowed),
            f"{words}, {label}",
        )
        for value, times, words in zip((*counts, sum(counts)), _TIMES, _WORDS, strict=True)
    )
    return Slip(label, tuple(numbers), days)
