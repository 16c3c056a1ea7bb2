"""The ledger: who is told of what, for which date, at which step."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Partnership, User
from recommendations.models import Action, Recommendation
from reminders.models.mail import Mail
from reminders.querysets import ReminderQuerySet
from scr_tracker.models import PublicIdentity


class Reminder(PublicIdentity):
    """A ledger row: this person is told of this thing, for this due date, at this step.

    What is told of is known by `kind` and `item_id`, its `public_id`; `sources` say where that
    kind is read. It belongs to a recommendation, and to one of its actions where `action` is set.

    The identity is unique, so a rerun adds nothing. `step` is the day of the schedule in days
    after the due date: -14, -3, 0, 1, 2, 4, 8, 22 … A due date that moves starts a new series.
    In a weekly digest it is the days from the due date to the day of the digest. `is_repeat` marks
    rows that say once more what the ledger holds, in a mail that a manager had sent again; there
    is one a thing, audience and mail. A row whose mail failed stays with that mail and holds the
    identity no longer: a later run plans it anew, or the mail that is sent again takes it over.
    """

    class Kind(models.TextChoices):
        ACTION = "action", "Action"
        REQUEST = "request", "Evidence request"
        CHECK = "check", "Embedding check"
        MILESTONE = "milestone", "Milestone"
        RESPONSE = "response", "Response"
        EXTENSION = "extension", "Extension request"
        VERIFICATION = "verification", "Verification"
        SIGN_OFF = "sign_off", "Sign-off"
        CHASE = "chase", "Chase date"

    class Audience(models.TextChoices):
        OWNER = "owner", "Who owes it"
        ESCALATED = "escalated", "Executive lead, managers or chair, of what stays late"
        MANAGER = "manager", "Partnership manager's weekly digest"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Not sent"
        FAILED = "failed", "Failed"

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="reminders")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=12, choices=Kind)
    item_id = models.UUIDField("what is due", db_index=True)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="reminders"
    )
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    audience = models.CharField(max_length=9, choices=Audience)
    due_on = models.DateField()
    step = models.IntegerField(help_text="In days after the due date.")
    is_repeat = models.BooleanField("listed again", default=False)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="reminders")
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    state_reason = models.CharField(max_length=300, blank=True)
    why = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="`sources.Why`, as it was when the mail was sent."
    )
    planned_at = models.DateTimeField(default=timezone.now)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ("mail", "due_on", "pk")
        indexes = [models.Index(fields=["mail", "partnership"], name="reminder_mail_partnership")]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "item_id", "audience", "due_on", "step"],
                condition=Q(is_repeat=False) & ~Q(state="failed"),
                name="reminder_identity",
                violation_error_message="This reminder is already in the ledger.",
            ),
            models.UniqueConstraint(
                fields=["mail", "kind", "item_id", "audience"],
                condition=Q(is_repeat=True),
                name="reminder_repeat_once_a_mail",
                violation_error_message="The mail already lists this again.",
            ),
        ]

    def __str__(self) -> str:
        about = self.action or self.recommendation
        return f"{self.recipient}: {self.get_kind_display()}, {about}, step {self.step}"
