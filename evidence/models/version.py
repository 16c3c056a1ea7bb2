"""Files: each version of an item as it was brought in, and who took a copy."""

from typing import ClassVar

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Signed, User
from evidence.models.item import Evidence
from evidence.querysets import EvidenceVersionQuerySet
from scr_tracker.models import PublicIdentity


def evidence_storage() -> Storage:
    return storages["evidence"]


class EvidenceVersion(PublicIdentity):
    """One immutable file of an item. The key in storage is opaque; the name is for people.

    `preview` is a small picture of the file, made by a worker once the file is clean. A file that
    was disposed of leaves its row, with name, size and hash: the tombstone (`Disposal`).
    """

    class Scan(models.TextChoices):
        NOT_CHECKED = "not_checked", "Not checked"
        WAITING = "waiting", "Waiting for the virus check"
        CLEAN = "clean", "Checked, clean"
        INFECTED = "infected", "Refused, a virus was found"
        FAILED = "failed", "Could not be checked, trying again"

    class Preview(models.TextChoices):
        NONE = "", "Not made yet"
        MADE = "made", "Made"
        NOT_POSSIBLE = "cannot", "Cannot be made"

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(storage=evidence_storage, max_length=200)
    original_name = models.CharField(max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("size in bytes")
    content_type = models.CharField("type found in the bytes", max_length=120)
    scan_state = models.CharField(max_length=12, choices=Scan)
    scanned_at = models.DateTimeField(null=True, blank=True)
    scan_detail = models.CharField(max_length=200, blank=True)
    scan_attempts = models.PositiveSmallIntegerField(default=0)
    scan_due_at = models.DateTimeField("next try", null=True, blank=True)
    virus_findings = models.PositiveSmallIntegerField(default=0, editable=False)
    virus_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    virus_lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    preview = models.FileField(storage=evidence_storage, max_length=200, blank=True)
    preview_state = models.CharField(
        max_length=7, choices=Preview, blank=True, default=Preview.NONE, editable=False
    )
    preview_attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    disposed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EvidenceVersionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evidence", "number"],
                name="evidenceversion_number_unique",
                violation_error_message="Somebody else has just added a version.",
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="evidenceversion_not_empty",
                violation_error_message="The file is empty.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["scan_state", "scan_due_at"], name="evidenceversion_scan")
        ]

    def __str__(self) -> str:
        return f"{self.evidence}, version {self.number}"

    @property
    def has_verdict(self) -> bool:
        return self.scan_state in (self.Scan.CLEAN, self.Scan.INFECTED)

    def open_stored(self) -> File:
        """The stored bytes, to be read in pieces and closed."""
        return evidence_storage().open(str(self.file.name), "rb")


class EvidenceDownload(Signed):
    """A file was sent to a person."""

    version = models.ForeignKey(EvidenceVersion, on_delete=models.PROTECT, related_name="downloads")

    class Meta:
        ordering = ("-recorded_at", "-pk")

    def __str__(self) -> str:
        return f"{self.version} to {self.recorded_by_name}"
