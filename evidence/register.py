"""The evidence register as CSV: one row an item, only what the person may see."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from evidence.figures import totals
from evidence.models import Evidence, EvidenceVersion
from evidence.states import state_of
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
    items = items.for_list().select_related("partnership").prefetch_related(seen, versions)
    return iter(items.order_by("-dated_on", "-pk"))


def _newest(item: Evidence) -> EvidenceVersion | None:
    return next(iter(item.versions.all()), None)


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
    Column("Added up", lambda item: ", ".join(str(total) for total in totals([item]))),
    Column("State", lambda item: state_of(item).label),
    Column("File", _of_newest("original_name")),
    Column("Virus check", _scan),
    Column("SHA-256", _of_newest("sha256")),
)
