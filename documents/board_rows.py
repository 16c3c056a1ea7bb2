"""Reading: which board packs a person may open, which are scheduled."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from agencies import access
from documents.leased_rows import LeasedQuerySet
from recommendations.models import Review

if TYPE_CHECKING:
    from agencies.access import Person


class BoardPackQuerySet(LeasedQuerySet):
    def visible_to(self, user: "Person") -> Self:
        """The person's own, and what was given to those who read the whole partnership; of both
        only what holds no review that they may not see today."""
        if not user.is_authenticated:
            return self.none()
        own = Q(recorded_by_id=user.pk, partnership__in=access.partnership_ids(user))
        given = Q(given_at__isnull=False) & access.reads_whole(user, "partnership")
        # Before it is made, a title may speak of a review that somebody has hidden since.
        hidden = (_hidden(self, name, user) for name in ("held_reviews", "asked_reviews"))
        return self.filter(own | given, *(~each for each in hidden))

    def since(self, moment: datetime) -> Self:
        """What is being made, and what was asked for, made or given since the moment."""
        lately = Q(recorded_at__gte=moment) | Q(made_at__gte=moment) | Q(given_at__gte=moment)
        return self.filter(lately | Q(state__in=("waiting", "making")))

    def for_list(self) -> Self:
        return self.select_related("partnership", "meeting__forum")


class BoardScheduleQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Its partnership's managers', while they see every review that it names."""
        managed = self.filter(partnership__in=access.partnership_ids(user, "manager"))
        return managed.filter(~_hidden(self, "asked_reviews", user))

    def active(self) -> Self:
        return self.filter(ended_at=None)


def _hidden(rows: Any, name: str, user: "Person") -> Exists:
    """Condition: among its reviews of that name is one that the person may not see."""
    field = rows.model._meta.get_field(name)
    through: Any = field.remote_field.through
    own = through.objects.filter(**{field.m2m_field_name(): OuterRef("pk")})
    return Exists(own.exclude(review__in=Review.objects.visible_to(user).order_by().values("pk")))
