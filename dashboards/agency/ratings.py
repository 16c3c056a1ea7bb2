"""The agency's actions of each review by rating, as a chart."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db.models import Q

from agencies.models import Partnership
from dashboards.agency.about import About
from recommendations.legend import legends_of
from recommendations.status import Rating
from scr_tracker.charts import Part, Row, StackedRows


def rated() -> dict[str, Q]:
    """Conditions over the annotation `rating`. Named apart: a status may be called the same."""
    return {named(key): Q(rating=key) for key in Rating}


def named(rating: Rating) -> str:
    return f"rated_{rating.value}"


def ratings(
    about: About,
    here: Partnership,
    reviews: Iterable[tuple[UUID, str, Mapping[str, int]]],
    place: int,
) -> StackedRows:
    """`reviews`: of each the address, the name and the counts by rating; those without an action
    have no row. `place`: of the partnership on the page, as each chart has its own anchor."""
    legend = legends_of(about.user).of(here.pk)

    def row(label: str, counts: Mapping[str, int], review: UUID | None = None) -> Row:
        parts = tuple(
            Part(
                key.value,
                entry.label,
                counts[named(key)],
                about.opens(here, review=review, rating=key.value),
                f"{entry.words}, {label}",
                entry.look,
            )
            for key in Rating
            for entry in [legend.rating(key)]
        )
        return Row(label, parts, about.opens(here, review=review), f"actions, {label}")

    told = [each for each in reviews if any(each[2][named(key)] for key in Rating)]
    sums = {named(key): sum(counts[named(key)] for _, _, counts in told) for key in Rating}
    totals = row("All reviews", sums) if len(told) > 1 else None
    rows = tuple(row(name, counts, review) for review, name, counts in told)
    title = "Actions by review and rating"
    title += f", {here}" if len(about.partnerships) > 1 else ""
    return StackedRows(f"ratings-{place}", title, rows, "Review", "All actions", totals)
