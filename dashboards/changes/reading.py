"""`changes`: everything that changed between two days, of what a person may see."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from agencies.models import Partnership
from dashboards.changes.actions import Actions
from dashboards.changes.asked import Asked, Window
from dashboards.changes.decisions import Recommendations
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Changes, Found, Rows, Section
from dashboards.changes.proof import Proof
from dashboards.changes.questions import Challenges
from scr_tracker import as_at

if TYPE_CHECKING:
    from agencies.access import Person


def changes(
    user: "Person",
    partnership: Partnership,
    first: date,
    last: date,
    *,
    review: UUID | None = None,
    agency: UUID | None = None,
    kinds: Collection[Kind] = tuple(Kind),
) -> Changes:
    """What changed after the end of `first` and by the end of `last`.

    `kinds`: only these are read, the other sections stay empty. Everything is read as at `last`: a
    past day is turned back to, if the page is not there already.

    Raises:
        ValueError: the days are not in order.
        RuntimeError: the page is as at another day than `last`.
    """
    if first > last:
        raise ValueError("The first day comes before the last one.")
    asked = Asked(user, partnership, Window(first, last), review, agency)
    if as_at.today() == last:
        return Story(asked, kinds).told(asked.window)
    with as_at.standing_at(last, user):
        found = Story(asked, kinds).told(asked.window)
        made = (Section(section.kind, tuple(section.rows)) for section in found.sections)
        return Changes(first, last, tuple(made))


class Story:
    """All that is told in what was asked for, read once; of the whole of it, or of each day.

    A window must begin and end in that which was asked for.
    """

    def __init__(self, asked: Asked, kinds: Collection[Kind] = tuple(Kind)) -> None:
        self.kinds = kinds
        self.sources: list[Source] = [
            source(asked) for source, told in SOURCES.items() if told.intersection(kinds)
        ]

    def told(self, window: Window) -> Changes:
        found: defaultdict[Kind, list[Found]] = defaultdict(list)
        for source in self.sources:
            for each in source.told(window):
                found[each.kind].append(each)
        sections = (Section(k, Rows(found[k] if k in self.kinds else ())) for k in Kind)
        return Changes(window.first, window.last, tuple(sections))


class Source(Protocol):
    def told(self, window: Window) -> Iterator[Found]: ...


#: What each of them tells of.
SOURCES: dict[Callable[[Asked], Source], frozenset[Kind]] = {
    Actions: frozenset(
        {
            *(Kind.LATE, Kind.NOT_LATE, Kind.DONE, Kind.VERIFIED, Kind.REOPENED),
            *(Kind.MOVED, Kind.ON_HOLD, Kind.WITHDRAWN, Kind.NEW_ACTION),
        }
    ),
    Recommendations: frozenset(
        {Kind.SIGNED_OFF, Kind.REOPENED, Kind.CHECKED, Kind.NEW_RECOMMENDATION}
    ),
    Proof: frozenset({Kind.EVIDENCE, Kind.ACCEPTED, Kind.RETURNED}),
    Challenges: frozenset({Kind.ASKED, Kind.ANSWERED, Kind.JUDGED}),
}
