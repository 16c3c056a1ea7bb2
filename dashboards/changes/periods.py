"""Between which two days: since a meeting of a forum, or since a day that somebody chose."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from agencies.models import Meeting, Partnership
from scr_tracker.words import long_day

if TYPE_CHECKING:
    from agencies.access import Person

#: What counts as lately where no meeting of the board is on record, or the person reads none.
DAYS = 30
#: Meetings that are offered to count from.
MOST = 60


def past_meetings(user: "Person", partnership: Partnership, last: date) -> list[Meeting]:
    """Meetings before the day: those of the board first, each forum's newest first."""
    rows = Meeting.objects.visible_to(user).filter(
        forum__partnership=partnership, forum__is_active=True, held_on__lt=last
    )
    rows = rows.select_related("forum")
    return list(rows.order_by("-forum__is_board", "-held_on", "forum__name", "pk")[:MOST])


def last_of_board(meetings: Sequence[Meeting]) -> Meeting | None:
    """Of `past_meetings`."""
    return meetings[0] if meetings and meetings[0].forum.is_board else None


def usual_first(board: Meeting | None, last: date) -> date:
    """From which day on it is asked, unless somebody says otherwise."""
    return board.held_on if board else last - timedelta(days=DAYS)


def opening(first: date, last: date, today: date, *, is_meeting: bool) -> str:
    """ "Since the meeting on 4 September 2026": how a sentence about the window begins."""
    since = f"Since {'the meeting on' if is_meeting else 'the end of'} {long_day(first)}"
    return since if last == today else f"{since}, and until the end of {long_day(last)}"
