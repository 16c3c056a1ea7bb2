"""What happened to items of evidence, for the timeline of an action: in one query.

Its parts are built once: to build them takes longer than to run them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    F,
    PositiveSmallIntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Concat

from evidence.models import Disposal, EvidenceDecision, EvidenceLink, EvidenceVersion
from evidence.querysets import INFECTED
from recommendations.models import Action

#: What became of a disposal, beside the states that it can have.
TAKEN_BACK = "taken_back"


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


def events_of(items: Collection[int], action: Action) -> list[Event]:
    """Of the items with these keys; links are those to the action."""
    if not items:
        return []
    about = {"evidence__in": items}
    others = (_DECISIONS, _LINKS.filter(action=action), _DISPOSED)
    rows = _FILES.filter(**about).union(*(other.filter(**about) for other in others), all=True)
    return [Event(*row) for row in rows]


_NONE, _NO_NUMBER = Value("", TextField()), Value(0, PositiveSmallIntegerField())
_NEVER = Value(None, DateTimeField())

_FILES = (
    EvidenceVersion.objects.filter(Q(number__gt=1) | Q(scan_state=INFECTED))
    .order_by()
    .values_list(
        *("evidence_id", "uploaded_at", "uploaded_by__name", _NONE, "number", _NONE, _NONE),
        Case(When(scan_state=INFECTED, then=F("scanned_at")), output_field=DateTimeField()),
    )
)
_DECISIONS = EvidenceDecision.objects.order_by().values_list(
    *("evidence_id", "recorded_at", "recorded_by_name", "recorded_by_role"),
    *(_NO_NUMBER, "decision", "comment", _NEVER),
)
_LINKS = EvidenceLink.objects.order_by().values_list(
    *("evidence_id", "linked_at", "linked_by__name", _NONE),
    *(_NO_NUMBER, _NONE, _NONE, _NEVER),
)
_IS_OWN = When(decided_by=F("recorded_by"), then=Value(TAKEN_BACK))
_BECAME = (Case(_IS_OWN, default=F("state")), Value(":"), "ground")
_WHY = ("reason", Value("\nProposed by "), "recorded_by_name", Value("\n"), "decision_note")
#: Those decided: what became of them, why, and who wanted it. Who decided is who did it.
_DISPOSED = (
    Disposal.objects.exclude(state=Disposal.State.PROPOSED)
    .order_by()
    .values_list(
        *("evidence_id", "decided_at", "decided_by__name", _NONE, _NO_NUMBER),
        Concat(*_BECAME, output_field=CharField()),
        Concat(*_WHY, output_field=TextField()),
        _NEVER,
    )
)
