"""What the recommendation page shows: only what the reader may see, and why it stands so."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from recommendations import permissions
from recommendations.models import Action, Challenge, Recommendation, Response
from recommendations.reasons import why

if TYPE_CHECKING:
    from agencies.access import Person


def recommendation_page(
    user: "Person", recommendation: Recommendation, today: date
) -> dict[str, Any]:
    """The context of the page. The row carries `progress` (`with_progress`)."""
    actions = list(
        Action.objects.visible_to(user)
        .filter(recommendation=recommendation)
        .with_parents()
        .with_rating(today)
        .annotate(last_update_on=Max("updates__happened_on"))
        .order_by("number")
    )
    decisions = list(recommendation.sign_offs.select_related("forum", "reopened_by"))
    stands = next((row for row in decisions if row.reopened_at is None), None)
    before, after = neighbours(user, recommendation)
    return {
        "recommendation": recommendation,
        "review": recommendation.review,
        "partnership": recommendation.review.partnership,
        "why": why(recommendation, recommendation.progress, actions, stands, today),  # type: ignore[attr-defined]
        "actions": actions,
        "responses": _responses(user, recommendation),
        "decisions": decisions,
        "stands": stands,
        "checks": list(recommendation.embedding_checks.all()),
        "challenges": list(
            Challenge.objects.visible_to(user)
            .filter(recommendation=recommendation)
            .select_related("agency")
        ),
        "before": before,
        "after": after,
        "may_edit": permissions.may_edit_recommendation(user, recommendation),
        "may_sign_off": permissions.may_sign_off(user, recommendation),
        "today": today,
    }


def _responses(user: "Person", recommendation: Recommendation) -> list[tuple[Response, bool]]:
    """The responses that the person may read, each with whether they may answer."""
    rows = Response.objects.visible_to(user).filter(recommendation=recommendation)
    rows = rows.select_related("agency", "responded_by", "recommendation__review")
    return [(row, permissions.may_respond(user, row)) for row in rows]


def neighbours(
    user: "Person", recommendation: Recommendation
) -> tuple[Recommendation | None, Recommendation | None]:
    """The recommendation before and the one after it in the report, as far as visible."""
    here = (recommendation.position, recommendation.pk)
    rows = Recommendation.objects.visible_to(user).filter(review_id=recommendation.review_id)
    rows = rows.exclude(pk=recommendation.pk).order_by("position", "pk")
    earlier = rows.filter(Q(position__lt=here[0]) | Q(position=here[0], pk__lt=here[1]))
    later = rows.filter(Q(position__gt=here[0]) | Q(position=here[0], pk__gt=here[1]))
    return earlier.last(), later.first()
