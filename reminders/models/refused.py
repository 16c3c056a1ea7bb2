"""Addresses that a mail server refused for good."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import User
from reminders.querysets import RefusedAddressQuerySet
from scr_tracker.models import PublicIdentity


class RefusedAddress(PublicIdentity):
    """A mail server said for good that it takes no mail for the address.

    It holds for that very address: who has a new one is written to again. Until a manager says
    that it works again, nothing is sent to it, and others are told of what the person owes.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="refused_addresses")
    email = models.EmailField("address")
    said = models.CharField("what the mail server said", max_length=300)
    refused_at = models.DateTimeField(default=timezone.now)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cleared_by_name = models.CharField(max_length=150, blank=True)
    cleared_by_role = models.CharField(max_length=250, blank=True)

    objects = RefusedAddressQuerySet.as_manager()

    class Meta:
        ordering = ("-refused_at", "-pk")
        verbose_name_plural = "refused addresses"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "email"],
                condition=Q(cleared_at=None),
                name="refused_address_stands_once",
                violation_error_message="The address is marked as refused already.",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None, cleared_by=None)
                | Q(cleared_at__isnull=False, cleared_by__isnull=False),
                name="refused_address_cleared_by_somebody",
                violation_error_message="Who says that the address works again?",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, refused {self.refused_at:%d.%m.%Y}"
