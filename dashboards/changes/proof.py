"""What changed of evidence: brought in, accepted, sent back."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from dashboards.changes.asked import Asked
from dashboards.changes.details import ItemDetail, ItemDetails
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Change, Found, newest
from evidence.models import Evidence, EvidenceDecision
from scr_tracker.keys import Keys
from scr_tracker.words import signed

Decision = EvidenceDecision.Decision
TOLD_AS = {Decision.ACCEPTED: Kind.ACCEPTED, Decision.RETURNED: Kind.RETURNED}


class Item(NamedTuple):
    """An evidence item as it is at the end of the window."""

    pk: int
    submission: int
    recorded_at: datetime


def of_evidence(asked: Asked) -> Iterator[Found]:
    items = {item.pk: item for item in map(Item._make, _touched(asked))}
    details = ItemDetails(asked)
    for item in items.values():
        if asked.holds(item.recorded_at):
            order = newest(item.recorded_at, item.pk)
            yield Found(Kind.EVIDENCE, order, _new, details, item.pk)
    for pk, said in _standing(asked, items).items() if items else ():
        kind = TOLD_AS[Decision(said.decision)]
        yield Found(kind, newest(said.at, pk), partial(_decided, kind, said), details, pk)


def _touched(asked: Asked) -> Any:
    """Items of which anything was written in the window: a decision saves its item, too."""
    written = asked.written(Evidence, partnership=asked.partnership)
    rows = Evidence.objects.visible_to(asked.user).filter(
        partnership=asked.partnership, pk__in=written
    )
    if asked.agency:
        rows = rows.filter(agency__public_id=asked.agency)
    if asked.review:
        of_review = asked.partnership.evidence.filter(
            actions__recommendation__review__public_id=asked.review
        )
        rows = rows.filter(pk__in=of_review.order_by().values("pk"))
    return rows.order_by().values_list(*Item._fields)


class Said(NamedTuple):
    evidence: int
    submission: int
    decision: str
    comment: str
    at: datetime
    by: str
    role: str


def _standing(asked: Asked, items: dict[int, Item]) -> dict[int, Said]:
    """By item: the latest decision on what it is now, where that was made in the window."""
    rows = EvidenceDecision.objects.filter(asked.within("recorded_at"), evidence_id__in=Keys(items))
    columns = ("evidence_id", "submission", "decision", "comment", "recorded_at")
    by = ("recorded_by_name", "recorded_by_role")
    said = map(Said._make, rows.order_by("recorded_at", "pk").values_list(*columns, *by))
    return {
        each.evidence: each for each in said if each.submission == items[each.evidence].submission
    }


def _new(detail: ItemDetail) -> Change:
    at = detail.item.at
    return Change(Kind.EVIDENCE, detail.about, at=at, by=detail.by, became=detail.words)


def _decided(kind: Kind, said: Said, detail: ItemDetail) -> Change:
    by = signed(said.by, said.role)
    about = detail.about
    return Change(kind, about, at=said.at, by=by, became=detail.words, why=said.comment)
