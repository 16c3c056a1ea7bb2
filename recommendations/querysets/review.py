"""Reading reviews."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from agencies import access
from recommendations.restricted import unrestricted

if TYPE_CHECKING:
    from agencies.access import Person


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
