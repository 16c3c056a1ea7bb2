"""Evidence packs, and who took them."""

from typing import ClassVar

from django.core.files.base import File
from django.db import models
from django.db.models import Q

from agencies.models import Signed
from documents.models.leased import Leased, end_has_a_reason, making_is_leased
from documents.querysets import PackQuerySet
from evidence.models import evidence_storage
from recommendations.models import Recommendation, Review
from scr_tracker.addresses import address_of
from scr_tracker.models import PublicIdentity


class Pack(PublicIdentity, Signed, Leased):
    """One ZIP with an index and the files of a review, or of one of its recommendations.

    A worker makes it for the person who asked (`recorded_by`), from what they may see, and they
    alone may open it. `holds` are the ids of all that went in, by kind: at each download the person
    must still see every one of them. The bytes stay for some days; the row, and the log of who took
    it, stay for good.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="packs")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="packs"
    )
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
            making_is_leased("pack_making_leased"),
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
            end_has_a_reason("pack_end_reason_given"),
        ]

    def __str__(self) -> str:
        return f"Evidence pack of {self.subject}"

    def get_absolute_url(self) -> str:
        return address_of("documents:pack-detail", self.public_id)

    @property
    def subject(self) -> Review | Recommendation:
        return self.recommendation or self.review

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
