"""Files that have arrived and are not evidence yet."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import User
from evidence.models.item import Evidence
from evidence.models.version import evidence_storage
from evidence.querysets import PendingUploadQuerySet
from recommendations.models import Action
from scr_tracker.models import PublicIdentity


class PendingUpload(PublicIdentity):
    """A file that waits for what is said of it. Its owner alone knows of it, for a day.

    It is offered again where it was sent: on the page that adds evidence to `action`. `token` is
    that of the page: the same file from the same page is there once. `evidence` is the item that it
    became. `has_names` is the answer under which it was sent: it goes with the file, to any page
    that offers it again. Nothing of record: a sweep takes it away.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, null=True, related_name="+")
    token = models.CharField(max_length=64, blank=True)
    file = models.FileField(storage=evidence_storage, max_length=200)
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("size in bytes")
    has_names = models.BooleanField("names somebody", default=False)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    objects = PendingUploadQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "token", "sha256", "original_name"],
                condition=~Q(token=""),
                name="pendingupload_once_a_page",
                violation_error_message="This file is there already.",
            )
        ]

    def __str__(self) -> str:
        return self.original_name
