"""The page of meetings: what is to come, soonest first, and what was, newest first."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils import timezone

from agencies.models import Forum, Meeting, Partnership
from scr_tracker.listing import page_of

if TYPE_CHECKING:
    from agencies.access import Person


@dataclass(frozen=True)
class Meetings:
    """`forums`: those that are active, the board first; `page` holds what was."""

    today: date
    forums: list[Forum]
    coming: list[Meeting]
    page: Page
    has_board: bool


def meetings_page(request: HttpRequest, partnership: Partnership) -> Meetings:
    """A meeting of today is to come until the day is over."""
    today = timezone.localdate()
    forums = list(partnership.forums.filter(is_active=True).order_by("-is_board", "name"))
    rows = meetings_of(request.user, partnership)
    coming = list(rows.filter(held_on__gte=today).order_by("held_on", "forum__name"))
    past = rows.filter(held_on__lt=today).order_by("-held_on", "forum__name")
    has_board = any(forum.is_board for forum in forums)
    return Meetings(today, forums, coming, page_of(request, past), has_board)


def meetings_of(user: "Person", partnership: Partnership) -> Any:
    """What the person may read of them, with their forums."""
    rows = Meeting.objects.visible_to(user).filter(forum__partnership=partnership)
    return rows.select_related("forum")


def was_removed(partnership: Partnership, public_id: UUID) -> bool:
    """Whether a meeting with this address was there and was taken away."""
    gone: Any = Meeting.history
    of_here = gone.filter(public_id=public_id, forum__partnership=partnership)
    return bool(of_here.filter(history_type="-").exists())
