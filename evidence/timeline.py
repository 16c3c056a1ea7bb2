"""What evidence adds to the timeline of an action: only items that the reader may see."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from evidence.models import Evidence, EvidenceDecision, EvidenceLink, EvidenceVersion
from recommendations.models import Action
from recommendations.timeline import Entry

if TYPE_CHECKING:
    from agencies.access import Person


#: An item is linked to its first actions by the transaction that adds it.
AT_ONCE = timedelta(minutes=1)


def seen_on(action: Action, user: "Person") -> list[Evidence]:
    """What supports the action, with all that its page tells of it; read once for the page.

    Five queries for any number of items. The reader may see the action.
    """
    known: tuple[Person, list[Evidence]] | None = getattr(action, "_evidence_seen", None)
    if known is None or known[0] is not user:
        versions = EvidenceVersion.objects.select_related("uploaded_by")
        links = EvidenceLink.objects.filter(action=action).select_related("linked_by")
        items = Evidence.objects.on_action(action, user).for_list()
        items = items.prefetch_related(
            Prefetch("versions", versions), "decisions", Prefetch("links", links)
        )
        known = user, list(items)
        action._evidence_seen = known  # type: ignore[attr-defined]
    return known[1]


def entries(action: Action, user: "Person") -> list[Entry]:
    """Added, linked, new versions and decisions."""
    return [entry for item in seen_on(action, user) for entry in _of(item)]


def _of(item: Evidence) -> list[Entry]:
    url = item.get_absolute_url()
    link = next(iter(item.links.all()), None)
    came: dict[str, Any] = {"on": item.dated_on, "url": url}
    if link and link.linked_at > item.recorded_at + AT_ONCE:
        title = f"Evidence linked: {item.title}"
        added = Entry(at=link.linked_at, title=title, by=link.linked_by.name, **came)
    else:
        title = f"Evidence added: {item.title}"
        by: Any = {"by": item.recorded_by_name, "role": item.recorded_by_role}
        added = Entry(at=item.recorded_at, title=title, **by, **came)
    newer = [_newer(item, row, url) for row in item.versions.all() if row.number > 1]
    return [added, *newer, *(_decided(item, row, url) for row in item.decisions.all())]


def _newer(item: Evidence, row: EvidenceVersion, url: str) -> Entry:
    title = f"Version {row.number} of evidence: {item.title}"
    return Entry(at=row.uploaded_at, title=title, by=row.uploaded_by.name, url=url)


def _decided(item: Evidence, row: EvidenceDecision, url: str) -> Entry:
    return Entry(
        at=row.recorded_at,
        title=f"Evidence {row.get_decision_display().lower()}: {item.title}",
        by=row.recorded_by_name,
        role=row.recorded_by_role,
        text=row.comment,
        url=url,
    )
