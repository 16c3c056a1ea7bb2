"""Proof: evidence items, their immutable files, figures, decisions and downloads."""

from typing import ClassVar

from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from agencies.models import Agency, Partnership, Signed, User
from evidence.querysets import EvidenceQuerySet, EvidenceVersionQuerySet
from recommendations.models import Action, Review
from scr_tracker.addresses import address_of
from scr_tracker.models import PublicIdentity, Versioned


def evidence_storage() -> Storage:
    return storages["evidence"]


class Evidence(PublicIdentity, Versioned, Signed):
    """What supports completion or impact. It may support several actions.

    `dated_on` is the day of the thing itself (its first day, where it has a period to
    `dated_until`), never the day of upload. A link has `url`; a document has versions.
    `submission` counts how often there was something new to judge (a first version, a later one,
    other figures, another link); a decision stands only for the submission that it judged.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document", "Document"
        LINK = "link", "Link"
        TRAINING = "training", "Training"
        AUDIT = "audit", "Audit"
        INSPECTION = "inspection", "Inspection"
        FEEDBACK = "feedback", "Feedback"
        POLICY = "policy", "Policy or guidance"
        OTHER = "other", "Other"

    class Level(models.TextChoices):
        OUTPUT = "output", "Output: what was done"
        QUALITY = "quality", "Quality: how well it was done"
        OUTCOME = "outcome", "Outcome: what difference it made"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="evidence")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    actions: "models.ManyToManyField[Action, EvidenceLink]" = models.ManyToManyField(
        Action, through="EvidenceLink", related_name="evidence"
    )
    title = models.CharField(max_length=250)
    kind = models.CharField(max_length=12, choices=Kind)
    level = models.CharField(max_length=10, choices=Level)
    description = models.TextField(blank=True, max_length=4000)
    dated_on = models.DateField("date of the evidence")
    dated_until = models.DateField("end of the period", null=True, blank=True)
    url = models.URLField("link", max_length=1000, blank=True)
    marking = models.CharField(
        max_length=20, choices=Review.Marking, default=Review.Marking.OFFICIAL
    )
    is_shared = models.BooleanField(
        "shared",
        default=False,
        help_text="The other agencies that may see the action may read it.",
    )
    submission = models.PositiveSmallIntegerField(default=1, editable=False)
    resubmitted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="last submitted by",
    )
    history = HistoricalRecords()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ("-dated_on", "-pk")
        verbose_name_plural = "evidence"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(dated_until=None) | Q(dated_until__gte=F("dated_on")),
                name="evidence_period_in_order",
                violation_error_message="The period ends before it begins.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("evidence:evidence-detail", self.public_id)

    @property
    def submitter_id(self) -> int:
        """Who brought in what is to be judged now: somebody else decides."""
        return self.resubmitted_by_id or self.recorded_by_id


class EvidenceLink(models.Model):
    """An evidence item supports an action."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="links")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="evidence_links")
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)
    history = HistoricalRecords()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evidence", "action"],
                name="evidencelink_unique",
                violation_error_message="This evidence already supports the action.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evidence} for {self.action}"


class EvidenceVersion(PublicIdentity):
    """One immutable file of an item. The key in storage is opaque; the name is for people."""

    class Scan(models.TextChoices):
        NOT_CHECKED = "not_checked", "Not checked for viruses"
        WAITING = "waiting", "Waiting for the virus check"
        CLEAN = "clean", "Checked, clean"
        INFECTED = "infected", "Refused, a virus was found"
        FAILED = "failed", "Could not be checked, trying again"

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
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

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

    def open_stored(self) -> File:
        """The stored bytes, to be read in pieces and closed."""
        return evidence_storage().open(str(self.file.name), "rb")


class Figure(models.Model):
    """A number of an evidence item: "ACEs workshops", 5, "sessions"."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="figures")
    label = models.CharField(max_length=120)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords()

    class Meta:
        ordering = ("position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["evidence", "label", "unit"],
                name="figure_label_unique",
                violation_error_message="The evidence already has this figure.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.value.normalize():f} {self.unit}"


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


class EvidenceDownload(Signed):
    """A file was sent to a person."""

    version = models.ForeignKey(EvidenceVersion, on_delete=models.PROTECT, related_name="downloads")

    class Meta:
        ordering = ("-recorded_at", "-pk")

    def __str__(self) -> str:
        return f"{self.version} to {self.recorded_by_name}"
