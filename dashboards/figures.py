"""Numbers that lead somewhere, and tables of them by agency, folded from one aggregate."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from uuid import UUID

from django.db.models import Case, Count, Min, Q, Value, When

from agencies.models import Agency, Partnership
from dashboards import links
from recommendations.models import Action
from recommendations.querysets import ActionQuerySet
from recommendations.status import OPEN, Status

if TYPE_CHECKING:
    from agencies.access import Person

#: What comes next: due today or within this many days.
COMING_DAYS = 30

#: Days late, first and last of each band; the last band has no end.
AGES: tuple[tuple[int, int | None], ...] = ((1, 7), (8, 30), (31, 90), (91, None))

#: The band of what is due in the next days, after the bands of what is late.
COMING = len(AGES)


class Number(NamedTuple):
    """A count, and the address of the list that has exactly so many rows.

    `words` say what is counted, for those who hear the link without its table.
    """

    value: int
    url: str
    words: str = ""


@dataclass(frozen=True, eq=False)
class LeadAgency:
    """What the tables print of an agency; there is one of each on a page."""

    public_id: UUID
    name: str
    short_name: str

    @property
    def label(self) -> str:
        return self.short_name or self.name


class Group(NamedTuple):
    """Actions of one agency that have the same status and fall into the same band."""

    agency: LeadAgency
    status: str
    band: int
    actions: int
    oldest: datetime | None

    @property
    def is_claimed(self) -> bool:
        return self.status == Status.COMPLETED


@dataclass(frozen=True)
class Column:
    """A column of counts: the groups that it counts, and how the action list asks for the same."""

    heading: str
    words: str
    asked: dict[str, Any]
    holds: Callable[[Group], bool]


@dataclass(frozen=True)
class AgencyRow:
    agency: str
    numbers: tuple[Number, ...]
    oldest: datetime | None = None


@dataclass(frozen=True)
class AgencyTable:
    headings: tuple[str, ...]
    rows: tuple[AgencyRow, ...]
    totals: tuple[Number, ...]

    @property
    def total(self) -> Number:
        """The last column is the one that counts every action of the table."""
        return self.totals[-1]


def action_groups(user: "Person", partnership: Partnership, today: date) -> list[Group]:
    """What is overdue, awaits verification, or is due in the next days: one aggregate for all."""
    seen = _grouped(today).visible_to(user)
    found = list(seen.filter(recommendation__review__partnership=partnership))
    agencies = lead_agencies({row[0] for row in found})
    return [Group(agencies[row[0]], *row[1:]) for row in found]


@lru_cache(maxsize=2)
def _grouped(today: date) -> ActionQuerySet:
    """The aggregate of `action_groups` over all actions, to which the asker adds who asks.

    Built once a day: to build it takes as long as to run it.
    """
    late = [
        When(due_on__lte=today - timedelta(days=first), then=Value(band))
        for band, (first, _) in reversed(list(enumerate(AGES)))
    ]
    # Open and due until then: either overdue or due in the next days.
    due = Q(status__in=OPEN, due_on__lte=today + timedelta(days=COMING_DAYS))
    counted = (
        Action.objects.filter(Q(status=Status.COMPLETED) | due)
        .annotate(band=Case(*late, default=Value(COMING)))
        .order_by()
        .values_list("lead_agency_id", "status", "band")
        .annotate(Count("pk"), Min("claimed_at"))
    )
    return cast("ActionQuerySet", counted)


def lead_agencies(ids: Collection[int]) -> dict[int, LeadAgency]:
    """Agencies by key, without the rest of their rows."""
    rows = Agency.objects.filter(pk__in=ids).order_by()
    found = rows.values_list("pk", "public_id", "name", "short_name")
    return {row[0]: LeadAgency(*row[1:]) for row in found}


def by_agency(
    groups: Iterable[Group], partnership: Partnership, columns: Sequence[Column]
) -> AgencyTable:
    """A row for each agency that has something, by name; the last column counts all of the row."""
    counted: dict[LeadAgency, list[int]] = {}
    oldest: dict[LeadAgency, list[datetime]] = {}
    for group in filter(columns[-1].holds, groups):
        sums = counted.setdefault(group.agency, [0] * len(columns))
        for place, column in enumerate(columns):
            sums[place] += group.actions if column.holds(group) else 0
        oldest.setdefault(group.agency, []).extend([group.oldest] if group.oldest else [])
    lists = [links.actions(partnership, **column.asked) for column in columns]
    rows = tuple(
        AgencyRow(
            agency.label,
            tuple(
                Number(value, f"{url}&agency={agency.public_id}", f"{column.words}, {agency.label}")
                for value, url, column in zip(counted[agency], lists, columns, strict=True)
            ),
            min(oldest[agency], default=None),
        )
        for agency in sorted(counted, key=lambda agency: agency.name)
    )
    totals = tuple(
        Number(sum(row.numbers[place].value for row in rows), url, f"{column.words}, all agencies")
        for place, (url, column) in enumerate(zip(lists, columns, strict=True))
    )
    return AgencyTable(tuple(column.heading for column in columns), rows, totals)
