"""The sentence that a dashboard begins with: what changed since the board met.

Three queries at most, each quick: the meeting, the decisions of forums, and the actions that are
late now and were not. `changes` finds the same numbers; a test holds the two together.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils import timezone

from agencies import access
from agencies.models import Meeting, Partnership
from dashboards.changes import links, periods
from dashboards.changes.asked import Asked, Window
from dashboards.changes.decisions import newly_decided
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Changes
from dashboards.figures import Number
from recommendations.models import Action
from recommendations.status import overdue_condition
from scr_tracker.history import stood_at

if TYPE_CHECKING:
    from agencies.access import Person

#: What the sentence of the page counts, in its words; that of a dashboard holds the first two.
WORDS = {
    Kind.SIGNED_OFF: "closed",
    Kind.LATE: "newly late",
    Kind.DONE: "claimed as done",
    Kind.NOT_LATE: "no longer late",
}
NOTHING = "nothing was closed, and nothing became late"


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
            words,
        )
        for kind, words in WORDS.items()
        if counts.get(kind)
    )
    return Sentence(opening, numbers, links.summary(partnership, first, **filters))


def _counted(asked: Asked) -> dict[Kind, int]:
    window = asked.window
    was_late = Action.history.filter(
        stood_at(window.begins), overdue_condition(window.first), id=OuterRef("pk")
    )
    late = asked.actions().order_by().filter(~Exists(was_late), overdue_condition(window.last))
    return {Kind.SIGNED_OFF: newly_decided(asked).count(), Kind.LATE: late.count()}
