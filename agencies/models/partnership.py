"""The tenant, and the groups to which it reports."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from agencies.querysets import PartnershipQuerySet
from scr_tracker.models import PublicIdentity, Versioned


class Partnership(PublicIdentity, Versioned):
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

    class EmbeddingMonths(models.IntegerChoices):
        SIX = 6, "6 months after sign-off"
        TWELVE = 12, "12 months after sign-off"

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)
    nation = models.CharField(max_length=20, choices=Nation, default=Nation.ENGLAND)
    asks_partner_agreement = models.BooleanField(
        "ask each safeguarding partner to agree to a sign-off", default=False
    )
    embedding_months = models.PositiveSmallIntegerField(
        "months until the embedding check", choices=EmbeddingMonths, default=EmbeddingMonths.SIX
    )
    chair = models.ForeignKey(
        "agencies.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="chaired",
        help_text="Is told, with the managers, of what stays late for long.",
    )
    is_demo = models.BooleanField("holds demo data", default=False)
    #: Of its own words and colours for what the tracker works out; 0 where it has chosen none. Read
    #: with the memberships, so that no page asks for what is not there.
    legend_version = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords(excluded_fields=["legend_version"])

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Forum(PublicIdentity, Versioned):
    """A group of a partnership that receives assurance and can sign off."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="forums")
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_board = models.BooleanField("the partnership’s board", default=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership"],
                condition=models.Q(is_board=True),
                name="forum_one_board",
                violation_error_code="is_board",
                violation_error_message="The partnership already has a forum that is its board.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_board=False) | models.Q(is_active=True),
                name="forum_board_is_active",
                violation_error_code="is_board",
                violation_error_message="A forum that has ended cannot be the board.",
            ),
            models.UniqueConstraint(
                Lower("name"),
                "partnership",
                name="forum_name_unique",
                violation_error_message="The partnership already has a forum with this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
