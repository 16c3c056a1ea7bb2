"""What is new for a person: the row behind an entry of their bell page."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, Partnership, Signed, User
from recommendations.models.action import Action
from recommendations.models.recommendation import Recommendation
from recommendations.querysets import NoticeQuerySet
from scr_tracker.models import PublicIdentity


class Notice(PublicIdentity, Signed):
    """One person is told of one thing that somebody else did, at the moment at which it was done.

    It holds no words of anybody: what happened, to what, who did it (with name and role as they
    were) and when. It is about a thing of the kind `about`, known by its `public_id`; `action` is
    the one by which an action or an item of evidence is called. `occasion` is the row or version
    that the happening wrote: the same one tells nobody twice. `many` counts items that were
    accepted before the first of them was read. A notice is no record of what happened: that
    stands with the thing, and old notices go.

    Who was told need not see the thing for ever: `reminders.bell` says what a person still sees.
    """

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", "Assigned"
        RETURNED = "returned", "Sent back"
        CHALLENGED = "challenged", "Challenge"
        MENTIONED = "mentioned", "Mentioned"
        DECIDED = "decided", "Decided"

    class Happening(models.TextChoices):
        OWNER = "owner", "You own this action now"
        LEAD = "lead", "Your agency leads this action now"
        RESPONSE = "response", "Your agency is asked for a response"
        REQUEST = "request", "Your agency is asked for evidence"
        CLAIM_RETURNED = "claim_returned", "The completion was sent back"
        REOPENED_ACTION = "action_reopened", "The action is no longer verified: it was reopened"
        EVIDENCE_RETURNED = "evidence_returned", "Evidence was sent back"
        ANSWER_RETURNED = "answer_returned", "Evidence did not answer the request"
        QUESTION = "question", "Your agency is asked a question"
        ANSWERED = "answered", "Your question was answered"
        MENTIONED = "mentioned", "You were mentioned"
        MORE_TIME = "more_time", "More time was agreed"
        NO_MORE_TIME = "no_more_time", "More time was declined"
        VERIFIED = "verified", "The action was verified"
        EVIDENCE_ACCEPTED = "evidence_accepted", "Evidence was accepted"
        ANSWER_ACCEPTED = "answer_accepted", "Your answer was accepted"
        ANSWER_NOT_ACCEPTED = "answer_not_accepted", "Your answer was not accepted"
        SIGNED_OFF = "signed_off", "The recommendation was signed off"
        REOPENED = "reopened", "The recommendation was reopened"

    class About(models.TextChoices):
        """The name of the thing's model."""

        RECOMMENDATION = "recommendation", "recommendation"
        ACTION = "action", "action"
        CHALLENGE = "challenge", "challenge"
        EVIDENCE = "evidence", "evidence"
        REQUEST = "evidencerequest", "evidence request"

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    happening = models.CharField("what happened", max_length=20, choices=Happening)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="notices"
    )
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="notices"
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="To which the question or the request is put.",
    )
    about = models.CharField(max_length=16, choices=About)
    item_id = models.UUIDField("what it is about")
    occasion = models.CharField(max_length=60)
    many = models.PositiveSmallIntegerField("how many", default=1)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-recorded_at", "-id"], name="notice_newest"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "happening", "item_id", "occasion"],
                name="notice_identity",
                violation_error_message="This person has been told of this.",
            ),
            models.CheckConstraint(
                condition=Q(about__in=["action", "evidence"], action__isnull=False)
                | (~Q(about__in=["action", "evidence"]) & Q(action=None)),
                name="notice_called_by_action",
                violation_error_message="Actions and evidence are called by an action.",
            ),
            models.CheckConstraint(
                condition=~Q(recipient=F("recorded_by")),
                name="notice_of_others",
                violation_error_message="Nobody is told of what they did themselves.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.get_happening_display()}"
