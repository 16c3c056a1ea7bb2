"""What a person chooses about their own mails, and who covers for them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agencies.models import Partnership, User
from agencies.models.membership import Signed
from reminders.querysets import CoverQuerySet
from scr_tracker.models import PublicIdentity, Versioned


class Preference(PublicIdentity, Versioned):
    """How often a person wants reminders, where the partnership's policy leaves the choice.

    Without a row: each day on which there is something new to say.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", "Each day on which there is something new"
        WEEKLY = "weekly", "One mail a week"
        OVERDUE = "overdue", "Only about what is overdue"

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="mail_preference")
    rhythm = models.CharField(max_length=8, choices=Rhythm, default=Rhythm.DAILY)
    weekday = models.PositiveSmallIntegerField("day of the weekly mail", default=0)
    history = HistoricalRecords()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(weekday__lte=4),
                name="preference_working_day",
                violation_error_code="weekday",
                violation_error_message="Choose a day from Monday to Friday.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_rhythm_display()}"


class Cover(PublicIdentity, Signed):
    """While a person is away, another is told in their place of what is owed in a partnership.

    It moves mails, not rights: who covers is told only of what they may see themselves; the rest
    goes to the person all the same. It ends by itself; `ended_at` is set where it ended earlier.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="covers")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers")
    delegate = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covering")
    first_on = models.DateField("first day")
    last_on = models.DateField("last day")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CoverQuerySet.as_manager()

    class Meta:
        ordering = ("first_on", "pk")
        indexes: ClassVar = [models.Index(fields=["last_on"], name="cover_last_day")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")),
                name="cover_ends_after_start",
                violation_error_code="last_on",
                violation_error_message="The last day cannot be before the first.",
            ),
            models.CheckConstraint(
                condition=~Q(user=F("delegate")),
                name="cover_by_another",
                violation_error_code="delegate",
                violation_error_message="Choose somebody else to cover.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delegate} covers for {self.user} until {self.last_on}"
