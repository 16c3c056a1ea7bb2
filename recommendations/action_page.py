"""What the action page shows, and the small update form on it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, prefetch_related_objects

from recommendations import advice, permissions
from recommendations.forms import UpdateForm
from recommendations.models import Action, BulkRow, ExtensionRequest, ProgressUpdate
from recommendations.status import Rating, Status, delivery_rating
from recommendations.timeline import timeline

if TYPE_CHECKING:
    from agencies.access import Person

#: Built once: to build them takes longer than to run them.
UPDATES = ProgressUpdate.objects.with_bareness()
REQUESTS = ExtensionRequest.objects.select_related("decided_by")
MANY = BulkRow.objects.changed().select_related("change")


def action_page(
    user: "Person", action: Action, today: date, form: UpdateForm | None = None
) -> dict[str, Any]:
    """The context of the page; `form` is the update form that came back with an error.

    The row carries `is_decided`: a forum's decision on its recommendation stands.
    """
    prefetch_related_objects([action], *_records())
    moves = permissions.moves(user, action)
    may_post = permissions.may_post_update(user, action)
    waiting = [row for row in action.extension_requests.all() if row.decision == "open"]
    request = waiting[0] if waiting else None
    return {
        "action": action,
        "recommendation": action.recommendation,
        "review": action.recommendation.review,
        "partnership": action.recommendation.review.partnership,
        "rating": rating_of(action, today),
        "form": form or (UpdateForm(action=action, user=user) if may_post else None),
        "moves": {str(status) for status in moves},
        **_allowed(user, action, request),
        "advice": _advice(user, action),
        "extension": request,
        "date_changes": len(action.date_changes.all()),
        "slip": _slip(action),
        "milestones": action.milestones.all(),
        "following": getattr(action, "following", None),
        "entries": timeline(action, user),
        "today": today,
    }


def _records() -> tuple[str | Prefetch, ...]:
    """What page and timeline read of an action, each fetched once.

    The querysets are copies: Django notes in them of which action they are asked.
    """
    asked = Prefetch("extension_requests", REQUESTS.all())
    many = Prefetch("bulk_rows", MANY.all())
    return Prefetch("updates", UPDATES.all()), "date_changes", many, "milestones", asked


def _allowed(user: "Person", action: Action, request: ExtensionRequest | None) -> dict[str, bool]:
    """What the page offers this reader; `request`: the one for more time that waits, if any."""
    roles = permissions.roles_on(user, action)
    is_claimed = action.status == Status.COMPLETED
    return {
        "is_own_claim": is_claimed and action.claimed_by_id == user.pk and "manager" in roles,
        "may_edit": permissions.may_edit_action(user, action),
        "may_move_date": permissions.may_move_due_date(user, action),
        "may_ask": permissions.may_ask_for_time(user, action) and request is None,
        "may_decide": request is not None and permissions.may_decide_extension(user, request),
        "may_say_done": bool(roles) and action.status not in (Status.VERIFIED, Status.WITHDRAWN),
    }


def _slip(action: Action) -> int:
    """By how many days the due date has moved."""
    if action.due_on is None or action.first_due_on is None:
        return 0
    return (action.due_on - action.first_due_on).days


def _advice(user: "Person", action: Action) -> list[advice.Advice]:
    """For those who plan it; nothing where a forum has decided, or another body has the ask."""
    is_settled = action.is_decided or bool(action.recommendation.awaiting_body)  # type: ignore[attr-defined]
    if is_settled or not permissions.roles_on(user, action):
        return []
    return advice.on_action(action)


def rating_of(action: Action, today: date) -> Rating:
    return delivery_rating(
        action.status, action.due_on, lead_says_at_risk=action.is_at_risk, today=today
    )
