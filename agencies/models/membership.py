"""What a person is, where; how they were asked to join; and how a record names them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from agencies.models.agency import Agency
from agencies.models.partnership import Partnership
from agencies.models.user import User
from agencies.querysets import MembershipQuerySet
from scr_tracker.models import PublicIdentity, Versioned


class Membership(PublicIdentity, Versioned):
    """What a person is, where: a role in a partnership, for an agency where the role is one's."""

    class Role(models.TextChoices):
        MANAGER = "manager", "Partnership manager"
        AGENCY_LEAD = "agency_lead", "Agency lead"
        BOARD_MEMBER = "board_member", "Board member"
        SCRUTINEER = "scrutineer", "Independent scrutineer"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=15, choices=Role)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        related_name="memberships",
        null=True,
        blank=True,
    )
    is_active = models.BooleanField(default=True)
    history = HistoricalRecords()

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("partnership", "user__name")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role="agency_lead", agency__isnull=False)
                | (~Q(role="agency_lead") & Q(agency__isnull=True)),
                name="membership_agency_with_lead",
                violation_error_message="An agency lead needs an agency; other roles have none.",
            ),
            models.UniqueConstraint(
                fields=["user", "partnership", "role", "agency"],
                condition=Q(agency__isnull=False),
                name="membership_unique_with_agency",
                violation_error_message="This person already leads for this agency.",
            ),
            models.UniqueConstraint(
                fields=["user", "partnership", "role"],
                condition=Q(agency__isnull=True),
                name="membership_unique_without_agency",
                violation_error_message="This person already has this role.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role_label}"

    @property
    def has_work(self) -> bool:
        """Something can be owed in this role: others read, and ask."""
        return self.role in (self.Role.MANAGER, self.Role.AGENCY_LEAD)

    @property
    def role_label(self) -> str:
        """ "Agency lead, Hampshire Constabulary", "Board member"."""
        role = self.Role(self.role).label
        return f"{role}, {self.agency}" if self.agency_id else role


class Invitation(PublicIdentity):
    """A person was asked to join; the mail holds a link to choose a password.

    `name` is how the inviter calls the person. Until the person has signed in, the inviter reads
    this name only, and not what another partnership may have on record.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="invitations")
    name = models.CharField(max_length=150)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("-invited_at",)

    def __str__(self) -> str:
        return f"Invitation of {self.membership}"


class Signed(models.Model):
    """An append-only row: who, with name and role as they were, and when.

    `access.signature(actor, partnership_id)` fills it. Nothing updates or deletes such a row.
    """

    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="recorded by"
    )
    recorded_by_name = models.CharField(max_length=150)
    recorded_by_role = models.CharField(max_length=250)
    recorded_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        abstract = True
