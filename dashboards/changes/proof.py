"""What changed of evidence: brought in, accepted, sent back."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property, partial
from typing import Any, NamedTuple

from dashboards.changes.asked import Asked, Window
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


class Proof:
    """Evidence brought in, and decided on, of a window in what was asked for."""

    def __init__(self, asked: Asked) -> None:
        self.window, self.details = asked.window, ItemDetails(asked)
        self.items = {item.pk: item for item in map(Item._make, _touched(asked))}
        self.decisions = list(self._decisions()) if self.items else []

    def _decisions(self) -> Iterator["Said"]:
        rows = EvidenceDecision.objects.filter(
            self.window.within("recorded_at"), evidence_id__in=Keys(self.items)
        )
        columns = ("evidence_id", "submission", "decision", "comment", "recorded_at")
        by = ("recorded_by_name", "recorded_by_role")
        return map(Said._make, rows.order_by("recorded_at", "pk").values_list(*columns, *by))

    def told(self, window: Window) -> Iterator[Found]:
        for item in self.items.values():
            if window.holds(item.recorded_at):
                order = newest(item.recorded_at, item.pk)
                yield Found(Kind.EVIDENCE, order, _new, self.details, item.pk)
        for pk, said in self._standing(window).items():
            kind = TOLD_AS[Decision(said.decision)]
            made = partial(_decided, kind, said)
            yield Found(kind, newest(said.at, pk), made, self.details, pk)

    def _standing(self, window: Window) -> dict[int, "Said"]:
        """By item: the latest decision on what it was in the end, if it was made in the window."""
        made = [each for each in self.decisions if window.holds(each.at)]
        return {
            each.evidence: each
            for each in made
            if each.submission == self._submission(each.evidence, window.ends)
        }

    def _submission(self, pk: int, moment: datetime) -> int:
        """How often there had been something new to judge, by the moment."""
        if moment == self.window.ends:
            return self.items[pk].submission
        return next((number for at, number in reversed(self._history[pk]) if at < moment), 0)

    @cached_property
    def _history(self) -> dict[int, list[tuple[datetime, int]]]:
        """By item: its submissions, and from when on. For who asks about many windows in this."""
        rows = Evidence.history.filter(
            id__in=Keys(self.items),
            history_date__lt=self.window.ends,
            history_until__gte=self.window.begins,
        )
        found: defaultdict[int, list[tuple[datetime, int]]] = defaultdict(list)
        ordered = rows.order_by("history_date", "history_id")
        for pk, *row in ordered.values_list("id", "history_date", "submission"):
            found[pk].append((row[0], row[1]))
        return found


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


def _new(detail: ItemDetail) -> Change:
    at = detail.item.at
    return Change(Kind.EVIDENCE, detail.about, at=at, by=detail.by, became=detail.words)


def _decided(kind: Kind, said: Said, detail: ItemDetail) -> Change:
    by = signed(said.by, said.role)
    about = detail.about
    return Change(kind, about, at=said.at, by=by, became=detail.words, why=said.comment)
