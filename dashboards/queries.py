"""The board's picture of a partnership: few aggregates, over what the person may see.

Each number carries the address of the list that has exactly that many rows. `today` is an argument
throughout, a day in Europe/London.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Min, QuerySet

from agencies import access
from agencies.models import Partnership
from dashboards import links
from dashboards.figures import (
    AGES,
    COMING,
    COMING_DAYS,
    AgencyTable,
    Column,
    Group,
    Number,
    action_groups,
    by_agency,
)
from dashboards.overtaken import decisions_overtaken
from evidence.models import Evidence, EvidenceRequest
from recommendations import status
from recommendations.legend import legends_of
from recommendations.models import (
    Action,
    Challenge,
    EmbeddingCheck,
    ExtensionRequest,
    Recommendation,
)
from recommendations.progress_bar import progress_bar
from recommendations.querysets import ActionQuerySet
from recommendations.status import Rating, Status
from scr_tracker.charts import Part, StackedBar

if TYPE_CHECKING:
    from agencies.access import Person


@dataclass(frozen=True)
class ProgressBlock:
    """Recommendations by progress. Those that wait for another body stand outside the bar."""

    total: Number
    chart: StackedBar

    @property
    def parts(self) -> tuple[Number, ...]:
        """What the first sentence lists: no zeros."""
        return tuple(_number(part) for part in self.chart.shown)

    @property
    def awaiting(self) -> Number:
        return _number(self.chart.outside[0])


@dataclass(frozen=True)
class Waiting:
    """How many wait for a decision, and since when the oldest does."""

    number: Number
    oldest: datetime | date | None


@dataclass(frozen=True)
class Board:
    partnership: Partnership
    today: date
    is_whole: bool
    progress: ProgressBlock
    overdue: AgencyTable
    verification: AgencyTable
    extensions: Waiting
    coming: AgencyTable
    challenges: Waiting
    checks: Waiting
    overtaken: Waiting
    wanted: Waiting

    @property
    def coming_until(self) -> date:
        return self.today + timedelta(days=COMING_DAYS)

    @property
    def oldest_claim(self) -> datetime | None:
        return min((row.oldest for row in self.verification.rows if row.oldest), default=None)


def board(user: "Person", partnership: Partnership, today: date) -> Board:
    actions = Action.objects.visible_to(user).filter(
        recommendation__review__partnership=partnership
    )
    groups = action_groups(user, partnership, today)
    return Board(
        partnership=partnership,
        today=today,
        is_whole=access.has_role(user, partnership.pk, *access.WHOLE_PARTNERSHIP),
        progress=progress_block(user, partnership, today),
        overdue=by_agency(groups, partnership, overdue_columns(today)),
        verification=by_agency(groups, partnership, [AWAITING]),
        extensions=_extensions(actions, links.requests_for_time(partnership)),
        coming=by_agency(groups, partnership, coming_columns(today)),
        challenges=_waiting(
            open_challenges(user, partnership), "recorded_at", links.open_challenges(partnership)
        ),
        checks=_waiting(
            checks_due(user, partnership, today), "due_on", links.checks_due(partnership)
        ),
        overtaken=_waiting(
            decisions_overtaken(user, partnership),
            "moved_at",
            links.decisions_overtaken(partnership),
        ),
        wanted=_waiting(
            evidence_wanted(user, partnership), "due_on", links.requests_for_evidence(partnership)
        ),
    )


def progress_block(user: "Person", partnership: Partnership, today: date) -> ProgressBlock:
    found = _by_facts(today).visible_to(user).filter(review__partnership=partnership)
    counts: Counter[str] = Counter()
    for row in found:
        many = row.pop("many")
        counts[status.progress(status.Facts(**row))] += many
    return ProgressBlock(
        Number(counts.total(), links.recommendations(partnership), "recommendations"),
        progress_bar(
            counts,
            lambda key: links.recommendations(partnership, progress=key.value),
            legends_of(user).of(partnership.pk),
        ),
    )


@lru_cache(maxsize=2)
def _by_facts(today: date) -> Any:
    """How many recommendations have the same facts, to which the asker adds who asks.

    Built once a day: to build it takes as long as to run it.
    """
    facts = [field.name for field in fields(status.Facts)]
    grouped: Any = Recommendation.objects.with_facts(today).order_by().values(*facts)
    return grouped.annotate(many=Count("pk"))


def _number(part: Part) -> Number:
    return Number(part.count, part.url, part.words)


def overdue_columns(today: date) -> list[Column]:
    """A column for each age, in due dates: so many days late is due so many days before today."""
    overdue = {"rating": Rating.OVERDUE.value}
    columns = []
    for band, (first, last) in enumerate(AGES):
        asked = overdue | {"due_to": today - timedelta(days=first)}
        heading = f"Over {first - 1} days"
        if last is not None:
            asked["due_from"] = today - timedelta(days=last)
            heading = f"{first} to {last} days"
        columns.append(Column(heading, f"{heading.lower()} overdue", asked, _in_band(band)))
    return [*columns, Column("All", "overdue", overdue, _is_late)]


def _in_band(band: int) -> Callable[[Group], bool]:
    return lambda group: group.band == band and not group.is_claimed


def _is_late(group: Group) -> bool:
    return group.band != COMING and not group.is_claimed


#: Claimed completions, whatever their due date.
AWAITING = Column(
    "Actions",
    "awaiting verification",
    {"rating": Rating.AWAITING.value},
    lambda group: group.is_claimed,
)


def coming_columns(today: date) -> list[Column]:
    due = {"due_from": today, "due_to": today + timedelta(days=COMING_DAYS)}
    idle, is_coming = Status.NOT_STARTED, _in_band(COMING)
    return [
        Column(
            "Not started",
            "due and not started",
            {"status": [idle.value], **due},
            lambda group: is_coming(group) and group.status == idle,
        ),
        Column("All due", "due", {"status": links.OPEN_STATUSES, **due}, is_coming),
    ]


def open_requests(user: "Person", partnership: Partnership) -> "QuerySet[ExtensionRequest]":
    """Requests for more time that nobody has decided, on actions that the person may see."""
    rows = ExtensionRequest.objects.visible_to(user).waiting()
    return rows.filter(action__recommendation__review__partnership=partnership)


def open_challenges(user: "Person", partnership: Partnership) -> "QuerySet[Challenge]":
    """Questions without an accepted answer that the person may read."""
    rows = Challenge.objects.visible_to(user).unsettled()
    return rows.filter(recommendation__review__partnership=partnership)


def checks_due(user: "Person", partnership: Partnership, today: date) -> "QuerySet[EmbeddingCheck]":
    """Embedding checks that are late or due in the next days, of what the person may read."""
    rows = EmbeddingCheck.objects.visible_to(user).due_by(today + timedelta(days=COMING_DAYS))
    return rows.filter(recommendation__review__partnership=partnership)


def evidence_wanted(user: "Person", partnership: Partnership) -> "QuerySet[EvidenceRequest]":
    """Open requests for evidence that the person may read: all that `?state=open` lists."""
    return EvidenceRequest.objects.visible_to(user).open().filter(partnership=partnership)


def _waiting(rows: "QuerySet[Any] | None", since: str, url: str) -> Waiting:
    if rows is None:
        return Waiting(Number(0, url), None)
    found = rows.order_by().aggregate(many=Count("pk"), oldest=Min(since))
    return Waiting(Number(found["many"], url), found["oldest"])


def undecided(user: "Person") -> "QuerySet[Evidence]":
    """Evidence on which somebody is to decide."""
    # First, because it leaves few rows for the costlier question of what may be seen.
    return Evidence.objects.to_decide().visible_to(user)


def _extensions(actions: ActionQuerySet, url: str) -> Waiting:
    """An action has one open request at most, so that actions count requests."""
    asked = "extension_requests"
    waiting = actions.filter(**{f"{asked}__decision": ExtensionRequest.Decision.OPEN}).order_by()
    found = waiting.aggregate(many=Count("pk"), oldest=Min(f"{asked}__recorded_at"))
    return Waiting(Number(found["many"], url), found["oldest"])
