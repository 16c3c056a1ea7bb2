"""Who: partnerships, the agencies that serve them, their forums, and people with their roles."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from agencies.querysets import (
    AgencyQuerySet,
    MembershipQuerySet,
    PartnershipQuerySet,
    UserQuerySet,
)
from scr_tracker.models import PublicIdentity, Versioned


class Partnership(PublicIdentity):
    """The owner of reviews, and the tenant: nothing is read across partnerships."""

    class Kind(models.TextChoices):
        CHILDREN = "lscp", "Safeguarding children partnership"
        ADULTS = "sab", "Safeguarding adults board"
        COMMUNITY = "csp", "Community safety partnership"
        JOINT = "joint", "Joint partnership"

    class Nation(models.TextChoices):
        ENGLAND = "england", "England"
        WALES = "wales", "Wales"
        SCOTLAND = "scotland", "Scotland"
        NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)
    nation = models.CharField(max_length=20, choices=Nation, default=Nation.ENGLAND)
    is_demo = models.BooleanField("holds demo data", default=False)
    history = HistoricalRecords()

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Agency(PublicIdentity, Versioned):
    """An organisation that owes responses and actions, in one partnership or several."""

    class Kind(models.TextChoices):
        COUNCIL = "council", "Council service"
        POLICE = "police", "Police"
        HEALTH = "health", "Health"
        EDUCATION = "education", "Education"
        PROBATION = "probation", "Probation"
        VOLUNTARY = "voluntary", "Voluntary sector"
        PARTNERSHIP = "partnership", "Partnership team"
        OTHER = "other", "Other"

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    partnerships: "models.ManyToManyField[Partnership, PartnershipAgency]" = (
        models.ManyToManyField(
            Partnership, through="PartnershipAgency", related_name="agencies"
        )
    )
    history = HistoricalRecords()

    objects = AgencyQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "agencies"
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="agency_name_unique",
                violation_error_message="There is already an agency with this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one: for tables."""
        return self.short_name or self.name


class AgencyAlias(models.Model):
    """Another name by which documents call an agency."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "agency aliases"
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                "agency",
                name="agencyalias_unique",
                violation_error_message="The agency already has this other name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PartnershipAgency(models.Model):
    """An agency serves a partnership; it may stop, and what it did stays."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="services"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="services"
    )
    is_active = models.BooleanField(default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("partnership", "agency")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "agency"],
                name="partnershipagency_unique",
                violation_error_message="The agency already belongs to this partnership.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} in {self.partnership}"


class Forum(PublicIdentity):
    """A group of a partnership that receives assurance and can sign off."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="forums"
    )
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                "partnership",
                name="forum_name_unique",
                violation_error_message="The partnership already has a forum with this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes people whose e-mail address is kept in lower case, so that it is one person once."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(PublicIdentity, AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. What they may do is told by their memberships."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(
        max_length=150,
        help_text="A name or a role, as others should see it in the record.",
    )
    is_active = models.BooleanField("can sign in", default=True)
    is_staff = models.BooleanField("site administrator", default=False)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering = ("name", "email")

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


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
    def role_label(self) -> str:
        """ "Agency lead, Hampshire Constabulary", "Board member"."""
        role = self.Role(self.role).label
        return f"{role}, {self.agency}" if self.agency_id else role


class Invitation(PublicIdentity):
    """A person was asked to join; the mail holds a link to choose a password."""

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="invitations"
    )
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

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
