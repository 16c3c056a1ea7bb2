"""What an agency lead may read today, for pages as at a past day.

Such pages show things as they stood, and an agency may have had a part in a thing then that it has
no more. What a lead may not see today they do not see as at any day, so the ids are read before the
pages are turned back, and kept on the request's user. Who reads the whole partnership needs none.
"""

from typing import TYPE_CHECKING

from django.db.models import Q

from agencies import access
from recommendations import facts
from scr_tracker import as_at

if TYPE_CHECKING:
    from agencies.access import Person


def remember(reader: "Person") -> None:
    from recommendations.models import Action, Recommendation

    if access.led_agencies(reader):
        actions = Action.objects.read_as_lead(reader).order_by()
        recommendations = Recommendation.objects.with_part_for(reader).order_by()
        reader._actions_today = frozenset(actions.values_list("pk", flat=True))  # type: ignore[union-attr]
        reader._recommendations_today = frozenset(recommendations.values_list("pk", flat=True))  # type: ignore[union-attr]


def action_today(lead: "Person", action: str) -> Q:
    """Condition on what a lead reads as one: they may do so today. `action` leads to its key."""
    if as_at.chosen() is None:
        return Q()
    return _among(action, lead._actions_today)  # type: ignore[union-attr]


def recommendation_today(lead: "Person", recommendation: str) -> Q:
    """The same of the recommendation whose key is at the path ("pk", "recommendation_id")."""
    if as_at.chosen() is None:
        return Q()
    return _among(recommendation, lead._recommendations_today)  # type: ignore[union-attr]


def _among(key: str, known: frozenset[int]) -> Q:
    """Not a plain IN: PostgreSQL would look for each of thousands of keys, once for each row."""
    return Q(facts.yes(Q(**{f"{key}__in": known})))
