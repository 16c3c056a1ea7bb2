"""One mail to one person."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import User
from reminders.querysets import MailQuerySet
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
    send_from = models.DateTimeField(
        "not before", null=True, blank=True, help_text="The hour of a digest that it carries."
    )
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
