"""One change of many rows at once, by one manager with one reason."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Partnership, Signed
from recommendations.models.action import Action
from recommendations.models.recommendation import Recommendation
from recommendations.querysets.bulk import BulkChangeQuerySet, BulkRowQuerySet
from scr_tracker.addresses import address_of
from scr_tracker.models import PublicIdentity


class BulkChange(PublicIdentity, Signed):
    """What a manager changed in several rows of a list, and why; its rows say what became of each.

    `value` is the new one in words. `gone` counts the rows that were chosen and were not there, or
    not theirs to see, when it was carried out: nothing else is said of them.
    """

    class What(models.TextChoices):
        OWNER = "owner", "Owner"
        LEAD = "lead_agency", "Lead agency"
        DUE = "due_on", "Due date"
        THEME_ADDED = "theme_added", "Theme added"
        THEME_REMOVED = "theme_removed", "Theme taken away"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="bulk_changes"
    )
    what = models.CharField(max_length=14, choices=What)
    value = models.CharField(max_length=250)
    reason = models.TextField(max_length=2000)
    agreed_by = models.CharField(max_length=200, blank=True)
    gone = models.PositiveSmallIntegerField(default=0)

    objects = BulkChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="bulk_change_reason_given",
                violation_error_code="reason",
                violation_error_message="Say why this is changed.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.value}"

    def get_absolute_url(self) -> str:
        return address_of("recommendations:bulk-detail", self.public_id)


class BulkRow(models.Model):
    """One row of a change: what it was and became, or why it stays as it was (`why_not`)."""

    change = models.ForeignKey(BulkChange, on_delete=models.PROTECT, related_name="rows")
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="bulk_rows"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="bulk_rows"
    )
    before = models.CharField(max_length=600, blank=True)
    after = models.CharField(max_length=600, blank=True)
    why_not = models.TextField(blank=True)

    objects = BulkRowQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(action=None, recommendation__isnull=False)
                | Q(action__isnull=False, recommendation=None),
                name="bulk_row_of_one_thing",
                violation_error_message="A row is about an action or about a recommendation.",
            ),
            models.UniqueConstraint(
                fields=["change", "action"],
                condition=Q(action__isnull=False),
                name="bulk_row_one_an_action",
                violation_error_message="The action is in this change already.",
            ),
            models.UniqueConstraint(
                fields=["change", "recommendation"],
                condition=Q(recommendation__isnull=False),
                name="bulk_row_one_a_recommendation",
                violation_error_message="The recommendation is in this change already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change}: {self.action or self.recommendation}"
