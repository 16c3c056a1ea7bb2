"""When the forums of a partnership meet."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from agencies.models import Forum, Meeting, User
from agencies.services.checks import allow_manager, save_lawful
from scr_tracker.errors import InvalidTransition
from scr_tracker.versions import lock_unchanged, locked
from scr_tracker.words import long_day

#: A year outside of these is a slip of the finger.
EARLIEST, YEARS_AHEAD = 2000, 5


@transaction.atomic
def add_meetings(*, actor: User, forum: Forum, days: Sequence[date], title: str = "") -> Meeting:
    """Note when a forum met or will meet, all days or none; the first of the new meetings."""
    allow_manager(actor, forum.partnership)
    forum = locked(Forum.objects.all()).get(pk=forum.pk)
    if not forum.is_active:
        raise InvalidTransition("This forum has ended. Restore it before you add meetings.")
    if not days:
        raise InvalidTransition("Enter the day of the meeting.", "days")
    for day in days:
        _check(day, "days")
    known = set(forum.meetings.filter(held_on__in=days).values_list("held_on", flat=True))
    if known:
        said = ", ".join(long_day(day) for day in sorted(known))
        raise InvalidTransition(f"The forum already has a meeting on {said}.", "days")
    added = [Meeting(forum=forum, held_on=day, title=title) for day in sorted(set(days))]
    for meeting in added:
        save_lawful(meeting, actor, "days")
    return added[0]


@transaction.atomic
def edit_meeting(
    *, actor: User, meeting: Meeting, version: int, held_on: date, title: str
) -> Meeting:
    allow_manager(actor, meeting.forum.partnership)
    _check(held_on, "held_on")
    meeting = lock_unchanged(meeting, version)
    meeting.held_on, meeting.title = held_on, title
    save_lawful(meeting, actor, "held_on")
    return meeting


@transaction.atomic
def remove_meeting(*, actor: User, meeting: Meeting, version: int) -> Forum:
    """Take away a day that was wrong; history keeps that it stood there. Its forum.

    What was made for a meeting keeps it.
    """
    allow_manager(actor, meeting.forum.partnership)
    meeting = lock_unchanged(meeting, version)
    meeting._history_user = actor  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            meeting.delete()
    except ProtectedError as error:
        raise InvalidTransition(
            "Papers were made for this meeting, so it stays on record. "
            "If the day is wrong, change it instead."
        ) from error
    return meeting.forum


def _check(day: date, field: str) -> None:
    last = timezone.localdate().year + YEARS_AHEAD
    if not EARLIEST <= day.year <= last:
        message = f"{long_day(day)} must have a year from {EARLIEST} to {last}."
        raise InvalidTransition(message, field)
