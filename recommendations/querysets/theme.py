"""Reading themes."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from agencies import access

if TYPE_CHECKING:
    from agencies.access import Person


class ThemeQuerySet(models.QuerySet):
    def visible_to(self, user: "Person") -> Self:
        """Those of a recommendation that the person may see: a name alone can give away a case."""
        return self.filter(_is_seen(user), partnership_id__in=access.partnership_ids(user))

    def offered_to(self, user: "Person") -> Self:
        """Those that the person may give to a recommendation: also what none has yet."""
        from recommendations.models import Recommendation

        links: Any = Recommendation.themes.through.objects
        is_unused = ~Q(Exists(links.filter(theme_id=OuterRef("pk"))))
        here = access.partnership_ids(user)
        return self.filter(_is_seen(user) | is_unused, partnership_id__in=here)


def _is_seen(user: "Person") -> Q:
    from recommendations.models import Recommendation

    seen = Recommendation.objects.visible_to(user)
    return Q(Exists(seen.filter(themes=OuterRef("pk"))))
