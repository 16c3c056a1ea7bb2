"""One mail to one person."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Partnership, User
from reminders.querysets import MailQuerySet
from scr_tracker.models import PublicIdentity


class Mail(PublicIdentity):
    """One mail to one person on one day, whatever it is about and from however many partnerships.

    The row stands before anything is sent. A worker takes it with a lease; a lease that runs out
    is taken again, under the same Message-ID.

    A mail that managers had sent again is a row of its own (`resend_of`), beside the mail of its
    day: with who asked, for which partnership, and why.
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
    resend_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="resends"
    )
    resent_for = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resent_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resent_by_name = models.CharField(max_length=150, blank=True)
    resent_by_role = models.CharField(max_length=250, blank=True)
    resend_reason = models.CharField("why it was sent again", max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ("-day", "-pk")
        indexes = [
            models.Index(fields=["state", "not_before"], name="mail_state_next"),
            models.Index(
                fields=["id"], condition=Q(state__in=("planned", "sending")), name="mail_waiting"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "day"],
                condition=Q(resend_of=None),
                name="mail_one_a_person_a_day",
                violation_error_message="This person already has a mail planned for the day.",
            ),
            models.UniqueConstraint(
                fields=["resend_of", "resent_for"],
                condition=Q(state__in=("planned", "sending")),
                name="mail_one_resend_waits",
                violation_error_message="This mail is being sent again already.",
            ),
            models.CheckConstraint(
                condition=Q(resend_of=None, resent_for=None, resent_by=None, resend_reason="")
                | (
                    Q(resend_of__isnull=False, resent_for__isnull=False, resent_by__isnull=False)
                    & ~Q(resend_reason="")
                ),
                name="mail_resent_with_a_reason",
                violation_error_message="A mail that is sent again needs who asked, and why.",
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

    @property
    def waits_until(self) -> datetime | None:
        """When it may go, where it was held back: a planner that is at work holds for less."""
        soon = timezone.now() + timedelta(hours=1)
        return self.not_before if self.not_before and self.not_before > soon else None

    def __str__(self) -> str:
        return f"Mail to {self.recipient} for {self.day}"
