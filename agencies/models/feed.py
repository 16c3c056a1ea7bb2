"""The address under which a program reads what changed in a partnership."""

from typing import ClassVar

from django.db import models

from agencies.models.partnership import Partnership
from agencies.models.user import User
from scr_tracker.secret_addresses import SecretAddress


class ChangesFeed(SecretAddress):
    """One person's address for one partnership: it tells what this person may see there.

    What it tells is read by the dashboards, which hold no rows of their own.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="changes_feeds")
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="changes_feeds"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "partnership"],
                name="changesfeed_one_a_person",
                violation_error_message="There is already an address for this partnership.",
            )
        ]

    def __str__(self) -> str:
        return f"Feed of {self.partnership} for {self.user}"
