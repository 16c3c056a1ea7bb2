"""Who does a job that only one may do at a time."""

from django.db import models
from django.db.models import Q


class Lease(models.Model):
    """A job that one process at a time does, whichever machine it runs on, and until when.

    Free where nobody holds it, or where who did let it run out: a killed process frees it so.
    """

    class Job(models.TextChoices):
        PLANNING = "planning", "Planning"

    job = models.CharField(max_length=20, choices=Job)
    token = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job"], name="lease_one_a_job"),
            models.CheckConstraint(
                condition=Q(token=None, until=None) | Q(token__isnull=False, until__isnull=False),
                name="lease_held_until",
                violation_error_message="A lease that somebody holds needs its end.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_job_display()}: {f'until {self.until}' if self.until else 'free'}"
