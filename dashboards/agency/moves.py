"""How often and how far the agency's due dates moved, and at whose wish."""

from dataclasses import dataclass

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Sum,
)

from dashboards.agency.about import About
from dashboards.agency.decided import moved
from dashboards.figures import Number
from recommendations.models import DueDateChange
from scr_tracker.words import counted


@dataclass(frozen=True)
class Moves:
    """`asked`: moves that somebody of the agency asked for; `others`: the rest.

    `days` lie between the first due date and the present one, over all actions that moved.
    """

    actions: Number
    moves: Number
    asked: Number
    others: Number
    days: int

    @property
    def mean(self) -> int:
        return round(self.days / self.actions.value) if self.actions.value else 0

    @property
    def far(self) -> str:
        return f"on average by {counted(self.mean, 'day')} from the first date"


def moves(about: About) -> dict[int, Moves]:
    """By partnership."""
    place = "recommendation__review__partnership"
    changes = DueDateChange.objects.filter(old_due_on__isnull=False)
    by_wish = (
        moved(about)
        .order_by()
        .values_list(f"action__{place}")
        .annotate(moves=Count("pk"), asked=Count("pk", filter=Q(is_asked=True)))
    )
    often = {pk: (many, asked) for pk, many, asked in by_wish}
    slip = ExpressionWrapper(F("due_on") - F("first_due_on"), DurationField())
    actions = about.actions().filter(Exists(changes.filter(action=OuterRef("pk"))))
    far = {
        pk: (many, slipped.days if slipped else 0)
        for pk, many, slipped in actions.order_by()
        .values_list(place)
        .annotate(many=Count("pk"), slipped=Sum(slip))
    }
    found = {}
    for here in about.partnerships:
        (many, days), (times, asked) = far.get(here.pk, (0, 0)), often.get(here.pk, (0, 0))
        found[here.pk] = Moves(
            Number(many, about.opens(here, moved="any"), "with a due date that moved"),
            Number(times, about.decided(here, "moves"), "moves"),
            Number(asked, about.decided(here, "asked"), "moves that the agency asked for"),
            Number(times - asked, about.decided(here, "others"), "moves at another’s wish"),
            days,
        )
    return found
