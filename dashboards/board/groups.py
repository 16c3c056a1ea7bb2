"""The actions of a dashboard in one aggregate: every block of it is folded from these groups."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple, cast

from django.db.models import Case, Count, Min, Q, Value, When

from dashboards.figures import LeadAgency, lead_agencies
from dashboards.scope import Scope
from recommendations.models import Action
from recommendations.querysets import ActionQuerySet, waiting_since
from recommendations.status import OPEN, Rating, Status, delivery_rating

#: Days late, first and last of each band; the last band has no end.
AGES: tuple[tuple[int, int | None], ...] = ((1, 7), (8, 30), (31, 90), (91, None))
#: Days until what comes, first and last of each band.
AHEAD: tuple[tuple[int, int], ...] = ((0, 30), (31, 60), (61, 90))
#: The bands of open actions in their order: late ones, coming ones, and last what is due later, or
#: on no day, or owed no more.
FIRST_AHEAD = len(AGES)
REST = FIRST_AHEAD + len(AHEAD)


def days_ahead(first: int, last: int) -> str:
    """A band of what comes: "30 days", "31 to 60 days"."""
    return f"{first} to {last} days" if first else f"{last} days"


def days_late(first: int, last: int | None) -> str:
    """A band of what is overdue: "8 to 30 days", "Over 90 days"."""
    return f"Over {first - 1} days" if last is None else f"{first} to {last} days"


class Group(NamedTuple):
    """Actions of one agency that are alike in all that a block asks."""

    agency: LeadAgency
    status: str
    is_at_risk: bool
    strength: str
    band: int
    actions: int
    oldest: datetime | None

    @property
    def is_claimed(self) -> bool:
        return self.status == Status.COMPLETED

    @property
    def is_late(self) -> bool:
        return self.band < FIRST_AHEAD

    def rating(self, today: date) -> Rating:
        """By the one rule: all days of a band are rated alike."""
        return delivery_rating(
            self.status, _a_day_of(self.band, today), lead_says_at_risk=self.is_at_risk, today=today
        )


def action_groups(scope: Scope) -> list[Group]:
    found = list(scope.within_actions(_grouped(scope.today)))
    agencies = lead_agencies({row[0] for row in found})
    return [Group(agencies[row[0]], *row[1:]) for row in found]


def counted(groups: Iterable[Group]) -> int:
    return sum(group.actions for group in groups)


@lru_cache(maxsize=2)
def _grouped(today: date) -> ActionQuerySet:
    """Over all actions, to which the scope adds who asks and about what.

    Built once a day: to build it takes as long as to run it.
    """
    late = [
        When(due_on__lte=today - timedelta(days=first), then=Value(band))
        for band, (first, _) in reversed(list(enumerate(AGES)))
    ]
    ahead = [
        When(due_on__lte=today + timedelta(days=last), then=Value(FIRST_AHEAD + place))
        for place, (_, last) in enumerate(AHEAD)
    ]
    owed = When(~Q(status__in=OPEN), then=Value(REST))
    grouped = (
        Action.objects.annotate(
            band=Case(owed, *late, *ahead, default=Value(REST)), since_at=waiting_since()
        )
        .order_by()
        .values_list("lead_agency_id", "status", "is_at_risk", "strength", "band")
        .annotate(Count("pk"), Min("since_at"))
    )
    return cast("ActionQuerySet", grouped)


def _a_day_of(band: int, today: date) -> date | None:
    if band < FIRST_AHEAD:
        return today - timedelta(days=AGES[band][0])
    return today + timedelta(days=AHEAD[band - FIRST_AHEAD][1]) if band < REST else None
