"""Who asks what changed, where, and between which two days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from agencies.models import Partnership
from recommendations.models import Action, Recommendation, Response
from recommendations.querysets import ActionQuerySet, RecommendationQuerySet
from scr_tracker import as_at

if TYPE_CHECKING:
    from agencies.access import Person

#: A service writes the history of a thing, and then what happened to it: never so far apart.
MARGIN = timedelta(hours=1)


@dataclass(frozen=True)
class Window:
    """After the end of `first`, and by the end of `last`."""

    first: date
    last: date

    @cached_property
    def begins(self) -> datetime:
        return as_at.end_of(self.first)

    @cached_property
    def ends(self) -> datetime:
        return as_at.end_of(self.last)

    def holds(self, moment: datetime | None) -> bool:
        return moment is not None and self.begins <= moment < self.ends

    def within(self, moment: str) -> Q:
        """`holds` as a condition, of the moment at the path."""
        return Q(**{f"{moment}__gte": self.begins, f"{moment}__lt": self.ends})


@dataclass(frozen=True)
class Asked:
    """The window, and what of a partnership is wanted: one review, one agency, or all of it.

    An agency's are the actions that it leads, the evidence that it brought, the questions put to
    it, and the recommendations to which it answers.
    """

    user: "Person"
    partnership: Partnership
    window: Window
    review: UUID | None = None
    agency: UUID | None = None

    def written(self, model: Any, **which: Any) -> Any:
        """Keys of rows of which something was written in the window, and perhaps just before it.

        Whatever happens to a thing writes a row of its history too, in the same transaction.
        """
        rows = model.history.filter(history_date__gte=self.window.begins - MARGIN, **which)
        return rows.filter(history_date__lt=self.window.ends).order_by().values("id")

    def actions(self) -> ActionQuerySet:
        rows = Action.objects.visible_to(self.user).filter(
            **self._in("recommendation__review__"),
        )
        return rows.filter(lead_agency__public_id=self.agency) if self.agency else rows

    def recommendations(self) -> RecommendationQuerySet:
        rows = Recommendation.objects.visible_to(self.user).filter(**self._in("review__"))
        if self.agency is None:
            return rows
        answers = Response.objects.visible_to(self.user).filter(agency__public_id=self.agency)
        return rows.filter(pk__in=answers.order_by().values("recommendation_id"))

    def _in(self, review: str) -> dict[str, Any]:
        found: dict[str, Any] = {f"{review}partnership": self.partnership}
        return found | ({f"{review}public_id": self.review} if self.review else {})
