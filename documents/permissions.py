"""Who may have packs made: what a person may see, they may take."""

from typing import TYPE_CHECKING

from agencies import access
from recommendations.models import Recommendation, Review
from scr_tracker import as_at

if TYPE_CHECKING:
    from agencies.access import Person


@as_at.now_only
def may_ask(user: "Person", review: Review, recommendation: Recommendation | None = None) -> bool:
    """Whoever sees the review, and the recommendation where the pack is of one."""
    if recommendation is not None and recommendation.review_id != review.pk:
        return False
    if not Review.objects.visible_to(user).filter(pk=review.pk).exists():
        return False
    seen = Recommendation.objects.visible_to(user)
    return recommendation is None or seen.filter(pk=recommendation.pk).exists()


def may_see_log(user: "Person", partnership_id: int) -> bool:
    """The partnership's managers read who had packs made and took them, not what is in them."""
    return access.has_role(user, partnership_id, "manager")
