"""The state of an item in one word: what was decided, unless its file must not be read.

And whether it proves anything: it was accepted, and what was accepted can still be read.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from evidence.models import Evidence, EvidenceDecision, EvidenceVersion, Figure
from evidence.querysets import GONE, readable_states

Scan = EvidenceVersion.Scan


class State(NamedTuple):
    value: str
    label: str


WAITING = State("waiting", "Waiting for a decision")
BLOCKED = {
    Scan.INFECTED: State(Scan.INFECTED.value, str(Scan.INFECTED.label)),
    Scan.FAILED: State(Scan.FAILED.value, str(Scan.FAILED.label)),
    Scan.WAITING: State(Scan.WAITING.value, str(Scan.WAITING.label)),
}
DISPOSED = State(GONE, "Its file was disposed of")
#: What proves nothing now, and is not about to.
NO_PROOF = (EvidenceDecision.Decision.RETURNED.value, Scan.INFECTED.value, GONE)


def standing(evidence: Evidence, decisions: Iterable[EvidenceDecision]) -> EvidenceDecision | None:
    """The one on the present submission, of the item's decisions, the latest first.

    `querysets.standing_decisions` asks the same of the database.
    """
    return next((row for row in decisions if row.submission == evidence.submission), None)


def state_of(evidence: Evidence) -> State:
    """Of an item that carries `decision` and `scan` (`EvidenceQuerySet.for_list`)."""
    decision, scan = evidence.decision, evidence.scan  # type: ignore[attr-defined]
    if scan in BLOCKED:
        return BLOCKED[scan]
    if is_spent(evidence):
        return DISPOSED
    if decision:
        return State(decision, str(EvidenceDecision.Decision(decision).label))
    return WAITING


def proves(evidence: Evidence) -> bool:
    """It was accepted, and can still be read. It carries `decision` and `scan`."""
    accepted = EvidenceDecision.Decision.ACCEPTED
    return evidence.decision == accepted and can_be_read(evidence)  # type: ignore[attr-defined]


def is_spent(evidence: Evidence) -> bool:
    """Its file was disposed of, and nothing else of it can be read: nothing is left to judge.

    `querysets.spent` asks the same of the database.
    """
    return evidence.scan == GONE and not can_be_read(evidence)  # type: ignore[attr-defined]


def decisions_left(evidence: Evidence) -> str:
    """What can be decided on it: "either", only "returned", or "" where nothing is left to decide.

    Of what cannot be accepted, and is not about to be, there is only to send it back: once. It
    carries `decision` and `scan`.
    """
    if evidence.scan != Scan.INFECTED and not is_spent(evidence):  # type: ignore[attr-defined]
        return "either"
    returned = EvidenceDecision.Decision.RETURNED.value
    return "" if evidence.decision == returned else returned  # type: ignore[attr-defined]


def can_be_read(evidence: Evidence) -> bool:
    """Its newest file; where there is none, or none any more, its link or figures."""
    scan = evidence.scan  # type: ignore[attr-defined]
    if scan in ("", GONE):
        return bool(evidence.url or evidence.figures.all())
    return scan in readable_states()


def readable_condition() -> Q:
    """`can_be_read` as a condition on items that carry `scan` (`with_scan`)."""
    says = ~Q(url="") | Q(Exists(Figure.objects.filter(evidence=OuterRef("pk"))))
    return Q(scan__in=readable_states()) | Q(scan__in=("", GONE)) & says
