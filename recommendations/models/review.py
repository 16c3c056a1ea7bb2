from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.utils import timezone

from agencies.models import Partnership, Signed, User
from recommendations.querysets import ReviewQuerySet
from scr_tracker.addresses import address_of
from scr_tracker.history import Records
from scr_tracker.models import PublicIdentity, Versioned


class Review(PublicIdentity, Versioned):
    """The exercise that made the recommendations, known by a pseudonym and a reference.

    There is no field for a subject's real name, birth date or address, and there must be none.
    """

    class Kind(models.TextChoices):
        SCR = "scr", "Serious case review"
        LCSPR = "lcspr", "Local child safeguarding practice review"
        RAPID = "rapid_review", "Rapid review"
        SAR = "sar", "Safeguarding adults review"
        DHR = "dhr", "Domestic homicide review"
        JTAI = "jtai", "Joint targeted area inspection"
        THEMATIC = "thematic", "Thematic review"
        OTHER = "other", "Other review"

    class Marking(models.TextChoices):
        OFFICIAL = "official", "OFFICIAL"
        SENSITIVE = "official_sensitive", "OFFICIAL-SENSITIVE"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="reviews")
    pseudonym = models.CharField(
        max_length=80,
        help_text="The name used in the report, never a person’s real name.",
    )
    reference = models.CharField(max_length=40, help_text="For example SCR-2018-01.")
    kind = models.CharField(max_length=12, choices=Kind)
    summary = models.TextField(blank=True, max_length=4000)
    commissioned_on = models.DateField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL)
    is_restricted = models.BooleanField(
        "restricted",
        default=False,
        help_text="Only the people named on the review see it.",
    )
    retain_until = models.DateField(
        "keep evidence until",
        null=True,
        blank=True,
        help_text="Until this day nothing of the review is disposed of.",
    )
    is_held = models.BooleanField(
        "under legal hold",
        default=False,
        help_text="Nothing of the review may be disposed of while it is held.",
    )
    hold_reason = models.TextField("reason for the hold", blank=True, max_length=2000)
    named_people: "models.ManyToManyField[User, ReviewPerson]" = models.ManyToManyField(
        User,
        through="ReviewPerson",
        through_fields=("review", "user"),
        related_name="restricted_reviews",
    )
    history = Records()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-published_on", "pseudonym")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["partnership", "reference"],
                name="review_reference_unique",
                violation_error_code="reference",
                violation_error_message="The partnership already has a review with this reference.",
            ),
            models.CheckConstraint(
                condition=~models.Q(is_held=True, hold_reason=""),
                name="review_hold_reason_given",
                violation_error_code="hold_reason",
                violation_error_message="Say why the review is under legal hold.",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    def called(self, *, with_pseudonym: bool) -> str:
        return self.pseudonym if with_pseudonym else self.reference

    def get_absolute_url(self) -> str:
        return address_of("recommendations:review-detail", self.public_id)


def highest(found: Iterable[str]) -> Review.Marking | None:
    """The highest marking of these; None of nothing."""
    found = set(found)
    markings = (Review.Marking.SENSITIVE, Review.Marking.OFFICIAL)
    return next((marking for marking in markings if marking in found), None)


def highest_marking(found: Iterable[str]) -> str:
    """The label of the highest marking of what a page or a mail shows; "" where it is nothing."""
    marking = highest(found)
    return str(marking.label) if marking else ""


class ReviewPerson(models.Model):
    """A person named on a restricted review: only they see it."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="people")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(default=timezone.now, editable=False)
    history = Records()

    class Meta:
        ordering = ("user__name",)
        verbose_name_plural = "review people"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["review", "user"],
                name="reviewperson_unique",
                violation_error_message="This person is already named on the review.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.review}"


class KeepingChange(Signed):
    """How long the evidence of a review is kept, and its legal hold, as somebody changed them.

    `reason` is why the hold was put on or lifted; a date alone needs none.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="keeping_changes")
    retain_until = models.DateField(null=True, blank=True)
    is_held = models.BooleanField()
    was_held = models.BooleanField()
    reason = models.TextField(blank=True, max_length=2000)

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(is_held=models.F("was_held")) | ~models.Q(reason=""),
                name="keepingchange_reason_given",
                violation_error_message="Say why the legal hold is put on or lifted.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.what}"

    @property
    def what(self) -> str:
        """What was done, in words."""
        if self.is_held != self.was_held:
            return "Legal hold put on" if self.is_held else "Legal hold lifted"
        return "Reason for the legal hold changed" if self.reason else "Date for keeping changed"
