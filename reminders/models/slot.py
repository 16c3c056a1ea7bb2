"""How many mails may go in a minute."""

from django.db import models
from django.utils import timezone


class Slot(models.Model):
    """One of the mails that may go in a minute (`rate.py`): free a minute after it went."""

    number = models.PositiveIntegerField()
    free_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["number"], name="slot_number")]

    def __str__(self) -> str:
        return f"Slot {self.number}, free at {self.free_at}"
