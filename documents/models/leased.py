"""What a worker makes, and at which it may die: shared by all kinds of packs."""

from django.db import models
from django.db.models import Q


class Leased(models.Model):
    """A row that a worker takes for the length of a lease (`leases.py`).

    `done` of `total` steps show how far it is.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be made"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"
        EXPIRED = "expired", "No longer kept"

    #: States that lead somewhere.
    UNFINISHED = (State.WAITING, State.MAKING)

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    done = models.PositiveIntegerField("steps done", default=0)
    total = models.PositiveIntegerField("steps in all", default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_unfinished(self) -> bool:
        return self.state in self.UNFINISHED


def making_is_leased(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(state="making", lease_token__isnull=False, lease_until__isnull=False)
        | (~Q(state="making") & Q(lease_token=None, lease_until=None)),
        name=name,
        violation_error_message="A pack that is being made needs a lease.",
    )


def end_has_a_reason(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=~Q(state__in=["failed", "expired"], reason=""),
        name=name,
        violation_error_message="Say why the pack cannot be had.",
    )
