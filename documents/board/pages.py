"""What the page of board packs shows."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from agencies import access
from agencies.models import Membership, Partnership
from documents.board.permissions import may_schedule
from documents.models import BoardPack, BoardSchedule
from scr_tracker.listing import page_of


def packs_of(request: HttpRequest, partnership: Partnership) -> Any:
    packs: Any = BoardPack.objects.visible_to(request.user).for_list()
    return packs.filter(partnership=partnership)


def packs_page(request: HttpRequest, partnership: Partnership) -> dict[str, Any]:
    """The packs that the person may open, the newest first; for managers, what is scheduled."""
    found = {
        "page": page_of(request, packs_of(request, partnership)),
        "reads_whole": access.has_role(request.user, partnership.pk, *access.WHOLE_PARTNERSHIP),
    }
    if not may_schedule(request.user, partnership):
        return found
    rows = BoardSchedule.objects.visible_to(request.user).active().select_related("forum")
    schedules = list(rows.filter(partnership=partnership))
    _note_next(schedules, partnership)
    return {**found, "schedules": schedules, "may_schedule": True}


def _note_next(schedules: list[Any], partnership: Partnership) -> None:
    """`next_meeting` of its forum, and `is_orphan`: who scheduled it manages nothing here now."""
    today = timezone.localdate()
    managers = Membership.objects.filter(
        partnership=partnership, role="manager", is_active=True, user__is_active=True
    )
    held = set(managers.values_list("user_id", flat=True))
    meetings: dict[int, Any] = {}
    forums = {schedule.forum_id for schedule in schedules}
    rows = partnership.forums.model.objects.filter(pk__in=forums).prefetch_related("meetings")
    for forum in rows:
        coming = [each for each in forum.meetings.all() if each.held_on >= today]
        meetings[forum.pk] = min(coming, key=lambda each: each.held_on, default=None)
    for schedule in schedules:
        schedule.next_meeting = meetings.get(schedule.forum_id)
        schedule.is_orphan = schedule.recorded_by_id not in held
