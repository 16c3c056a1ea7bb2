"""Recommendations by progress, as one stacked bar: the order, and what stands outside."""

from collections.abc import Callable, Mapping

from recommendations.legend import Legend
from recommendations.status import Progress
from scr_tracker.charts import Part, StackedBar

#: The order of a bar and of what stands beside it. What waits for another body stands outside.
ORDER = (
    Progress.SIGNED_OFF,
    Progress.ACTIONS_COMPLETE,
    Progress.IN_PROGRESS,
    Progress.NOT_STARTED,
    Progress.OVERDUE,
    Progress.NOT_ACCEPTED,
    Progress.CLOSED,
)
OUTSIDE = (Progress.AWAITING_BODY,)


def progress_bar(
    counts: Mapping[str, int], url_of: Callable[[Progress], str], legend: Legend
) -> StackedBar:
    """The bar of how many recommendations have each progress; each part opens its rows."""

    def parts(keys: tuple[Progress, ...]) -> tuple[Part, ...]:
        return tuple(
            Part(key.value, entry.label, counts.get(key, 0), url_of(key), entry.words, entry.look)
            for key in keys
            for entry in [legend.progress(key)]
        )

    title = "Recommendations by progress"
    return StackedBar("progress", title, parts(ORDER), "Progress", outside=parts(OUTSIDE))
