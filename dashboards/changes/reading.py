"""`changes`: everything that changed between two days, of what a person may see."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from agencies.models import Partnership
from dashboards.changes.actions import of_actions
from dashboards.changes.asked import Asked
from dashboards.changes.decisions import of_recommendations
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Changes, Found, Rows, Section
from dashboards.changes.proof import of_evidence
from dashboards.changes.questions import of_challenges
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
    asked = Asked(user, partnership, first, last, review, agency)
    if as_at.today() == last:
        return _read(asked, kinds)
    with as_at.standing_at(last, user):
        found = _read(asked, kinds)
        made = (Section(section.kind, tuple(section.rows)) for section in found.sections)
        return Changes(first, last, tuple(made))


def _read(asked: Asked, kinds: Collection[Kind]) -> Changes:
    by_kind: defaultdict[Kind, list[Found]] = defaultdict(list)
    for source, told in SOURCES.items():
        if told.intersection(kinds):
            for each in source(asked):
                by_kind[each.kind].append(each)
    sections = tuple(Section(kind, Rows(by_kind[kind] if kind in kinds else ())) for kind in Kind)
    return Changes(asked.first, asked.last, sections)


#: What each of them tells of.
SOURCES: dict[Callable[[Asked], Iterator[Found]], frozenset[Kind]] = {
    of_actions: frozenset(
        {
            *(Kind.LATE, Kind.NOT_LATE, Kind.DONE, Kind.VERIFIED, Kind.REOPENED),
            *(Kind.MOVED, Kind.ON_HOLD, Kind.WITHDRAWN, Kind.NEW_ACTION),
        }
    ),
    of_recommendations: frozenset(
        {Kind.SIGNED_OFF, Kind.REOPENED, Kind.CHECKED, Kind.NEW_RECOMMENDATION}
    ),
    of_evidence: frozenset({Kind.EVIDENCE, Kind.ACCEPTED, Kind.RETURNED}),
    of_challenges: frozenset({Kind.ASKED, Kind.ANSWERED, Kind.JUDGED}),
}
