"""Files out: evidence packs, and who took them."""

from typing import ClassVar

from django.core.files.base import File
from django.db import models
from django.db.models import Q

from agencies.models import Signed
from documents.querysets import PackQuerySet
from evidence.models import evidence_storage
from recommendations.models import Recommendation, Review
from scr_tracker.addresses import address_of
from scr_tracker.models import PublicIdentity


class Pack(PublicIdentity, Signed):
    """One ZIP with an index and the files of a review, or of one of its recommendations.

    A worker makes it for the person who asked (`recorded_by`), from what they may see, and they
    alone may open it. `done` of `total` steps show how far it is. `holds` are the ids of all that
    went in, by kind: at each download the person must still see every one of them. The bytes stay
    for some days; the row, and the log of who took it, stay for good.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a worker"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"
        EXPIRED = "expired", "No longer kept"

    #: States that lead somewhere.
    UNFINISHED = (State.WAITING, State.MAKING)

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="packs")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="packs"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    done = models.PositiveIntegerField("steps done", default=0)
    total = models.PositiveIntegerField("steps in all", default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    file = models.FileField(storage=evidence_storage, max_length=200, blank=True)
    name = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField("size in bytes", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    file_count = models.PositiveIntegerField("files", default=0)
    left_out_count = models.PositiveIntegerField("files left out", default=0)
    marking = models.CharField(max_length=20, choices=Review.Marking, blank=True)
    holds = models.JSONField(default=dict, blank=True, editable=False)
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["state", "expires_at"], name="pack_state_expires")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recorded_by", "recommendation"],
                condition=Q(state__in=["waiting", "making"], recommendation__isnull=False),
                name="pack_one_made_of_recommendation",
                violation_error_message="This pack is being made for you already.",
            ),
            models.UniqueConstraint(
                fields=["recorded_by", "review"],
                condition=Q(state__in=["waiting", "making"], recommendation=None),
                name="pack_one_made_of_review",
                violation_error_message="This pack is being made for you already.",
            ),
            models.CheckConstraint(
                condition=Q(state="making", lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state="making") & Q(lease_token=None, lease_until=None)),
                name="pack_making_leased",
                violation_error_message="A pack that is being made needs a lease.",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready")
                | (
                    Q(size__gt=0, made_at__isnull=False, expires_at__isnull=False)
                    & ~Q(file="")
                    & ~Q(sha256="")
                ),
                name="pack_ready_whole",
                violation_error_message="A pack is ready when its file is stored.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["failed", "expired"], reason=""),
                name="pack_end_reason_given",
                violation_error_message="Say why the pack cannot be had.",
            ),
        ]

    def __str__(self) -> str:
        return f"Evidence pack of {self.subject}"

    def get_absolute_url(self) -> str:
        return address_of("documents:pack-detail", self.public_id)

    @property
    def subject(self) -> Review | Recommendation:
        return self.recommendation or self.review

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED

    def open_stored(self) -> File:
        """The stored bytes, to be read in pieces and closed."""
        return evidence_storage().open(str(self.file.name), "rb")


class PackDownload(Signed):
    """A pack was sent to the person who asked for it."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="downloads")

    class Meta:
        ordering = ("-recorded_at", "-pk")

    def __str__(self) -> str:
        return f"{self.pack} to {self.recorded_by_name}"
