"""The board's picture of a partnership: one aggregate a block, over what the person may see.

Each number carries the address of the list that has exactly that many rows. `today` is an argument
throughout, a day in Europe/London.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, Q, QuerySet

from agencies import access
from agencies.models import Partnership
from dashboards import links
from dashboards.charts import Segment, stacked_bar
from dashboards.figures import AgencyTable, Column, Number, by_agency
from evidence.models import Evidence
from recommendations.models import Action, ExtensionRequest, Recommendation
from recommendations.querysets import ActionQuerySet
from recommendations.status import Progress, Rating, Status

if TYPE_CHECKING:
    from agencies.access import Person

#: What comes next: due today or within this many days.
COMING_DAYS = 30

#: Days late, first and last of each band; the last band has no end.
AGES: tuple[tuple[int, int | None], ...] = ((1, 7), (8, 30), (31, 90), (91, None))

#: The order of the bar, its table and the sentence; and how the sentence says it.
ORDER = {
    Progress.SIGNED_OFF: "signed off",
    Progress.ACTIONS_COMPLETE: "with every action complete",
    Progress.IN_PROGRESS: "in progress",
    Progress.NOT_STARTED: "not started",
    Progress.OVERDUE: "overdue",
    Progress.NOT_ACCEPTED: "not accepted",
    Progress.CLOSED: "closed, not implemented",
}


@dataclass(frozen=True)
class ProgressRow:
    """One progress: its number and its part of the bar, None where nothing has it."""

    key: str
    label: str
    number: Number
    segment: Segment | None


@dataclass(frozen=True)
class ProgressBlock:
    """Recommendations by progress. Those that wait for another body stand outside the bar."""

    total: Number
    counted: int
    rows: tuple[ProgressRow, ...]
    awaiting: Number

    @property
    def segments(self) -> tuple[Segment, ...]:
        return tuple(row.segment for row in self.rows if row.segment)

    @property
    def parts(self) -> tuple[Number, ...]:
        """What the first sentence lists: no zeros."""
        return tuple(row.number for row in self.rows if row.number.value)

    @property
    def described(self) -> str:
        """The bar in words, for its description."""
        parts = [f"{row.label} {row.segment.count}" for row in self.rows if row.segment]
        return f"{self.counted} in all: {', '.join(parts)}." if parts else "Nothing to show."


@dataclass(frozen=True)
class Waiting:
    """How many wait for a decision, and since when the oldest does."""

    number: Number
    oldest: datetime | None


@dataclass(frozen=True)
class Board:
    partnership: Partnership
    today: date
    is_whole: bool
    progress: ProgressBlock
    overdue: AgencyTable
    verification: AgencyTable
    extensions: Waiting
    evidence: Waiting
    coming: AgencyTable

    @property
    def coming_until(self) -> date:
        return self.today + timedelta(days=COMING_DAYS)

    @property
    def oldest_claim(self) -> datetime | None:
        return min((row.extra for row in self.verification.rows if row.extra), default=None)


def board(user: "Person", partnership: Partnership, today: date) -> Board:
    actions = Action.objects.visible_to(user).filter(
        recommendation__review__partnership=partnership
    )
    return Board(
        partnership=partnership,
        today=today,
        is_whole=access.has_role(user, partnership.pk, *access.WHOLE_PARTNERSHIP),
        progress=progress_block(user, partnership, today),
        overdue=overdue_by_age(actions, partnership, today),
        verification=awaiting_verification(actions, partnership),
        extensions=_waiting(open_requests(user, partnership), links.requests_for_time(partnership)),
        evidence=_waiting(
            undecided_evidence(user, partnership), links.evidence_to_decide(partnership)
        ),
        coming=coming_up(actions, partnership, today),
    )


def progress_block(user: "Person", partnership: Partnership, today: date) -> ProgressBlock:
    seen: Any = Recommendation.objects.visible_to(user).filter(review__partnership=partnership)
    found = (
        seen.with_progress(today)
        .order_by()
        .values("progress")
        .annotate(recommendations=Count("pk"))
    )
    counts = {row["progress"]: row["recommendations"] for row in found}
    bar = stacked_bar([(key.value, key.label, counts.get(key, 0)) for key in ORDER])
    segments = {segment.key: segment for segment in bar}
    rows = tuple(
        ProgressRow(key.value, key.label, number, segments.get(key.value))
        for key, words in ORDER.items()
        for number in [_of_progress(partnership, key, counts, words)]
    )
    awaiting = _of_progress(partnership, Progress.AWAITING_BODY, counts, "awaiting another body")
    total = sum(counts.values())
    return ProgressBlock(
        total=Number(total, links.recommendations(partnership), "recommendations"),
        counted=total - awaiting.value,
        rows=rows,
        awaiting=awaiting,
    )


def _of_progress(
    partnership: Partnership, key: Progress, counts: dict[str, int], words: str
) -> Number:
    url = links.recommendations(partnership, progress=key.value)
    return Number(counts.get(key, 0), url, words)


def overdue_by_age(actions: ActionQuerySet, partnership: Partnership, today: date) -> AgencyTable:
    columns = [_age(first, last, today) for first, last in AGES]
    columns.append(Column("All", "overdue", {"rating": Rating.OVERDUE.value}))
    return by_agency(actions.overdue(today), partnership, columns)


def _age(first: int, last: int | None, today: date) -> Column:
    """Days late turned into due dates: `first` days late is due `first` days before today."""
    due_to = today - timedelta(days=first)
    asked = {"rating": Rating.OVERDUE.value, "due_to": due_to}
    if last is None:
        heading = f"Over {first - 1} days"
        return Column(heading, f"{heading.lower()} overdue", asked, Q(due_on__lte=due_to))
    due_from = today - timedelta(days=last)
    heading = f"{first} to {last} days"
    condition = Q(due_on__range=(due_from, due_to))
    return Column(heading, f"{heading} overdue", asked | {"due_from": due_from}, condition)


def awaiting_verification(actions: ActionQuerySet, partnership: Partnership) -> AgencyTable:
    column = Column("Actions", "awaiting verification", {"rating": Rating.AWAITING.value})
    return by_agency(
        actions.awaiting_verification(), partnership, [column], oldest=Min("claimed_at")
    )


def coming_up(actions: ActionQuerySet, partnership: Partnership, today: date) -> AgencyTable:
    until = today + timedelta(days=COMING_DAYS)
    due = {"due_from": today, "due_to": until}
    idle = Status.NOT_STARTED
    columns = [
        Column(
            "Not started",
            "due and not started",
            {"status": [idle.value], **due},
            Q(status=idle),
        ),
        Column("All due", "due", {"status": links.OPEN_STATUSES, **due}),
    ]
    return by_agency(actions.due_between(today, until), partnership, columns)


def open_requests(user: "Person", partnership: Partnership) -> "QuerySet[ExtensionRequest]":
    """Requests for more time that nobody has decided, on actions that the person may see."""
    seen = Action.objects.visible_to(user).filter(recommendation__review__partnership=partnership)
    return ExtensionRequest.objects.filter(
        decision=ExtensionRequest.Decision.OPEN, action__in=seen.order_by()
    )


def undecided_evidence(user: "Person", partnership: Partnership) -> "QuerySet[Evidence]":
    """Evidence whose present submission nobody has accepted or sent back."""
    seen: Any = Evidence.objects.visible_to(user).filter(partnership=partnership)
    waiting: QuerySet[Evidence] = seen.with_decision().filter(decision=None)
    return waiting


def _waiting(rows: "QuerySet", url: str) -> Waiting:
    found = rows.order_by().aggregate(waiting=Count("pk"), oldest=Min("recorded_at"))
    return Waiting(Number(found["waiting"], url), found["oldest"])
