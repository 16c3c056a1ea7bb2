"""The lists of this room as files: the rows of their pages, in their order."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet

from agencies.models import Partnership
from recommendations.action_list import ActionList
from recommendations.legend import Legends, legends_of
from recommendations.models import Recommendation, Review, highest_marking
from recommendations.references import full_reference
from recommendations.status import WITHOUT_EVIDENCE, Status
from scr_tracker.exports import Column, Table
from scr_tracker.exports.tables import CHUNK
from scr_tracker.filter_words import said

if TYPE_CHECKING:
    from agencies.access import Person


def action_columns(legends: Legends) -> tuple[Column, ...]:
    def rating(row: Any) -> str:
        return legends.of(row["partnership"]).rating(row["rating"]).label

    return (
        Column("Review", lambda row: row["review"]),
        Column("Marking", lambda row: Review.Marking(row["marking"]).label, 22),
        # With the name of the review: a program for tables reads a bare 6.10 as 6.1.
        Column("Reference", lambda row: row["full_reference"], 20),
        Column("Action", lambda row: row["title"], 60),
        Column("Lead agency", lambda row: row["agency"], 30),
        Column("Owner", lambda row: row["owner"], 24),
        Column("Due", lambda row: row["due_on"]),
        Column("First due", lambda row: row["first_due_on"]),
        Column("Completed", lambda row: row["completed_on"]),
        Column("Status", lambda row: Status(row["status"]).label),
        Column("Rating", rating, 22),
        Column("Verification", lambda row: WITHOUT_EVIDENCE if row["is_bare"] else "", 28),
    )


def recommendation_columns(legends: Legends) -> tuple[Column, ...]:
    def progress(row: Any) -> str:
        return legends.of(row.review.partnership_id).progress(row.progress).label

    return (
        Column("Review", lambda row: row.review.pseudonym),
        Column("Marking", lambda row: row.review.get_marking_display(), 22),
        Column("List", lambda row: row.section, 20),
        Column("Reference", lambda row: full_reference(row.review.pseudonym, row.reference), 20),
        Column("Recommendation", lambda row: row.wording, 80),
        Column("Scope", lambda row: row.get_scope_display()),
        Column("Agencies", lambda row: "; ".join(agency.name for agency in row.agencies.all()), 40),
        Column("Progress", progress, 24),
        Column("Next date", lambda row: row.next_due_on),
        Column("Awaiting", lambda row: row.awaiting_body, 24),
    )


def _with_progress(progress: str, row: tuple[Review, Counter[str]]) -> int:
    return row[1][progress]


def review_columns(legends: Legends) -> tuple[Column, ...]:
    return (
        Column("Review", lambda row: row[0].pseudonym),
        Column("Reference", lambda row: row[0].reference),
        Column("Marking", lambda row: row[0].get_marking_display(), 22),
        Column("Kind", lambda row: row[0].get_kind_display(), 30),
        Column("Partnership", lambda row: row[0].partnership.name, 40),
        Column("Commissioned", lambda row: row[0].commissioned_on),
        Column("Published", lambda row: row[0].published_on),
        Column("Restricted", lambda row: row[0].is_restricted),
        Column("Recommendations", lambda row: sum(row[1].values())),
        *(
            Column(label, partial(_with_progress, key))
            for key, label in legends.choices("progress")
        ),
    )


SAVE_COLUMNS = (
    Column("At", lambda save: save.at, 20),
    Column("By", lambda save: save.by, 30),
    Column("What", lambda save: save.title, 24),
    Column("Changes", lambda save: save.text, 80),
)


def action_table(listed: ActionList) -> Table:
    legends = legends_of(listed.filter.request.user)
    return Table(
        "Actions",
        action_columns(legends),
        listed.exported(),
        said=said(listed.filter),
        marking=marking_of(listed.rows, "recommendation__review__marking"),
        meanings=legends.meanings("rating"),
        is_refused=not listed.filter.form.is_valid(),
    )


def recommendation_table(chosen: Any) -> Table:
    """`chosen`: a RecommendationFilter over rows with what a list of them prints."""
    is_valid = chosen.form.is_valid()
    rows: Any = chosen.qs if is_valid else Recommendation.objects.none()
    legends = legends_of(chosen.request.user)
    return Table(
        "Recommendations",
        recommendation_columns(legends),
        rows,
        said=said(chosen),
        marking=marking_of(Recommendation.objects.filter(pk__in=rows.order_by().values("pk"))),
        meanings=legends.meanings("progress"),
        is_refused=not is_valid,
    )


def review_table(reviews: "QuerySet[Review]", user: "Person", today: date) -> Table:
    """Each review with how many of its recommendations, of those seen, have each progress."""
    seen: Any = Recommendation.objects.visible_to(user).with_progress(today).order_by()
    found = seen.values_list("review_id", "progress").annotate(number=Count("pk"))
    counts: dict[int, Counter[str]] = {}
    for review, progress, number in found:
        counts.setdefault(review, Counter())[progress] = number
    nothing: Counter[str] = Counter()
    rows = ((each, counts.get(each.pk, nothing)) for each in reviews.iterator(chunk_size=CHUNK))
    legends = legends_of(user)
    return Table(
        "Reviews",
        review_columns(legends),
        rows,
        marking=marking_of(reviews, "marking"),
        meanings=legends.meanings("progress"),
    )


def save_table(name: str, partnership: Partnership, saves: Iterable[Any]) -> Table:
    """Who changed a setting, and what: `saves` with at, by, title and text."""
    return Table(name, SAVE_COLUMNS, saves, place=partnership.name)


def marking_of(rows: "QuerySet[Any]", path: str = "review__marking") -> str:
    """The highest marking of all rows, however many; "" of nothing."""
    return highest_marking(rows.order_by().values_list(path, flat=True).distinct())
