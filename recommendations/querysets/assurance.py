"""Reading what others decided and asked."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from agencies import access
from recommendations import facts
from recommendations.querysets.sight import is_read, takes_part
from recommendations.restricted import unrestricted

if TYPE_CHECKING:
    from agencies.access import Person


class SignOffQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Decisions on recommendations that the person sees."""
        return self.filter(is_read(user, "recommendation__"))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        review = "recommendation__review__"
        return self.filter(unrestricted(user, review), **{f"{review}partnership_id__in": managed})


class ChallengeQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """All for those who read the whole; for a lead, those put to the own agency.

        A lead reads them only while the agency has its part in the recommendation.
        """
        partnership = "recommendation__review__partnership_id"
        own = access.reads_whole(user, partnership)
        if access.led_agencies(user):
            mine = access.leads_for(user, partnership, "agency_id")
            own |= mine & takes_part(user, "recommendation__")
        return self.filter(own, unrestricted(user, "recommendation__review__"))

    def unsettled(self) -> Self:
        """Open: no answer yet, an answer that nobody has judged, or one that was not accepted."""
        return self.exclude(outcome="accepted")

    def waiting_for(self, user: "Person") -> Self:
        """What the person is to answer for an agency, or, having asked, to accept or not."""
        partnership = "recommendation__review__partnership_id"
        to_answer = access.leads_for(user, partnership, "agency_id")
        to_answer &= Q(outcome__in=["open", "not_accepted"]) & ~Q(recorded_by_id=user.pk)
        to_judge = Q(outcome="answered", recorded_by_id=user.pk) & ~Q(answered_by_id=user.pk)
        return self.filter(to_answer | to_judge).visible_to(user)

    def for_page(self) -> Self:
        """What a page prints beside the row.

        `answer_count`; `comment`: why the latest answer was not accepted; `asker_is_here`: whether
        who asked still sees the question, as one who reads the whole, and so can judge the answer.
        """
        from agencies.models import Membership
        from recommendations.models import ChallengeAnswer, ReviewPerson

        answers = ChallengeAnswer.objects.filter(challenge=OuterRef("pk"))
        here = Membership.objects.active().filter(
            user_id=OuterRef("recorded_by_id"),
            partnership_id=OuterRef("recommendation__review__partnership_id"),
            role__in=access.WHOLE_PARTNERSHIP,
        )
        review, asker = OuterRef("recommendation__review_id"), OuterRef("recorded_by_id")
        named = Exists(ReviewPerson.objects.filter(review_id=review, user_id=asker))
        seen = Q(recommendation__review__is_restricted=False) | named
        counted = answers.order_by().values("challenge").annotate(many=Count("pk"))
        latest = answers.order_by("-recorded_at", "-pk")
        return self.annotate(
            answer_count=Coalesce(Subquery(counted.values("many")), Value(0)),
            comment=Subquery(latest.values("comment")[:1]),
            asker_is_here=facts.yes(Exists(here) & seen),
        ).select_related("agency", "answered_by", "recommendation__review")


class EmbeddingCheckQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Those of recommendations that the person sees."""
        return self.filter(is_read(user, "recommendation__"))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        review = "recommendation__review__"
        return self.filter(unrestricted(user, review), **{f"{review}partnership_id__in": managed})

    def pending(self) -> Self:
        """Not made yet, of sign-offs that stand."""
        return self.filter(outcome="", sign_off__reopened_at=None)

    def embedded(self) -> Self:
        """The change has lasted, of sign-offs that stand."""
        return self.filter(outcome="embedded", sign_off__reopened_at=None)

    def due_by(self, day: date) -> Self:
        """Pending, and due on the day or before it."""
        return self.pending().filter(due_on__lte=day)
