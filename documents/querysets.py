"""Reading: whose packs a person may open, which wait for a worker, which have had their time."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from documents.leased_rows import LeasedQuerySet
from recommendations.models import Recommendation, Review

if TYPE_CHECKING:
    from agencies.access import Person


class PackQuerySet(LeasedQuerySet):
    def visible_to(self, user: "Person") -> Self:
        """The person's own, while they may see what it is about. A pack is nobody else's."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(recorded_by_id=user.pk)._about_visible(user)

    def logged_for(self, user: "Person", partnership_id: int) -> Self:
        """For a manager's log: that packs were made and taken, of reviews that they may see."""
        reviews = Review.objects.managed_by(user).filter(partnership_id=partnership_id)
        return self.filter(review__in=reviews)

    def with_subject(self) -> Self:
        return self.select_related("review__partnership", "recommendation__review")

    def _about_visible(self, user: "Person") -> Self:
        reviews = Review.objects.visible_to(user).values("pk")
        seen = Recommendation.objects.visible_to(user).values("pk")
        whole = Q(recommendation=None) | Q(recommendation_id__in=seen)
        return self.filter(whole, review_id__in=reviews)
