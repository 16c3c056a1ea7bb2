"""The days on which forums meet."""

from typing import ClassVar

from django.db import models
from simple_history.models import HistoricalRecords

from agencies.models.partnership import Forum
from agencies.querysets_meetings import MeetingQuerySet
from scr_tracker.models import PublicIdentity, Versioned


class Meeting(PublicIdentity, Versioned):
    """A day on which a forum met or will meet: “since the last board meeting” counts from one."""

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="meetings")
    held_on = models.DateField("day of the meeting")
    title = models.CharField("what kind of meeting", max_length=100, blank=True)
    history = HistoricalRecords()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("held_on", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["forum", "held_on"],
                name="meeting_one_a_day",
                violation_error_code="held_on",
                violation_error_message="The forum already has a meeting on this day.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d}"
