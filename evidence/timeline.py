"""What evidence adds to the timeline of an action: only items that the reader may see."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    F,
    PositiveSmallIntegerField,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat

from evidence.models import Disposal, Evidence, EvidenceDecision, EvidenceLink, EvidenceVersion
from evidence.querysets import INFECTED, standing_decisions
from recommendations.models import Action
from recommendations.timeline import Entry

if TYPE_CHECKING:
    from agencies.access import Person


TAKEN_BACK = "taken_back"
#: How an entry about a disposal begins, by what became of it.
DISPOSALS = {
    Disposal.State.DONE.value: "File disposed of",
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
        rows = Evidence.objects.on_action(action, user).for_list()
        if action.claimed_by_id:
            decider = standing_decisions().values("recorded_by_id")[:1]
            rows = rows.annotate(decider_id=Subquery(decider))
        known = user, list(rows)
        action._evidence_seen = known  # type: ignore[attr-defined]
    return known[1]


class Event(NamedTuple):
    """A link, a file that is newer or holds a virus, a decision or a disposal of an item.

    `number` is the file's, and `found_at` when a virus was found in it. `decision` is the decision;
    of a disposal what became of it and its ground, "done:over".
    """

    evidence_id: int
    at: datetime
    by: str
    role: str
    number: int
    decision: str
    text: str
    found_at: datetime | None


def entries(action: Action, user: "Person") -> list[Entry]:
    """Added, linked, new versions, viruses, decisions, and disposals once they are decided."""
    items = {item.pk: item for item in seen_on(action, user)}
    found = [(items[event.evidence_id], event) for event in _events(items, action)]
    told = [_entry(*each) for each in found if not each[1].number or each[1].number > 1]
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
            title=row.get_decision_display(),
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


def virus(item: Evidence, number: int, found_at: datetime) -> Entry:
    return Entry(
        at=found_at,
        title=f"A virus was found in {item.title}",
        text=f"Version {number} of its file was refused. Nobody can open it.",
        url=item.get_absolute_url(),
    )


def _events(items: Collection[int], action: Action) -> list[Event]:
    """In one query, because a page has few to spare."""
    if not items:
        return []
    links = EvidenceLink.objects.filter(evidence__in=items, action=action).order_by()
    none, no_number = Value("", TextField()), Value(0, PositiveSmallIntegerField())
    versions = EvidenceVersion.objects.filter(evidence__in=items).order_by()
    versions = versions.filter(Q(number__gt=1) | Q(scan_state=INFECTED))
    found_at = Case(When(scan_state=INFECTED, then=F("scanned_at")), output_field=DateTimeField())
    never = Value(None, DateTimeField())
    decisions = EvidenceDecision.objects.filter(evidence__in=items).order_by()
    rows = versions.values_list(
        "evidence_id", "uploaded_at", "uploaded_by__name", none, "number", none, none, found_at
    ).union(
        decisions.values_list(
            *("evidence_id", "recorded_at", "recorded_by_name", "recorded_by_role"),
            *(no_number, "decision", "comment", never),
        ),
        links.values_list(
            "evidence_id", "linked_at", "linked_by__name", none, no_number, none, none, never
        ),
        _disposals(items).values_list(
            *("evidence_id", "decided_at", "decided_by__name", none, no_number),
            *("became", "words", never),
        ),
        all=True,
    )
    return [Event(*row) for row in rows]


def _disposals(items: Collection[int]) -> Any:
    """Those decided, with `words`: why, and who wanted it. Who decided is who did it."""
    said = ("reason", Value("\nProposed by "), "recorded_by_name", Value("\n"), "decision_note")
    is_own = When(decided_by=F("recorded_by"), then=Value(TAKEN_BACK))
    became = (Case(is_own, default=F("state")), Value(":"), "ground")
    decided = Disposal.objects.filter(evidence__in=items).exclude(state=Disposal.State.PROPOSED)
    return decided.order_by().annotate(
        words=Concat(*said, output_field=TextField()),
        became=Concat(*became, output_field=CharField()),
    )


def _added(item: Evidence, link: Event) -> Entry:
    came: dict[str, Any] = {"on": item.dated_on, "url": item.get_absolute_url()}
    if link.at > item.recorded_at + AT_ONCE:
        return Entry(at=link.at, title=f"Evidence linked: {item.title}", by=link.by, **came)
    came_in = "brought in" if item.brought_from_id else "added"
    title = f"Evidence {came_in}: {item.title}"
    by, role = item.recorded_by_name, item.recorded_by_role
    return Entry(at=item.recorded_at, title=title, by=by, role=role, **came)


def _entry(item: Evidence, event: Event) -> Entry:
    if not event.decision and not event.number:
        return _added(item, event)
    title, text = f"Version {event.number} of evidence: {item.title}", event.text
    became, _, ground = event.decision.partition(":")
    if ground:
        title = f"{DISPOSALS[became]}: {item.title}"
        text = f"{Disposal.Ground(ground).label}. {text}".strip()
    elif event.decision:
        word = EvidenceDecision.Decision(event.decision).label.lower()
        title = f"Evidence {word}: {item.title}"
    url = item.get_absolute_url()
    return Entry(at=event.at, title=title, by=event.by, role=event.role, text=text, url=url)
