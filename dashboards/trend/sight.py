"""What a reader may see on each of the days: `visible_to`, for sets of days.

A lead sees what an agency of theirs had a part in on the day, as far as they may see it today
(`recommendations.seen_today`). Who reads the whole partnership sees all of it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agencies import access
from dashboards.trend.span import Span
from recommendations import seen_today
from recommendations.models import Action
from scr_tracker import as_at

if TYPE_CHECKING:
    from dashboards.scope import Scope


@dataclass(frozen=True)
class Sight:
    """`contributed` by recommendation, `contributing` by action: days on which an agency of the
    reader's was a contributor. `shared`: actions that are shared today."""

    span: Span
    is_whole: bool
    led: Collection[int] = ()
    contributed: Mapping[int, int] = field(default_factory=dict)
    contributing: Mapping[int, int] = field(default_factory=dict)
    shared: Collection[int] = ()
    actions: Collection[int] = ()
    recommendations: Collection[int] = ()

    @classmethod
    def of(cls, scope: "Scope", span: Span) -> "Sight":
        user, here = scope.user, scope.partnership.pk
        if scope.is_whole:
            return cls(span, is_whole=True)
        led = access.led_agencies(user).get(here, [])
        if not led:
            return cls(span, is_whole=False)  # sees nothing here
        if as_at.chosen() is None:
            seen_today.remember(user)
        contributed, contributing = _contributions(scope, span, led)
        known = seen_today.known(user)
        return cls(
            span,
            is_whole=False,
            led=frozenset(led),
            contributed=contributed,
            contributing=contributing,
            shared=known.shared,
            actions=known.actions,
            recommendations=known.recommendations,
        )

    def recommendation(self, pk: int, part: int) -> int:
        """On which days it is seen, of which the reader's agency had a part in it on these."""
        if self.is_whole:
            return self.span.all
        return part if pk in self.recommendations else 0

    def action(self, pk: int, agency: int, days: int, part: int) -> int:
        """On which days an action is seen, whose lead agency on `days` was this one."""
        if self.is_whole:
            return self.span.all
        if pk not in self.actions:
            return 0
        own = days if agency in self.led else 0
        return own | self.contributing.get(pk, 0) | (part if pk in self.shared else 0)


def _contributions(
    scope: "Scope", span: Span, led: Collection[int]
) -> tuple[dict[int, int], dict[int, int]]:
    copies: Any = Action.history.model.contributing_agencies.model
    rows = copies.objects.filter(
        agency_id__in=led,
        history__recommendation__review__partnership=scope.partnership,
        history__history_until__gte=span.ends[0],
    ).exclude(history__history_type="-")
    columns = "history__history_date", "history__history_until"
    by_recommendation: defaultdict[int, int] = defaultdict(int)
    by_action: defaultdict[int, int] = defaultdict(int)
    for since, until, of, pk in rows.order_by().values_list(
        *columns, "history__recommendation_id", "history__id"
    ):
        days = span.stood(since, until)
        by_recommendation[of] |= days
        by_action[pk] |= days
    return by_recommendation, by_action
