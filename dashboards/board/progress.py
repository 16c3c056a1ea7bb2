"""Recommendations by progress, and how many of them nobody here can move."""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Count

from dashboards import links
from dashboards.figures import Number
from dashboards.scope import Scope
from recommendations import status
from recommendations.legend import legends_of
from recommendations.models import Recommendation
from recommendations.progress_bar import ORDER, progress_bar
from recommendations.status import Progress
from scr_tracker.charts import StackedBar


@dataclass(frozen=True)
class ProgressBlock:
    """Those that wait for another body stand outside the bar and its percentages."""

    total: Number
    chart: StackedBar
    numbers: dict[Progress, Number]

    @property
    def parts(self) -> tuple[Number, ...]:
        """What the first sentence lists: no zeros."""
        return tuple(number for key in ORDER if (number := self.numbers[key]).value)

    @property
    def awaiting(self) -> Number:
        return self.numbers[Progress.AWAITING_BODY]

    @property
    def to_sign_off(self) -> Number:
        return self.numbers[Progress.ACTIONS_COMPLETE]


def progress_block(scope: Scope) -> ProgressBlock:
    counts: Counter[str] = Counter()
    for row in scope.within(_by_facts(scope.today)):
        many = row.pop("many")
        counts[status.progress(status.Facts(**row))] += many
    urls = {key: links.recommendations_of(scope, progress=key.value) for key in Progress}
    total = Number(sum(counts.values()), links.recommendations_of(scope), "recommendations")
    legend = legends_of(scope.user).of(scope.partnership.pk)
    numbers = {key: Number(counts[key], urls[key], legend.progress(key).words) for key in Progress}
    chart = progress_bar(counts, urls.__getitem__, legend)
    return ProgressBlock(total, chart, numbers)


@lru_cache(maxsize=2)
def _by_facts(today: date) -> Any:
    """How many recommendations have the same facts, to which the scope adds who asks.

    Built once a day: to build it takes as long as to run it.
    """
    facts = [field.name for field in fields(status.Facts)]
    grouped: Any = Recommendation.objects.with_facts(today).order_by().values(*facts)
    return grouped.annotate(many=Count("pk"))
