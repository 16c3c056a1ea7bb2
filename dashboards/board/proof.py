"""What proves it: accepted evidence by level, from what was done to what difference it made."""

from typing import Any

from django.db.models import Count

from dashboards import links
from dashboards.scope import Scope
from evidence.models import Evidence
from evidence.states import readable_condition
from scr_tracker.charts import Part, StackedBar


def proof(scope: Scope) -> Any:
    """Items that were accepted, can still be read, and support an action of the scope."""
    items: Any = Evidence.objects.supporting(scope.actions(), scope.user)
    here = items.filter(partnership=scope.partnership)
    accepted = here.with_decision().filter(decision="accepted")
    return accepted.with_scan().filter(readable_condition())


def levels(scope: Scope) -> StackedBar:
    grouped = proof(scope).order_by().values_list("level").annotate(many=Count("pk"))
    counts: dict[str, int] = dict(grouped)
    parts = tuple(
        Part(
            key.value,
            str(key.label).split(":")[0],
            counts.get(key.value, 0),
            links.listed("dashboards:proof-list", scope, level=key.value),
            f"accepted items of evidence, {str(key.label).lower()}",
        )
        for key in Evidence.Level
    )
    return StackedBar("levels", "Accepted evidence by level", parts, "Level", "Items")
