"""What evidence adds to the timeline of an action: only items that the reader may see."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Subquery

from agencies import access
from evidence.events import TAKEN_BACK, Event, events_of
from evidence.models import Disposal, Evidence, EvidenceDecision
from evidence.querysets import INFECTED, standing_decisions
from recommendations.models import Action
from recommendations.timeline import Entry

if TYPE_CHECKING:
    from agencies.access import Person

#: What supports an action, as a list prints it. Built once, as the parts of `evidence.events`.
ROWS = Evidence.objects.for_list()

DONE = Disposal.State.DONE.value
#: How an entry about a disposal begins, by what became of it.
DISPOSALS = {
    DONE: "File disposed of",
    Disposal.State.DECLINED.value: "Disposal declined, so the file stays",
    TAKEN_BACK: "Proposal to dispose of the file taken back",
}
#: An item is linked to its first actions by the transaction that adds it.
AT_ONCE = timedelta(minutes=1)


def seen_on(action: Action, user: "Person") -> list[Any]:
    """What supports the action, as `for_list` reads it; read once for the page.

    Two queries for any number of items. The reader may see the action. Where somebody claims it,
    the items carry `decider_id`: who took the decision that stands.
    """
    known: tuple[Person, list[Evidence]] | None = getattr(action, "_evidence_seen", None)
    if known is None or known[0] is not user:
        rows = ROWS.on_action(action, user)
        if action.claimed_by_id:
            decider = standing_decisions().values("recorded_by_id")[:1]
            rows = rows.annotate(decider_id=Subquery(decider))
        known = user, list(rows)
        action._evidence_seen = known  # type: ignore[attr-defined]
    return known[1]


def entries(action: Action, user: "Person") -> list[Entry]:
    """Added, linked, new versions, viruses, decisions, and disposals once they are decided.

    What managers said to each other about a file that stayed is theirs: others read that it was
    proposed, and who declined it or took it back.
    """
    items = {item.pk: item for item in seen_on(action, user)}
    found = [(items[event.evidence_id], event) for event in events_of(items, action)]
    told = [_entry(*each, user) for each in found if not each[1].number or each[1].number > 1]
    return told + [
        virus(item, event.number, event.found_at) for item, event in found if event.found_at
    ]


def entries_of(evidence: Evidence) -> list[Entry]:
    """For the item's own page: decisions, and files in which a virus was found, the newest first.

    Reads prefetched decisions and versions.
    """
    found = [
        Entry(
            at=row.recorded_at,
            title=_decided(row, evidence),
            by=row.recorded_by_name,
            role=row.recorded_by_role,
            text=row.comment,
        )
        for row in evidence.decisions.all()
    ]
    for file in evidence.versions.all():
        if file.scan_state == INFECTED and file.scanned_at:
            found.append(virus(evidence, file.number, file.scanned_at))
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _decided(row: EvidenceDecision, evidence: Evidence) -> str:
    """A decision on what has been replaced or changed since stands no more, and says so."""
    has_changed = row.submission != evidence.submission
    return f"{row.get_decision_display()}{', before it changed' if has_changed else ''}"


def virus(item: Evidence, number: int, found_at: datetime) -> Entry:
    return Entry(
        at=found_at,
        title=f"A virus was found in {item.title}",
        text=f"Version {number} of its file was refused. Nobody can open it.",
        url=item.get_absolute_url(),
    )


def _added(item: Evidence, link: Event) -> Entry:
    came: dict[str, Any] = {"on": item.dated_on, "url": item.get_absolute_url()}
    if link.at > item.recorded_at + AT_ONCE:
        return Entry(at=link.at, title=f"Evidence linked: {item.title}", by=link.by, **came)
    came_in = "brought in" if item.brought_from_id else "added"
    title = f"Evidence {came_in}: {item.title}"
    by, role = item.recorded_by_name, item.recorded_by_role
    return Entry(at=item.recorded_at, title=title, by=by, role=role, **came)


def _entry(item: Evidence, event: Event, user: "Person") -> Entry:
    if not event.decision and not event.number:
        return _added(item, event)
    title, text = f"Version {event.number} of evidence: {item.title}", event.text
    became, _, ground = event.decision.partition(":")
    if ground:
        title = f"{DISPOSALS[became]}: {item.title}"
        is_told = became == DONE or access.has_role(user, item.partnership_id, "manager")
        text = f"{Disposal.Ground(ground).label}. {text}".strip() if is_told else ""
    elif event.decision:
        word = EvidenceDecision.Decision(event.decision).label.lower()
        title = f"Evidence {word}: {item.title}"
    url = item.get_absolute_url()
    return Entry(at=event.at, title=title, by=event.by, role=event.role, text=text, url=url)
