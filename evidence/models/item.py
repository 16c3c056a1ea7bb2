"""What supports completion or impact, the actions that it supports, and its numbers."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.models import Agency, Partnership, Signed, User
from evidence.figures import in_words
from evidence.querysets import EvidenceQuerySet
from recommendations.models import Action, Review
from scr_tracker.addresses import address_of
from scr_tracker.history import Records
from scr_tracker.models import PublicIdentity, Versioned


class Evidence(PublicIdentity, Versioned, Signed):
    """What supports completion or impact. It may support several actions.

    `dated_on` is the day of the thing itself (its first day, where it has a period to
    `dated_until`), never the day of upload. A link has `url`; a document has versions.
    `submission` counts how often there was something new to judge (a first version, a later one,
    other figures, another link); a decision stands only for the submission that it judged.
    Who brought in what stands now is known part by part (`brought_in_by`): who resubmitted last
    is not the author of all of it.
    `brought_from` is the item of another partnership of which this one is a copy; only who may
    read both is told which.
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
    brought_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="brought_into",
        verbose_name="copy of",
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
    url_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    dated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    history = Records(
        # What was written between two days in a partnership: index alone.
        indexes=(
            models.Index(
                fields=["partnership", "history_date"],
                include=["id"],
                name="evidence_written_between",
            ),
        ),
    )

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
        """Who brought it in, or last brought in something new."""
        return self.resubmitted_by_id or self.recorded_by_id

    def brought_in_by(self) -> set[int]:
        """Who brought in a part of what is to be judged now: somebody else decides.

        No query of an item that was read `for_list`: `newest_by_id` came with it.
        """
        if "newest_by_id" in self.__dict__:
            newest_by: int | None = self.__dict__["newest_by_id"]
        else:
            newest = next(iter(self.versions.all()), None)
            newest_by = newest.uploaded_by_id if newest else None
        parts = [self.recorded_by_id, self.resubmitted_by_id, self.url_by_id, self.dated_by_id]
        parts += [newest_by]
        parts += [figure.entered_by_id for figure in self.figures.all()]
        return {pk for pk in parts if pk}


class EvidenceLink(models.Model):
    """An evidence item supports an action."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="links")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="evidence_links")
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now)
    history = Records()

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


class Figure(models.Model):
    """A number of an evidence item: "ACEs workshops", 5, "sessions"."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="figures")
    label = models.CharField(max_length=120)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    unit = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    history = Records()

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
        return in_words(self.label, self.value, self.unit)
