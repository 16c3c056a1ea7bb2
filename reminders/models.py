"""When: the ledger of reminders, and the mails that carry them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Partnership, User
from recommendations.models import Action, Recommendation
from reminders.querysets import MailQuerySet, ReminderQuerySet
from scr_tracker.models import PublicIdentity


class Mail(PublicIdentity):
    """One mail to one person on one day, whatever it is about and from however many partnerships.

    The row stands before anything is sent. A worker takes it with a lease; a lease that runs out
    is taken again, under the same Message-ID.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        DROPPED = "dropped", "Not sent"

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mails")
    day = models.DateField("planned for")
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    state_reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField("next attempt", null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    to_address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    planned_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        indexes = [models.Index(fields=["state", "not_before"], name="mail_state_next")]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "day"],
                name="mail_one_a_person_a_day",
                violation_error_message="This person already has a mail planned for the day.",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
                name="mail_sent_dated",
                violation_error_message="A sent mail needs the moment of sending.",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_token__isnull=False, lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_token=None, lease_until=None)),
                name="mail_sending_leased",
                violation_error_message="A mail that is being sent needs a lease.",
            ),
        ]

    def __str__(self) -> str:
        return f"Mail to {self.recipient} for {self.day}"


class Reminder(PublicIdentity):
    """A ledger row: this person is told of this thing, for this due date, at this step.

    What is told of is known by `kind` and `item_id`, its `public_id`; `sources.py` says where that
    kind is read. It belongs to a recommendation, and to one of its actions where `action` is set.

    The identity is unique, so a rerun adds nothing. `step` is the day of the schedule in days
    after the due date: -14, -3, 0, 1, 2, 4, 8, 22 … A due date that moves starts a new series.
    A digest lists all that is overdue: `is_repeat` marks the rows that stand in it again because
    something else reached a step; there is one such row a thing and mail. A row whose mail failed
    stays with that mail and holds the identity no longer: a later run plans it anew.
    """

    class Kind(models.TextChoices):
        ACTION = "action", "Action"
        REQUEST = "request", "Evidence request"
        CHECK = "check", "Embedding check"

    class Audience(models.TextChoices):
        OWNER = "owner", "Who owes it"
        MANAGER = "manager", "Partnership manager's overdue digest"

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
    audience = models.CharField(max_length=8, choices=Audience)
    due_on = models.DateField()
    step = models.IntegerField(help_text="In days after the due date.")
    is_repeat = models.BooleanField("listed again", default=False)
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="reminders")
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    state_reason = models.CharField(max_length=300, blank=True)
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
            models.CheckConstraint(
                condition=Q(is_repeat=False) | Q(audience="manager"),
                name="reminder_repeat_in_digest",
                violation_error_message="Only a digest lists something again.",
            ),
        ]

    def __str__(self) -> str:
        about = self.action or self.recommendation
        return f"{self.recipient}: {self.get_kind_display()}, {about}, step {self.step}"
