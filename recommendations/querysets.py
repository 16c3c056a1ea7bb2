"""Reading: what of the recommendations room a person may see, and what follows from its rows."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from agencies import access
from recommendations import facts, status
from recommendations.restricted import unrestricted

if TYPE_CHECKING:
    from agencies.access import Person
    from recommendations.models import Recommendation


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Reviews of partnerships read as a whole, and those in which the own agency has a part."""
        from recommendations.models import Recommendation

        mine = access.reads_whole(user, "partnership_id")
        if access.led_agencies(user):
            part = Recommendation.objects.with_part_for(user).filter(review_id=OuterRef("pk"))
            mine |= Q(Exists(part))
        return self.filter(mine, unrestricted(user, ""))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        return self.filter(unrestricted(user, ""), partnership_id__in=managed)


class RecommendationQuerySet(models.QuerySet):
    def with_part_for(self, user: "Person") -> Self:
        """Those to which an agency that the person leads answers, or on which it acts."""
        from recommendations.models import Action, Response

        answers = Response.objects.filter(
            access.leads_for(user, "recommendation__review__partnership_id", "agency_id")
        )
        acts = Action.objects.filter(_acts(user))
        return self.filter(
            Q(pk__in=answers.values("recommendation_id"))
            | Q(pk__in=acts.values("recommendation_id"))
        )

    def visible_to(self, user: "Person") -> Self:
        return self.filter(_is_read(user, ""))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        return self.filter(unrestricted(user, "review__"), review__partnership_id__in=managed)

    def with_facts(self, today: date) -> Self:
        """The facts of `status.Facts`, each an annotation of that name."""
        return self.annotate(**facts.annotations(today))

    def with_progress(self, today: date) -> Self:
        """`progress`: one of `status.Progress`, by the one rule."""
        return self.with_facts(today).annotate(progress=status.progress_case())

    def counted(self) -> Self:
        """What enters the partnership's percentage: not what waits for another body."""
        return self.filter(awaiting_body="")

    def with_next_due(self, user: "Person") -> Self:
        """`next_due_on`: the earliest due date still owed of an action that the person may see."""
        from recommendations.models import Action

        owed = Action.objects.visible_to(user).open().filter(recommendation=OuterRef("pk"))
        first = owed.order_by().values("recommendation").annotate(first=Min("due_on"))
        return self.annotate(next_due_on=Subquery(first.values("first")))

    def linked_to(self, recommendation: "Recommendation") -> Self:
        """Those that ask for the same thing, with `note`, and whether each `came_before`."""
        from recommendations.models import Repeat

        earlier = Repeat.objects.filter(recommendation=recommendation, earlier=OuterRef("pk"))
        later = Repeat.objects.filter(recommendation=OuterRef("pk"), earlier=recommendation)
        notes = (Subquery(rows.values("note")[:1]) for rows in (earlier, later))
        linked = self.filter(Exists(earlier) | Exists(later))
        return linked.annotate(came_before=Exists(earlier), note=Coalesce(*notes))

    def with_repeats(self) -> Self:
        """`has_repeats`: another one is linked, whoever may see it."""
        from recommendations.models import Repeat

        pair = Q(recommendation=OuterRef("pk")) | Q(earlier=OuterRef("pk"))
        return self.annotate(has_repeats=Exists(Repeat.objects.filter(pair)))


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """All for those who read the whole; for a lead, the own agency's and what is shared."""
        from recommendations.models import Recommendation

        partnership = "recommendation__review__partnership_id"
        own = access.reads_whole(user, partnership)
        if access.led_agencies(user):
            readable = Recommendation.objects.with_part_for(user).values("pk")
            own |= access.leads_for(user, partnership, "agency_id")
            own |= Q(is_shared=True, recommendation_id__in=readable)
        return self.filter(own, unrestricted(user, "recommendation__review__"))

    def waiting(self) -> Self:
        return self.filter(position="")


class SignOffQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Decisions on recommendations that the person sees."""
        return self.filter(_is_read(user, "recommendation__"))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        review = "recommendation__review__"
        return self.filter(unrestricted(user, review), **{f"{review}partnership_id__in": managed})


class ChallengeQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """All for those who read the whole; for a lead, those put to the own agency.

        A lead reads them only while the agency has its part in the recommendation.
        """
        from recommendations.models import Recommendation

        partnership = "recommendation__review__partnership_id"
        own = access.reads_whole(user, partnership)
        if access.led_agencies(user):
            readable = Recommendation.objects.with_part_for(user).values("pk")
            mine = access.leads_for(user, partnership, "agency_id")
            own |= mine & Q(recommendation_id__in=readable)
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
        return self.filter(_is_read(user, "recommendation__"))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        review = "recommendation__review__"
        return self.filter(unrestricted(user, review), **{f"{review}partnership_id__in": managed})

    def pending(self) -> Self:
        """Not made yet, of sign-offs that stand."""
        return self.filter(outcome="", sign_off__reopened_at=None)

    def due_by(self, day: date) -> Self:
        """Pending, and due on the day or before it."""
        return self.pending().filter(due_on__lte=day)


class ActionQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """All for those who read the whole; for a lead, the own agency's and what is shared."""
        from recommendations.models import Recommendation

        own = access.reads_whole(user, "recommendation__review__partnership_id")
        if access.led_agencies(user):
            readable = Recommendation.objects.with_part_for(user).values("pk")
            own |= _acts(user) | Q(is_shared=True, recommendation_id__in=readable)
        return self.filter(own, unrestricted(user, "recommendation__review__"))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        return self.filter(
            unrestricted(user, "recommendation__review__"),
            recommendation__review__partnership_id__in=managed,
        )

    def acted_on_by(self, user: "Person") -> Self:
        """Actions of which an agency that the person leads is lead or contributor."""
        return self.filter(_acts(user), unrestricted(user, "recommendation__review__"))

    def owed_by(self, user: "Person") -> Self:
        """Open actions that the person owns, or that their agency leads."""
        partnership = "recommendation__review__partnership_id"
        mine = access.leads_for(user, partnership, "lead_agency_id")
        owned = Q(owner_id=user.pk, **{f"{partnership}__in": access.partnership_ids(user)})
        return self.open().filter(mine | owned, unrestricted(user, "recommendation__review__"))

    def open(self) -> Self:
        return self.filter(status__in=status.OPEN)

    def overdue(self, today: date) -> Self:
        return self.filter(status.overdue_condition(today))

    def awaiting_verification(self) -> Self:
        return self.filter(status=status.Status.COMPLETED)

    def due_between(self, first: date, last: date) -> Self:
        """Open actions due on the two days or between them."""
        return self.open().filter(due_on__range=(first, last))

    def with_rating(self, today: date) -> Self:
        """`rating`: one of `status.Rating`, by the one rule."""
        return self.annotate(rating=status.delivery_rating_case(today))

    def with_parents(self) -> Self:
        """What a list row prints: recommendation, review, partnership, agency, owner."""
        return self.select_related("recommendation__review__partnership", "lead_agency", "owner")

    def with_bareness(self) -> Self:
        """`is_bare`: verified, and without evidence."""
        verified = Q(status=status.Status.VERIFIED)
        return self.annotate(is_bare=facts.bareness(verified, action=OuterRef("pk")))

    def with_making(self) -> Self:
        """`made_at`, `made_by_name`: when it was entered, and by whom; None where not noted."""
        from recommendations.models import Action

        first = Action.history.filter(id=OuterRef("pk")).order_by("history_id")
        return self.annotate(
            made_at=Subquery(first.values("history_date")[:1]),
            made_by_name=Subquery(first.values("history_user__name")[:1]),
        )

    def in_report_order(self) -> Self:
        return self.order_by(
            F("recommendation__review__published_on").desc(nulls_last=True),
            "recommendation__review_id",
            "recommendation__position",
            "recommendation_id",
            "number",
        )


def _is_read(user: "Person", recommendation: str) -> Q:
    """Condition: the person may see the recommendation at the path ("" or "…__")."""
    from recommendations.models import Recommendation

    mine = access.reads_whole(user, f"{recommendation}review__partnership_id")
    if access.led_agencies(user):
        part = Recommendation.objects.with_part_for(user).values("pk")
        mine |= Q(**{f"{recommendation}pk__in": part})
    return mine & unrestricted(user, f"{recommendation}review__")


def _acts(user: "Person") -> Q:
    """Condition on actions: an agency that the person leads is lead or contributor."""
    from recommendations.models import Action

    partnership = "recommendation__review__partnership_id"
    contribution = Action.contributing_agencies.through.objects.filter(
        access.leads_for(user, f"action__{partnership}", "agency_id")
    )
    leads = access.leads_for(user, partnership, "lead_agency_id")
    return leads | Q(pk__in=contribution.values("action_id"))
