from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone

from agencies.models import Agency, Forum, Partnership, User
from recommendations.models.review import Review
from recommendations.querysets import RecommendationQuerySet, ThemeQuerySet
from scr_tracker.addresses import address_of
from scr_tracker.history import Records
from scr_tracker.models import PublicIdentity, Versioned


class Theme(PublicIdentity):
    """A subject that a partnership's reviews share."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="themes")
    name = models.CharField(max_length=120)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                "partnership",
                name="theme_name_unique",
                violation_error_message="The partnership already has a theme with this name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Recommendation(PublicIdentity, Versioned):
    """A numbered ask of a review.

    `reference` is text as printed ("1a"); `position` is the order in the report; `section` names
    the list where a report has several that each start at 1. The responsible agencies are those
    that owe a response. Where the ask is not in local hands, `awaiting_body` names who has it.
    """

    class Scope(models.TextChoices):
        SINGLE = "single_agency", "Single agency"
        LOCAL = "local", "Local"
        REGIONAL = "regional", "Regional"
        NATIONAL = "national", "National"

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="recommendations")
    section = models.CharField("list", max_length=120, blank=True)
    reference = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField("order in the report")
    wording = models.TextField(max_length=8000)
    scope = models.CharField(max_length=15, choices=Scope, default=Scope.LOCAL)
    intended_change = models.TextField(
        blank=True,
        max_length=4000,
        help_text="What should be different for children or adults?",
    )
    measures = models.TextField(
        blank=True,
        max_length=4000,
        help_text="What will be counted or looked at to see whether it changed?",
    )
    closing_criteria = models.TextField(
        blank=True,
        max_length=4000,
        help_text="What must be true before this can be signed off?",
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="recommendations")
    forum = models.ForeignKey(
        Forum,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
    )
    agencies: "models.ManyToManyField[Agency, models.Model]" = models.ManyToManyField(
        Agency, through="Response", related_name="recommendations"
    )
    awaiting_body = models.CharField("awaiting another body", max_length=200, blank=True)
    awaiting_sent_on = models.DateField("sent on", null=True, blank=True)
    awaiting_chase_on = models.DateField("chase on", null=True, blank=True)
    history = Records(m2m_fields=[themes])

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ("review", "position", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("reference"),
                "review",
                "section",
                name="recommendation_reference_unique",
                violation_error_code="reference",
                violation_error_message="The review already has a recommendation so numbered.",
            ),
            models.CheckConstraint(
                condition=Q(awaiting_body="", awaiting_sent_on=None, awaiting_chase_on=None)
                | (~Q(awaiting_body="") & Q(awaiting_sent_on__isnull=False)),
                name="recommendation_awaiting_complete",
                violation_error_code="awaiting_sent_on",
                violation_error_message="Name the other body and the date on which it was asked.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review.pseudonym} {self.reference}"

    def get_absolute_url(self) -> str:
        return address_of("recommendations:recommendation-detail", self.public_id)


class Repeat(models.Model):
    """Two recommendations ask for the same thing; `earlier` came first."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="repeats"
    )
    earlier = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="repeated")
    note = models.TextField(blank=True, max_length=2000)
    linked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(default=timezone.now, editable=False)
    history = Records()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "earlier"],
                name="repeat_unique",
                violation_error_message="These two are already linked.",
            ),
            models.CheckConstraint(
                condition=~Q(recommendation=F("earlier")),
                name="repeat_not_itself",
                violation_error_message="A recommendation cannot repeat itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation} repeats {self.earlier}"
