"""Who else there is, where nobody decides for themselves: another manager who sees the same."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, prefetch_related_objects

from agencies.models import Membership
from evidence.models import Disposal
from recommendations.models import Action, Review, ReviewPerson, SignOff

if TYPE_CHECKING:
    from evidence.since import News


class Deciders(NamedTuple):
    """Who else can decide: `names`. `to_name_on`: where they are none, the restricted review on
    which another manager can be named; None where nobody else could be."""

    names: list[str]
    to_name_on: Review | None = None


NOBODY = Deciders([])


def of_disposal(disposals: Iterable[Disposal], actions: Iterable[Action]) -> Deciders:
    """Of the disposal that is proposed: the other managers who see the item. One query.

    One of its reviews that is restricted hides the item, whatever else it supports.
    """
    proposed = next((row for row in disposals if row.state == Disposal.State.PROPOSED), None)
    if proposed is None:
        return NOBODY
    reviews = [action.recommendation.review for action in actions]
    review = next((each for each in reviews if each.is_restricted), reviews[0])
    return _others(review, {proposed.recorded_by_id})


def of_news(decision: SignOff, news: "Iterable[News]") -> Deciders:
    """Of what came after a decision: the managers who brought in no part of it. Two queries."""
    items = [each.item for each in news]
    prefetch_related_objects(items, "figures")
    brought = set().union(*(item.brought_in_by() for item in items))
    return _others(decision.recommendation.review, brought)


def _others(review: Review, but: Collection[int]) -> Deciders:
    rows: Any = Membership.objects.active().with_shown_name()
    rows = rows.filter(partnership=review.partnership_id, role=Membership.Role.MANAGER)
    named = ReviewPerson.objects.filter(review=review, user=OuterRef("user"))
    others = rows.exclude(user__in=but).annotate(is_named=Exists(named))
    found = sorted(others.values_list("shown_name", "is_named"))
    names = [name for name, is_named in found if is_named or not review.is_restricted]
    return Deciders(names, review if found and not names else None)
