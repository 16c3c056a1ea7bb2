"""The same figures from both sides: what the dashboard counts on a day, and what the trend says."""

from itertools import groupby

from dashboards.board.groups import action_groups, counted
from dashboards.board.progress import progress_block
from dashboards.figures import lead_agencies
from dashboards.scope import Scope
from dashboards.trend.figures import progress_by_month
from recommendations.status import OPEN


def counted_then(scope, day):
    """What the dashboard counts: progress, and each agency's open and late actions."""
    then = Scope(scope.user, scope.partnership, day, day, day, scope.asked)
    progress = {k: n.value for k, n in progress_block(then).numbers.items() if n.value}
    groups = sorted(action_groups(then), key=lambda group: group.agency.label)
    agencies = {
        label: (
            counted(group for group in rows if group.status in OPEN),
            counted(group for group in rows if group.is_late),
        )
        for label, found in groupby(groups, key=lambda group: group.agency.label)
        for rows in [list(found)]
    }
    return progress, {label: both for label, both in agencies.items() if any(both)}


def told(past, place):
    """The same of the trend, of the day with this place."""
    row = progress_by_month(past).rows[place]
    progress = {part.key: part.count for part in row.parts if part.count}
    labels = lead_agencies(past.open)
    agencies = {
        labels[pk].label: (
            past.span.counts(past.open[pk])[place],
            past.span.counts(past.late[pk])[place],
        )
        for pk in past.open
    }
    return progress, {label: both for label, both in agencies.items() if any(both)}
