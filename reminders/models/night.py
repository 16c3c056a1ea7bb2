"""The nights on which a plan was made."""

from django.db import models
from django.utils import timezone


class Night(models.Model):
    """A day of which the plan was made to its end: what was missed is known by its absence."""

    day = models.DateField(unique=True)
    planned_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"Plan of {self.day}"
