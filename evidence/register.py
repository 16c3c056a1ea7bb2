"""The evidence register as CSV, one row an item; and its figures added up, one row a thing counted.

Both hold only what the person may see.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from evidence.figures import added_up
from evidence.models import Evidence, EvidenceDecision, EvidenceVersion
from evidence.states import standing, state_of
from recommendations.models import Action
from scr_tracker.exports import Column

if TYPE_CHECKING:
    from agencies.access import Person


def register(user: "Person", **of: Any) -> Iterator[Evidence]:
    """The items behind the visible actions that `of` selects, the newest first."""
    actions: Any = Action.objects.visible_to(user).filter(**of)
    seen = Prefetch("actions", actions.with_parents().in_report_order(), to_attr="supported")
    versions = Prefetch("versions", EvidenceVersion.objects.order_by("-number"))
    items = Evidence.objects.visible_to(user).filter(links__action__in=actions).distinct()
    items = items.for_list().select_related("partnership")
    items = items.prefetch_related(seen, versions, "decisions")
    return iter(items.order_by("-dated_on", "-pk"))


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


def _newest(item: Evidence) -> EvidenceVersion | None:
    return next(iter(item.versions.all()), None)


def _decided(item: Evidence) -> EvidenceDecision | None:
    """The decision that stands."""
    return standing(item, item.decisions.all())


def _of_decision(name: str) -> Any:
    return lambda item: getattr(_decided(item), name, "")


def _decided_on(item: Evidence) -> date | None:
    decided = _decided(item)
    return timezone.localdate(decided.recorded_at) if decided else None


def _of_newest(name: str) -> Any:
    return lambda item: getattr(_newest(item), name, "")


def _scan(item: Evidence) -> str:
    newest = _newest(item)
    return newest.get_scan_state_display() if newest else ""


COLUMNS = (
    Column("Item", lambda item: item.title),
    Column("Kind", lambda item: item.get_kind_display()),
    Column("Level", lambda item: item.get_level_display()),
    Column("Date", lambda item: item.dated_on),
    Column("Until", lambda item: item.dated_until),
    Column("Marking", lambda item: item.get_marking_display()),
    Column("From", lambda item: item.agency.name if item.agency else item.partnership.name),
    Column("Actions", lambda item: "; ".join(each.full_reference for each in item.supported)),
    Column("Figures", lambda item: "; ".join(str(figure) for figure in item.figures.all())),
    Column("Brought in by", lambda item: item.recorded_by_name),
    Column("Brought in on", lambda item: timezone.localdate(item.recorded_at)),
    Column("State", lambda item: state_of(item).label),
    Column("Decided by", _of_decision("recorded_by_name")),
    Column("Role", _of_decision("recorded_by_role")),
    Column("Decided on", _decided_on),
    Column("Comment", _of_decision("comment")),
    Column("Versions", lambda item: len(item.versions.all())),
    Column("File", _of_newest("original_name")),
    Column("Virus check", _scan),
    Column("SHA-256", _of_newest("sha256")),
)

COUNTED = (
    Column("What was counted", lambda row: row.label),
    Column("Unit", lambda row: row.unit),
    Column("Accepted", lambda row: f"{row.accepted.normalize():f}"),
    Column("Waiting for a decision", lambda row: f"{row.waiting.normalize():f}"),
)
