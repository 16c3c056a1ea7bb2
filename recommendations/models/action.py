from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, User
from recommendations import references
from recommendations.models.recommendation import Recommendation
from recommendations.querysets import ActionQuerySet, MilestoneQuerySet
from recommendations.status import Status
from scr_tracker.addresses import address_of
from scr_tracker.history import Records
from scr_tracker.models import PublicIdentity, Versioned


class Action(PublicIdentity, Versioned):
    """A step towards a recommendation, with a lead agency, an owner, a due date and a status.

    The first due date never changes; each later one is a DueDateChange. `status_reason` is the
    barrier or the reason that the present status asks for. `completed_on` is the day on which the
    work was done, `claimed_at` the moment at which the lead said so. An action that recurs makes
    its next occurrence when it is completed.
    """

    class Strength(models.TextChoices):
        STRONGER = "stronger", "Stronger: a system or design change"
        INTERMEDIATE = "intermediate", "Intermediate: checks, audits, staffing"
        WEAKER = "weaker", "Weaker: training, guidance, reminders"

    class Recurrence(models.IntegerChoices):
        MONTHLY = 1, "Every month"
        QUARTERLY = 3, "Every three months"
        TWICE_A_YEAR = 6, "Twice a year"
        YEARLY = 12, "Every year"

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="actions"
    )
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=250)
    description = models.TextField(blank=True, max_length=8000)
    lead_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="led_actions")
    contributing_agencies = models.ManyToManyField(
        Agency, blank=True, related_name="contributed_actions"
    )
    owner = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_actions",
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.NOT_STARTED)
    status_reason = models.TextField(blank=True, max_length=4000)
    is_at_risk = models.BooleanField(
        "at risk",
        default=False,
        help_text="The lead says that the date may not be kept.",
    )
    first_due_on = models.DateField("first due date", null=True, blank=True, editable=False)
    due_on = models.DateField("due date", null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    strength = models.CharField(max_length=12, choices=Strength, blank=True)
    expected_evidence = models.TextField(
        blank=True, max_length=2000, help_text="What will show that the action worked?"
    )
    recurs_every = models.PositiveSmallIntegerField(
        "repeats", choices=Recurrence, null=True, blank=True
    )
    previous = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
    )
    is_shared = models.BooleanField(
        "shared",
        default=False,
        help_text="The other agencies that answer this recommendation may read it.",
    )
    history = Records(
        m2m_fields=[contributing_agencies],
        # What was written between two days: from the index alone. The key is no column of it, as
        # PostgreSQL would look up each of a thousand keys in it, once for each recommendation.
        indexes=(
            models.Index(
                fields=["recommendation", "history_date"],
                include=["id"],
                name="action_written_between",
            ),
        ),
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ("recommendation", "number")
        indexes: ClassVar = [
            # Counts by agency and the queue to verify are read from the index alone.
            models.Index(
                fields=["status", "due_on", "recommendation", "lead_agency", "claimed_at"],
                name="action_counts",
            ),
            models.Index(
                fields=["recommendation", "status", "due_on"], name="action_rec_status_due"
            ),
            models.Index(
                fields=["lead_agency", "status", "due_on"],
                name="action_lead_status_due",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "number"],
                name="action_number_unique",
                violation_error_message="The recommendation already has an action so numbered.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["on_hold", "withdrawn"], status_reason=""),
                name="action_reason_given",
                violation_error_message="Say why the action is on hold or withdrawn.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["completed", "verified"])
                | Q(completed_on__isnull=False, claimed_by__isnull=False),
                name="action_completion_dated",
                violation_error_message="A completed action needs the day on which it was done.",
            ),
            models.CheckConstraint(
                condition=Q(status="verified", verified_at__isnull=False)
                | (~Q(status="verified") & Q(verified_at__isnull=True)),
                name="action_verified_dated",
                violation_error_message="A verified action needs the moment of verification.",
            ),
            models.CheckConstraint(
                condition=Q(first_due_on=None, due_on=None)
                | Q(first_due_on__isnull=False, due_on__isnull=False),
                name="action_first_due_kept",
                violation_error_message="The first due date is kept beside the present one.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} action {self.number}"

    def get_absolute_url(self) -> str:
        return address_of("recommendations:action-detail", self.public_id)

    @property
    def reference(self) -> str:
        """ "1a.3": the recommendation's reference and the action's number."""
        return references.reference(self.recommendation.reference, self.number)

    @property
    def full_reference(self) -> str:
        """ "CLARE 1a.3": as mails and lists across reviews print it."""
        review = self.recommendation.review.pseudonym
        return references.full_reference(review, self.recommendation.reference, self.number)


class Milestone(PublicIdentity):
    """A dated step inside an action."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=250)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    history = Records()

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return self.title
