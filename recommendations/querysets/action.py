"""Reading actions and their milestones."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate

from agencies import access
from recommendations import facts, status
from recommendations.querysets.sight import acts, is_seen, is_seen_as_lead
from recommendations.restricted import unrestricted

if TYPE_CHECKING:
    from agencies.access import Person


class ActionQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        return self.filter(is_seen(user, ""))

    def read_as_lead(self, user: "Person") -> Self:
        """Those that a lead may read as one, whatever else they are."""
        seen = is_seen_as_lead(user, "")
        return self.filter(seen, unrestricted(user, "recommendation__review__"))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        return self.filter(
            unrestricted(user, "recommendation__review__"),
            recommendation__review__partnership_id__in=managed,
        )

    def acted_on_by(self, user: "Person") -> Self:
        """Actions of which an agency that the person leads is lead or contributor."""
        return self.filter(acts(user), unrestricted(user, "recommendation__review__"))

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

    def with_since(self) -> Self:
        """`since_at`: the moment from which a completion waits to be verified; `since_on`: its day.

        Where no moment is on record, as of what was brought in, it is the day of completion.
        """
        since = self.annotate(since_at=waiting_since())
        return since.annotate(since_on=Coalesce(TruncDate("since_at"), F("completed_on")))

    def due_between(self, first: date, last: date) -> Self:
        """Open actions due on the two days or between them."""
        return self.open().filter(due_on__range=(first, last))

    def with_rating(self, today: date) -> Self:
        """`rating`: one of `status.Rating`, by the one rule."""
        return self.annotate(rating=status.delivery_rating_case(today))

    def with_moves(self) -> Self:
        """`moves`: how often the due date was moved. To give one for the first time moves none."""
        from recommendations.models import DueDateChange

        moved = DueDateChange.objects.filter(action=OuterRef("pk")).exclude(old_due_on=None)
        counted = moved.order_by().values("action").annotate(many=Count("pk"))
        return self.annotate(moves=Coalesce(Subquery(counted.values("many")), Value(0)))

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


def waiting_since() -> Case:
    """When a completion was claimed, or its verification taken back; of all else nothing."""
    from recommendations.models import ProgressUpdate

    taken_back = ProgressUpdate.objects.filter(
        action=OuterRef("pk"),
        status_before=status.Status.VERIFIED,
        status_after=status.Status.COMPLETED,
        recorded_at__gte=OuterRef("claimed_at"),
    )
    latest = taken_back.order_by("-recorded_at").values("recorded_at")[:1]
    moment = Coalesce(Subquery(latest), F("claimed_at"))
    return Case(When(status=status.Status.COMPLETED, then=moment))


class MilestoneQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Those of actions that the person sees."""
        return self.filter(is_seen(user, "action__"))

    def open(self) -> Self:
        """Not done, of actions on which work is owed."""
        return self.filter(done_on=None, action__status__in=status.OPEN)
