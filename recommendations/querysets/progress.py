"""Reading what happened to an action."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models.functions import TruncDate

from agencies import access
from recommendations.querysets.sight import is_seen
from recommendations.restricted import unrestricted

if TYPE_CHECKING:
    from agencies.access import Person


class ExtensionRequestQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Those on actions that the person sees."""
        return self.filter(is_seen(user, "action__"))

    def managed_by(self, user: "Person") -> Self:
        managed = access.partnership_ids(user, "manager")
        review = "action__recommendation__review__"
        return self.filter(unrestricted(user, review), **{f"{review}partnership_id__in": managed})

    def waiting(self) -> Self:
        """Nobody has decided."""
        return self.filter(decision="open")

    def with_since(self) -> Self:
        """`since_on`: the day on which it was asked."""
        return self.annotate(since_on=TruncDate("recorded_at"))
