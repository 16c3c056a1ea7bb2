from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, User
from recommendations.models.recommendation import Recommendation
from recommendations.querysets import ResponseQuerySet
from scr_tracker.history import Records
from scr_tracker.models import PublicIdentity, Versioned


class Response(PublicIdentity, Versioned):
    """An agency's answer to one recommendation. It exists from the day on which it is owed."""

    class Position(models.TextChoices):
        NONE = "", "No response yet"
        ACCEPTED = "accepted", "Accepted"
        PARTLY = "partly_accepted", "Partly accepted"
        NOT_ACCEPTED = "not_accepted", "Not accepted"

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="responses"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="responses")
    position = models.CharField(max_length=15, choices=Position, blank=True, default="")
    reason = models.TextField(blank=True, max_length=4000)
    narrative = models.TextField(blank=True, max_length=8000)
    due_on = models.DateField(null=True, blank=True)
    responded_on = models.DateField(null=True, blank=True)
    responded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_shared = models.BooleanField(
        "shared",
        default=False,
        help_text="The other agencies that answer this recommendation may read it.",
    )
    history = Records()

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ("recommendation", "agency__name")
        indexes: ClassVar = [models.Index(fields=["position", "due_on"], name="response_waiting")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "agency"],
                name="response_one_per_agency",
                violation_error_message="The agency already answers this recommendation.",
            ),
            models.CheckConstraint(
                condition=Q(position="", responded_on=None)
                | (~Q(position="") & Q(responded_on__isnull=False)),
                name="response_dated",
                violation_error_message="A response needs the date on which it was given.",
            ),
            models.CheckConstraint(
                condition=~Q(position="not_accepted", reason=""),
                name="response_refusal_reason",
                violation_error_message="Say why the recommendation is not accepted.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} on {self.recommendation}"
