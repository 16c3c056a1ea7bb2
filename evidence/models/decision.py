"""What was decided on a submission: accepted, or sent back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from agencies.models import Signed, User
from evidence.models.item import Evidence
from scr_tracker.models import PublicIdentity


class EvidenceDecision(PublicIdentity, Signed):
    """A submission was accepted, or sent back with what is wrong; never by its submitter."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        RETURNED = "returned", "Sent back"

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="decisions")
    submission = models.PositiveSmallIntegerField(default=1)
    decision = models.CharField(max_length=10, choices=Decision)
    comment = models.TextField(blank=True, max_length=4000)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(decision="returned", comment=""),
                name="evidencedecision_returned_comment",
                violation_error_message="Say what is wrong with the evidence.",
            ),
            models.CheckConstraint(
                condition=~Q(recorded_by=F("submitted_by")),
                name="evidencedecision_second_person",
                violation_error_message="Somebody other than the submitter decides.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.get_decision_display()}"
