"""How a partnership chases what is owed to it."""

from datetime import date
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from agencies.models import Partnership
from recommendations.models import Review
from reminders.quiet import Quiet
from reminders.schedule import Schedule
from scr_tracker.models import PublicIdentity, Versioned


def two_before() -> list[int]:
    return [14, 3]


def four_after() -> list[int]:
    return [1, 2, 4, 8]


class Policy(PublicIdentity, Versioned):
    """How a partnership chases: when, whom, and when it is quiet. The defaults hold without a row.

    Days are calendar days. An owner is told from the first step on; the agency's leads
    `leads_after` so many days late, or at once where nobody else owes it (0: always at once); its
    executive lead and then managers and chair after more of them (None: never). Everything
    overdue stands in the managers' weekly digest.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "Monday"
        TUESDAY = 1, "Tuesday"
        WEDNESDAY = 2, "Wednesday"
        THURSDAY = 3, "Thursday"
        FRIDAY = 4, "Friday"

    #: The plan is made at six: before that nothing is known, and in the evening nobody reads it.
    FIRST_HOUR, LAST_HOUR = 6, 18
    #: In days: nothing is mentioned earlier, and nothing late is passed over for longer.
    MOST_BEFORE, LONGEST_SILENCE = 90, 31
    #: The longest time for which a step may be moved or escalated, in days.
    MOST_AFTER = 365

    partnership = models.OneToOneField(
        Partnership, on_delete=models.PROTECT, related_name="reminder_policy"
    )
    is_on = models.BooleanField("reminders are sent", default=True)
    days_before = models.JSONField("days before the due date", default=two_before, blank=True)
    on_the_day = models.BooleanField("on the due date", default=True)
    days_after = models.JSONField("days after the due date", default=four_after, blank=True)
    then_every = models.PositiveSmallIntegerField(
        "then every so many days",
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_SILENCE)],
    )
    leads_after = models.PositiveSmallIntegerField("days late until leads are told", default=1)
    executives_after = models.PositiveSmallIntegerField(
        "days late until executive leads are told", null=True, blank=True, default=14
    )
    top_after = models.PositiveSmallIntegerField(
        "days late until managers and chair are told", null=True, blank=True, default=28
    )
    digest_weekday = models.PositiveSmallIntegerField(
        "day of the weekly digest", choices=Weekday, default=Weekday.MONDAY
    )
    digest_hour = models.PositiveSmallIntegerField("hour of the weekly digest", default=7)
    is_quiet_at_weekends = models.BooleanField("nothing at weekends", default=True)
    is_quiet_on_bank_holidays = models.BooleanField("nothing on bank holidays", default=True)
    paused_from = models.DateField("paused from", null=True, blank=True)
    paused_until = models.DateField("paused until", null=True, blank=True)
    allows_weekly = models.BooleanField("people may choose one mail a week", default=True)
    allows_overdue_only = models.BooleanField("people may choose only what is late", default=True)
    shows_wording = models.BooleanField("mails hold titles", default=False)
    history = HistoricalRecords()

    empty_in_changes: ClassVar = {
        **dict.fromkeys(("executives_after", "top_after"), "never"),
        **dict.fromkeys(("days_before", "days_after"), "none"),
    }

    class Meta:
        verbose_name_plural = "policies"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(paused_from=None, paused_until=None)
                | Q(
                    paused_from__isnull=False,
                    paused_until__isnull=False,
                    paused_until__gte=F("paused_from"),
                ),
                name="policy_pause_ends",
                violation_error_code="paused_until",
                violation_error_message="A pause needs a first and a last day, in that order.",
            ),
            models.CheckConstraint(
                condition=Q(then_every__gte=1, then_every__lte=31),
                name="policy_never_silent",
                violation_error_code="then_every",
                violation_error_message="What is late is mentioned every 1 to 31 days.",
            ),
            models.CheckConstraint(
                condition=Q(digest_hour__gte=6, digest_hour__lte=18),
                name="policy_digest_hour",
                violation_error_code="digest_hour",
                violation_error_message="The digest goes out between 6 and 18 o’clock.",
            ),
            models.CheckConstraint(
                condition=Q(executives_after=None)
                | Q(executives_after__gte=1) & Q(executives_after__gte=F("leads_after")),
                name="policy_executives_after_leads",
                violation_error_code="executives_after",
                violation_error_message="Executive leads are told after the leads, not before.",
            ),
            models.CheckConstraint(
                condition=Q(top_after=None)
                | Q(top_after__gte=1)
                & (Q(executives_after=None) | Q(top_after__gte=F("executives_after"))),
                name="policy_top_last",
                violation_error_code="top_after",
                violation_error_message="Managers and chair are told last.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reminder policy of {self.partnership}"

    def shows_wording_of(self, review: Review) -> bool:
        """Titles and the pseudonym in a mail: switched on, and never of a restricted review."""
        return self.shows_wording and not review.is_restricted

    @property
    def schedule(self) -> Schedule:
        """Needs the partnership: its nation says which bank holidays are kept."""
        nation = self.partnership.nation if self.is_quiet_on_bank_holidays else ""
        return Schedule(
            before=tuple(sorted(self.days_before, reverse=True)),
            on_day=self.on_the_day,
            after=tuple(sorted(self.days_after)),
            every=self.then_every,
            quiet=Quiet(nation, self.is_quiet_at_weekends),
            pause=self._pause,
        )

    @property
    def _pause(self) -> tuple[date, date] | None:
        if self.paused_from is None or self.paused_until is None:
            return None
        return self.paused_from, self.paused_until
