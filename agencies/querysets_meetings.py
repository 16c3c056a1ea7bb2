"""Reading: the days on which forums meet."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from agencies import access

if TYPE_CHECKING:
    from agencies.access import Person


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Who reads the whole partnership reads when its forums meet."""
        return self.filter(access.reads_whole(user, "forum__partnership"))

    def of_board(self, partnership_id: int) -> Self:
        """Meetings of the forum that is the partnership's board; none where no forum is."""
        return self.filter(forum__partnership_id=partnership_id, forum__is_board=True)

    def last_before(self, day: date) -> Any:
        """The latest meeting before the day, not on it; None where there is none."""
        return self.filter(held_on__lt=day).order_by("-held_on", "pk").first()

    def next_after(self, day: date) -> Any:
        """The earliest meeting after the day, not on it; None where there is none."""
        return self.filter(held_on__gt=day).order_by("held_on", "pk").first()
