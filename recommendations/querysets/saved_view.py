"""Reading saved views."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from agencies import access

if TYPE_CHECKING:
    from agencies.access import Person


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """The person's own, and those that are shared with a partnership of theirs."""
        if not user.is_authenticated:
            return self.none()
        shared = Q(shared_with__in=access.partnership_ids(user))
        return self.filter(Q(owner_id=user.pk) | shared)
