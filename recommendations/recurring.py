"""What was recommended again: a later review asks for what a forum had signed off as done.

Two recommendations ask for the same when they share a theme. A review's day is that on which it was
published, or else commissioned; what has neither day came neither before nor after anything.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q
from django.db.models.functions import Coalesce

from agencies.models import Partnership
from recommendations.models import Recommendation, SignOff

if TYPE_CHECKING:
    from agencies.access import Person

ASSURED = SignOff.Outcome.ASSURED


def review_date(to: str = "review__") -> Coalesce:
    """The day of a review; `to` leads to it."""
    return Coalesce(f"{to}published_on", f"{to}commissioned_on")


@dataclass(frozen=True)
class SignedOff:
    """Theme → review → the day of the first meeting that signed off a recommendation of both."""

    days: Mapping[int, Mapping[int, date]]

    def first(self, theme: int) -> date | None:
        return min(self.days.get(theme, {}).values(), default=None)

    def comes_again(self, theme: int | None, review: int, on: date | None) -> bool:
        """Whether a review of that day asks again for what another had got signed off."""
        days = self.days.get(theme, {}) if theme and on else {}
        return any(day < on for other, day in days.items() if on and other != review)


def signed_off(
    user: "Person", partnership: Partnership, reviews: Collection[int] | None = None
) -> SignedOff:
    """`reviews`: keys of those that count; None for all that the person may see."""
    rows = _signed_off(user).filter(recommendation__review__partnership=partnership)
    if reviews is not None:
        rows = rows.filter(recommendation__review__in=reviews)
    themed = rows.exclude(recommendation__themes=None).order_by()
    grouped = themed.values_list("recommendation__themes", "recommendation__review")
    days: defaultdict[int, dict[int, date]] = defaultdict(dict)
    for theme, review, first in grouped.annotate(first=Min("meeting_on")):
        days[theme][review] = first
    return SignedOff(days)


def recurring(user: "Person", theme: UUID | None = None) -> Exists:
    """Condition: the recommendation came after one of another review with the same theme had been
    signed off. `theme`: only that one counts.
    """
    before = _signed_off(user).filter(
        ~Q(recommendation__review=OuterRef("recommendation__review")),
        recommendation__themes=OuterRef("theme_id"),
        meeting_on__lt=OuterRef("on"),
    )
    links: Any = Recommendation.themes.through.objects
    themed = links.filter(recommendation_id=OuterRef("pk")).annotate(
        on=review_date("recommendation__review__")
    )
    themed = themed.filter(theme__public_id=theme) if theme else themed
    return Exists(themed.filter(Exists(before)))


def _signed_off(user: "Person") -> Any:
    return SignOff.objects.filter(reopened_at=None, outcome=ASSURED).visible_to(user)
