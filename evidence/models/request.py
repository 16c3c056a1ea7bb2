"""What a manager asks an agency to prove."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Partnership, Signed, User
from evidence.models.item import Evidence
from evidence.querysets_requests import EvidenceRequestQuerySet, RequestEventQuerySet
from recommendations.models import Action, Recommendation
from scr_tracker.addresses import address_of
from scr_tracker.history import Records
from scr_tracker.models import PublicIdentity, Versioned


class EvidenceRequest(PublicIdentity, Versioned, Signed):
    """A manager asks an agency for a piece of evidence: what is wanted, and by when.

    It is about a recommendation, and about one of its actions where `action` is set. `evidence` is
    the item with which the agency answers; the request is closed when that item is accepted, open
    again when the acceptance no longer stands, or withdrawn by a manager with a reason. What
    happened to it, and what was said then, are its `events`.
    """

    #: A stale form says that it changed, and not to what: not everybody may read the item.
    unnamed_in_changes: ClassVar = frozenset({"evidence"})

    class State(models.TextChoices):
        OPEN = "open", "Waiting for the agency"
        CLOSED = "closed", "Answered"
        WITHDRAWN = "withdrawn", "Withdrawn"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="evidence_requests"
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="evidence_requests"
    )
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence_requests"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="evidence_requests")
    wanted = models.TextField("what is wanted", max_length=2000)
    due_on = models.DateField("wanted by")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="answered_requests"
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    withdrawn_reason = models.TextField(blank=True, max_length=2000)

    history = Records()

    objects = EvidenceRequestQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        indexes: ClassVar = [
            models.Index(fields=["state", "due_on"], name="evidencerequest_state_due")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, closed_by=None)
                | (~Q(state="open") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="evidencerequest_closed_dated",
                violation_error_message="A closed request needs who closed it and when.",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed", evidence=None),
                name="evidencerequest_answered",
                violation_error_message="A request is answered with an item of evidence.",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn", withdrawn_reason=""),
                name="evidencerequest_withdrawn_reason",
                violation_error_message="Say why the evidence is no longer wanted.",
            ),
        ]

    def __str__(self) -> str:
        return f"Evidence wanted from {self.agency} for {self.recommendation}"

    def get_absolute_url(self) -> str:
        return address_of("evidence:request-detail", self.public_id)


class RequestEvent(Signed):
    """Something that happened to a request: who did it, when, and what they said.

    `evidence` is the item that it was about. Not everybody who reads the request may read the item,
    so a note never names it.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked for"
        CHANGED = "changed", "Request changed"
        ANSWERED = "answered", "Answered"
        RETURNED = "returned", "Sent back"
        CLOSED = "closed", "Closed: accepted"
        REOPENED = "reopened", "Open again"
        WITHDRAWN = "withdrawn", "Withdrawn"

    request = models.ForeignKey(EvidenceRequest, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.TextField(blank=True)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RequestEventQuerySet.as_manager()

    class Meta:
        ordering = ("recorded_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=["reopened", "withdrawn"], note=""),
                name="requestevent_reason_given",
                violation_error_message="Say why.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_kind_display()}"

    @property
    def title(self) -> str:
        """What happened, so that the item it was about can follow after a colon."""
        closed = self.kind == self.Kind.CLOSED
        return "Accepted and closed" if closed else str(self.Kind(self.kind).label)
