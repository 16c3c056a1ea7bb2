"""Reading recommendations, and what follows from their rows."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest, TruncDate

from agencies import access
from recommendations import facts, status
from recommendations.querysets.sight import is_read, takes_part
from recommendations.restricted import unrestricted
from recommendations.status import Status

if TYPE_CHECKING:
    from agencies.access import Person
    from recommendations.models import Recommendation

#: For where nothing happened: before everything.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class RecommendationQuerySet(models.QuerySet):
    def with_part_for(self, user: "Person") -> Self:
        """Those to which an agency that the person leads answers, or on which it acts."""
        return self.filter(takes_part(user, ""))

    def visible_to(self, user: "Person") -> Self:
        return self.filter(is_read(user, ""))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        return self.filter(unrestricted(user, "review__"), review__partnership_id__in=managed)

    def with_facts(self, today: date) -> Self:
        """The facts of `status.Facts`, each an annotation of that name."""
        return self.annotate(**facts.annotations(today))

    def with_progress(self, today: date) -> Self:
        """`progress`: one of `status.Progress`, by the one rule."""
        return self.with_facts(today).annotate(progress=status.progress_case())

    def awaiting_sign_off(self) -> Self:
        """`Progress.ACTIONS_COMPLETE`, whatever the day: nothing that is verified is overdue."""
        return self._progressed(status.Progress.ACTIONS_COMPLETE)

    def awaiting_another_body(self) -> Self:
        """`Progress.AWAITING_BODY`, whatever the day."""
        return self._progressed(status.Progress.AWAITING_BODY)

    def _progressed(self, progress: status.Progress) -> Self:
        # Not as conditions of their own: PostgreSQL would join them, guess that one row is left,
        # and read all actions again for each.
        return self.with_progress(date.min).filter(progress=progress)

    def with_since(self) -> Self:
        """`since_on`: the day on which the last action was verified or withdrawn, or a decision
        on what was complete before was reopened. None where no action is verified.
        """
        from recommendations.models import Action, ProgressUpdate, SignOff

        here = {"recommendation": OuterRef("pk")}
        updates = ProgressUpdate.objects.filter(action__recommendation=OuterRef("pk"))
        left = updates.exclude(status_before=Status.WITHDRAWN).filter(status_after=Status.WITHDRAWN)
        reopened = SignOff.objects.filter(**here).exclude(reopened_at=None)
        verified_at = _latest(Action.objects.filter(**here, status=Status.VERIFIED), "verified_at")
        others = (_latest(left, "recorded_at"), _latest(reopened, "reopened_at"))
        later = (Coalesce(moment, Value(LONG_AGO)) for moment in others)
        return self.annotate(since_on=TruncDate(Greatest(verified_at, *later)))

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


def _latest(rows: "models.QuerySet", moment: str) -> Subquery:
    return Subquery(rows.order_by(f"-{moment}").values(moment)[:1])
