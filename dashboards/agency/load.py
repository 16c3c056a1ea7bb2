"""What the agency has in hand, review by review, and how late it is: one aggregate for all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Min, Q

from agencies.models import Partnership
from dashboards import links
from dashboards.agency.about import About
from dashboards.board.groups import AGES
from dashboards.figures import COMING_DAYS, Number
from recommendations.status import OPEN, Rating, Status, overdue_condition

DONE = (Status.COMPLETED, Status.VERIFIED)
#: Key → what its column is headed, and what its numbers count.
HEADINGS = {
    "open": ("Open", "open"),
    "not_started": ("Not started", "not started"),
    "on_hold": ("On hold", "on hold"),
    "late": ("Overdue", "overdue"),
    "soon": ("Due in 30 days", "due in 30 days"),
    "claimed": ("To be verified", "waiting to be verified"),
    "verified": ("Verified", "verified"),
}


@dataclass(frozen=True)
class ReviewRow:
    review: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class Load:
    """`ages`: overdue actions by how late they are. `done`, `in_time` and `by_first` count actions
    completed in the period: all, by the due date that they had at last, and by the first one.
    `oldest`: since when the first of those to be verified waits."""

    partnership: Partnership
    rows: tuple[ReviewRow, ...]
    total: ReviewRow
    ages: tuple[Number, ...]
    done: Number
    in_time: int
    by_first: int
    oldest: datetime | None

    @property
    def is_empty(self) -> bool:
        return not self.rows

    @property
    def claimed(self) -> Number:
        return self.total.numbers[list(HEADINGS).index("claimed")]


def age_headings() -> list[str]:
    return [f"{first} to {last} days" if last else f"Over {first - 1} days" for first, last in AGES]


def loads(about: About) -> Iterator[Load]:
    review = "recommendation__review__"
    rows = (
        about.actions()
        .order_by()
        .values_list(f"{review}partnership", f"{review}public_id", f"{review}pseudonym")
    )
    counts = {**_in_hand(about), **_ages(about), **_done(about)}
    asked = {key: Count("pk", filter=condition) for key, condition in counts.items()}
    found = rows.annotate(**asked, oldest=Min("claimed_at", filter=Q(status=Status.COMPLETED)))
    by: dict[int, list[tuple[Any, ...]]] = {pk: [] for pk in about.keys}
    for partnership, *values in sorted(found, key=lambda row: row[2].casefold()):
        by[partnership].append(tuple(values))
    for partnership in about.partnerships:
        yield _load(about, partnership, list(counts), by[partnership.pk])


def _in_hand(about: About) -> dict[str, Q]:
    is_open, today = Q(status__in=OPEN), about.today
    return {
        "open": is_open,
        "not_started": Q(status=Status.NOT_STARTED),
        "on_hold": Q(status=Status.ON_HOLD),
        "late": overdue_condition(today),
        "soon": is_open & Q(due_on__range=(today, today + timedelta(days=COMING_DAYS))),
        "claimed": Q(status=Status.COMPLETED),
        "verified": Q(status=Status.VERIFIED),
    }


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
    }


def _asked(about: About) -> dict[str, dict[str, Any]]:
    """How the action list asks for what each column counts."""
    today = about.today
    soon = {"due_from": today, "due_to": today + timedelta(days=COMING_DAYS)}
    return {
        "open": {"status": links.OPEN_STATUSES},
        "not_started": {"status": [Status.NOT_STARTED.value]},
        "on_hold": {"status": [Status.ON_HOLD.value]},
        "late": {"rating": Rating.OVERDUE.value},
        "soon": {"status": links.OPEN_STATUSES, **soon},
        "claimed": {"rating": Rating.AWAITING.value},
        "verified": {"rating": Rating.VERIFIED.value},
    }


def _load(
    about: About, here: Partnership, keys: Sequence[str], rows: list[tuple[Any, ...]]
) -> Load:
    """`rows`: of each review its address, its name, the counts, and the oldest claim."""
    told = [(row[0], row[1], dict(zip(keys, row[2:], strict=False))) for row in rows]
    sums = {key: sum(counts[key] for _, _, counts in told) for key in keys}
    done = about.opens(here, done_from=about.first, done_to=about.last)
    return Load(
        here,
        tuple(_row(about, here, name, counts, review) for review, name, counts in told),
        _row(about, here, "All reviews", sums),
        tuple(
            Number(
                sums[f"age_{place}"],
                about.opens(here, **_aged(about, place)),
                f"overdue by {words}",
            )
            for place, words in enumerate(age_headings())
        ),
        Number(sums["done"], done, "done in the period"),
        sums["in_time"],
        sums["by_first"],
        min((row[-1] for row in rows if row[-1]), default=None),
    )


def _row(
    about: About, here: Partnership, label: str, counts: dict[str, int], review: UUID | None = None
) -> ReviewRow:
    asked = _asked(about)
    numbers = (
        Number(counts[key], about.opens(here, review=review, **asked[key]), f"{words}, {label}")
        for key, (_, words) in HEADINGS.items()
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
