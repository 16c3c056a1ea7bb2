"""Organisations, the names by which they go, and the partnerships that they serve."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from agencies.models.partnership import Partnership
from agencies.querysets import AgencyQuerySet
from scr_tracker.models import PublicIdentity, Versioned


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
    partnerships: "models.ManyToManyField[Partnership, PartnershipAgency]" = models.ManyToManyField(
        Partnership, through="PartnershipAgency", related_name="agencies"
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
    history = HistoricalRecords()

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

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="services")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="services")
    is_active = models.BooleanField(default=True)
    is_safeguarding_partner = models.BooleanField(
        "safeguarding partner",
        default=False,
        help_text="One of the bodies whose agreement a sign-off needs, where it is asked for.",
    )
    executive_lead = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="executive_of",
        help_text="Who answers for the agency on the board; is told of what stays late.",
    )
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
