"""That a notice joined a mail."""

from django.db import models

from recommendations.models import Notice
from reminders.models.mail import Mail
from reminders.querysets import MailedNoticeQuerySet


class MailedNotice(models.Model):
    """What is new for a person stands in this mail of theirs, and in no other.

    One row a notice: it is told by mail once at most. The row of a mail that failed goes on to a
    later one, if the notice is still unread and young by then.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        SENT = "sent", "Sent"
        DROPPED = "dropped", "Not sent"
        FAILED = "failed", "Failed"

    notice = models.OneToOneField(Notice, on_delete=models.PROTECT, related_name="mailed")
    mail = models.ForeignKey(Mail, on_delete=models.PROTECT, related_name="notices")
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    state_reason = models.CharField(max_length=300, blank=True)

    objects = MailedNoticeQuerySet.as_manager()

    class Meta:
        ordering = ("mail", "pk")

    def __str__(self) -> str:
        return f"{self.notice} in {self.mail}"
