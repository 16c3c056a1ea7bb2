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

from agencies.models import Membership
from dashboards.agency.about import About
from dashboards.figures import Number
from recommendations.models import DueDateChange
from recommendations.querysets.sight import is_seen
from scr_tracker.words import counted


@dataclass(frozen=True)
class Moves:
    """`asked`: moves that somebody of the agency asked for; the rest was another's wish, be it the
    partnership's or that of an agency that led the action before.

    `days` lie between the first due date and the present one, over all actions that moved.
    """

    actions: Number
    moves: int = 0
    asked: int = 0
    days: int = 0

    @property
    def own(self) -> int:
        """Moves that nobody of the agency had asked for."""
        return self.moves - self.asked

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
    theirs = Membership.objects.filter(
        user=OuterRef("extension_request__recorded_by"), agency=about.agency
    )
    seen = changes.filter(about.led("action__"), is_seen(about.user, "action__"))
    seen = seen.alias(is_asked=Exists(theirs))
    by_wish = (
        seen.order_by()
        .values_list(f"action__{place}")
        .annotate(moves=Count("pk"), asked=Count("pk", filter=Q(is_asked=True)))
    )
    often = {pk: (many, asked) for pk, many, asked in by_wish}
    slip = ExpressionWrapper(F("due_on") - F("first_due_on"), DurationField())
    moved = about.actions().filter(Exists(changes.filter(action=OuterRef("pk"))))
    far = {
        pk: (many, slipped.days if slipped else 0)
        for pk, many, slipped in moved.order_by()
        .values_list(place)
        .annotate(many=Count("pk"), slipped=Sum(slip))
    }
    found = {}
    for here in about.partnerships:
        many, days = far.get(here.pk, (0, 0))
        number = Number(many, about.opens(here, moved="any"), "with a due date that moved")
        found[here.pk] = Moves(number, *often.get(here.pk, (0, 0)), days)
    return found
