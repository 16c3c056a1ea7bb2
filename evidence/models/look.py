"""What a manager made of evidence that is newer than a forum's decision."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Signed
from evidence.models.item import Evidence
from recommendations.models import SignOff
from scr_tracker.models import PublicIdentity


class Look(PublicIdentity, Signed):
    """A manager has looked at what came in since a forum decided; the decision stands, and why.

    It settles the `items` that were newer then, and nothing that comes later. It stays on record
    beside the decision, also when that is reopened.
    """

    sign_off = models.ForeignKey(SignOff, on_delete=models.PROTECT, related_name="looks")
    reason = models.TextField("why the decision stands", max_length=4000)

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="look_reason_given",
                violation_error_message="Say why the decision stands.",
            )
        ]

    def __str__(self) -> str:
        return f"Look at what is newer than {self.sign_off}"


class LookItem(models.Model):
    """An item at which the manager looked, and what had happened to it, as pages say it."""

    class What(models.TextChoices):
        ADDED = "added", "added"
        CHANGED = "changed", "changed"
        LOST = "no longer readable", "no longer readable"
        ACCEPTED = "accepted", "accepted"
        RETURNED = "sent back", "sent back"

    look = models.ForeignKey(Look, on_delete=models.PROTECT, related_name="items")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="look_items")
    what = models.CharField("what had happened", max_length=20, choices=What)

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["look", "evidence"],
                name="lookitem_unique",
                violation_error_message="This item has been looked at already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.what}"
