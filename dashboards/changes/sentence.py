"""The sentence that a dashboard begins with: what changed since the board met.

Two queries: the meeting, and one that counts of each kind what the page with everything lists. A
test holds the two together.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, Value
from django.utils import timezone

from agencies import access
from agencies.models import Meeting, Partnership
from dashboards.changes import links, periods
from dashboards.changes.asked import Asked, Window
from dashboards.changes.decisions import decisions_reopened, newly_decided
from dashboards.changes.evenings import newly_late, no_longer_late, reopenings
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Changes
from dashboards.figures import Number
from recommendations.models import DueDateChange

if TYPE_CHECKING:
    from agencies.access import Person

#: What the sentence counts, in its words for one and for many.
WORDS = {
    Kind.SIGNED_OFF: "signed off or closed",
    Kind.REOPENED: "reopened",
    Kind.LATE: "newly late",
    Kind.NOT_LATE: "no longer late",
    Kind.MOVED: "due date moved,due dates moved",
    Kind.DONE: "claimed as done",
}
#: All but this, which only a comparison of two evenings tells, is in that of a dashboard.
ON_PAGE_ALONE = Kind.DONE
NOTHING = "nothing was closed or reopened, nothing became late, and no due date moved"


@dataclass(frozen=True)
class Sentence:
    """ "Since the meeting on 4 September 2026: 3 closed, 1 newly late."

    `numbers` leaves out what is nothing; each leads to the list with exactly so many rows. `url`
    is the page with everything that changed.
    """

    opening: str
    numbers: tuple[Number, ...]
    url: str
    nothing = NOTHING

    @property
    def text(self) -> str:
        """Without links, for documents and feeds."""
        return f"{self.opening}: {in_words(self.numbers)}."


def words_of(kind: Kind, many: int) -> str:
    one, _, more = WORDS[kind].partition(",")
    return one if many == 1 or not more else more


def in_words(numbers: tuple[Number, ...]) -> str:
    return ", ".join(f"{each.value} {each.words}" for each in numbers) or NOTHING


def since_last_meeting(user: "Person", partnership: Partnership, today: date) -> Sentence:
    """Since the last meeting of the board before `today`; else since some days ago.

    A page that is turned back names its day as `today`. Agency leads do not read when forums meet.
    """
    board = None
    if access.has_role(user, partnership.pk, *access.WHOLE_PARTNERSHIP):
        board = Meeting.objects.of_board(partnership.pk).last_before(today)
    first = periods.usual_first(board, today)
    counts = _counted(Asked(user, partnership, Window(first, today)))
    is_meeting = board is not None
    opening = periods.opening(first, today, timezone.localdate(), is_meeting=is_meeting)
    return _sentence(opening, partnership, first, counts)


def of_changes(found: Changes, partnership: Partnership, opening: str, **filters: str) -> Sentence:
    """The same of what a page has read in full."""
    counts = {kind: found.count(kind) for kind in WORDS}
    return _sentence(opening, partnership, found.first, counts, **filters)


def _sentence(
    opening: str, partnership: Partnership, first: date, counts: dict[Kind, int], **filters: str
) -> Sentence:
    numbers = tuple(
        Number(
            counts[kind],
            links.change_list(partnership, first, **(filters | {"kind": kind.value})),
            words_of(kind, counts[kind]),
        )
        for kind in WORDS
        if counts.get(kind)
    )
    return Sentence(opening, numbers, links.summary(partnership, first, **filters))


def _counted(asked: Asked) -> dict[Kind, int]:
    seen = asked.actions().order_by().values("pk")
    moves = DueDateChange.objects.filter(asked.window.within("recorded_at"), action__in=seen)
    rows: dict[Kind, list[Any]] = {
        Kind.SIGNED_OFF: [newly_decided(asked)],
        Kind.REOPENED: [decisions_reopened(asked), reopenings(asked.window, seen)],
        Kind.LATE: [newly_late(asked)],
        Kind.NOT_LATE: [no_longer_late(asked)],
        Kind.MOVED: [moves],
    }
    counts = [_many(kind, each) for kind, parts in rows.items() for each in parts]
    found: Counter[Kind] = Counter()
    for kind, many in counts[0].union(*counts[1:], all=True):
        found[Kind(kind)] += many
    return found


def _many(kind: Kind, rows: Any) -> Any:
    grouped = rows.order_by().values(kind=Value(kind.value, CharField()))
    return grouped.annotate(many=Count("pk")).values_list("kind", "many")
