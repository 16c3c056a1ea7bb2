"""The end of a file's life: proposed by one person, carried out by another."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from agencies.models import Signed, User
from evidence.models.item import Evidence
from scr_tracker.history import Records
from scr_tracker.models import PublicIdentity


class Disposal(PublicIdentity, Signed):
    """One person proposes, with a reason, that an item's files go; a second person decides.

    Only files go that were there at the proposal, up to version `newest_number`: what came later
    nobody proposed. Done, the bytes are gone and the rows stay: names, sizes and hashes, who and
    why. Nothing of a review under legal hold is disposed of, and before its reviews' dates for
    keeping are over only what should not have been uploaded.
    """

    class Ground(models.TextChoices):
        OVER = "over", "The time for keeping it is over"
        MISTAKE = "mistake", "It should not have been uploaded"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        DONE = "done", "Disposed of"
        DECLINED = "declined", "Declined"

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="disposals")
    ground = models.CharField("why it may go", max_length=7, choices=Ground)
    reason = models.TextField(max_length=2000)
    newest_number = models.PositiveSmallIntegerField(
        "number of the newest version that goes", default=0, editable=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True, max_length=2000)
    history = Records()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evidence"],
                condition=Q(state="proposed"),
                name="disposal_one_proposed",
                violation_error_message="Disposal of this evidence has already been proposed.",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="disposal_decided",
                violation_error_message="A decision needs who made it and when.",
            ),
            models.CheckConstraint(
                condition=~Q(state="done", decided_by=F("recorded_by")),
                name="disposal_second_person",
                violation_error_message="Somebody other than the proposer disposes of evidence.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="disposal_reason_given",
                violation_error_message="Say why the evidence is to be disposed of.",
            ),
        ]

    def __str__(self) -> str:
        return f"Disposal of {self.evidence}"
