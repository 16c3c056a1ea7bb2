"""Recommendations by progress, as one stacked bar: the order, the parts, the bar in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from recommendations.status import Progress
from scr_tracker.charts import Segment, stacked_bar

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
LEGEND = (*ORDER, Progress.AWAITING_BODY)


@dataclass(frozen=True)
class ProgressBar:
    segments: tuple[Segment, ...]

    @property
    def counted(self) -> int:
        return sum(segment.count for segment in self.segments)

    @property
    def described(self) -> str:
        """The bar in words, for its description."""
        parts = [f"{segment.label} {segment.count}" for segment in self.segments]
        return f"{self.counted} in all: {', '.join(parts)}." if parts else "Nothing to show."


def progress_bar(counts: Mapping[str, int]) -> ProgressBar:
    """The bar of how many recommendations have each progress."""
    return ProgressBar(stacked_bar([(key.value, key.label, counts.get(key, 0)) for key in ORDER]))
