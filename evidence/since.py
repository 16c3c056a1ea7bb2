"""What came in after a forum decided: what stood then is kept, and pages say that there is more."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, OuterRef, Q

from evidence.models import Disposal, Evidence, EvidenceDecision, EvidenceVersion
from evidence.states import can_be_read

if TYPE_CHECKING:
    from recommendations.models import Action, SignOff

ACCEPTED = EvidenceDecision.Decision.ACCEPTED.value


class News(NamedTuple):
    """An item, and what happened to it: "added", "changed", "accepted", "no longer readable" …"""

    item: Evidence
    what: str


def since(decision: "SignOff", items: Iterable[Any]) -> list[News]:
    """Of these items, those that stood otherwise when the forum decided.

    They carry `decision` and `scan`.
    """
    kept = {row["id"]: row for row in decision.snapshot.get("evidence", [])}
    if not decision.snapshot:
        return []
    found = [News(item, _what(kept.get(str(item.public_id)), item)) for item in items]
    return [each for each in found if each.what]


def _what(then: dict[str, Any] | None, item: Any) -> str:
    if then is None:
        return "added"
    if then["submission"] != item.submission:
        return "changed"
    if then["decision"].get("value") == ACCEPTED and not can_be_read(item):
        return "no longer readable"
    if not item.decision or then["decision"].get("value") == item.decision:
        return ""
    return EvidenceDecision.Decision(item.decision).label.lower()


def has_news(action: "Action") -> bool:
    """Something of its evidence came in, changed, was decided or was lost after it was verified."""
    before = {"recorded_at__lte": action.verified_at, "submission": OuterRef("submission")}
    decided = EvidenceDecision.objects.filter(evidence=OuterRef("pk"), **before)
    later = Q(links__action=action, links__linked_at__gt=action.verified_at)
    virus = {"scan_state": "infected", "scanned_at__gt": action.verified_at}
    mistake = {"state": "done", "ground": "mistake", "decided_at__gt": action.verified_at}
    infected = EvidenceVersion.objects.filter(evidence=OuterRef("pk"), **virus)
    disposed = Disposal.objects.filter(evidence=OuterRef("pk"), **mistake)
    lost = Q(Exists(infected)) | Q(Exists(disposed))
    items = Evidence.objects.filter(links__action=action)
    return items.filter(later | ~Exists(decided) | lost).exists()
