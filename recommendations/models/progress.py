"""What happened to an action: append-only rows, each with who and when."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q

from agencies.models import Signed, User
from recommendations import facts
from recommendations.models.action import Action
from recommendations.querysets import ExtensionRequestQuerySet
from recommendations.status import Status
from scr_tracker.history import Records
from scr_tracker.models import PublicIdentity


class ProgressUpdateQuerySet(models.QuerySet):
    def claims(self) -> Self:
        """`is_claim` as a condition, the latest first."""
        done = (Status.COMPLETED, Status.VERIFIED)
        found = self.filter(status_after=Status.COMPLETED).exclude(status_before__in=done)
        return found.order_by("-recorded_at", "-pk")

    def with_bareness(self) -> Self:
        """`is_bare`: it told of a verification without evidence.

        A verification and its update are written together, the update last.
        """
        moved = ~Q(status_before=Status.VERIFIED) & Q(status_after=Status.VERIFIED)
        told = {"action": OuterRef("action"), "recorded_at__lte": OuterRef("recorded_at")}
        return self.annotate(is_bare=facts.bareness(moved, **told))


class ProgressUpdate(PublicIdentity, Signed):
    """A note on an action, with the status that it found and the one that it set."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    note = models.TextField(max_length=4000)
    status_before = models.CharField(max_length=12, choices=Status)
    status_after = models.CharField(max_length=12, choices=Status)
    happened_on = models.DateField()

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")

    def __str__(self) -> str:
        return f"{self.action}, {self.happened_on}"

    @property
    def has_moved(self) -> bool:
        return self.status_before != self.status_after

    @property
    def is_taken_back(self) -> bool:
        """What was verified has changed since, and is verified anew; the claim stands."""
        return self.status_before == Status.VERIFIED and self.status_after == Status.COMPLETED

    @property
    def is_claim(self) -> bool:
        """It said that the action is done: no later word on it, no verification taken back."""
        done = (Status.COMPLETED, Status.VERIFIED)
        return self.status_after == Status.COMPLETED and self.status_before not in done


class Barrier(PublicIdentity, Signed):
    """A stated reason why progress is stopped; the action holds one open barrier at most."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="barriers")
    reason = models.TextField(max_length=4000)
    raised_on = models.DateField()
    cleared_on = models.DateField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = Records()

    class Meta:
        ordering = ("-raised_on", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(cleared_on=None),
                name="barrier_one_open",
                violation_error_message="The action already has an open barrier.",
            ),
            models.CheckConstraint(
                condition=Q(cleared_on=None) | Q(cleared_on__gte=F("raised_on")),
                name="barrier_cleared_after_raised",
                violation_error_message="A barrier cannot be cleared before it was raised.",
            ),
        ]

    def __str__(self) -> str:
        return f"Barrier to {self.action}"


class ExtensionRequest(PublicIdentity, Signed):
    """An owner's ask for a later due date; a manager approves or declines it, once."""

    class Decision(models.TextChoices):
        OPEN = "open", "Waiting for the manager"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="extension_requests")
    due_on_now = models.DateField("due date when asked")
    asked_due_on = models.DateField("date asked for")
    reason = models.TextField(max_length=4000)
    decision = models.CharField(max_length=10, choices=Decision, default=Decision.OPEN)
    decision_note = models.TextField(blank=True, max_length=4000)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    history = Records()

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["decision", "recorded_at"], name="extensionrequest_waiting")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(decision="open"),
                name="extensionrequest_one_open",
                violation_error_message="More time has already been asked for.",
            ),
            models.CheckConstraint(
                condition=Q(decision="open", decided_at=None, decided_by=None)
                | (~Q(decision="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="extensionrequest_decided",
                violation_error_message="A decision needs who made it and when.",
            ),
            models.CheckConstraint(
                condition=Q(asked_due_on__gt=F("due_on_now")),
                name="extensionrequest_later",
                violation_error_message="Ask for a date after the present due date.",
            ),
        ]

    def __str__(self) -> str:
        return f"More time for {self.action}"


class DueDateChange(PublicIdentity, Signed):
    """A due date moved: from, to, why, and who agreed it."""

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="date_changes")
    old_due_on = models.DateField(null=True, blank=True)
    new_due_on = models.DateField()
    reason = models.TextField(max_length=4000)
    agreed_by = models.CharField(
        max_length=200,
        help_text="The person, meeting or forum that agreed the new date.",
    )
    extension_request = models.OneToOneField(
        ExtensionRequest,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="date_change",
    )

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(old_due_on=None) | ~Q(old_due_on=F("new_due_on")),
                name="duedatechange_moves",
                violation_error_message="The new date is the date that the action already has.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.old_due_on} to {self.new_due_on}"
