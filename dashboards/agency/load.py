"""What the agency has in hand, review by review, and how late it is.

All actions in one aggregate, all responses that are still owed in another.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q

from agencies.models import Partnership
from dashboards import links
from dashboards.agency.about import About
from dashboards.agency.few import share
from dashboards.agency.ratings import named, rated, ratings
from dashboards.board.groups import AGES, AHEAD, days_ahead, days_late
from dashboards.figures import Number
from recommendations.models import Response
from recommendations.querysets import waiting_since
from recommendations.status import (
    DONE,
    OPEN,
    Rating,
    Status,
    delivery_rating_case,
    overdue_condition,
)
from scr_tracker.charts import StackedRows

#: The numbers of a span stay on one line.
TO = "\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}"
#: Key → what its column is headed, and what its numbers count. `to_answer` counts recommendations,
#: the others count actions.
HEADINGS = {
    "to_answer": ("To answer", "recommendations to answer"),
    "open": ("Open", "open"),
    "not_started": ("Not started", "not started"),
    "in_progress": ("In progress", "in progress"),
    "on_hold": ("On hold", "on hold"),
    "late": ("Overdue", "overdue"),
    **{
        f"ahead_{place}": (f"Due in {days.replace(' to ', TO)}", f"due in {days}")
        for place, span in enumerate(AHEAD)
        for days in [days_ahead(*span)]
    },
}


@dataclass(frozen=True)
class ReviewRow:
    review: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Load:
    """`ages`: overdue actions by how late they are. `done`, `in_time` and `by_first` count actions
    completed in the period: all, by the due date that they had at last, and by the first one;
    `undated` had none.
    `claimed` wait to be verified, the first of them since `oldest`. `chart`: by rating."""

    partnership: Partnership
    rows: tuple[ReviewRow, ...]
    total: ReviewRow
    ages: tuple[Number, ...]
    done: Number
    in_time: Number
    by_first: Number
    undated: Number
    claimed: Number
    oldest: datetime | None
    chart: StackedRows
    markings: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def in_time_share(self) -> str:
        return share(self.in_time.value, self.done.value - self.undated.value)


@dataclass(frozen=True)
class Found:
    """What the database says of one review."""

    review: UUID
    name: str
    marking: str
    counts: Counter[str]
    oldest: datetime | None = None


def age_headings() -> list[str]:
    return [days_late(*band) for band in AGES]


def loads(about: About) -> Iterator[Load]:
    found = _found(about)
    for place, here in enumerate(about.partnerships, start=1):
        rows = [row for (partnership, _), row in found.items() if partnership == here.pk]
        yield _load(about, here, sorted(rows, key=lambda row: row.name.casefold()), place)


def _found(about: About) -> dict[tuple[int, UUID], Found]:
    """By partnership and review."""
    review = "recommendation__review__"
    place = (
        f"{review}partnership",
        *(f"{review}{name}" for name in ("public_id", "pseudonym", "marking")),
    )
    counts = {**_in_hand(about), **_ages(about), **_done(about), **rated()}
    asked = {key: Count("pk", filter=condition) for key, condition in counts.items()}
    rows = (
        about.actions()
        .order_by()
        .alias(rating=delivery_rating_case(about.today), since_at=waiting_since())
        .values_list(*place)
        .annotate(**asked, oldest=Min("since_at"))
    )
    found = {}
    for partnership, public_id, name, marking, *values, oldest in rows:
        told = Counter(dict(zip(counts, values, strict=True)))
        found[partnership, public_id] = Found(public_id, name, marking, told, oldest)
    owed = Response.objects.visible_to(about.user).waiting().filter(about.answered())
    for partnership, public_id, name, marking, many in (
        owed.order_by().values_list(*place).annotate(many=Count("pk"))
    ):
        new = Found(public_id, name, marking, Counter())
        row = found.setdefault((partnership, public_id), new)
        row.counts["to_answer"] = many
    return found


def _in_hand(about: About) -> dict[str, Q]:
    is_open = Q(status__in=OPEN)
    ahead = {
        f"ahead_{place}": is_open & Q(due_on__range=_span(about, *days))
        for place, days in enumerate(AHEAD)
    }
    return {
        "open": is_open,
        "not_started": Q(status=Status.NOT_STARTED),
        "in_progress": Q(status=Status.IN_PROGRESS),
        "on_hold": Q(status=Status.ON_HOLD),
        "late": overdue_condition(about.today),
        **ahead,
    }


def _span(about: About, first: int, last: int) -> tuple[date, date]:
    return about.today + timedelta(days=first), about.today + timedelta(days=last)


def _ages(about: About) -> dict[str, Q]:
    found = {}
    for place, (first, last) in enumerate(AGES):
        late = Q(status__in=OPEN, due_on__lte=about.today - timedelta(days=first))
        late &= Q(due_on__gte=about.today - timedelta(days=last)) if last else Q()
        found[f"age_{place}"] = late
    return found


def _done(about: About) -> dict[str, Q]:
    done = Q(status__in=DONE, completed_on__range=(about.first, about.last))
    return {
        "done": done,
        "in_time": done & Q(completed_on__lte=F("due_on")),
        "by_first": done & Q(completed_on__lte=F("first_due_on")),
        "done_undated": done & Q(due_on=None),
    }


def _asked(about: About) -> dict[str, Any]:
    """How the action list asks for what each column counts."""
    return {
        "open": {"status": links.OPEN_STATUSES},
        "not_started": {"status": [Status.NOT_STARTED.value]},
        "in_progress": {"status": [Status.IN_PROGRESS.value]},
        "on_hold": {"status": [Status.ON_HOLD.value]},
        "late": {"rating": Rating.OVERDUE.value},
    } | {
        f"ahead_{place}": {"status": links.OPEN_STATUSES, "due_from": first, "due_to": last}
        for place, days in enumerate(AHEAD)
        for first, last in [_span(about, *days)]
    }


def _load(about: About, here: Partnership, rows: list[Found], place: int) -> Load:
    sums: Counter[str] = sum((row.counts for row in rows), Counter())
    period = {"done_from": about.first, "done_to": about.last}

    def done(key: str, words: str, **asked: Any) -> Number:
        return Number(sums[key], about.opens(here, **period, **asked), words)

    claimed = about.opens(here, rating=Rating.AWAITING.value)
    return Load(
        here,
        tuple(_row(about, here, row.name, row.counts, row.review) for row in rows),
        _row(about, here, "All reviews", sums),
        tuple(
            Number(
                sums[f"age_{band}"], about.opens(here, **_aged(about, band)), f"overdue by {words}"
            )
            for band, words in enumerate(age_headings())
        ),
        done("done", "done in the period"),
        done("in_time", "done by the due date", in_time="due"),
        done("by_first", "done by the first due date", in_time="first"),
        done("done_undated", "done without a due date", undated="on"),
        Number(sums[named(Rating.AWAITING)], claimed, "completed actions to verify"),
        min((row.oldest for row in rows if row.oldest), default=None),
        ratings(about, here, [(row.review, row.name, row.counts) for row in rows], place),
        frozenset(row.marking for row in rows),
    )


def _row(
    about: About, here: Partnership, label: str, counts: Counter[str], review: UUID | None = None
) -> ReviewRow:
    asked = _asked(about)
    urls = {key: about.opens(here, review=review, **parts) for key, parts in asked.items()}
    urls["to_answer"] = links.recommendations(
        here, agency=about.agency.public_id, review=review, unanswered="on"
    )
    numbers = (
        Number(counts[key], urls[key], f"{words}, {label}") for key, (_, words) in HEADINGS.items()
    )
    return ReviewRow(label, tuple(numbers))


def _aged(about: About, place: int) -> dict[str, Any]:
    first, last = AGES[place]
    since = {"due_from": about.today - timedelta(days=last)} if last else {}
    return {
        "rating": Rating.OVERDUE.value,
        "due_to": about.today - timedelta(days=first),
        **since,
    }
