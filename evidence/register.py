"""The evidence register, one row an item; and its figures added up, one row a thing counted.

Both hold only what the person may see.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Prefetch, QuerySet

from evidence.figures import added_up
from evidence.models import Evidence, EvidenceVersion
from recommendations.models import Action

if TYPE_CHECKING:
    from agencies.access import Person


def register(user: "Person", **of: Any) -> "QuerySet[Evidence]":
    """The items behind the visible actions that `of` selects, the newest first."""
    actions: Any = Action.objects.visible_to(user).filter(**of)
    seen = Prefetch("actions", actions.with_parents().in_report_order(), to_attr="supported")
    versions = Prefetch("versions", EvidenceVersion.objects.order_by("-number"))
    items = Evidence.objects.visible_to(user).filter(links__action__in=actions).distinct()
    items = items.for_list().select_related("partnership")
    items = items.prefetch_related(seen, versions, "decisions")
    return items.order_by("-dated_on", "-pk")


class Counted(NamedTuple):
    """A row of the figures added up: one label and one unit."""

    label: str
    unit: str
    accepted: Decimal
    waiting: Decimal


def figure_totals(user: "Person", **of: Any) -> list[Counted]:
    """As the page says it, of each item once, however many of the actions it supports."""
    found = added_up(register(user, **of))
    accepted = {total.key: total for total in found.accepted}
    waiting = {total.key: total for total in found.waiting}
    nothing = Decimal(0)
    return [
        Counted(
            total.label,
            total.unit,
            accepted[key].value if key in accepted else nothing,
            waiting[key].value if key in waiting else nothing,
        )
        for key, total in (accepted | waiting | accepted).items()  # as accepted, where it is both
    ]
