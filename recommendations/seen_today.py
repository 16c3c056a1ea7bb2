"""What an agency lead may read today, for pages as at a past day.

Such pages show things as they stood, and an agency may have had a part in a thing then that it has
no more. What a lead may not see today they do not see as at any day, so the ids are read before the
pages are turned back, and kept on the request's user. Who reads the whole partnership needs none.
"""

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q

from agencies import access
from recommendations import facts
from scr_tracker import as_at

if TYPE_CHECKING:
    from agencies.access import Person


def remember(reader: "Person") -> None:
    from recommendations.models import Action, Recommendation

    if access.led_agencies(reader):
        seen = Action.objects.read_as_lead(reader).order_by()
        actions = dict(seen.values_list("pk", "is_shared"))
        recommendations = Recommendation.objects.with_part_for(reader).order_by()
        reader._known_today = Known(  # type: ignore[union-attr]
            frozenset(actions),
            frozenset(pk for pk, is_shared in actions.items() if is_shared),
            frozenset(recommendations.values_list("pk", flat=True)),
        )


class Known(NamedTuple):
    """Keys of what a lead may see today, as `remember` found them; `shared` are actions, too."""

    actions: frozenset[int]
    shared: frozenset[int]
    recommendations: frozenset[int]


def known(lead: "Person") -> Known:
    """Of a lead of whom nobody was told (`remember`) nothing is known: that fails."""
    found: Known = lead._known_today  # type: ignore[union-attr]
    return found


def action_today(lead: "Person", action: str) -> Q:
    """Condition on what a lead reads as one: they may do so today. `action` leads to its key."""
    if as_at.chosen() is None:
        return Q()
    return _among(action, known(lead).actions)


def recommendation_today(lead: "Person", recommendation: str) -> Q:
    """The same of the recommendation whose key is at the path ("pk", "recommendation_id")."""
    if as_at.chosen() is None:
        return Q()
    return _among(recommendation, known(lead).recommendations)


def _among(key: str, seen: frozenset[int]) -> Q:
    """Not a plain IN: PostgreSQL would look for each of thousands of keys, once for each row."""
    return Q(facts.yes(Q(**{f"{key}__in": seen})))
