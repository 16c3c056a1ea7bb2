"""What a board pack is made from: read once, as its maker may see it, on the day that it is about.

All sections count from the same rows, so a figure of one is that of the list in another.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import F, Prefetch

from agencies.models import Partnership, User
from dashboards.changes import Changes
from recommendations.legend import Legend, legend_of
from recommendations.models import Action, Recommendation, Review, SignOff, highest
from recommendations.reasons import why
from recommendations.status import OPEN, Status


@dataclass(frozen=True)
class Scope:
    """Who looks at what. `only`: keys of the chosen reviews; None for all that they may see.

    `today` is the day that counts as today, in Europe/London.
    """

    user: User
    partnership: Partnership
    today: date
    only: Collection[int] | None = None
    period_from: date | None = None
    period_to: date | None = None

    def is_in_period(self, day: date) -> bool:
        """After the first day, which belongs to the papers before, and not after the last."""
        first, last = self.period_from, self.period_to
        return (first is None or first < day) and (last is None or day <= last)


@dataclass(frozen=True)
class Material:
    """`recommendations` carry `progress`, `visible_actions` and `said`, the sentence that explains
    the progress. `changes` are read where a section shows them (`changed.py`)."""

    scope: Scope
    reviews: tuple[Review, ...]
    recommendations: tuple[Any, ...]
    legend: Legend
    changes: Changes | None = None

    @cached_property
    def actions(self) -> tuple[Any, ...]:
        """In the order of the reports, with `rating`."""
        return tuple(each for row in self.recommendations for each in row.visible_actions)

    @property
    def review_ids(self) -> list[int]:
        return [review.pk for review in self.reviews]

    @property
    def marking(self) -> str:
        """The value of the highest marking of the reviews, and of the evidence that is named."""
        found = {review.marking for review in self.reviews}
        for section in self.changes.sections if self.changes else ():
            found |= {row.about.marking for row in section.rows}
        return str(highest(found) or Review.Marking.OFFICIAL)

    def overdue(self) -> list[Any]:
        return [row for row in self.actions if self.days_late(row)]

    def days_late(self, row: Any) -> int:
        """Of an action on which work is owed; 0 where it is not late."""
        if row.status not in OPEN or row.due_on is None:
            return 0
        return max(0, int((self.scope.today - row.due_on).days))

    def to_verify(self) -> list[Any]:
        return [row for row in self.actions if row.status == Status.COMPLETED]

    def coming(self, days: int) -> list[Any]:
        return [row for row in self.actions if self.is_coming(row, days)]

    def is_coming(self, row: Any, days: int) -> bool:
        """Of an action on which work is owed: due today or within so many days."""
        if row.status not in OPEN or row.due_on is None:
            return False
        return bool(0 <= (row.due_on - self.scope.today).days <= days)

    def holds(self) -> dict[str, list[int]]:
        """The keys of what is in it, by kind: who opens it later must still see each of them."""
        return {
            "recommendation": sorted(row.pk for row in self.recommendations),
            "action": sorted(row.pk for row in self.actions),
        }


def read(scope: Scope) -> Material:
    """In a number of queries that does not grow with what there is."""
    reviews = Review.objects.visible_to(scope.user).filter(partnership=scope.partnership)
    if scope.only is not None:
        reviews = reviews.filter(pk__in=scope.only)
    newest_first = F("published_on").desc(nulls_last=True)
    found = tuple(reviews.order_by(newest_first, "pk"))
    rows = _recommendations(scope, [review.pk for review in found])
    place = {review.pk: number for number, review in enumerate(found)}
    ordered = sorted(rows, key=lambda row: (place[row.review_id], row.position, row.pk))
    legend = legend_of(scope.partnership.pk)
    for row in ordered:
        stands = next(iter(row.standing_sign_offs), None)
        row.said = why(row, row.progress, row.visible_actions, stands, scope.today, legend)
    return Material(scope, found, tuple(ordered), legend)


def _recommendations(scope: Scope, review_ids: list[int]) -> list[Any]:
    actions: Any = Action.objects.visible_to(scope.user).with_rating(scope.today)
    actions = (
        actions.with_since().with_moves().select_related("lead_agency").order_by("number", "pk")
    )
    sign_offs = SignOff.objects.filter(reopened_at=None).select_related("forum")
    rows: Any = Recommendation.objects.visible_to(scope.user).filter(review__in=review_ids)
    rows = rows.with_progress(scope.today).select_related("review", "forum")
    return list(
        rows.order_by().prefetch_related(
            "agencies",
            Prefetch("actions", actions, to_attr="visible_actions"),
            Prefetch("sign_offs", sign_offs, to_attr="standing_sign_offs"),
        )
    )
