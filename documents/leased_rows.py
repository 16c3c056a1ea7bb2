"""Reading: what waits for a worker, of every kind that workers make under a lease."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class LeasedQuerySet(models.QuerySet):
    def claimable(self, now: datetime) -> Self:
        """Waiting, or given up by a worker that was stopped."""
        return self.filter(Q(state="waiting") | Q(state="making", lease_until__lt=now))
