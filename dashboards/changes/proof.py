"""What changed of evidence: brought in, accepted, sent back."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from dashboards.changes.asked import Asked
from dashboards.changes.kinds import Kind
from dashboards.changes.model import Change, Found, Thing, newest
from evidence.models import Evidence, EvidenceDecision
from recommendations.models import Action
from recommendations.references import reference
from scr_tracker.addresses import address_of
from scr_tracker.keys import Keys
from scr_tracker.words import signed

Decision = EvidenceDecision.Decision
TOLD_AS = {Decision.ACCEPTED: Kind.ACCEPTED, Decision.RETURNED: Kind.RETURNED}


class Item(NamedTuple):
    """An evidence item as it is at the end of the window."""

    pk: int
    public_id: UUID
    title: str
    kind: str
    level: str
    marking: str
    submission: int
    at: datetime
    by: str
    role: str
    agency_name: str | None
    agency_short: str | None

    @property
    def words(self) -> str:
        """ "Audit, quality"."""
        return f"{Evidence.Kind(self.kind).label}, {Evidence.Level(self.level).value}"


_ITEMS = Evidence.objects.order_by().values_list(
    *("pk", "public_id", "title", "kind", "level", "marking", "submission"),
    *("recorded_at", "recorded_by_name", "recorded_by_role"),
    *("agency__name", "agency__short_name"),
)


class Support(NamedTuple):
    """An action that an item supports and the reader may see."""

    evidence: int
    number: int
    recommendation: str
    review: str
    review_reference: str


def of_evidence(asked: Asked) -> Iterator[Found]:
    items = {item.pk: item for item in map(Item._make, _ITEMS.filter(pk__in=_touched(asked)))}
    if not items:
        return
    supports = _supports(asked, items)
    for item in items.values():
        if asked.begins <= item.at < asked.ends:
            make = partial(_new, item, supports[item.pk])
            yield Found(Kind.EVIDENCE, newest(item.at, item.pk), make)
    for pk, said in _standing(asked, items).items():
        item, kind = items[pk], TOLD_AS[Decision(said.decision)]
        make = partial(_decided, kind, item, supports[pk], said)
        yield Found(kind, newest(said.at, pk), make)


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
    return rows.order_by().values("pk")


def _supports(asked: Asked, items: dict[int, Item]) -> dict[int, list[Support]]:
    """By item, in the order of the report."""
    link = "evidence_links__evidence_id"
    rows = Action.objects.visible_to(asked.user).filter(**{f"{link}__in": Keys(items)})
    found = defaultdict(list)
    for values in rows.in_report_order().values_list(
        *(link, "number", "recommendation__reference"),
        *("recommendation__review__pseudonym", "recommendation__review__reference"),
    ):
        found[values[0]].append(Support(*values))
    return found


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


def _about(item: Item, supports: list[Support]) -> Thing:
    """It is called by the actions that it supports; of several reviews each names its own."""
    reviews = {support.review for support in supports}
    alone = len(reviews) == 1
    references = [
        f"{'' if alone else f'{each.review.upper()} '}{reference(each.recommendation, each.number)}"
        for each in supports
    ]
    return Thing(
        review=supports[0].review if alone else "",
        review_reference=supports[0].review_reference if alone else "",
        marking=item.marking,
        reference=", ".join(references),
        title=item.title,
        agency=item.agency_short or item.agency_name or "The partnership",
        url=address_of("evidence:evidence-detail", item.public_id),
    )


def _new(item: Item, supports: list[Support]) -> Change:
    by = signed(item.by, item.role)
    return Change(Kind.EVIDENCE, _about(item, supports), at=item.at, by=by, became=item.words)


def _decided(kind: Kind, item: Item, supports: list[Support], said: Said) -> Change:
    by = signed(said.by, said.role)
    about = _about(item, supports)
    return Change(kind, about, at=said.at, by=by, became=item.words, why=said.comment)
