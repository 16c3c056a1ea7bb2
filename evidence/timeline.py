"""What evidence adds to the timeline of an action: only items that the reader may see."""

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from evidence.models import Evidence, EvidenceDecision, EvidenceLink, EvidenceVersion
from recommendations.models import Action
from recommendations.timeline import Entry

if TYPE_CHECKING:
    from agencies.access import Person


def entries(action: Action, user: "Person") -> list[Entry]:
    """Added, linked, new versions and decisions; four queries for any number of items."""
    versions = EvidenceVersion.objects.select_related("uploaded_by")
    items = (
        Evidence.objects.visible_to(user)
        .on_action(action)
        .prefetch_related(
            Prefetch("versions", queryset=versions),
            "decisions",
            Prefetch("links", queryset=EvidenceLink.objects.filter(action=action)),
        )
    )
    return [entry for item in items for entry in _of(item)]


def _of(item: Evidence) -> list[Entry]:
    url = item.get_absolute_url()
    linked_at = max((link.linked_at for link in item.links.all()), default=item.recorded_at)
    added = Entry(
        at=max(item.recorded_at, linked_at),
        title=f"Evidence added: {item.title}",
        by=item.recorded_by_name,
        role=item.recorded_by_role,
        on=item.dated_on,
        url=url,
    )
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
