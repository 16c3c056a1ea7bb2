"""A person's calendar: the address under which it is read, and what was last published of it."""

from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.urls import reverse

from agencies.models import User
from scr_tracker.secret_addresses import SecretAddress


class CalendarFeed(SecretAddress):
    """The one address under which programs read a person's due dates; without a row there is none.

    Who knows the address reads them without signing in.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="calendar_feed")

    def __str__(self) -> str:
        return f"Calendar of {self.user}"

    def address(self, secret: str) -> str:
        return settings.SITE_URL + reverse("reminders:calendar-feed", args=[self.public_id, secret])


class Printed(NamedTuple):
    """What an event says of a thing."""

    name: str
    due_on: date
    marking: str


class CalendarEntry(models.Model):
    """What was last published to a person of one thing, known by `kind` and `item_id`;
    its page by `page_id`.

    Calendar programs take the event with the higher `sequence`: it rises whenever what is printed
    changes, and never falls, so the row stays when the thing is done. An event that is cancelled
    keeps what it last said. `is_in_feed`: it stands in the feed, or did; else the person took it
    as a single event.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_entries")
    kind = models.CharField(max_length=20)
    item_id = models.UUIDField()
    page_id = models.UUIDField()
    name = models.CharField(max_length=300)
    due_on = models.DateField()
    marking = models.CharField(max_length=30)
    sequence = models.PositiveIntegerField(default=0)
    is_in_feed = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "item_id"],
                name="calendar_one_entry_a_thing",
                violation_error_message="The calendar already holds this.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} in the calendar of {self.user}"

    @property
    def uid(self) -> UUID:
        """The same at all times; another for each person, for whom it may be cancelled alone."""
        return uuid5(self.user.public_id, f"{self.kind} {self.item_id}")

    @property
    def printed(self) -> Printed:
        return Printed(self.name, self.due_on, self.marking)
