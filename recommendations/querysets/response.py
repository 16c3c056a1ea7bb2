"""Reading responses."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from agencies import access
from recommendations.querysets.sight import takes_part
from recommendations.restricted import unrestricted
from recommendations.seen_today import recommendation_today

if TYPE_CHECKING:
    from agencies.access import Person


class ResponseQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """All for those who read the whole; for a lead, the own agency's and what is shared."""
        partnership = "recommendation__review__partnership_id"
        own = access.reads_whole(user, partnership)
        if access.led_agencies(user):
            answers = access.leads_for(user, partnership, "agency_id")
            own |= answers & recommendation_today(user, "recommendation_id")
            own |= Q(is_shared=True) & takes_part(user, "recommendation__")
        return self.filter(own, unrestricted(user, "recommendation__review__"))

    def waiting(self) -> Self:
        return self.filter(position="")
