"""Board packs: the papers of a board, frozen, and kept for good."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from agencies.models import Forum, Meeting, Partnership, Signed, User
from documents.board_rows import BoardPackQuerySet, BoardScheduleQuerySet
from documents.models.leased import Leased, end_has_a_reason, making_is_leased
from recommendations.models import Review
from scr_tracker.addresses import address_of
from scr_tracker.models import PublicIdentity


class Asked(models.Model):
    """What somebody wants in a pack. `asked_reviews` counts where `is_all_reviews` is off."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    is_all_reviews = models.BooleanField("all reviews", default=True)
    asked_reviews = models.ManyToManyField(Review, blank=True, related_name="+")
    #: Keys of `board/sections.py`, in their order.
    sections = models.JSONField(default=list)

    class Meta:
        abstract = True


class BoardSchedule(PublicIdentity, Signed, Asked):
    """Have a pack made so many days before each meeting of a forum, by who scheduled it.

    It is made in their name and with their sight of that day. `ended_at`: no more are made.
    """

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="board_schedules")
    days_before = models.PositiveSmallIntegerField("days before the meeting", default=7)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BoardScheduleQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(days_before__lte=60),
                name="board_schedule_days_before",
                violation_error_code="days_before",
                violation_error_message="Choose 60 days or fewer before the meeting.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, before each meeting of {self.forum}"


class BoardPack(PublicIdentity, Signed, Leased, Asked):
    """One report, made by a worker for the person who asked (`recorded_by`).

    It holds what they may see, as it stood on `as_at`; its text (`BoardPackText`) never changes.
    They may open it, and, from `given_at` on, so may all who read the whole partnership. Whoever
    opens it must see every one of `held_reviews` on that day; `holds` are the keys of the rest.
    """

    period_from = models.DateField("from", null=True, blank=True)
    period_to = models.DateField("to", null=True, blank=True)
    as_at = models.DateField("as at")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="board_packs"
    )
    schedule = models.ForeignKey(
        BoardSchedule, on_delete=models.PROTECT, null=True, blank=True, related_name="packs"
    )
    held_reviews = models.ManyToManyField(Review, blank=True, related_name="board_packs")
    holds = models.JSONField(default=dict, blank=True, editable=False)
    marking = models.CharField(max_length=20, choices=Review.Marking, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = BoardPackQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["schedule", "meeting"],
                name="board_pack_one_a_scheduled_meeting",
                violation_error_message="The pack for this meeting is there already.",
            ),
            making_is_leased("board_pack_making_leased"),
            end_has_a_reason("board_pack_end_reason_given"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(made_at__isnull=False),
                name="board_pack_ready_dated",
                violation_error_message="A pack is ready from a moment on.",
            ),
            models.CheckConstraint(
                condition=Q(given_at=None, given_by=None)
                | Q(state="ready", given_at__isnull=False, given_by__isnull=False),
                name="board_pack_given_ready",
                violation_error_message="Give the pack to the board when it is ready.",
            ),
            models.CheckConstraint(
                condition=Q(period_from=None)
                | Q(period_from__lte=Coalesce(F("period_to"), F("as_at"))),
                name="board_pack_period_in_order",
                violation_error_code="period_to",
                violation_error_message="The period ends before it begins.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("documents:board-pack-detail", self.public_id)


class BoardPackText(models.Model):
    """The frozen report of a pack, as `report/stored.py` writes it. Nothing ever changes it."""

    pack = models.OneToOneField(BoardPack, on_delete=models.PROTECT, related_name="kept")
    text = models.TextField()
    sha256 = models.CharField("SHA-256", max_length=64)

    def __str__(self) -> str:
        return self.sha256


class BoardPackDownload(Signed):
    """A pack was taken in one of its formats."""

    pack = models.ForeignKey(BoardPack, on_delete=models.PROTECT, related_name="downloads")
    format = models.CharField(max_length=8)

    class Meta:
        ordering = ("-recorded_at", "-pk")

    def __str__(self) -> str:
        return f"{self.pack} ({self.format}) to {self.recorded_by_name}"
