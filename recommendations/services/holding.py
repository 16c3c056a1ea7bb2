"""Locks on several rows at once, in the one order of `versions.locked`."""

from django.db.models import QuerySet

from recommendations.models import Action, Recommendation
from scr_tracker.versions import locked


def hold_actions(actions: QuerySet[Action]) -> list[Action]:
    """The actions, fresh and locked, and their recommendations after them."""
    rows = list(locked(actions))
    above = {action.recommendation_id for action in rows}
    list(locked(Recommendation.objects.filter(pk__in=above)))
    return rows


def hold_recommendation(recommendation_id: int) -> Recommendation:
    """The recommendation, fresh and locked, with its actions, which come first.

    Evidence that comes in locks the action that it supports: what is read under this lock is
    what stands.
    """
    list(locked(Action.objects.filter(recommendation=recommendation_id)))
    rows = Recommendation.objects.select_related("review__partnership")
    return locked(rows).get(pk=recommendation_id)
