"""What the words and colours of a board pack mean, as the partnership calls them on that day."""

from collections import Counter
from collections.abc import Collection

from documents.report.model import Meaning
from recommendations.legend import Entry, Legend

#: The sections that show ratings of actions.
WITH_RATINGS = ("ratings", "actions")
ABOUT = {"progress": "recommendations", "rating": "actions"}


def meanings(legend: Legend, sections: Collection[str]) -> tuple[Meaning, ...]:
    """Of what stands in these sections. A word that means two things says of what it is said."""
    has_ratings = any(key in sections for key in WITH_RATINGS)
    entries = [*legend.of("progress"), *(legend.of("rating") if has_ratings else ())]
    times = Counter(entry.label for entry in entries)
    return tuple(
        Meaning(_label(entry, times[entry.label]), entry.colour, entry.meaning) for entry in entries
    )


def _label(entry: Entry, times: int) -> str:
    return f"{entry.label} ({ABOUT[entry.kind]})" if times > 1 else entry.label
