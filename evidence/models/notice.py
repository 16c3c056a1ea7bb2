"""The mails about files with a virus: who has had one."""

from typing import ClassVar

from django.db import models

from agencies.models import User
from evidence.models.version import EvidenceVersion


class VirusNotice(models.Model):
    """The person has been told, by a mail that went out at `sent_at`, of the virus in the file.

    A file that turned out clean and has one again is told of again: `finding` counts that.
    """

    version = models.ForeignKey(EvidenceVersion, on_delete=models.PROTECT, related_name="notices")
    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    finding = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-sent_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "recipient", "finding"],
                name="virusnotice_once",
                violation_error_message="This person has been told.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} to {self.recipient}"
