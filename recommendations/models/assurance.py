"""What others decided: verification, sign-off, the later check, and the board's questions."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from agencies.models import Agency, Forum, Signed, User
from recommendations.models.action import Action
from recommendations.models.recommendation import Recommendation
from recommendations.querysets import (
    ChallengeQuerySet,
    EmbeddingCheckQuerySet,
    SignOffQuerySet,
)
from scr_tracker.addresses import address_of
from scr_tracker.history import Records
from scr_tracker.models import PublicIdentity


class Verification(PublicIdentity, Signed):
    """The manager's decision on a claimed completion; never by the person who claimed it.

    `is_bare`: nothing supported the action when it was verified; the comment says why none is
    needed. Of rows from before the mark was there: nothing that was accepted.
    """

    class Decision(models.TextChoices):
        VERIFIED = "verified", "Verified"
        SENT_BACK = "sent_back", "Sent back"

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="verifications")
    decision = models.CharField(max_length=10, choices=Decision)
    comment = models.TextField(blank=True, max_length=4000)
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_bare = models.BooleanField("without evidence", default=False, editable=False)

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(decision="sent_back", comment=""),
                name="verification_sent_back_comment",
                violation_error_message="Say what is missing.",
            ),
            models.CheckConstraint(
                condition=~Q(decision="verified", recorded_by=models.F("claimed_by")),
                name="verification_second_person",
                violation_error_message="Somebody other than the person who claimed it verifies.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.decision}"


class SignOff(PublicIdentity, Signed):
    """A forum's recorded decision to close a recommendation, on a stated basis.

    It stands until it is reopened, with a reason; one stands at a time. `snapshot` is what stood
    at that moment: actions, evidence and decisions, as `recommendations.snapshot` reads them.
    """

    class Outcome(models.TextChoices):
        ASSURED = "assured", "Assured"
        CLOSED = "closed_not_implemented", "Closed, not implemented"

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="sign_offs"
    )
    outcome = models.CharField(max_length=25, choices=Outcome)
    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="sign_offs")
    meeting_on = models.DateField("date of the meeting")
    basis = models.TextField(max_length=4000)
    outputs_only_reason = models.TextField(
        "why outputs alone are enough",
        blank=True,
        max_length=4000,
        help_text="Asked for where no evidence shows quality or outcome.",
    )
    snapshot = models.JSONField(default=dict, blank=True, editable=False)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reopen_reason = models.TextField(blank=True, max_length=4000)
    history = Records(excluded_fields=["snapshot"])

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=Q(reopened_at=None),
                name="signoff_one_stands",
                violation_error_message="The recommendation is already signed off.",
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None, reopen_reason="")
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopen_reason="")),
                name="signoff_reopened_complete",
                violation_error_message="Reopening needs a reason.",
            ),
            models.CheckConstraint(
                condition=~Q(basis=""),
                name="signoff_basis_given",
                violation_error_message="Say on what basis the forum decided.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}: {self.get_outcome_display()}"

    def get_absolute_url(self) -> str:
        return address_of("recommendations:signoff-detail", self.public_id)


class SignOffAgreement(models.Model):
    """A safeguarding partner agrees to a sign-off, where the partnership asks for it."""

    sign_off = models.ForeignKey(SignOff, on_delete=models.PROTECT, related_name="agreements")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    agreed_by = models.CharField(max_length=200, help_text="The role of the person who agreed.")
    agreed_on = models.DateField()

    class Meta:
        ordering = ("agency__name",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sign_off", "agency"],
                name="signoffagreement_unique",
                violation_error_message="This partner's agreement is already recorded.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency} agrees to {self.sign_off}"


class EmbeddingCheck(PublicIdentity):
    """A later look at whether the change has lasted.

    What is embedded only in part, or not, reopens the recommendation; `led_to` is the action that
    was added then, where one was.
    """

    class Outcome(models.TextChoices):
        PENDING = "", "Not checked yet"
        EMBEDDED = "embedded", "Embedded"
        PARTLY = "partly", "Partly embedded"
        NOT_EMBEDDED = "not_embedded", "Not embedded"

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="embedding_checks"
    )
    sign_off = models.ForeignKey(SignOff, on_delete=models.PROTECT, related_name="embedding_checks")
    due_on = models.DateField()
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True, default="")
    note = models.TextField(blank=True, max_length=4000)
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    led_to = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = Records()

    #: A check is made from so many days before its planned date on.
    EARLY: ClassVar = timedelta(days=30)

    objects = EmbeddingCheckQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="", checked_on=None)
                | (~Q(outcome="") & Q(checked_on__isnull=False, checked_by__isnull=False)),
                name="embeddingcheck_dated",
                violation_error_message="A check needs its date and who made it.",
            )
        ]

    def __str__(self) -> str:
        return f"Embedding check of {self.recommendation}, due {self.due_on}"

    @property
    def embedded_from(self) -> date:
        """The first day on which it can be said that the change has lasted."""
        return max(self.due_on - self.EARLY, self.sign_off.meeting_on)


class Challenge(PublicIdentity, Signed):
    """A question that the board or the scrutineer puts to an agency about a recommendation.

    `answer` is the latest one; each is a `ChallengeAnswer`, with what became of it. The agency
    answers anew what was not accepted. An accepted answer closes the question.
    """

    class Outcome(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        ANSWERED = "answered", "Answered"
        ACCEPTED = "accepted", "Answer accepted"
        NOT_ACCEPTED = "not_accepted", "Answer not accepted"

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="challenges"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="challenges")
    question = models.TextField(max_length=4000)
    answer = models.TextField(blank=True, max_length=4000)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=15, choices=Outcome, default=Outcome.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    history = Records()

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ("-recorded_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="open", answer="", answered_at=None)
                | (~Q(outcome="open") & ~Q(answer="") & Q(answered_at__isnull=False)),
                name="challenge_answered",
                violation_error_message="An answer needs its words and its date.",
            )
        ]

    def __str__(self) -> str:
        return f"Challenge on {self.recommendation}"

    def get_absolute_url(self) -> str:
        return address_of("recommendations:challenge-detail", self.public_id)


class ChallengeAnswer(PublicIdentity, Signed):
    """One answer to a challenge, and whether it was accepted. Earlier ones stay on record."""

    class Outcome(models.TextChoices):
        WAITING = "", "Waiting for the asker"
        ACCEPTED = "accepted", "Accepted"
        NOT_ACCEPTED = "not_accepted", "Not accepted"

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="answers")
    answer = models.TextField(max_length=4000)
    outcome = models.CharField(max_length=15, choices=Outcome, blank=True, default="")
    comment = models.TextField(blank=True, max_length=4000)
    judged_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    history = Records()

    class Meta:
        ordering = ("recorded_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["challenge"],
                condition=Q(outcome=""),
                name="challengeanswer_one_waits",
                violation_error_message="An answer already waits for the person who asked.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", judged_by=None, judged_at=None, comment="")
                | (~Q(outcome="") & Q(judged_by__isnull=False, judged_at__isnull=False)),
                name="challengeanswer_judged",
                violation_error_message="A decision on an answer needs who made it and when.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="not_accepted", comment=""),
                name="challengeanswer_comment_given",
                violation_error_message="Say what is missing in the answer.",
            ),
        ]

    def __str__(self) -> str:
        return f"Answer to {self.challenge}"
