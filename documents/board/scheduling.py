"""Packs before meetings: which are due on a day, and making them.

A pack is due from its day before the meeting on until the meeting, so that a missed morning is made
up for; one for each schedule and meeting, however often this runs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from agencies import access
from agencies.models import Meeting, User
from documents.board.permissions import may_schedule
from documents.board.services import queue
from documents.models import BoardPack, BoardSchedule
from recommendations.models import Review
from scr_tracker.versions import save_as

NO_MANAGER = "who scheduled it is no longer a manager of the partnership"
NO_REVIEW = "who scheduled it can see none of its reviews any more"


@dataclass(frozen=True)
class Due:
    """`why_not`: why no pack is made though one is due; "" where one is."""

    schedule: BoardSchedule
    meeting: Meeting
    why_not: str = ""


def make_due(today: date, *, dry_run: bool = False) -> list[Due]:
    """What is due on the day, made unless it is a dry run. Safe twice, and beside another."""
    found = list(due(today))
    return found if dry_run else [each for each in found if not each.why_not and _made(each, today)]


def due(today: date) -> Iterator[Due]:
    rows = BoardSchedule.objects.active().select_related("partnership", "forum", "recorded_by")
    for schedule in rows.order_by("pk"):
        last = today + timedelta(days=schedule.days_before)
        meetings = schedule.forum.meetings.filter(held_on__range=(today, last))
        meetings = meetings.exclude(board_packs__schedule=schedule).select_related("forum")
        for meeting in meetings.order_by("held_on", "pk"):
            yield Due(schedule, meeting, _why_not(schedule))


def _why_not(schedule: BoardSchedule) -> str:
    maker = User.objects.get(pk=schedule.recorded_by_id)  # with the memberships of this moment
    if not may_schedule(maker, schedule.partnership):
        return NO_MANAGER
    if not schedule.is_all_reviews and not _still_seen(maker, schedule):
        return NO_REVIEW
    return ""


def _still_seen(maker: User, schedule: BoardSchedule) -> list[int]:
    seen = Review.objects.visible_to(maker).order_by().values("pk")
    return list(schedule.asked_reviews.filter(pk__in=seen).values_list("pk", flat=True))


def _made(each: Due, today: date) -> bool:
    schedule, meeting = each.schedule, each.meeting
    maker = User.objects.get(pk=schedule.recorded_by_id)
    before = schedule.forum.meetings.last_before(meeting.held_on)
    pack = BoardPack(
        partnership=schedule.partnership,
        title=schedule.title,
        sections=schedule.sections,
        is_all_reviews=schedule.is_all_reviews,
        schedule=schedule,
        meeting=meeting,
        as_at=today,
        period_from=before.held_on if before and before.held_on <= today else None,
        **access.signature(maker, schedule.partnership_id),
    )
    try:
        with transaction.atomic():
            save_as(pack, maker)
            pack.asked_reviews.set(_still_seen(maker, schedule))
            queue(pack)
    except (IntegrityError, ValidationError):  # another made it at this very moment
        return False
    return True
