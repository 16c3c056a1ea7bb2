"""Reading changes of many rows at once."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from agencies import access

if TYPE_CHECKING:
    from agencies.access import Person


class BulkChangeQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Its partnership's managers: how it went is theirs to know."""
        return self.filter(partnership_id__in=access.partnership_ids(user, "manager"))


class BulkRowQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Those of rows that the person may see."""
        from recommendations.models import Action, Recommendation

        actions = Action.objects.visible_to(user).order_by().values("pk")
        recommendations = Recommendation.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(action__in=actions) | Q(recommendation__in=recommendations))

    def changed(self) -> Self:
        return self.filter(why_not="")
